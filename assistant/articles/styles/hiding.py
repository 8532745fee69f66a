"""Boxes that a reader does not see: moved off the window, clipped to nothing, without size, scaled to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.articles.styles.values import VIEWPORT, Tokens, number, numbers, plain, split_commas, words

# Menus slide in from a few hundred pixels, columns of a layout move by 100 %; text is put away by thousands.
_OFF = 800.0
_FAR_BELOW = 8_000.0  # a page may really be that long, hardly longer before an element placed by hand
_TINY = 2.0  # pixels; the "visually hidden" recipes leave one
_FLAT = 0.1  # of its size: nothing of a text can be read


def box_hidden(values: Mapping[str, Tokens], em: float, *, nowrap: bool, indent: float) -> bool:
    """Whether the element's box, and with it all that it holds, is not seen."""
    return (
        words(values.get("content-visibility", ())) == ["hidden"]
        or any(token.type == "url" for token in values.get("content", ()))  # an image in the content's place
        or _away(values, em)
        or _clipped(values, em)
        or _without_size(values, em)
        or (nowrap and indent >= VIEWPORT[0] * 0.9 and _cuts(values))
    )


def scaled(values: Mapping[str, Tokens]) -> float:
    """How much smaller the element is drawn: ``zoom``, ``scale`` and ``transform`` together."""
    factor = 1.0
    zoom = number(values.get("zoom", ()))
    if zoom is not None:
        factor *= zoom if zoom > 0 else 1.0
    factor *= _smallest(numbers(values.get("scale", ()))[:2])
    if (turned := _turn(plain(values.get("rotate", ())))) is not None:
        factor *= turned
    for function in plain(values.get("transform", ())):
        if function.type == "function":
            factor *= _drawn(function)
    return factor


def _drawn(function: Any) -> float:
    """The factor of one transform."""
    name = function.lower_name
    values = [number(part) for part in split_commas(function.arguments)]
    if name in ("scale", "scale3d", "scalex", "scaley"):
        return _smallest(values[:2])
    if name == "matrix" and len(values) == 6 and None not in values:
        a, b, c, d = (float(value or 0) for value in values[:4])
        return min(1.0, abs(a * d - b * c))
    if name == "matrix3d" and len(values) == 16:
        return _smallest([values[0], values[5]])
    if name in ("rotatex", "rotatey", "rotate3d"):
        turned = _turn(plain(function.arguments), flat=name == "rotate3d")
        return 1.0 if turned is None else turned
    return 1.0


def _smallest(values: list[float | None]) -> float:
    known = [abs(value) for value in values if value is not None]
    return min([1.0, *known]) if known and min(known) < _FLAT else 1.0


def _turn(tokens: list[Any], *, flat: bool = True) -> float | None:
    """0 where the element is turned edge-on about an axis in its plane."""
    degrees = {"deg": 1.0, "turn": 360.0, "rad": 57.29578, "grad": 0.9}
    angle = next(
        (t.value * degrees[t.lower_unit] for t in tokens if t.type == "dimension" and t.lower_unit in degrees), None
    )
    if angle is None:
        return None
    if flat and len(tokens) > 1:
        named = {token.lower_value for token in tokens if token.type == "ident"}
        axis = [token.value for token in tokens if token.type == "number"]
        if not named & {"x", "y"} and not (len(axis) == 3 and not axis[2] and any(axis[:2])):
            return None
    elif flat:
        return None  # rotate: 90deg turns about the axis towards the reader
    return 0.0 if abs(abs(angle) % 180 - 90) < 3 else None


def _away(values: Mapping[str, Tokens], em: float) -> bool:
    placed = words(values.get("position", ()))
    if placed in (["absolute"], ["fixed"], ["relative"], ["sticky"]):
        sides = {side: _side(values, side, em) for side in ("left", "right", "top", "bottom")}
        percent = placed[0] in ("absolute", "fixed")
        for side, (pixels, share) in sides.items():
            if pixels <= -_OFF or (percent and share <= -100):
                return True
            most = 100 if placed == ["fixed"] else 300  # a menu stands beside its parent, which is not the window
            if pixels >= (VIEWPORT[0] if side in ("left", "right") else _FAR_BELOW) or (percent and share >= most):
                return True
    for side in ("margin-left", "margin-top"):
        pixels, share = _side(values, side, em)
        if pixels <= -_OFF or share <= -150:  # columns are moved by -100 %
            return True
    moved = [_moved(values.get("translate", ()), "translate", em)]
    for function in plain(values.get("transform", ())):
        if function.type == "function":
            parts = split_commas(function.arguments)
            moved.append(_moved([token for part in parts for token in part], function.lower_name, em))
    return any(moved)


