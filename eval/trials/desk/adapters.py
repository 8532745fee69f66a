"""The only place that knows what the desk's results look like: ``to_dict()`` of each to what its metric reads.

A citation in a result is its number in the result's ``citations``, several numbers, or the citation itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any]

#: Where a citation stands, for checking it against its article.
PLACE = ("article_id", "start", "end", "quote")
_BOUND = re.compile(r"^(?:since|until|by) ")
_COVERAGE = ("passages_read", "passages", "articles_read", "articles")


def survey_rows(result: Told) -> list[dict[str, Any]]:
    """Each row's ``member``, its ``quote``, and ``citations`` with their places."""
    return [
        {"member": row["member"], "quote": _quotation(row, result), "citations": _citations(row, result)}
        for row in result["rows"]
    ]


def survey_coverage(result: Told) -> dict[str, Any] | None:
    """``passages_read`` of ``passages`` in ``articles_read`` of ``articles``, and ``read_ids`` where there are such.

    None where the result does not say so.
    """
    coverage = result.get("coverage") or {}
    return (
        {key: coverage[key] for key in (*_COVERAGE, "read_ids") if key in coverage}
        if _COVERAGE[0] in coverage
        else None
    )


def timeline_events(result: Told) -> list[dict[str, Any]]:
    """Each event's ``date`` without "since" or "until", whether it is ``approximate``, and the ``quotes`` of it."""
    return [
        {
            "date": _BOUND.sub("", event["date"]),
            "approximate": event["approximate"],
            "quotes": [citation["quote"] for citation in _citations(event, result)],
            "citations": _citations(event, result),
        }
        for event in result["events"]
    ]


def outlet_differences(result: Told) -> list[dict[str, Any]]:
    """Each difference's ``outlet``, ``other`` and ``type``, said of ``outlet``."""
    return [
        {
            "outlet": one["outlet"],
            "other": one["other"],
            "type": one["type"],
            "citations": _citations(one, result),
        }
        for one in result["differences"]
    ]


def checked_sentences(result: Told) -> list[dict[str, Any]]:
    """Each ``sentence`` of the text with its ``verdict``."""
    return [
        {
            "sentence": one["text"],
            "verdict": one["verdict"],
            "reason": one["reason"],
            "citations": _citations(one, result),
        }
        for one in result["sentences"]
    ]


def _quotation(row: Told, result: Told) -> str:
    found = _citations(row, result)
    return str(found[0]["quote"]) if found else ""


def _citations(part: Told, result: Told) -> list[dict[str, Any]]:
    """The places of what a part of a result rests on."""
    given = part.get("citations", part.get("citation"))
    several = given if isinstance(given, list | tuple) else [] if given is None else [given]
    numbered = {one["number"]: one for one in result.get("citations", [])}
    return [_place(one if isinstance(one, Mapping) else numbered[one]) for one in several]


def _place(citation: Told) -> dict[str, Any]:
    return {key: citation[key] for key in PLACE}
