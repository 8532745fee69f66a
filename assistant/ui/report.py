"""The tab that says how good it is: the latest evaluation's summary, read from its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.ui.rendering import esc

#: Where `eval` leaves its runs, seen from the folder in which the page was started.
RUNS = Path("eval/runs")
SUMMARY = "summary.json"
_DEEPEST = 4
_ROWS = 200

_NONE = (
    '<div class="na-welcome"><h2>Not measured yet</h2><p>There is no evaluation report here. '
    "<code>make eval</code> measures this assistant on a set of questions with known answers and puts its report "
    "into <code>{}</code>; this page then shows the latest.</p></div>"
)


def latest(runs: Path = RUNS) -> Path | None:
    """The newest summary, None where there is none."""
    found = sorted(runs.glob(f"*/{SUMMARY}"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def page(runs: Path = RUNS) -> str:
    """The latest report as HTML."""
    path = latest(runs)
    if path is None:
        return _NONE.format(esc(runs))
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (
            f'<p class="na-problem" role="alert">The report {esc(path)} cannot be read; run the evaluation again.</p>'
        )
    full = path.with_name("report.html")
    where = f"<p>The whole report, case by case: <code>{esc(full)}</code></p>" if full.exists() else ""
    rows = _rows(summary)[:_ROWS]
    judge = [row for row in rows if "judge" in row[0].lower()]
    others = [row for row in rows if row not in judge]
    return (
        f"<h2>Latest evaluation: {esc(path.parent.name)}</h2>{where}{_table('Results', others)}"
        f"{_table('How far the judge can be trusted', judge)}"
    )


def _rows(value: Any, name: str = "", depth: int = 0) -> list[tuple[str, str]]:
    """(name, value) of every number and text, nested names joined."""
    if isinstance(value, Mapping) and depth < _DEEPEST:
        rows = []
        for key, inner in value.items():
            label = str(key).replace("_", " ")
            rows += _rows(inner, f"{name} › {label}" if name else label, depth + 1)
        return rows
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return [(name, "–" if value is None else f"{value:,}" if type(value) is int else str(value))]
    if isinstance(value, float):
        return [(name, f"{value:.3f}")]
    if isinstance(value, list) and len(value) <= 3 and all(isinstance(item, int | float) for item in value):
        return [(name, " to ".join(f"{item:.3f}" for item in value))]  # an interval
    return []


def _table(caption: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    body = "".join(f'<tr><th scope="row">{esc(name)}</th><td>{esc(value)}</td></tr>' for name, value in rows)
    return f'<div class="na-table na-eval"><table><caption>{caption}</caption><tbody>{body}</tbody></table></div>'
