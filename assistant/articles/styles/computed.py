"""An element's computed style, as far as it decides whether a reader sees its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.articles.styles.budget import Budget
from assistant.articles.styles.cascade import substituted
from assistant.articles.styles.hiding import box_hidden, scaled
from assistant.articles.styles.sheets import Declarations
from assistant.articles.styles.validity import FONT_SIZES, WIDE, font_size_in
from assistant.articles.styles.values import RGB, Tokens, color, colors, contrast, number, over, plain, words

# A browser's text must be seen to be read. Grey #e5e5e5 on white has a contrast of 1.26 and is hard to see; the palest
# grey in use for text is near #bbb (1.9). Text of 4 pixels cannot be read; the smallest print in use has 8.
_LEAST_CONTRAST = 1.25
_LEAST_FONT = 4.0
_LEAST_OPACITY = 0.1
_FAR = -500.0  # pixels that a first line is moved to the left and is gone, however wide its column

_WHITE: RGB = (1.0, 1.0, 1.0)
_BLACK: RGB = (0.0, 0.0, 0.0)
Painted = tuple[RGB, float]


@dataclass(frozen=True, slots=True)
class Style:
    """What an element passes on to its children, and what becomes of its own text.

    ``gone`` says that nothing in it is seen, whatever its children say; ``unread`` that its own text is not, while a
    child may be. ``backdrop`` is None over an image.
    """

    gone: bool = False
    unread: bool = False
    visible: bool = True
    font: float = 16.0
    scale: float = 1.0
    opacity: float = 1.0
    color: Painted | None = (_BLACK, 1.0)
    fill: Painted | None = None
    stroked: bool = False
    shadows: tuple[Painted, ...] = ()
    backdrop: RGB | None = _WHITE
    opaque: bool = False  # a background below the page's own lies behind it
    indent: float = 0.0
    spacing: float = 0.0
    nowrap: bool = False
    variables: Mapping[str, Tokens] = field(default_factory=dict)


ROOT = Style()


def computed(
    declared: Declarations,
    parent: Style,
    keyframes: Mapping[str, Declarations],
    budget: Budget,
    *,
    tag: str,
    is_complete: bool,
) -> Style:
    """The style of an element below ``parent``; ``is_complete`` where all the page's sheets are at hand."""
    if not declared:
        return parent
    variables = _variables(declared, parent.variables, budget)
    found = _resolved(declared, variables, budget)
    for name, value in _last_frame(found, keyframes).items():
        if name not in declared or not declared[name].important:  # what is important beats an animation
            resolved = substituted(value.tokens, variables, budget)
            if resolved is not None:
                found[name] = (value.name, resolved)
    values = {name: tokens for name, (_, tokens) in found.items()}
    font = _font(found, parent)
    style = replace(parent, variables=variables, font=font, **_inherited(values, parent, font))
    style = replace(
        style,
        scale=parent.scale * scaled(values),
        opacity=parent.opacity * _opacity(values),
        **_painted(values, style, tag, is_complete=is_complete),
    )
    gone = words(values.get("display", ())) == ["none"] or style.opacity < _LEAST_OPACITY
    gone = (
        gone
        or style.scale * 16 < _LEAST_FONT
        or box_hidden(values, style.font, nowrap=style.nowrap, indent=style.indent)
    )
    gone = gone or (parent.opaque and _is_behind(values))
    return replace(style, gone=gone, unread=_unread(style, values))


def _variables(declared: Declarations, inherited: Mapping[str, Tokens], budget: Budget) -> Mapping[str, Tokens]:
    own = {name: value.tokens for name, value in declared.items() if name.startswith("--")}
    if not own:
        return inherited
    together = dict(inherited) | own
    for name, tokens in own.items():
        resolved = substituted(tokens, together, budget)
        if resolved is None or words(resolved) == ["initial"]:
            together.pop(name, None)
        else:
            together[name] = resolved
    return together


def _resolved(declared: Declarations, variables: Mapping[str, Tokens], budget: Budget) -> dict[str, tuple[str, Tokens]]:
    found: dict[str, tuple[str, Tokens]] = {}
    for name, value in declared.items():
        if not name.startswith("--"):
            tokens = substituted(value.tokens, variables, budget)
            if tokens is not None:
                found[name] = (value.name, tokens)
    return found


def _last_frame(found: Mapping[str, tuple[str, Tokens]], keyframes: Mapping[str, Declarations]) -> Declarations:
    """The declarations in which an animation leaves the element, where it does."""
    if not keyframes:
        return {}
    names, fill = [], []
    for name in ("animation", "animation-name", "animation-fill-mode"):
        if name in found:
            tokens = plain(found[name][1])
            names += [token.value for token in tokens if token.type in ("ident", "string")]
            fill += words(tokens)
    if not {"forwards", "both"} & set(fill):
        return {}
    return next((keyframes[name] for name in names if name in keyframes), {})


def _wide(tokens: Tokens) -> str:
    """``inherit``, ``initial``, ``unset`` … where the value is one of these; else empty."""
    found = words(tokens)
    return found[0] if len(found) == 1 and found[0] in WIDE else ""


