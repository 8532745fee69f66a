"""A person looks at each draft in the terminal: accept, reject, edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from eval.articles import Articles
from eval.cases import check_quotes, to_case
from eval.drafting.drafts import case_of, export_accepted, read_drafts, write_drafts
from eval.drafting.proposing import ACCEPTED, OPEN, REJECTED
from eval.errors import CaseError

_CHOICES = {"a": ACCEPTED, "r": REJECTED}


def review(path: Path, out: Path, articles: Articles | None = None) -> tuple[int, int]:
    """Ask about every open draft; each decision is on the disk before the next question.

    Args:
        path: the drafts. Rows that were marked as accepted in an editor are taken, too.
        out: where accepted ones become cases.
        articles: where given, the quotes of accepted rows must stand in them.

    Returns:
        How many cases were added, and how many drafts are still open.

    Raises:
        DraftError: a file is damaged or cannot be written.
        CaseError: a row marked as accepted is no case, or its quote is not in its article.
    """
    rows = read_drafts(path)
    if articles is not None:
        check_quotes([to_case(case_of(row), str(path)) for row in rows if row["review"] == ACCEPTED], articles)
    added = export_accepted(rows, out)
    waiting = [at for at, row in enumerate(rows) if row["review"] == OPEN]
    for turn, at in enumerate(waiting, 1):
        typer.echo(f"\n{turn} of {len(waiting)}")
        decided = _decide(rows[at], articles)
        if decided is None:
            break
        rows[at] = decided
        # the case first: an interruption between the two adds it once more at worst, which its id prevents
        added += export_accepted([decided], out)
        write_drafts(path, rows)
    return added, sum(row["review"] == OPEN for row in rows)


def _decide(row: dict[str, Any], articles: Articles | None) -> dict[str, Any] | None:
    """The row with its review; None to stop."""
    while True:
        _show(row)
        choice = typer.prompt("[a]ccept, [r]eject, [e]dit, [s]kip, [q]uit", default="s").strip().lower()[:1]
        if choice == "q":
            return None
        if choice == "s":
            return row
        if choice == "e":
            row = _edited(row)
        elif choice in _CHOICES:
            decided = {**row, "review": _CHOICES[choice]}
            reason = _unfit(decided, articles) if choice == "a" else ""
            if not reason:
                return decided
            typer.echo(f"This cannot be a case: {reason}")


def _edited(row: dict[str, Any]) -> dict[str, Any]:
    """Question, answer, facts and kind, each asked for with what it is as default."""
    question = typer.prompt("question", default=row["question"])
    answer = typer.prompt("answer", default=row["answer"])
    facts = [[answer]] if row["facts"] == [[row["answer"]]] else row["facts"]
    written = typer.prompt("facts (| between ways to write one, || between facts)", default=_written(facts))
    kind = typer.prompt("kind", default=row["kind"])
    return {**row, "question": question, "answer": answer, "facts": _facts(written), "kind": kind}


def _unfit(row: dict[str, Any], articles: Articles | None) -> str:
    try:
        case = to_case(case_of(row), row["id"])
        if articles is not None:
            check_quotes([case], articles)
    except CaseError as error:
        return str(error)
    return ""


def _show(row: dict[str, Any]) -> None:
    typer.echo(f"question  {row['question']}")
    typer.echo(f"answer    {row['answer']}   (facts: {_written(row['facts'])}; kind: {row['kind']})")
    for reference in row["references"]:
        typer.echo(f"source    {reference['quote']}   ({reference['article']})")


def _written(facts: list[list[str]]) -> str:
    return " || ".join(" | ".join(ways) for ways in facts)


def _facts(text: str) -> list[list[str]]:
    facts = [[way.strip() for way in fact.split("|") if way.strip()] for fact in text.split("||")]
    return [fact for fact in facts if fact]
