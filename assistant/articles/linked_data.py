"""JSON-LD: what a page tells machines about its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

DEEPEST = 32  # levels looked into; real pages have a handful
# What trafilatura takes for the text where it finds little in the page.
_BODIES = ("articleBody", "reviewBody", "recipeInstructions", "step", "acceptedAnswer")
_DESCRIBED = re.compile("Product|VideoObject")  # their description, too
_PROBE, _EVERY = 30, 150  # characters of letters and digits compared, and how far apart
_SHARE = 0.7  # of the probes that stand in the page; the two copies differ in captions and links
_TAG = re.compile(r"<[^<>]{1,500}>")


def linked_data(tree: HtmlElement) -> Iterator[tuple[HtmlElement, Any]]:
    """Every script of JSON-LD that can be read, with its data; broken ones are common, and other places still speak."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            yield script, json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue


def drop_unseen_bodies(tree: HtmlElement) -> int:
    """Drop texts of JSON-LD that the page does not show; returns how many."""
    dropped = 0
    shown: str | None = None
    for script, data in linked_data(tree):
        holders = [(holder, key) for holder in _objects(data, DEEPEST) for key in _bodies(holder)]
        if not holders:
            continue
        shown = _letters(_visible(tree)) if shown is None else shown
        unseen = [
            (holder, key) for holder, key in holders if not _is_shown(" ".join(_strings(holder[key], DEEPEST)), shown)
        ]
        for holder, key in unseen:
            holder.pop(key)
        if unseen:
            script.text = json.dumps(data)
            dropped += len(unseen)
    return dropped


def _objects(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, dict):
        yield data
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _objects(item, depth - 1)


def _bodies(holder: dict[str, Any]) -> list[str]:
    found = [key for key in _BODIES if key in holder]
    return [*found, "description"] if "description" in holder and _DESCRIBED.search(str(holder.get("@type"))) else found


def _strings(value: object, depth: int) -> Iterator[str]:
    """The strings in a value, those that only name its kind aside."""
    if isinstance(value, str):
        yield value
    elif depth:
        inner = value if isinstance(value, list) else []
        if isinstance(value, dict):
            inner = [item for key, item in value.items() if not key.startswith("@")]
        for item in inner:
            yield from _strings(item, depth - 1)


def _visible(tree: HtmlElement) -> str:
    return " ".join(tree.xpath("//body//text()[not(parent::script or parent::style or parent::noscript)]"))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_shown(body: str, shown: str) -> bool:
    letters = _letters(_TAG.sub(" ", body))
    probes = [letters[at : at + _PROBE] for at in range(0, max(len(letters) - _PROBE, 1), _EVERY)]
    return sum(probe in shown for probe in probes) >= _SHARE * len(probes)
