"""CSS values to numbers and colours: lengths with their units, ``calc()``, colours over a background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Tokens = Sequence[Any]  # component values of tinycss2
RGB = tuple[float, float, float]

VIEWPORT = (1280.0, 800.0)  # the desktop window that a page is judged in, in pixels
_PIXELS = {
    "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54, "pt": 4 / 3, "pc": 16.0,
    "rem": 16.0, "rlh": 19.2,
}  # fmt: skip
_PER_EM = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0, "lh": 1.2}
_OF_VIEWPORT = {"w": VIEWPORT[0], "i": VIEWPORT[0], "h": VIEWPORT[1], "b": VIEWPORT[1]}
_MATHS = {"calc", "-webkit-calc", "-moz-calc", "min", "max", "clamp", "abs"}
_SYSTEM_COLORS = {"canvas": (1.0, 1.0, 1.0), "canvastext": (0.0, 0.0, 0.0), "linktext": (0.0, 0.0, 0.93)}
_COLOR_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "light-dark"}


def plain(tokens: Tokens) -> list[Any]:
    """The tokens without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def words(tokens: Tokens) -> list[str]:
    """The keywords among the tokens, in lower case."""
    return [token.lower_value for token in tokens if token.type == "ident"]


def number(tokens: Tokens, *, em: float = 16.0, percent: float = 1.0) -> float | None:
    """The pixels (or the plain number) of one value; None where it is none.

    Args:
        tokens: the value.
        em: pixels of the element's own font.
        percent: what 100 % is.
    """
    found = plain(tokens)
    return _one(found[0], em, percent) if len(found) == 1 else None


def numbers(tokens: Tokens, *, em: float = 16.0, percent: float = 1.0) -> list[float | None]:
    """:func:`number` of each token; None for keywords in between."""
    return [_one(token, em, percent) for token in plain(tokens)]


def _one(token: Any, em: float, percent: float) -> float | None:
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) * percent / 100
    if token.type == "dimension":
        scale = _unit(token.lower_unit, em)
        return None if scale is None else float(token.value) * scale
    if token.type == "function" and token.lower_name in _MATHS:
        return _maths(token, em, percent)
    if token.type == "() block":
        return _sum(plain(token.content), em, percent)
    return None


def _unit(unit: str, em: float) -> float | None:
    if unit in _PIXELS:
        return _PIXELS[unit]
    if unit in _PER_EM:
        return _PER_EM[unit] * em
    viewport = unit[1:] if unit[:1] in ("d", "s", "l") else unit
    if len(viewport) == 2 and viewport[0] == "v" and viewport[1] in _OF_VIEWPORT:
        return _OF_VIEWPORT[viewport[1]] / 100
    return {"vmin": min(VIEWPORT) / 100, "vmax": max(VIEWPORT) / 100}.get(viewport)


def _maths(function: Any, em: float, percent: float) -> float | None:
    parts = [_sum(part, em, percent) for part in split_commas(function.arguments)]
    values = [part for part in parts if part is not None]
    if not values or len(values) != len(parts):
        return None
    name = function.lower_name
    if name == "min":
        return min(values)
    if name == "max":
        return max(values)
    if name == "clamp" and len(values) == 3:
        return max(values[0], min(values[1], values[2]))
    return abs(values[0]) if name == "abs" else values[0]


def split_commas(tokens: Tokens) -> list[list[Any]]:
    """The parts between top-level commas, without white space."""
    parts: list[list[Any]] = [[]]
    for token in plain(tokens):
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _sum(tokens: Sequence[Any], em: float, percent: float) -> float | None:
    """``a + b * c``; a signed number directly after another counts as added."""
    total: float | None = None
    sign, product, operator = 1.0, None, "*"
    for token in tokens:
        mark = token.value if token.type == "literal" else ""
        if mark in ("+", "-"):
            if product is not None:
                total = (total or 0.0) + sign * product
            sign, product, operator = (1.0 if mark == "+" else -1.0), None, "*"
        elif mark in ("*", "/"):
            operator = mark
        else:
            value = _one(token, em, percent)
            if value is None or (operator == "/" and not value):
                return None
            product = value if product is None else (product * value if operator == "*" else product / value)
    return None if product is None else (total or 0.0) + sign * product


def color(token: Any) -> tuple[RGB, float] | None:
    """Red, green, blue and alpha (0 to 1) of a colour; None where it is none or cannot be told."""
    from tinycss2.color5 import parse_color

    if token.type == "ident" and token.lower_value in _SYSTEM_COLORS:
        return _SYSTEM_COLORS[token.lower_value], 1.0
    if token.type == "function":
        arguments = plain(token.arguments)
        if token.lower_name == "color-mix":
            return _mixed(token)
        if token.lower_name not in _COLOR_FUNCTIONS:
            return None
        if len(arguments) > 1 and arguments[0].type == "ident" and arguments[0].lower_value == "from":
            return color(arguments[1])
    elif token.type not in ("ident", "hash"):
        return None
    try:
        parsed = parse_color(token)
        if parsed is None or isinstance(parsed, str):
            return None
        red, green, blue = (min(max(part, 0.0), 1.0) for part in _srgb(parsed))
    except (ValueError, TypeError, AttributeError, NotImplementedError, IndexError, ZeroDivisionError):
        return None  # a colour that the library does not know is not judged
    return (red, green, blue), min(max(float(parsed.alpha), 0.0), 1.0)


def _srgb(parsed: Any) -> list[float]:
    """Red, green and blue of a colour in any space, exact for what stands on the web and near for the rest."""
    space = parsed.space
    if space in ("srgb", "hsl", "hwb"):
        return [float(part or 0) for part in parsed.to("srgb").coordinates]
    if space in ("lab", "lch", "xyz-d50"):
        rows = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))
        xyz = parsed.to("xyz-d50").coordinates
    elif space in ("oklab", "oklch", "xyz", "xyz-d65"):
        rows = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))
        xyz = parsed.to("xyz-d65").coordinates
    else:  # the wide spaces of screens, whose white and black are those of sRGB
        return [float(part or 0) for part in parsed.coordinates]
    linear = [max(sum(weight * part for weight, part in zip(row, xyz, strict=True)), 0.0) for row in rows]
    return [part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear]


def colors(tokens: Tokens) -> list[tuple[RGB, float]]:
    """Every colour among the tokens, those inside gradients included."""
    found = []
    for token in plain(tokens):
        one = color(token)
        if one is not None:
            found.append(one)
        elif token.type == "function" and token.lower_name != "url":
            found += colors(token.arguments)
    return found


def _mixed(function: Any) -> tuple[RGB, float] | None:
    parts = [colors(part)[:1] for part in split_commas(function.arguments)[1:]]
    if len(parts) != 2 or not all(parts):
        return None
    share = next((token.value / 100 for token in plain(function.arguments) if token.type == "percentage"), 0.5)
    (first, alpha), (second, other) = parts[0][0], parts[1][0]
    return over(first, share, second), alpha * share + other * (1 - share)


def over(front: RGB, alpha: float, back: RGB) -> RGB:
    """A colour painted with ``alpha`` on another."""
    return tuple(f * alpha + b * (1 - alpha) for f, b in zip(front, back, strict=True))  # type: ignore[return-value]


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of WCAG, 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: RGB) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
