"""Which pictures a run has. Each is called as the part of ``summary.json`` whose figures it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.suite.report.baseline import Baseline
from eval.suite.report.dots import differences, kinds, scores
from eval.suite.report.latency import latency
from eval.suite.report.refusals import refusals
from eval.suite.table import Table

BY_KIND = ("correctness", "citation_precision", "citation_recall", "refusal_decision")


def pictures(table: Table, summary: Mapping[str, Any], baseline: Baseline | None = None) -> dict[str, str]:
    """SVG by name: ``deterministic``, ``refusals``, ``by_kind`` and ``cost``.

    With a baseline also ``changes``, with scores of a model also ``model_scored``.

    Args:
        table: the run.
        summary: its figures, see :func:`eval.suite.summary.summarise`.
        baseline: another run to stand beside it.
    """
    old = baseline.summary if baseline else {}
    drawn = {}
    if baseline:
        drawn["changes"] = differences(baseline.comparison, "Change from the baseline")
    drawn["deterministic"] = scores(summary["deterministic"], "Scores without a judge", old.get("deterministic"))
    drawn["refusals"] = refusals(summary["refusals"], table, old.get("refusals"))
    if summary["model_scored"]:
        drawn["model_scored"] = scores(summary["model_scored"], "Scores given by a model", old.get("model_scored"))
    drawn["by_kind"] = kinds(summary["by_kind"], BY_KIND, "By kind of question", old.get("by_kind"))
    drawn["cost"] = latency(table, baseline.table if baseline else None)
    return drawn
