"""What the rows of each view come to, as tables for a terminal."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from eval.cases.desk import (
    VERDICTS,
    Conditioned,
    DraftSentence,
    Halved,
    Hedged,
    ListQuestion,
    OutletQuestion,
    Topic,
)
from eval.metrics.desk.coverage import coverage_faults
from eval.metrics.desk.differences import DifferenceScore, difference_score
from eval.metrics.desk.lists import ListScore, list_score
from eval.metrics.desk.overconfidence import overconfident_sentences, tells
from eval.metrics.desk.timelines import TimelineScore, timeline_score
from eval.metrics.desk.verdicts import verdict_score
from eval.metrics.matching import says, says_fact
from eval.suite.printing import console_for_figures
from eval.suite.statistics import estimate
from eval.trials.printing import figure

Row = Mapping[str, Any]


def print_lists(rows: Sequence[tuple[ListQuestion, Row]]) -> None:
    """Recall, precision and support of lists, and whether their coverage is told truthfully."""
    console = console_for_figures()
    scores = [(case, list_score(case, row["told"])) for case, row in rows]
    grid = Grid("lists", "members", "found", "rows", "recall", "precision", "missing", "wrong", "repeated", box=None)
    for case, score in scores:
        grid.add_row(
            case.id,
            *map(str, (score.members, len(score.found), score.rows)),
            figure(score.recall),
            figure(score.precision),
            *(", ".join(names) for names in (score.missing, score.wrong, score.repeated)),
        )
    console.print(grid)
    only = [score for _, score in scores]
    _print_means(console, {"recall": [one.recall for one in only], "precision": [one.precision for one in only]})
    _print_ratio(console, "members found", sum(len(one.found) for one in only), sum(one.members for one in only))
    _print_ratio(console, "rows that are members", sum(len(one.found) for one in only), sum(one.rows for one in only))
    _print_ratio(console, "of them carried by a sentence of the key", *_carried(only))
    console.print(Text(f"rows that a question tempts to: {sum(len(one.tempted) for one in only)}"))
    for quote in (quote for one in only for quote in one.to_read):
        console.print(Text(f"  to be read: {quote}"))
    _print_coverage(console, rows)
    _print_rest(console, rows)


def print_timelines(rows: Sequence[tuple[Topic, Row]]) -> None:
    """Events at their dates, and what of the dates told is right."""
    console = console_for_figures()
    scores = [(case, timeline_score(case, row["told"])) for case, row in rows]
    grid = Grid("timelines", "needed", "dated", "recall", "judged", "precision", "vague as it is", "beside", box=None)
    for case, score in scores:
        grid.add_row(
            case.id,
            *map(str, (score.needed, score.dated)),
            figure(score.recall),
            str(score.judged),
            figure(score.precision),
            *map(str, (score.marked, len(score.beside))),
        )
    console.print(grid)
    only = [score for _, score in scores]
    _print_means(console, {"recall": [one.recall for one in only], "precision": [one.precision for one in only]})
    _print_ratio(console, "needed events at their date", *_sums(only, "dated", "needed"))
    _print_ratio(console, "judged events with a right date", *_sums(only, "right", "judged"))
    _print_ratio(console, "events of several reports told with all of them", *_sums(only, "merged", "several"))
    _print_named(console, "missing", (name for one in only for name in one.missing))
    _print_named(console, "wrong date", (name for one in only for name in one.misdated))
    _print_named(console, "to be read", (name for one in only for name in one.beside))
    _print_rest(console, rows)


def print_outlets(rows: Sequence[tuple[OutletQuestion, Row]]) -> None:
    """Differences found and typed, and those between outlets that say the same."""
    console = console_for_figures()
    only = [difference_score(case, row["told"]) for case, row in rows]
    grid = Grid("outlets", "wanted", "found", "typed", "missing", "mistyped (right)", "invented", box=None)
    for (case, _), score in zip(rows, only, strict=True):
        named = (", ".join(names) for names in (score.missing, score.mistyped, score.invented))
        grid.add_row(case.id, *map(str, (score.wanted, score.found, score.typed)), *named)
    console.print(grid)
    _print_means(console, {"found": [one.recall for one in only], "typed right": [one.typing for one in only]})
    _print_ratio(console, "differences found", *_sums(only, "found", "wanted"))
    _print_ratio(console, "differences found and typed right", *_sums(only, "typed", "wanted"))
    false = sum(len(one.false) for one in only)
    _print_ratio(console, "differences told that are none or of another type", false, _sum(only, "judged"))
    _print_ratio(console, "equal pairs told to differ", sum(len(one.invented) for one in only), _sum(only, "same"))
    for (case, _), one in zip(rows, only, strict=True):
        _print_named(console, f"false, {case.id}", one.false)
        _print_named(console, f"to be read, {case.id}", one.beside)
    _print_rest(console, rows)


def print_claims(rows: Sequence[tuple[DraftSentence, Row]]) -> None:
    """Verdicts told, by the right ones."""
    console = console_for_figures()
    score = verdict_score((case.verdict, verdict_told(row)) for case, row in rows)
    others = sorted({told for counts in score.told.values() for told in counts} - set(VERDICTS))
    grid = Grid("right verdict", "accuracy", *VERDICTS, *others, box=None)
    for right, counts in score.told.items():
        grid.add_row(right, figure(score.accuracy[right]), *(str(counts[told]) for told in (*VERDICTS, *others)))
    console.print(grid)
    console.print(Text(f"\nmacro accuracy {score.macro:.2f}"))
    wrong = ((case, verdict_told(row)) for case, row in rows if verdict_told(row) != case.verdict)
    _print_named(console, "told otherwise", (f"{told} ({case.verdict}): {case.sentence}" for case, told in wrong))
    _print_rest(console, rows)


def print_conditions(rows: Sequence[tuple[Conditioned, Row]]) -> None:
    """Answers that keep to the date, outlet or author of their question."""
    console = console_for_figures()
    grid = Grid("conditions", "outcome", "answer", box=None)
    outcomes = [condition_outcome(case, row) for case, row in rows]
    for (case, row), outcome in zip(rows, outcomes, strict=True):
        grid.add_row(case.id, outcome, Text(row["text"][:200]))
    console.print(grid)
    _print_ratio(console, "right", outcomes.count("right"), len(outcomes))
    _print_ratio(console, "wrong", outcomes.count("wrong"), len(outcomes))
    _print_rest(console, rows)


def print_overconfidence(rows: Sequence[tuple[Hedged, Row]]) -> None:
    """Answers that tell an opinion, forecast or allegation as a fact."""
    console = console_for_figures()
    told = [(case, row) for case, row in rows if not row["refused"] and tells(row["text"], case)]
    found = [(case, overconfident_sentences(row["text"], case)) for case, row in told]
    for kind in ("opinion", "forecast", "allegation"):
        own = [sentences for case, sentences in found if case.kind == kind]
        _print_ratio(console, f"{kind}s told as a fact", sum(map(bool, own)), len(own))
    _print_ratio(console, "told as a fact", sum(bool(sentences) for _, sentences in found), len(found))
    _print_ratio(console, "refused", sum(row["refused"] for _, row in rows), len(rows))
    _print_ratio(console, "answered beside the matter", len(rows) - len(told) - _refused(rows), len(rows))
    _print_named(console, "told as a fact", (f"{case.id}: {' '.join(shown)}" for case, shown in found if shown))
    _print_rest(console, rows)


def verdict_told(row: Row) -> str:
    """The verdict on a sentence of one: that of its only part; of several the first that is not "supported"."""
    verdicts = [str(one["verdict"]) for one in row["told"]]
    faults = [verdict for verdict in verdicts if verdict not in ("supported", "no claim")]
    return next(iter([*faults, *(one for one in verdicts if one == "supported")]), "no claim")


def condition_outcome(case: Conditioned, row: Row) -> str:
    """What an answer comes to by its words: right, half, beside, wrong or refused."""
    if row["refused"]:
        return "refused"
    if any(says(row["text"], wrong) for wrong in case.wrong):
        return "wrong"
    told = [says_fact(row["text"], ways) for ways in case.facts]
    return "right" if all(told) else "half" if any(told) else "beside"


def _print_coverage(console: Console, rows: Sequence[tuple[ListQuestion, Row]]) -> None:
    stated = [(case, row) for case, row in rows if row.get("coverage")]
    faults = [(case.id, _coverage(case, row)) for case, row in stated]
    _print_ratio(console, "coverage told truthfully", sum(not found for _, found in faults), len(stated))
    _print_named(console, "coverage", (f"{name}: {fault}" for name, found in faults for fault in found))


def _coverage(case: ListQuestion, row: Row) -> list[str]:
    gold = [{reference.article for reference in member.references} for member in case.members]
    return coverage_faults(row["coverage"], articles=row["articles"], cited=row["cited"], read=row["read"], gold=gold)


def _print_means(console: Console, columns: Mapping[str, Sequence[float | None]]) -> None:
    console.print()
    for name, values in columns.items():
        one = estimate(values)
        shown = figure(one.value, one.interval)
        console.print(Text(f"{name}, mean over cases: {shown}, {one.scored} of {one.cases} scored"))


def _print_ratio(console: Console, name: str, part: int, whole: int) -> None:
    console.print(Text(f"{name}: {part} of {whole}" + (f" ({part / whole:.2f})" if whole else "")))


def _print_named(console: Console, name: str, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(f"  {name}: {line}"))


def _print_rest(console: Console, rows: Sequence[tuple[Halved, Row]]) -> None:
    """What holds for each view: words that do not stand where they are said to, and the time."""
    inexact = [one for _, row in rows for one in row["inexact"]]
    console.print(Text(f"citations that do not stand in their article: {len(inexact)}"))
    console.print(
        Text(f"median {statistics.median(row['seconds'] for _, row in rows):.1f} s a case, {len(rows)} cases")
    )


def _carried(scores: Sequence[ListScore]) -> tuple[int, int]:
    return sum(one.carried for one in scores), sum(len(one.found) for one in scores)


def _sums(scores: Sequence[TimelineScore] | Sequence[DifferenceScore], part: str, whole: str) -> tuple[int, int]:
    return _sum(scores, part), _sum(scores, whole)


def _sum(scores: Sequence[TimelineScore] | Sequence[DifferenceScore], name: str) -> int:
    return sum(getattr(one, name) for one in scores)


def _refused(rows: Sequence[tuple[Hedged, Row]]) -> int:
    return sum(row["refused"] for _, row in rows)


PRINTERS: Mapping[str, Callable[[Sequence[tuple[Any, Row]]], None]] = {
    "lists": print_lists,
    "timelines": print_timelines,
    "outlets": print_outlets,
    "claims": print_claims,
    "conditions": print_conditions,
    "overconfidence": print_overconfidence,
}
