"""Which declarations hold for each element of a page: sheets, presentational attributes, inline styles, variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, SupportsIndex

from assistant.articles.styles.budget import Budget, TooManyStepsError
from assistant.articles.styles.defaults import BROWSER, utilities
from assistant.articles.styles.media import media_holds
from assistant.articles.styles.sheets import Declarations, Rule, Sheets, Value, data_url, declarations
from assistant.articles.styles.values import Tokens, plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_BROWSER, _ATTRIBUTES, _UTILITIES = 0, 1, 2  # places in the cascade below the page's own sheets
_LONGEST_VALUE = 2_000  # tokens of a value with its variables put in; browsers bound it, too
_DEEPEST_VARIABLE = 16

_INTRICATE = re.compile(r"[^\w\s.#>+~*:-]")
_NAME = re.compile(r"[.#][\w-]+")

Key = tuple[Any, ...]


class Cascade:
    """The declarations of a page's elements."""

    def __init__(self, tree: HtmlElement, budget: Budget, *, quirks: bool = False) -> None:
        self.budget = budget
        sheets = Sheets(budget)
        for css in _sheets_of(tree):
            sheets.add(css)
        self.keyframes = sheets.keyframes
        self.is_complete = sheets.is_complete and not any(
            "stylesheet" in (link.get("rel") or "").lower().split() and data_url(link.get("href") or "") is None
            for link in tree.iter("link")
        )
        rules, names = sheets.rules, _names_in(tree)
        if quirks:  # without a doctype, classes and ids match in any case
            rules, names = [(selector.lower(), rule) for selector, rule in rules], {name.lower() for name in names}
        self._matcher = _matcher(rules, names, budget)

    def declared(self, element: Any) -> Declarations:
        """The winning declaration of each property; ``element`` is one of :func:`elements`."""
        best: dict[str, tuple[Key, Value]] = {}
        for specificity, order, pseudo, rule in self._matcher.match(element):
            if pseudo is None:
                self.budget.spend(2 + len(rule.declarations))
                _add(best, rule.declarations, (rule.level, specificity, order))
        attributes = element.etree_element.attrib
        if attributes:
            _add(best, _presented(element.local_name, attributes), (_ATTRIBUTES, (0, 0, 0), 0))
            if style := attributes.get("style"):
                self.budget.spend(len(style) // 2)
                _add(best, _inline(style), None)
        return {name: value for name, (_, value) in best.items()}


def _add(best: dict[str, tuple[Key, Value]], found: Declarations, place: tuple[int, Any, int] | None) -> None:
    """Let each declaration win over what comes earlier in the cascade; ``place`` is None for an inline style."""
    for name, value in found.items():
        if value.important:
            # Among important ones layers count in reverse, and a browser's own do not occur.
            key: Key = (1, 1) if place is None else (1, 0, -place[0], *place[1:])
        else:
            key = (0, 1) if place is None else (0, 0, *place)
        if name not in best or key >= best[name][0]:
            best[name] = (key, value)


def _sheets_of(tree: HtmlElement) -> Iterator[str]:
    """The page's own sheets in their order: ``<style>``, and links that carry their sheet in them."""
    for element in tree.iter("style", "link"):
        media = element.get("media")
        if media and not _media(media):
            continue
        if element.tag == "style":
            if (element.get("type") or "text/css").strip().lower() == "text/css":
                yield element.text_content()
        elif "stylesheet" in (element.get("rel") or "").lower().split():
            css = data_url(element.get("href") or "")
            if css is not None and "disabled" not in element.attrib:
                yield css


def _media(query: str) -> bool:
    from tinycss2 import parse_component_value_list

    return media_holds(parse_component_value_list(query))


@lru_cache(maxsize=512)
def _inline(style: str) -> Declarations:
    from tinycss2 import parse_blocks_contents

    return declarations(parse_blocks_contents(style, skip_comments=True, skip_whitespace=True))


def _presented(tag: str, attributes: Any) -> Declarations:
    """What attributes of old HTML say of colours and sizes."""
    written = []
    if (colour := attributes.get("bgcolor")) and tag in ("body", "table", "tr", "td", "th", "thead", "tbody", "tfoot"):
        written.append(f"background-color: {_legacy_color(colour)}")
    if (colour := attributes.get("text" if tag == "body" else "color")) and tag in ("body", "font", "basefont"):
        written.append(f"color: {_legacy_color(colour)}")
    return _inline("; ".join(written)) if written else {}


def _legacy_color(text: str) -> str:
    text = text.strip()
    is_hex = len(text) in (3, 6) and all(digit in "0123456789abcdefABCDEF" for digit in text)
    return f"#{text}" if is_hex else text


# --- matching -----------------------------------------------------------------------------


def _matcher(rules: list[tuple[str, Rule]], names: set[str], budget: Budget) -> Any:
    from cssselect2 import Matcher

    class Counting(Matcher):  # type: ignore[misc]
        def add_relevant_selectors(self, element: Any, selectors: list[Any], relevant: list[Any]) -> None:
            budget.spend(len(selectors))
            Matcher.add_relevant_selectors(element, selectors, relevant)

    matcher = Counting()
    for selector, rule in _default_rules():
        matcher.add_selector(selector, rule)
    for selector, rule in rules:
        if _may_match(selector, names):
            budget.spend(100)  # compiling one is as much work as trying it a hundred times
            for compiled in _compiled(selector):
                matcher.add_selector(compiled, rule)
    return matcher


def _compiled(selector: str) -> list[Any]:
    from cssselect2 import SelectorError, compile_selector_list

    try:
        return list(compile_selector_list(selector))
    except (SelectorError, NotImplementedError, ValueError, AttributeError, TypeError):
        return []  # a browser, too, drops a rule whose selector it does not know
    except (RecursionError, SyntaxError, MemoryError) as error:  # a selector nested beyond Python's compiler
        raise TooManyStepsError from error


@lru_cache(maxsize=1)
def _default_rules() -> list[tuple[Any, Rule]]:
    """What holds on every page, compiled once."""
    sheets = Sheets(Budget(1_000_000))
    sheets.add(BROWSER, _BROWSER)
    sheets.add(utilities(), _UTILITIES)
    return [(compiled, rule) for selector, rule in sheets.rules for compiled in _compiled(selector)]


def _names_in(tree: HtmlElement) -> set[str]:
    """Every class and id of the page, as a selector writes them."""
    names: set[str] = set()
    for element in tree.iter("*"):
        names.update(f".{name}" for name in (element.get("class") or "").split())
        names.add(f"#{element.get('id')}")
    return names


def _may_match(selector: str, names: set[str]) -> bool:
    """Whether the page has the classes and ids of a selector; most of a framework's sheet is for others.

    Selectors with brackets of any kind, escapes or lists are left to the library.
    """
    if _INTRICATE.search(selector):
        return True
    return all(name in names for name in _NAME.findall(selector))


def elements(tree: HtmlElement, budget: Budget, *, quirks: bool = False) -> Any:
    """The root as cssselect2 wants it, with every step across siblings and ancestors on the budget."""
    from cssselect2 import ElementWrapper

    class Siblings(list[Any]):
        def __getitem__(self, key: SupportsIndex | slice) -> Any:
            if isinstance(key, slice):
                budget.spend(len(self))
            return super().__getitem__(key)

        def __iter__(self) -> Iterator[Any]:
            budget.spend(len(self))
            return super().__iter__()

    class Element(ElementWrapper):  # type: ignore[misc]
        @property
        def classes(self) -> set[str]:
            named = self.etree_element.get("class") or ""
            return set((named.lower() if quirks else named).split())

        @property
        def id(self) -> str | None:
            named: str | None = self.etree_element.get("id")
            return named.lower() if quirks and named else named

        @property
        def ancestors(self) -> Iterator[Any]:
            above = self.parent
            while above is not None:
                budget.spend()
                yield above
                above = above.parent

        @property
        def previous_siblings(self) -> Iterator[Any]:  # cssselect2's own recurses, and fails at a thousand
            before = self.previous
            while before is not None:
                budget.spend()
                yield before
                before = before.previous

        @property
        def etree_children(self) -> Siblings:
            if "_children" not in self.__dict__:
                self.__dict__["_children"] = Siblings(
                    child for child in self.etree_element if isinstance(child.tag, str)
                )
            return self.__dict__["_children"]  # type: ignore[no-any-return]

        def iter_children(self) -> Iterator[Any]:
            for child in super().iter_children():
                budget.spend()
                yield child

    return Element.from_html_root(tree)


# --- variables ----------------------------------------------------------------------------


def substituted(tokens: Tokens, variables: Mapping[str, Tokens], budget: Budget, depth: int = 0) -> list[Any] | None:
    """The tokens with ``var()`` replaced; None where a variable is missing, or the value grows beyond bounds."""
    budget.spend(1 + len(tokens))
    if depth > _DEEPEST_VARIABLE:
        return None
    found: list[Any] = []
    for token in tokens:
        if token.type == "function" and token.lower_name in ("var", "env"):
            inner = _variable(token, variables, budget, depth)
            if inner is None:
                return None
            found += inner
        elif token.type in ("function", "() block"):
            of = token.arguments if token.type == "function" else token.content
            inner = substituted(of, variables, budget, depth + 1)
            if inner is None:
                return None
            found.append(token if inner == of else _with(token, inner))
        else:
            found.append(token)
        if len(found) > _LONGEST_VALUE:
            return None
    return found


def _variable(token: Any, variables: Mapping[str, Tokens], budget: Budget, depth: int) -> list[Any] | None:
    arguments = plain(token.arguments)
    if not arguments or arguments[0].type != "ident":
        return None
    known = variables.get(arguments[0].value)
    if known is not None:
        return substituted(known, variables, budget, depth + 1)
    if len(arguments) > 1 and arguments[1].type == "literal" and arguments[1].value == ",":
        return substituted(arguments[2:], variables, budget, depth + 1)
    return None


def _with(token: Any, inner: list[Any]) -> Any:
    from tinycss2.ast import FunctionBlock, ParenthesesBlock

    if token.type == "function":
        return FunctionBlock(token.source_line, token.source_column, token.name, inner)
    return ParenthesesBlock(token.source_line, token.source_column, inner)