def _side(values: Mapping[str, Tokens], side: str, em: float) -> tuple[float, float]:
    """A side's pixels and percents, each 0 where it is not given in these."""
    tokens = values.get(side, ())
    if side.startswith("margin"):
        tokens = _of_margin(plain(tokens), side)
    elif len(plain(tokens)) > 1:
        tokens = _of_box(plain(tokens), side)
    found = plain(tokens)
    if len(found) == 1 and found[0].type == "percentage":
        return 0.0, float(found[0].value)
    pixels = number(tokens, em=em, percent=VIEWPORT[0])
    return (0.0 if pixels is None else pixels), 0.0


def _of_box(tokens: list[Any], side: str) -> list[Any]:
    """The token of one side in ``inset: top right bottom left``, as far as they are given."""
    at = ("top", "right", "bottom", "left").index(side)
    order = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1)}.get(len(tokens), (0, 1, 2, 3))
    return [tokens[order[at]]]


def _of_margin(tokens: list[Any], side: str) -> list[Any]:
    return _of_box(tokens, side.removeprefix("margin-")) if len(tokens) > 1 else tokens


def _moved(tokens: Tokens, name: str, em: float) -> bool:
    """Whether a translation takes the element off the window."""
    if name in ("matrix", "matrix3d"):  # the last two, or those in the last column, move
        found = plain(tokens)
        tokens = found[4:6] if name == "matrix" else found[12:14]
    elif not name.startswith("translate"):
        return False
    for at, token in enumerate(plain(tokens)[:2]):
        if token.type == "percentage":
            # By its own width leftwards is off for what begins at the left; upwards is how labels are placed.
            if abs(token.value) >= (150 if at == 0 and name != "translatey" else 500):
                return True
        elif (pixels := number([token], em=em)) is not None and abs(pixels) >= _OFF:
            return True
    return False


def _clipped(values: Mapping[str, Tokens], em: float) -> bool:
    path = next((token for token in plain(values.get("clip-path", ())) if token.type == "function"), None)
    if path is not None and _empty_shape(path, em):
        return True
    rect = next((token for token in plain(values.get("clip", ())) if token.type == "function"), None)
    if rect is None or words(values.get("position", ())) not in (["absolute"], ["fixed"]):
        return False
    edges = [number([token], em=em) for token in plain(rect.arguments) if token.type != "literal"]
    if len(edges) != 4 or None in edges:
        return False
    top, right, bottom, left = (float(edge or 0) for edge in edges)
    return right - left <= _TINY or bottom - top <= _TINY


def _empty_shape(path: Any, em: float) -> bool:
    name = path.lower_name
    found = [token for token in plain(path.arguments) if token.type != "literal"]
    until = next(
        (at for at, token in enumerate(found) if token.type == "ident" and token.lower_value in ("round", "at")), None
    )
    sizes = numbers(found[:until], em=em, percent=100.0)
    percents = any(token.type == "percentage" for token in found[:until])
    known = [size for size in sizes if size is not None]
    if name == "path":
        return not any(token.type == "string" and token.value.strip() for token in found)
    if not known:
        return False
    if name == "inset":
        edges = [_of_box(known, side)[0] for side in ("top", "right", "bottom", "left")]
        whole = 99.0 if percents else VIEWPORT[0]
        return bool(edges[0] + edges[2] >= whole or edges[1] + edges[3] >= whole)
    if name in ("circle", "ellipse"):
        return min(known) <= _TINY
    if name == "xywh":
        return len(known) > 3 and min(known[2:4]) <= _TINY
    if name == "rect":
        return len(known) == 4 and (known[1] - known[3] <= _TINY or known[2] - known[0] <= _TINY)
    if name == "polygon":
        across, down = known[0::2], known[1::2]
        return len(down) > 0 and (max(across) - min(across) <= _TINY or max(down) - min(down) <= _TINY)
    return False


def _without_size(values: Mapping[str, Tokens], em: float) -> bool:
    if not _cuts(values):
        return False
    for name, least, paddings in (
        ("height", "min-height", ("padding-top", "padding-bottom")),
        ("width", "min-width", ()),
    ):
        sizes = [number(values.get(one, ()), em=em, percent=VIEWPORT[0]) for one in (name, f"max-{name}")]
        if not any(size is not None and size <= _TINY for size in sizes):
            continue
        # A box without height that shows its content in its padding is how videos keep their shape.
        room = sum(_padding(values, padding, em) for padding in paddings) + (number(values.get(least, ()), em=em) or 0)
        if room <= 2 * _TINY:
            return True
    return False


def _padding(values: Mapping[str, Tokens], side: str, em: float) -> float:
    tokens = plain(values.get(side, ()))
    if len(tokens) > 1:
        tokens = _of_box(tokens, side.removeprefix("padding-"))
    return number(tokens, em=em, percent=VIEWPORT[0]) or 0.0


def _cuts(values: Mapping[str, Tokens]) -> bool:
    """Whether what sticks out of the box is cut off."""
    overflow = {*words(values.get("overflow-x", ())), *words(values.get("overflow-y", ()))}
    contain = set(words(values.get("contain", ())))
    return bool(overflow & {"hidden", "clip", "scroll", "auto"} or contain & {"paint", "strict", "content"})
