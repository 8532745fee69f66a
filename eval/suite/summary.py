"""The figures of a run as nested names and numbers: ``summary.json``, which page and programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from eval.metrics import deterministic_metrics
from eval.metrics.refusal import f1, precision, recall
from eval.places import DATA
from eval.suite.statistics import Estimate, bootstrap, estimate
from eval.suite.table import Table
from eval.types import KINDS

#: What `make eval-judge` leaves: how far each judge can be trusted.
JUDGE_ACCURACY = DATA / "judge_accuracy.json"
COST = ("seconds", "first_sentence_seconds", "prompt_tokens", "reply_tokens")
RATES = {"precision": precision, "recall": recall, "f1": f1}

#: The few figures that are shown by kind.
BY_KIND = ("correctness", "citation_precision", "citation_recall", "refusal_decision", "seconds")


def summarise(table: Table, facts: Mapping[str, Any], judge: Any = None) -> dict[str, Any]:
    """All figures with their intervals and coverage.

    Metrics without and with a judge are kept apart. A mean over nothing is None, never 0; an interval is a
    list of two.
    """
    own = [metric.name for metric in deterministic_metrics() if metric.name not in COST]
    judged = [name for name in table.metrics if name not in own and name not in COST]
    model = facts.get("model") or {}
    return {
        "run": {
            "name": table.name,
            "time": facts.get("time"),
            "model": model.get("name"),
            "split": facts.get("split"),
            "cases": len(table.rows),
            "planned": facts.get("planned", len(table.rows)),
            "failed": sum(row.refused is None for row in table.rows.values()),
        },
        "deterministic": {name: estimate(list(table.values(name).values())).to_dict() for name in own},
        "refusals": refusals(table),
        # not "judged": the page puts every name with "judge" beside the judge's own accuracy
        "model_scored": {name: estimate(list(table.values(name).values())).to_dict() for name in judged},
        "judge_accuracy": judge or {},
        "cost": {name: cost(table.values(name)) for name in COST},
        "by_kind": by_kind(table),
    }


def refusals(table: Table) -> dict[str, Any]:
    """Precision, recall and F1 of refusing, and the four counts."""
    expected, refused = table.decisions()
    return {
        **{name: rate(table, name).to_dict() for name in RATES},
        "rightly_refused": int((expected & refused).sum()),
        "wrongly_refused": int((~expected & refused).sum()),
        "rightly_answered": int((~expected & ~refused).sum()),
        "wrongly_answered": int((expected & ~refused).sum()),
    }


def rate(table: Table, name: str) -> Estimate:
    """Precision, recall or F1 of refusing with its interval over cases."""
    expected, refused = table.decisions()
    value = float(RATES[name](expected, refused)) if len(expected) else np.nan
    interval = bootstrap(RATES[name], expected, refused) if len(expected) else None
    known = not np.isnan(value)
    return Estimate(value if known else None, interval if known else None, len(expected), len(table.rows))


def cost(values: Mapping[str, float | None]) -> dict[str, Any]:
    """Median, 90th percentile and mean of seconds or tokens."""
    scored = [value for value in values.values() if value is not None]
    if not scored:
        return {"median": None, "p90": None, "mean": None, "scored": 0, "cases": len(values)}
    return {
        "median": float(np.median(scored)),
        "p90": float(np.quantile(scored, 0.9)),
        "mean": float(np.mean(scored)),
        "scored": len(scored),
        "cases": len(values),
    }


def by_kind(table: Table) -> dict[str, dict[str, Any]]:
    """The main means of each kind of question, and how many cases it has."""
    shown: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        own = table.only(case for case, row in table.rows.items() if row.kind == kind)
        if own.rows:
            means = {name: estimate(list(own.values(name).values())).value for name in BY_KIND}
            shown[kind] = {"cases": len(own.rows), **means}
    return shown


def judge_accuracy() -> Any:
    """What the last `make eval-judge` found about the judges; None where nobody ran it."""
    try:
        return json.loads(JUDGE_ACCURACY.read_text("utf-8"))
    except (OSError, ValueError):
        return None
