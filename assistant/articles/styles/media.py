"""Whether a media query or a feature query holds in a desktop browser's window."""

from __future__ import annotations

from typing import Any

from assistant.articles.styles.values import VIEWPORT, Tokens, number, plain, split_commas

_KEYWORDS = {
    "orientation": "landscape", "hover": "hover", "any-hover": "hover", "pointer": "fine", "any-pointer": "fine",
    "prefers-color-scheme": "light", "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "scripting": "enabled", "display-mode": "browser", "update": "fast", "forced-colors": "none",
    "inverted-colors": "none", "prefers-reduced-transparency": "no-preference", "overflow-block": "scroll",
}  # fmt: skip
_NUMBERS = {
    "width": VIEWPORT[0], "height": VIEWPORT[1], "device-width": VIEWPORT[0], "device-height": VIEWPORT[1],
    "aspect-ratio": VIEWPORT[0] / VIEWPORT[1], "resolution": 1.0, "color": 8.0, "grid": 0.0, "monochrome": 0.0,
    "-webkit-device-pixel-ratio": 1.0,
}  # fmt: skip
_UNSUPPORTED = ("-ms-", "-moz-", "-o-", "-khtml-")


def media_holds(tokens: Tokens) -> bool:
    """Whether any query of a media query list holds; an empty list does."""
    queries = split_commas(tokens)
    return queries == [[]] or any(_holds(query, _media_test) for query in queries if query)


def supports_holds(tokens: Tokens) -> bool:
    """Whether a feature query holds; what is not prefixed for one browser is supported."""
    return _holds(plain(tokens), _supports_test)


def _holds(query: list[Any], test: Any) -> bool:
    """``not``, ``and`` and ``or`` over conditions; mixing the last two needs brackets, as in CSS."""
    result: bool | None = None
    negated = any_of = False
    for token in query:
        word = token.lower_value if token.type == "ident" else ""
        if word in ("and", "only"):
            continue
        if word == "or":
            any_of = True
        elif word == "not":
            negated = True
        else:
            holds = test(token) != negated
            negated = False
            result = holds if result is None else (result or holds if any_of else result and holds)
    return bool(result)


def _media_test(token: Any) -> bool:
    if token.type == "ident":
        return token.lower_value in ("all", "screen")
    if token.type != "() block":
        return False
    inner = plain(token.content)
    if any(part.type == "() block" for part in inner) or (inner and _is_word(inner[0], "not")):
        return _holds(inner, _media_test)
    return _feature(inner)


def _is_word(token: Any, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)


def _feature(inner: list[Any]) -> bool:
    """``min-width: 40em``, ``400px <= width < 80em``, ``hover``, ``orientation: portrait``."""
    name = next((token.lower_value for token in inner if token.type == "ident"), "")
    ratio = [token.value for token in inner if token.type == "number"]
    if any(token.type == "literal" and token.value == "/" for token in inner) and len(ratio) == 2 and ratio[1]:
        inner = [token for token in inner if token.type not in ("number",)] + [_Number(ratio[0] / ratio[1])]
    bound = name.removeprefix("min-").removeprefix("max-")
    colon = next((at for at, token in enumerate(inner) if token.type == "literal" and token.value == ":"), None)
    if colon is not None and bound in _NUMBERS:
        wanted = _value(inner[-1])
        return wanted is not None and _compare(_NUMBERS[bound], name[:4], wanted)
    if colon is not None:
        return name in _KEYWORDS and _is_word(inner[-1], _KEYWORDS[name])
    if bound in _NUMBERS and len(inner) > 1:
        return _range(inner, _NUMBERS[bound])
    return bool(_NUMBERS.get(name, 0.0)) or _KEYWORDS.get(name, "none") not in ("none", "no-preference")


class _Number:
    type = "number"

    def __init__(self, value: float) -> None:
        self.value = value


def _value(token: Any) -> float | None:
    if token.type == "dimension" and token.lower_unit in ("dppx", "x"):
        return float(token.value)
    if token.type == "dimension" and token.lower_unit == "dpi":
        return float(token.value) / 96
    return number([token])


def _compare(actual: float, side: str, wanted: float) -> bool:
    return actual >= wanted if side == "min-" else actual <= wanted if side == "max-" else actual == wanted


def _range(inner: list[Any], actual: float) -> bool:
    """Each comparison of a range, read from left to right with the feature's value in place."""
    sides: list[float | str] = []
    for token in inner:
        if token.type == "ident":
            sides.append(actual)
        elif token.type == "literal":
            if token.value == "=" and sides and sides[-1] in ("<", ">"):
                sides[-1] = f"{sides[-1]}="
            else:
                sides.append(token.value)
        elif (value := _value(token)) is not None:
            sides.append(value)
    holds = True
    for at in range(1, len(sides) - 1, 2):
        left, mark, right = sides[at - 1 : at + 2]
        if not isinstance(left, float) or not isinstance(right, float):
            return False
        holds &= {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}.get(
            str(mark), left == right
        )
    return holds


def _supports_test(token: Any) -> bool:
    if token.type == "function":
        return bool(token.lower_name == "selector")
    if token.type != "() block":
        return False
    inner = plain(token.content)
    if not inner:
        return False
    if inner[0].type == "() block" or _is_word(inner[0], "not"):
        return _holds(inner, _supports_test)
    return inner[0].type == "ident" and not inner[0].lower_value.startswith(_UNSUPPORTED)
