"""Pictures of an evaluation: SVG files beside its summary, shown as images.

The page draws nothing and imports nothing that could; it shows what the run has left. In an image no script runs and
nothing is fetched, whatever the file holds, and the page's own styles do not reach it.
"""

from __future__ import annotations

import base64
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from assistant.ui.rendering import esc

FOLDER = "pictures"
#: A picture of ours has some 100 kB; a page with a much larger one would be slow.
_MOST = 1_000_000
_SVG = "{http://www.w3.org/2000/svg}"


def picture(run: Path, name: str) -> str:
    """The picture of a part of the summary as an image with its figures as text; nothing where there is none.

    Args:
        run: the folder of the run.
        name: what the part is called in the summary.
    """
    path = run / FOLDER / f"{name}.svg"
    if not name.isidentifier():  # names come from a file; none of ours leads elsewhere
        return ""
    try:
        with path.open("rb") as stream:
            svg = stream.read(_MOST + 1)
    except OSError:
        return ""
    text = _described(svg) if len(svg) <= _MOST else ""
    if not text:
        return ""
    source = base64.b64encode(svg).decode("ascii")
    return f'<div class="na-picture"><img src="data:image/svg+xml;base64,{source}" alt="{esc(text)}"></div>'


def _described(svg: bytes) -> str:
    """Title and description; empty for what is no SVG or says nothing to who cannot see it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError:
        return ""
    if root.getroottree().docinfo.doctype:
        return ""
    told = [(root.findtext(f"{_SVG}{name}") or "").strip() for name in ("title", "desc")]
    return ". ".join(filter(None, told))
