"""Which properties matter, which longhands a shorthand sets, and which values a browser would take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.articles.styles.values import Tokens, color, colors, number, numbers, plain, words

WIDE = {"inherit", "initial", "unset", "revert", "revert-layer"}
FONT_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0, "smaller": 0.83, "larger": 1.2, "math": 1.0,
}  # fmt: skip
_DISPLAY = set(
    "none contents block inline inline-block flow flow-root flex inline-flex grid inline-grid list-item table"
    " inline-table table-row table-cell table-row-group table-header-group table-footer-group table-column"
    " table-column-group table-caption ruby run-in math -webkit-box -webkit-inline-box -webkit-flex".split()
)
_TRANSFORMS = set(
    "translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey"
    " rotatez rotate3d skew skewx skewy matrix matrix3d perspective".split()
)
_SHORTHANDS = {
    "font": ("font-size",),
    "background": ("background-color", "background-image", "background-clip"),
    "inset": ("top", "right", "bottom", "left"),
    "inset-inline": ("left", "right"),
    "inset-block": ("top", "bottom"),
    "inset-inline-start": ("left",),
    "inset-inline-end": ("right",),
    "inset-block-start": ("top",),
    "inset-block-end": ("bottom",),
    "margin": ("margin-left", "margin-top"),
    "margin-inline": ("margin-left",),
    "margin-inline-start": ("margin-left",),
    "margin-block": ("margin-top",),
    "margin-block-start": ("margin-top",),
    "padding": ("padding-top", "padding-bottom"),
    "padding-block": ("padding-top", "padding-bottom"),
    "padding-block-start": ("padding-top",),
    "padding-block-end": ("padding-bottom",),
    "overflow": ("overflow-x", "overflow-y"),
    "overflow-inline": ("overflow-x",),
    "overflow-block": ("overflow-y",),
    "inline-size": ("width",),
    "block-size": ("height",),
    "max-inline-size": ("max-width",),
    "max-block-size": ("max-height",),
    "min-inline-size": ("min-width",),
    "min-block-size": ("min-height",),
    "animation": ("animation",),
    "animation-name": ("animation-name",),
    "mask": ("mask-image",),
    "all": ("all",),
}
_LONGHANDS = set(
    "display visibility opacity content-visibility font-size color background-color background-image background-clip"
    " position left top right bottom margin-left margin-top text-indent letter-spacing white-space overflow-x"
    " overflow-y width height max-width max-height min-width min-height padding-top padding-bottom clip clip-path"
    " transform translate scale rotate zoom filter text-shadow -webkit-text-fill-color -webkit-text-stroke contain"
    " z-index animation-fill-mode mask-image content".split()
)
_PREFIXED = ("transform", "clip-path", "filter", "animation", "animation-name", "animation-fill-mode", "mask",
             "mask-image", "background-clip", "opacity")  # fmt: skip


def longhands(name: str, tokens: Tokens) -> tuple[str, ...]:
    """The longhands that a declaration sets; none where it does not matter or a browser would drop it."""
    if name.startswith("--"):
        return (name,)
    bare = name.removeprefix("-webkit-")
    if bare in _PREFIXED:
        name = bare
    if name not in _LONGHANDS and name not in _SHORTHANDS:
        return ()
    if _has_variable(tokens) or (WIDE & set(words(tokens)) and len(plain(tokens)) == 1):
        return _SHORTHANDS.get(name, (name,))
    check = _CHECKS.get(name)
    if not plain(tokens) or (check is not None and not check(tokens)):
        return ()
    return _SHORTHANDS.get(name, (name,))


def _has_variable(tokens: Tokens) -> bool:
    return any(
        (
            token.type == "function"
            and (token.lower_name in ("var", "env", "attr", "if") or _has_variable(token.arguments))
        )
        or (token.type == "() block" and _has_variable(token.content))
        for token in tokens
    )


def _keywords(*known: str) -> Callable[[Tokens], bool]:
    return lambda tokens: bool(words(tokens)) and set(words(tokens)) <= set(known)


def _length(tokens: Tokens) -> bool:
    return number(tokens) is not None or (bool(words(tokens)) and len(plain(tokens)) == 1)


def _is_color(tokens: Tokens) -> bool:
    found = plain(tokens)
    return len(found) == 1 and (color(found[0]) is not None or words(found) == ["currentcolor"] or _unjudged(found[0]))


def _unjudged(token: Any) -> bool:
    """A colour function that is not understood here: it stands, so that no other takes its place."""
    return bool(token.type == "function" and token.lower_name not in ("url",))


def _functions(tokens: Tokens) -> bool:
    return words(tokens) == ["none"] or all(
        token.type == "function" and token.lower_name in _TRANSFORMS for token in plain(tokens)
    )


def _font(tokens: Tokens) -> bool:
    return font_size_in(tokens) is not None or len(plain(tokens)) == 1


def _background(tokens: Tokens) -> bool:
    return bool(colors(tokens)) or any(token.type in ("url", "function", "ident") for token in plain(tokens))


def font_size_in(tokens: Tokens) -> Any:
    """The token of the size in a ``font`` shorthand: the first length or size keyword."""
    for token in plain(tokens):
        is_size = token.type in ("dimension", "percentage", "function") or (token.type == "number" and token.value == 0)
        if is_size or (token.type == "ident" and token.lower_value in FONT_SIZES):
            return token
    return None


_CHECKS: dict[str, Callable[[Tokens], bool]] = {
    "display": _keywords(*_DISPLAY),
    "visibility": _keywords("visible", "hidden", "collapse"),
    "content-visibility": _keywords("visible", "hidden", "auto"),
    "opacity": lambda tokens: number(tokens) is not None,
    "font-size": lambda tokens: number(tokens) is not None or _keywords(*FONT_SIZES)(tokens),
    "color": _is_color,
    "-webkit-text-fill-color": _is_color,
    "background-color": _is_color,
    "background": _background,
    "font": _font,
    "position": _keywords("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"),
    "transform": _functions,
    "scale": lambda tokens: words(tokens) == ["none"] or None not in numbers(tokens),
    "translate": lambda tokens: words(tokens) == ["none"] or None not in numbers(tokens),
    **dict.fromkeys(
        ("left", "top", "right", "bottom", "text-indent", "letter-spacing", "width", "height", "max-width",
         "max-height",
         "min-width", "min-height", "zoom"), _length,
    ),
}  # fmt: skip
