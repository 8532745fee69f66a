"""What every picture shares: panels of rows on a sheet, and the sheet as SVG that follows light and dark.

A picture is drawn for the width of a phone, so that its words can be read there, and goes beside others where there
is room. Matplotlib knows no theme: it is given the colours of daylight, each of which becomes a CSS variable with that
colour as its default. A program that knows no variables shows the picture in daylight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Colour(StrEnum):
    """By daylight. Text has a contrast of 4.5 with its ground, a mark of 3; no two marks differ by colour alone."""

    PAPER = "#fefefe"
    INK = "#1f2937"
    FAINT = "#4b5563"
    LINE = "#d1d5db"
    RUN = "#1d4ed8"
    BASE = "#7590c8"
    GOOD = "#15803d"
    BAD = "#b91c1c"
    WELL = "#dcfce7"
    ILL = "#fee2e2"


#: The same at night.
NIGHT = {
    Colour.PAPER: "#111827",
    Colour.INK: "#e5e7eb",
    Colour.FAINT: "#a3acba",
    Colour.LINE: "#374151",
    Colour.RUN: "#93c5fd",
    Colour.BASE: "#5f79b8",
    Colour.GOOD: "#4ade80",
    Colour.BAD: "#f87171",
    Colour.WELL: "#14422a",
    Colour.ILL: "#5b1f24",
}

#: Inches. A row holds a name of at most ``_NAME`` characters on the left and up to three short figures on the right.
_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD, _FOOT = 5.0, 1.68, 1.62, 0.27, 0.5, 0.44
_NAME = 22
#: Sizes of text; at a phone's width a point is about a pixel.
_POINTS = 10.5
SMALL = 9.5
#: Where the columns of figures begin, points to the right of the panel.
_COLUMNS = (7, 45, 80)

_BEFORE_SVG = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<svg\b[^>]*?viewBox=\"(?P<box>[\d. -]+)\"[^>]*>")
_COLOUR = re.compile("|".join(Colour))
_NAME_OF_PART = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(?:href="|url\()#([^")]*)')


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says to who does not see it: its name, and its figures as sentences."""

    title: str
    text: str


class Sheet:
    """Panels from top to bottom, each with one row a name.

    Args:
        rows: how many rows each panel has; one panel with a row for a sentence where none is given.
    """

    def __init__(self, *rows: int) -> None:
        from matplotlib.figure import Figure

        self._rows = [max(count, 1) for count in rows or (1,)]
        heights = [_HEAD + _ROW * count + _FOOT for count in self._rows]
        self.figure: Figure = Figure(figsize=(_WIDTH, sum(heights)), facecolor=Colour.PAPER)
        self._heights = heights

    def panel(self, at: int, names: Sequence[str], heading: str, *, right: float = _RIGHT) -> Axes:
        """The axes of a panel: row n has y = n, counted from above; ``right`` inches are left for its figures."""
        height = sum(self._heights)
        top = height - sum(self._heights[:at]) - _HEAD
        inside = _ROW * self._rows[at]
        axes = self.figure.add_axes(
            (
                _LEFT / _WIDTH,
                (top - inside) / height,
                (_WIDTH - _LEFT - right) / _WIDTH,
                inside / height,
            ),  # left, bottom, width, height
            facecolor="none",
        )
        axes.set_ylim(self._rows[at] - 0.5, -0.5)
        axes.set_yticks(range(len(names)), [short(plain(name)) for name in names])
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(Colour.LINE)
        axes.tick_params(length=0, labelcolor=Colour.INK)
        axes.tick_params(axis="x", labelcolor=Colour.FAINT, labelsize=SMALL)
        axes.grid(axis="x", color=Colour.LINE, linewidth=0.8)
        axes.set_axisbelow(True)
        self.figure.text(
            0.1 / _WIDTH, (top + 0.27) / height, heading, color=Colour.INK, fontsize=_POINTS, fontweight="bold"
        )
        return axes

    def foot(self, at: int, label: str) -> None:
        """What the figures along a panel's axis are."""
        axes = self.figure.axes[at]
        axes.set_xlabel(label, color=Colour.FAINT, fontsize=SMALL, labelpad=2)

    def svg(self, words: Words) -> str:
        """The sheet as one SVG element that scales, with its words for who cannot see it."""
        from matplotlib import rc_context

        stream = StringIO()
        # ids are made of the salt: two pictures in one page must not share any
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": words.title}):
            self.figure.savefig(stream, format="svg", metadata={"Date": None})
        return _with_words(_BEFORE_SVG.sub("", stream.getvalue()).strip(), words)


def drawn(draw: Callable[[], Sheet], words: Words) -> str:
    """Draw with our font and with every text taken literally ("$" begins a formula otherwise)."""
    from matplotlib import rc_context

    with rc_context({"font.family": "sans-serif", "font.size": _POINTS, "text.parse_math": False}):
        return draw().svg(words)


def beside(axes: Axes, row: float, column: int, text: str, colour: str = Colour.INK, **options: Any) -> None:
    """A figure on the right of a row."""
    place = axes.get_yaxis_transform()  # across in widths of the panel, down in rows
    options = {"fontsize": SMALL, "va": "center", "color": colour, **options}
    axes.annotate(text, (1, row), xycoords=place, xytext=(_COLUMNS[column], 0), textcoords="offset points", **options)


def dot(axes: Axes, x: float, row: float, colour: str, *, filled: bool = True) -> None:
    """A dot, or the smaller ring that stands for what is paler or less sure."""
    inside = colour if filled else Colour.PAPER
    axes.plot(x, row, "o", markersize=6.5 if filled else 5, color=colour, markerfacecolor=inside)


def headed(axes: Axes, *names: str) -> None:
    """Names over the columns of figures."""
    for column, name in enumerate(names):
        beside(axes, -0.85, column, name, Colour.FAINT)


def nothing(axes: Axes, sentence: str) -> None:
    """A sentence where a panel has nothing to show."""
    axes.text(0.02, 0.5, sentence, transform=axes.transAxes, va="center", color=Colour.FAINT)
    axes.set_xticks([])


def plain(name: str) -> str:
    """A name of a program as words."""
    return name.replace("_", " ")


def short(name: str) -> str:
    """As much of a name as a row has room for."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _with_words(svg: str, words: Words) -> str:
    """Title, description and colours into the element; matplotlib's own size would hold it from scaling."""
    root = _ROOT.match(svg)
    if root is None:
        raise ValueError("matplotlib wrote no SVG element")
    width, height = root["box"].split()[2:]
    name = "picture-" + re.sub(r"\W+", "-", words.title.lower()).strip("-")
    day, night = (
        "".join(f"--{colour.name.lower()}:{shades[colour]};" for colour in Colour)
        for shades in ({colour: colour.value for colour in Colour}, NIGHT)
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="picture" '
        f'width="{width}" height="{height}" viewBox="{root["box"]}" role="img" aria-labelledby="{name} {name}-text">'
        f'<title id="{name}">{escape(words.title)}</title><desc id="{name}-text">{escape(words.text)}</desc>'
        f"<style>.picture{{{day}}}@media(prefers-color-scheme:dark){{.picture{{{night}}}}}</style>"
    )
    body = _COLOUR.sub(_variable, svg[root.end() :])
    meant = set(_REFERENCE.findall(body))  # matplotlib names every part, and in every picture alike
    return head + _NAME_OF_PART.sub(lambda part: part[0] if part[1] in meant else "", body)


def _variable(colour: re.Match[str]) -> str:
    return f"var(--{Colour(colour[0]).name.lower()},{colour[0]})"
