"""Style sheets to rules: selectors with the declarations that bear on whether something is seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from assistant.articles.styles.budget import Budget, TooManyStepsError
from assistant.articles.styles.media import media_holds, supports_holds
from assistant.articles.styles.validity import longhands
from assistant.articles.styles.values import Tokens, plain, split_commas

_DEEPEST = 12  # levels of nesting; hand-written sheets have three or four
_LONGEST_SELECTOR = 4_000  # characters after unfolding the nesting; each level repeats what is above it
UNLAYERED = 1 << 20  # above every layer

# True or false of every element of a page that nobody has touched yet, and unknown to cssselect2.
_ALWAYS = {"defined", "read-only", "optional", "valid"}
_NEVER = {
    "autofill", "fullscreen", "modal", "open", "popover-open", "picture-in-picture", "placeholder-shown", "read-write",
    "indeterminate",
    "default", "invalid", "in-range", "out-of-range", "required", "user-valid", "user-invalid", "blank",
    "-webkit-autofill", "-moz-focusring", "future", "past",
}  # fmt: skip


class Value(NamedTuple):
    """The tokens of a declaration, under the name that it was written with (which may be a shorthand)."""

    name: str
    tokens: list[Any]
    important: bool


Declarations = dict[str, Value]


class Rule(NamedTuple):
    """The declarations of a rule, and where its sheet or layer stands in the cascade."""

    level: int
    declarations: Declarations


@dataclass
class Sheets:
    """Collects the rules of all sheets of a page in order."""

    budget: Budget
    rules: list[tuple[str, Rule]] = field(default_factory=list)
    keyframes: dict[str, Declarations] = field(default_factory=dict)
    is_complete: bool = True  # no sheet is imported that is not at hand
    _layers: dict[str, int] = field(default_factory=dict)

    def add(self, css: str, level: int | None = None) -> None:
        """Read one sheet; ``level`` places the browser's and the utilities' below those of the page."""
        from tinycss2 import parse_stylesheet

        self.budget.spend(len(css) // 2)
        self._rules(parse_stylesheet(css, skip_comments=True, skip_whitespace=True), "", "", level, 0)

    # --- the rules of a sheet -------------------------------------------------------------

    def _rules(self, nodes: Iterable[Any], parent: str, layer: str, level: int | None, depth: int) -> None:
        if depth > _DEEPEST:
            raise TooManyStepsError
        for node in nodes:
            if node.type == "qualified-rule":
                self._rule(node, parent, layer, level, depth)
            elif node.type == "at-rule":
                self._at_rule(node, parent, layer, level, depth)

    def _rule(self, node: Any, parent: str, layer: str, level: int | None, depth: int) -> None:
        from tinycss2 import parse_blocks_contents

        contents = parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        nested = [one for one in contents if one.type in ("qualified-rule", "at-rule")]
        declared = declarations(one for one in contents if one.type == "declaration")
        if not declared and not nested:
            return
        selectors = _unfolded(node.prelude, parent)
        selector = ", ".join(selectors)
        if len(selector) > _LONGEST_SELECTOR * (1 if parent else 25):  # a long list of classes is common, at the top
            raise TooManyStepsError
        self.budget.spend(len(selector) // 4)
        if declared:
            rule = Rule(self._level(layer) if level is None else level, declared)
            self.rules += ((one, rule) for one in selectors)
        self._rules(nested, selector, layer, level, depth + 1)

    def _at_rule(self, node: Any, parent: str, layer: str, level: int | None, depth: int) -> None:
        from tinycss2 import parse_blocks_contents

        name = node.lower_at_keyword
        if name == "import":
            self._import(node.prelude, level)
        elif name == "layer" and node.content is None:
            for names in split_commas(node.prelude):
                self._level(_join(layer, "".join(token.serialize() for token in names)))
        elif name in ("keyframes", "-webkit-keyframes") and node.content is not None:
            self._keyframes(node)
        elif node.content is not None and _applies(name, node.prelude):
            if name == "layer":
                named = "".join(token.serialize() for token in plain(node.prelude))
                layer = _join(layer, named or f"anonymous {len(self._layers)}")
            if name == "scope":
                parent = _scope(node.prelude) or parent
            contents = parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            declared = declarations(one for one in contents if one.type == "declaration")
            if declared and parent:  # a nested @media with declarations of the rule around it
                self.rules.append((parent, Rule(self._level(layer) if level is None else level, declared)))
            self._rules(contents, parent, layer, level, depth + 1)

    def _level(self, layer: str) -> int:
        """The layer's place: layers come in the order of their first mention, and below what is in none."""
        return 10 + self._layers.setdefault(layer, len(self._layers)) if layer else UNLAYERED

    def _import(self, prelude: Tokens, level: int | None) -> None:
        found = plain(prelude)
        address = found[0] if found else None
        if address is None or address.type not in ("url", "string", "function"):
            return
        if address.type == "function":
            address = next((token for token in address.arguments if token.type == "string"), None)
        css = data_url(address.value) if address is not None else None
        if css is None:
            self.is_complete = False
        elif media_holds([token for token in found[1:] if token.type != "function"]):
            self.add(css, level)

    def _keyframes(self, node: Any) -> None:
        """The last frame, in which an element stays when its animation says so."""
        from tinycss2 import parse_blocks_contents, parse_rule_list

        name = next((token.value for token in plain(node.prelude) if token.type in ("ident", "string")), None)
        for frame in parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
            if frame.type != "qualified-rule" or name is None:
                continue
            at = [token.serialize().lower() for token in plain(frame.prelude)]
            if "to" in at or "100%" in at:
                self.keyframes[name] = declarations(parse_blocks_contents(frame.content, skip_comments=True))


