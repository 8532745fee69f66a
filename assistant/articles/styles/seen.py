"""Drops from a page what a browser would not show, and counts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.articles.styles.budget import Budget
from assistant.articles.styles.cascade import Cascade, elements
from assistant.articles.styles.computed import ROOT, Style, computed
from assistant.articles.styles.sheets import Declarations

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# Steps of a microsecond or two that a page's styles may cost; the costliest of 350 saved pages needs 1.1 million.
STEPS = 3_000_000
_NOT_TEXT = {
    "script",
    "style",
    "noscript",
    "head",
    "title",
    "meta",
    "link",
    "base",
    "svg",
    "iframe",
}  # none is read as text
# A page of which less is seen, and more hidden, is one that its script shows once it is loaded: nobody publishes a page
# to be seen empty. Then what hides the whole of it (the root, the body, a wrapper) is not believed.
_LEAST_SEEN = 200  # characters
_WHOLE = 0.8  # of the page's text

_Styles = dict[tuple[int | bool, ...], tuple[Style, Style, Declarations]]


@dataclass
class _Walk:
    """What one walk through a page found."""

    gone: list[Any] = field(default_factory=list)
    unread: list[Any] = field(default_factory=list)
    seen: int = 0
    unseen: int = 0
    hidden: int = 0


def drop_unseen(tree: HtmlElement, steps: int = STEPS, *, quirks: bool = False) -> int:
    """Drop what is not shown; ``quirks`` as browsers read a page without a doctype.

    Returns:
        How many elements with text in them, each counted with all that it holds.

    Raises:
        TooManyStepsError: the page's styles are more work than the budget allows.
    """
    budget = Budget(steps)
    cascade = Cascade(tree, budget, quirks=quirks)
    root = elements(tree, budget, quirks=quirks)
    walk = _walked(root, cascade, whole=0)
    if walk.seen < _LEAST_SEEN and walk.unseen > walk.seen:
        again = _walked(root, cascade, whole=int(_WHOLE * (walk.seen + walk.unseen)))
        walk = again if again.seen > walk.seen else walk
    _drop(walk)
    return walk.hidden


def _walked(root: Any, cascade: Cascade, *, whole: int) -> _Walk:
    """Compute every element's style from the root downwards.

    An element with ``whole`` characters or more does not hide; 0 lets every one.
    """
    walk = _Walk()
    styles: _Styles = {}
    stack: list[tuple[Any, Style, bool]] = [(root, ROOT, False)]
    while stack:
        element, above, counted = stack.pop()
        cascade.budget.spend(10)
        node = element.etree_element
        tag = element.local_name.lower()
        declared = cascade.declared(element)
        if whole and declared and _length(node) >= whole:
            declared = {name: value for name, value in declared.items() if name.startswith("--")}
        style = _style(styles, declared, above, cascade, tag)
        if tag in _NOT_TEXT:
            continue
        if style.gone:
            if length := _length(node):  # what holds no text may stay: the article is found by the shape of its page
                walk.gone.append(node)
                walk.hidden += not counted
                walk.unseen += length
            continue
        own = _own(node)
        if own and style.unread:
            walk.unread.append(node)
            walk.unseen += own
            walk.hidden += not counted
        else:
            walk.seen += own
        counted = (counted and style.unread) or bool(own and style.unread)
        stack += [(child, style, counted) for child in reversed(list(element.iter_children()))]
    return walk


def _style(styles: _Styles, declared: Declarations, above: Style, cascade: Cascade, tag: str) -> Style:
    """The computed style; elements with the same declarations below the same style share it."""
    if not declared:
        return above
    key = (id(above), tag in ("html", "body"), *(id(value) for value in declared.values()))
    known = styles.get(key)
    if known is None:  # what the ids stand for is kept beside the style, so that no id is used twice
        style = computed(declared, above, cascade.keyframes, cascade.budget, tag=tag, is_complete=cascade.is_complete)
        known = styles[key] = (style, above, declared)
    return known[0]


def _length(node: Any) -> int:
    """Characters of text in an element, scripts and the like aside."""
    if not any(child.tag in _NOT_TEXT for child in node.iter()):
        return len(node.text_content().strip())
    total, skipped = 0, set()
    for child in node.iter():
        if child.tag in _NOT_TEXT or (child is not node and child.getparent() in skipped):
            skipped.add(child)
        elif child.text:
            total += len(child.text.strip())
    return total


def _own(node: Any) -> int:
    """Characters of the text directly in an element."""
    total = len(node.text.strip()) if node.text else 0
    return total + sum(len(child.tail.strip()) for child in node if child.tail)


def _drop(walk: _Walk) -> None:
    for node in walk.unread:
        node.text = None
        for child in node:
            child.tail = None
    parents: dict[Any, set[Any]] = {}
    for node in walk.gone:
        parent = node.getparent()
        if parent is not None:
            parents.setdefault(parent, set()).add(node)
    for parent, doomed in parents.items():
        _drop_children(parent, doomed)


def _drop_children(parent: Any, doomed: set[Any]) -> None:
    """Take children out; what stood behind each joins what stood before it, in one go for many in a row."""
    before: Any = None
    behind: list[str] = []
    for child in [*parent, None]:
        if child is not None and child in doomed:
            behind.append(child.tail or "")
            parent.remove(child)
            continue
        if any(behind):
            if before is None:
                parent.text = "".join((parent.text or "", *behind))
            else:
                before.tail = "".join((before.tail or "", *behind))
        behind.clear()
        before = child
