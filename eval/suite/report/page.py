"""What the template shows: figures, pictures, what changed, and every case with its passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.metrics import deterministic_metrics
from eval.suite.report.baseline import Baseline
from eval.suite.report.marking import pieces
from eval.suite.report.pictures import BY_KIND
from eval.suite.summary import COST
from eval.types import KINDS, Result

TEMPLATES = Path(__file__).resolve().parent


def report_html(
    results: Sequence[Result],
    summary: Mapping[str, Any],
    facts: Mapping[str, Any],
    drawn: Mapping[str, str],
    baseline: Baseline | None = None,
) -> str:
    """The whole page. Everything that comes from articles, questions or models is escaped by the template.

    Args:
        results: the cases of the run.
        summary: see :func:`eval.suite.summary.summarise`.
        facts: ``run.json``.
        drawn: see :func:`eval.suite.report.pictures.pictures`.
        baseline: another run beside this one.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda name: str(name).replace("_", " ")
    environment.filters["figure"] = _figure
    environment.filters["rows"] = _rows
    return environment.get_template("report.html.j2").render(
        summary=summary,
        facts=facts,
        pictures=drawn,
        baseline=baseline,
        kinds=_by_kind(results),
        cost_names=COST,
    )


def _by_kind(results: Sequence[Result]) -> list[dict[str, Any]]:
    return [
        {"name": kind, "cases": own}
        for kind in KINDS
        if (own := [_case(result) for result in results if result.case.kind == kind])
    ]


def _case(result: Result) -> dict[str, Any]:
    answer = result.answer
    citations = answer.get("citations", [])
    passages = [
        {**passage, "rank": rank, "pieces": own, "cited": any(piece.numbers for piece in own)}
        for rank, passage in enumerate(answer.get("passages", []), 1)
        if (own := pieces(passage, citations))
    ]
    return {
        "case": result.case,
        "answer": answer,
        "error": result.error,
        "contexts": result.contexts,
        "scores": result.scores,
        "seconds": result.seconds,
        "faults": _faults(result),
        "passages": sorted(passages, key=lambda passage: not passage["cited"]),
    }


def _faults(result: Result) -> list[str]:
    """The metrics without a judge that are not at their best; those of retrieval only say why."""
    if result.error:
        return ["not asked"]
    looked_at = [one.name for one in deterministic_metrics() if one.aim == "exact" or one.name in BY_KIND]
    found = [(name, result.scores[name].value) for name in looked_at if name in result.scores]
    return [name.replace("_", " ") for name, value in found if value is not None and value < 1]


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float) and value.is_integer() and value > 1:  # tokens
        return f"{value:,.0f}"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, list | tuple):
        return " to ".join(_figure(one) for one in value)
    return str(value)


def _rows(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Nested names joined, with their figures."""
    if not isinstance(value, Mapping):
        return [(name, value)]
    return [
        row
        for key, inner in value.items()
        for row in _rows(inner, f"{name} › {str(key).replace('_', ' ')}" if name else str(key).replace("_", " "))
    ]