def _font(found: Mapping[str, tuple[str, Tokens]], parent: Style) -> float:
    name, tokens = found.get("font-size", ("", ()))
    if not tokens:
        return parent.font
    if wide := _wide(tokens):
        return 16.0 if wide == "initial" else parent.font
    if name == "font":
        token = font_size_in(tokens)
        tokens = () if token is None else [token]
    if named := words(tokens):
        size = FONT_SIZES.get(named[0], parent.font)
        return size * parent.font if size < 2 else size
    size_in_pixels = number(tokens, em=parent.font, percent=parent.font)
    return parent.font if size_in_pixels is None else max(size_in_pixels, 0.0)


def _inherited(values: Mapping[str, Tokens], parent: Style, font: float) -> dict[str, Any]:
    """Visibility, indent, spacing and wrapping, which children take over."""
    kept: dict[str, Any] = {}
    if tokens := values.get("visibility"):
        wide = _wide(tokens)
        kept["visible"] = (wide == "initial" or parent.visible) if wide else words(tokens) == ["visible"]
    for name, slot, percent in (("text-indent", "indent", 1280.0), ("letter-spacing", "spacing", font)):
        if tokens := values.get(name):
            known = next(
                (one for token in plain(tokens) if (one := number([token], em=font, percent=percent)) is not None), 0
            )
            kept[slot] = getattr(parent, slot) if _wide(tokens) in ("inherit", "unset", "revert") else float(known)
    if tokens := values.get("white-space"):
        kept["nowrap"] = bool({"nowrap", "pre"} & set(words(tokens)))
    return kept


def _opacity(values: Mapping[str, Tokens]) -> float:
    found = number(values.get("opacity", ()))
    total = 1.0 if found is None else min(max(found, 0.0), 1.0)
    for token in plain(values.get("filter", ())):
        if token.type != "function":
            continue
        amount = number(token.arguments)
        if token.lower_name in ("opacity", "contrast") and amount is not None:
            total *= min(amount, 1.0)
        if token.lower_name == "blur" and amount is not None and amount >= 8:
            total = 0.0
    if "mask-image" in values and (stops := colors(values["mask-image"])):
        total *= max(alpha for _, alpha in stops)
    return total


def _painted(values: Mapping[str, Tokens], style: Style, tag: str, *, is_complete: bool) -> dict[str, Any]:
    """The colour of the text, and what is behind it."""
    paint: dict[str, Any] = {}
    for name, slot in (("color", "color"), ("-webkit-text-fill-color", "fill")):
        if not (tokens := values.get(name)):
            continue
        if wide := _wide(tokens):
            if wide == "initial":
                paint[slot] = (_BLACK, 1.0) if slot == "color" else None
        elif words(tokens) != ["currentcolor"]:
            paint[slot] = color(plain(tokens)[0])
            if slot == "fill" and paint[slot] is None:
                paint.pop(slot)
    if tokens := values.get("text-shadow"):
        paint["shadows"] = tuple(colors(tokens)) or (((_BLACK, 1.0),) if words(tokens) != ["none"] else ())
    if tokens := values.get("-webkit-text-stroke"):
        paint["stroked"] = any(token.type == "dimension" and token.value for token in plain(tokens))
    backdrop = style.backdrop
    background = values.get("background-color", ())
    if layer := (colors(background)[-1:] if not _has_picture(background) else []):
        rgb, alpha = layer[0]
        backdrop = over(rgb, alpha, backdrop or _WHITE) if backdrop or alpha == 1 else None
        paint["opaque"] = style.opaque or (alpha == 1 and tag not in ("html", "body"))
    if tag in ("html", "body") and not is_complete and backdrop and contrast(backdrop, _WHITE) >= _LEAST_CONTRAST:
        backdrop = None  # a dark page mostly has a bright column on it, which another sheet makes
    picture = values.get("background-image", ())
    if _has_picture(picture):
        stops = colors(picture)
        alike = stops and all(alpha == 1 and contrast(rgb, stops[0][0]) < _LEAST_CONTRAST for rgb, alpha in stops)
        backdrop = stops[0][0] if alike else None
    if "text" in words(values.get("background-clip", ())) and backdrop != style.backdrop:
        # The background is painted as the text: seen where it differs from what is behind.
        paint["color"] = None if backdrop is None else (backdrop, 1.0)
        paint["fill"], backdrop = paint["color"], style.backdrop
    paint["backdrop"] = backdrop
    return paint


def _has_picture(tokens: Tokens) -> bool:
    """Whether an image or gradient is among the tokens."""
    return any(
        token.type == "url"
        or (
            token.type == "function"
            and ("gradient" in token.lower_name or token.lower_name in ("url", "image-set", "-webkit-image-set"))
        )
        for token in tokens
    )


def _is_behind(values: Mapping[str, Tokens]) -> bool:
    """Whether the element lies behind the background of what holds it."""
    level = number(values.get("z-index", ()))
    return level is not None and level < 0 and words(values.get("position", ())) not in ([], ["static"])


def _unread(style: Style, values: Mapping[str, Tokens]) -> bool:
    if not style.visible or style.font * style.scale < _LEAST_FONT:
        return True
    if style.indent <= _FAR or style.spacing <= -0.8 * style.font:
        return True
    front = style.fill or style.color
    if front is None or style.backdrop is None or style.stroked:
        return False
    rgb, alpha = front
    marks = [(rgb, alpha), *style.shadows]
    return all(
        contrast(over(rgb, alpha * style.opacity, style.backdrop), style.backdrop) < _LEAST_CONTRAST
        for rgb, alpha in marks
    )
