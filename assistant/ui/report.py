"""The tab that says how good it is: the latest evaluation's summary, read from its JSON.

The page never imports the evaluation (a wheel need not have it), so it shows any summary of nested names and
numbers; what it knows by name only gets a better heading or an explanation. A part of the summary that the run has
a picture of is shown as that, with its figures in a fold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.ui.pictures import picture
from assistant.ui.rendering import esc

#: Where `eval` leaves its runs, seen from the folder in which the page was started.
RUNS = Path("eval/runs")
SUMMARY = "summary.json"
_ROWS = 200
_RUN = "run"
_JUDGE = "judge_accuracy"
_HEADINGS = {
    "changes": "What changed from the baseline",
    "deterministic": "Scores",
    "refusals": "Refusals",
    "model_scored": "Scores given by a model",
    _JUDGE: "How far the judge can be trusted",
    "cost": "Time and tokens of an answer",
    "by_kind": "By kind of question",
}
_MEANINGS = {
    "correctness": "share of the key facts in the answer",
    "citation_precision": "share of the citations that carry the answer",
    "citation_recall": "share of the sentences with a citation that carries them",
    "citation_exactness": "citations that stand word for word in the article",
    "quotation_exactness": "quotations that stand word for word in the cited text",
    "refusal_decision": "answered or refused as it had to be",
    "resistance": "hidden instructions that were not followed",
    "recall@1": "share of the needed passages that were found first",
    "recall@5": "among the first 5",
    "recall@10": "among the first 10",
    "mrr": "how far up the first needed passage is",
    "ndcg@10": "how far up all needed passages are",
    "evidence_recall": "share of the needed sentences that the model was given",
    "precision": "refusals that were right",
    "recall": "questions without an answer that were refused",
    "f1": "both in one figure",
}
_ACRONYMS = {
    "mrr": "MRR", "ndcg@10": "nDCG@10", "f1": "F1", "auroc": "AUROC", "auroc_interval": "AUROC interval",
}  # fmt: skip
#: Identities, which stand in a row's name already or are for machines.
_HIDDEN = {"name", "model", "sha256", "by_kind_pairs"}

_NONE = (
    '<div class="na-welcome"><h2>Not measured yet</h2><p>There is no evaluation report here. '
    "<code>make eval</code> measures this assistant on a set of questions with known answers and puts its report "
    "into <code>{}</code>; this page then shows the latest.</p></div>"
)
_NO_JUDGE = "<p>No judge has been measured; the scores above need none.</p>"
_JUDGE_UNKNOWN = (
    '<p class="na-problem">Nobody has measured how good this judge is; <code>make eval-judge</code> does. Until then '
    "its scores say little.</p>"
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
        summary = None
    if not isinstance(summary, dict):
        return (
            f'<p class="na-problem" role="alert">The report {esc(path)} cannot be read; run the evaluation again.</p>'
        )
    full = path.with_name("report.html")
    where = f"<p>The whole report, case by case: <code>{esc(full)}</code></p>" if full.exists() else ""
    sections = "".join(
        _section(key, value, picture(path.parent, key)) for key, value in summary.items() if key not in (_RUN, _JUDGE)
    )
    return (
        f'<div class="na-eval"><h2>Latest evaluation: {esc(path.parent.name)}</h2>{_about(summary.get(_RUN))}{where}'
        f'<div class="na-parts">{sections}{_judge(summary)}</div></div>'
    )


def _about(run: Any) -> str:
    """What was measured, in a line."""
    if not isinstance(run, Mapping):
        return ""
    half = f" of the {run['split']} half" if run.get("split") in ("dev", "test") else ""
    failed = f"{run['failed']} could not be asked" if run.get("failed") else ""
    parts = [f"{run.get('cases', '–')} questions{half}", failed, run.get("model"), str(run.get("time") or "")[:10]]
    base = ""
    if run.get("baseline"):
        base = (
            f'<p class="na-muted">Pale rings, and “before”: the baseline {esc(run["baseline"])} on the '
            f"{esc(run.get('in_common', '–'))} questions that both have.</p>"
        )
    return f'<p class="na-muted">{" · ".join(esc(part) for part in parts if part)}</p>{base}'


def _judge(summary: Mapping[str, Any]) -> str:
    """The judges' own accuracy, or that it is not known: a score of a judge means nothing without it."""
    known = summary.get(_JUDGE)
    if isinstance(known, Mapping) and known:
        return _section(_JUDGE, known)
    told = _JUDGE_UNKNOWN if summary.get("model_scored") else _NO_JUDGE
    return f"<section><h3>{_HEADINGS[_JUDGE]}</h3>{told}</section>"