def declarations(nodes: Iterable[Any]) -> Declarations:
    """Declarations by longhand, the last valid one of each; an important one is beaten by none that is not."""
    found: Declarations = {}
    for node in nodes:
        if node.type != "declaration":
            continue
        name = node.name if node.name.startswith("--") else node.lower_name
        for longhand in longhands(name, node.value):
            before = found.get(longhand)
            if before is None or node.important or not before.important:
                found[longhand] = Value(name, node.value, node.important)
    return found


def data_url(url: str) -> str | None:
    """The text of a ``data:`` URL; None for any other."""
    head, comma, body = url.strip().partition(",")
    if not comma or not head.lower().startswith("data:"):
        return None
    data = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        try:
            data = base64.b64decode(data + b"=" * (-len(data) % 4))
        except (binascii.Error, ValueError):
            return None
    return data.decode("utf-8", errors="replace")


def _applies(name: str, prelude: Tokens) -> bool:
    if name == "media":
        return media_holds(prelude)
    if name == "supports":
        return supports_holds(prelude)
    return name in ("layer", "scope", "container", "document", "-moz-document") and name != "-moz-document"


def _join(layer: str, name: str) -> str:
    return f"{layer}.{name}" if layer else name


def _scope(prelude: Tokens) -> str | None:
    from tinycss2 import serialize

    root = next((token for token in plain(prelude) if token.type == "() block"), None)
    return None if root is None else serialize(root.content).strip()


def _unfolded(prelude: Tokens, parent: str) -> list[str]:
    """The selectors with ``&`` replaced by what is around it, or put below it where there is none."""
    return [_one_unfolded(part, parent) for part in _selectors(prelude)]


def _one_unfolded(tokens: list[Any], parent: str) -> str:
    from tinycss2 import serialize

    known = list(_known(tokens))
    around = f":is({parent})" if parent else ":root"
    text = "".join(
        around if token.type == "literal" and token.value == "&" else serialize([token]) for token in known
    ).strip()
    if any(token.type == "literal" and token.value == "&" for token in known):
        return text
    if parent and ":scope" in text:
        return text.replace(":scope", around)
    return f"{around} {text}" if parent else text


def _known(tokens: Iterable[Any]) -> Iterator[Any]:
    """The tokens, with pseudo-classes that cssselect2 does not know told as true or as never true."""
    from tinycss2 import parse_component_value_list

    colon = None
    for token in tokens:
        if colon is None and token.type == "literal" and token.value == ":":
            colon = token
            continue
        if colon is not None:
            name = token.lower_value if token.type == "ident" else ""
            if name in _NEVER:
                yield from parse_component_value_list(":not(*)")
                colon = None
                continue
            if name in _ALWAYS or (token.type == "function" and token.lower_name == "dir"):
                yield from parse_component_value_list(":not(:not(*))")
                colon = None
                continue
            yield colon
            colon = None
        yield token
    if colon is not None:
        yield colon


def _selectors(prelude: Tokens) -> Iterator[list[Any]]:
    part: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        elif token.type != "comment":
            part.append(token)
    yield part