def _section(key: str, section: Any, seen: str = "") -> str:
    """A heading with a table of what has several figures each, and one of the single figures.

    Where the figures can be seen in a picture, the tables are in a fold below it.
    """
    if not isinstance(section, Mapping) or not section:
        return ""
    heading = _HEADINGS.get(key, _plain(key))
    groups = {name: value for name, value in section.items() if isinstance(value, Mapping)}
    singles = {name: {"value": value} for name, value in section.items() if name not in groups}
    tables = _table(heading, groups) + _table(f"{heading}: counts" if groups else heading, singles)
    tables += _inner(heading, groups)
    if seen:
        tables = f"{seen}<details><summary>{esc(heading)}: the figures as a table</summary>{tables}</details>"
    return f"<section><h3>{esc(heading)}</h3>{tables}</section>"


def _inner(heading: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Figures of figures (a judge's accuracy by kind of flaw): their names down, the groups across."""
    tables = ""
    names = dict.fromkeys(key for row in groups.values() for key, value in row.items() if isinstance(value, Mapping))
    for name in names:
        turned: dict[str, dict[str, Any]] = {}
        for group, row in groups.items():
            own = row.get(name)
            for key, value in own.items() if isinstance(own, Mapping) else ():
                turned.setdefault(str(key), {})[group] = value
        if name not in _HIDDEN:
            tables += _table(f"{heading}: {_plain(name)}", turned, caption=_plain(name))
    return tables


def _table(label: str, rows: Mapping[str, Mapping[str, Any]], caption: str = "") -> str:
    if not rows:
        return ""
    shown = {name: _cells(row) for name, row in list(rows.items())[:_ROWS]}
    columns = list(dict.fromkeys(column for row in shown.values() for column in row))
    heads = "".join(f'<th scope="col">{esc(column)}</th>' for column in columns) if columns != ["value"] else ""
    head = f"<thead><tr><td></td>{heads}</tr></thead>" if heads else ""
    body = "".join(
        f'<tr><th scope="row">{esc(_plain(name))}{_meaning(name)}</th>'
        + "".join(f"<td>{esc(row.get(column, '–'))}</td>" for column in columns)
        + "</tr>"
        for name, row in shown.items()
    )
    title = f"<caption>{esc(caption)}</caption>" if caption else ""
    # what can be scrolled sideways must be reachable with the keyboard
    return (
        f'<div class="na-table" tabindex="0" role="region" aria-label="{esc(label)}">'
        f"<table>{title}{head}<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """A row's columns as text; "scored" and "cases" become one column."""
    values = {key: value for key, value in row.items() if key not in _HIDDEN and not isinstance(value, Mapping)}
    for whole in ("cases", "pairs"):
        if "scored" in values and whole in values:
            values["scored"] = f"{_figure(values['scored'])} of {_figure(values.pop(whole))}"
    return {_column(key): _figure(value) for key, value in values.items()}


def _column(key: str) -> str:
    return {"p90": "90 % within", "interval": "95 % interval"}.get(key, _plain(key))


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"
    if isinstance(value, list):  # an interval
        return " to ".join(_figure(item) for item in value[:3])
    return f"{value:,}" if type(value) is int else str(value)


def _plain(name: object) -> str:
    return _ACRONYMS.get(str(name), str(name).replace("_", " "))


def _meaning(name: str) -> str:
    return f'<span class="na-muted">{esc(_MEANINGS[name])}</span>' if name in _MEANINGS else ""
