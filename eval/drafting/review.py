"""A person looks at each open draft, and only what is accepted becomes a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from eval.drafting.files import add_case, read_drafts, write_drafts
from eval.errors import CaseError

#: What may be answered to “accept?”.
CHOICES = {"a": "accept", "e": "edit", "r": "reject", "s": "skip", "q": "quit"}

#: (question to the person, default) → what was typed.
Ask = Callable[[str, str], str]


def review(path: Path, cases: Path, ask: Ask, console: Console | None = None) -> Counter[str]:
    """Show every open draft and do as is answered; each decision is on the disk before the next is asked.

    Args:
        path: the file of drafts; decisions are noted in it.
        cases: where accepted ones go.
        ask: asks the person.
        console: where drafts are shown.

    Returns:
        How many drafts are in which state.

    Raises:
        DraftError: a file cannot be read or written.
    """
    console = console or Console(highlight=False, soft_wrap=True)
    rows = read_drafts(path)
    for at, row in enumerate(rows):
        if row["review"] != "open":
            continue
        choice = _decide(row, cases, ask, console, f"{at + 1} of {len(rows)}")
        if choice == "quit":
            break
        if choice != "skip":
            write_drafts(rows, path)
    return Counter(row["review"] for row in rows)


def _decide(row: dict[str, Any], cases: Path, ask: Ask, console: Console, where: str) -> str:
    while True:
        _show(row, console, where)
        choice = CHOICES.get(ask("[a]ccept, [e]dit, [r]eject, [s]kip, [q]uit", "s").strip().lower()[:1], "")
        if choice in ("skip", "quit"):
            return choice
        if choice == "reject":
            row["review"] = "rejected"
            return choice
        if choice == "edit":
            _edit(row, ask)
        elif choice == "accept":
            try:
                add_case(row, cases)
            except CaseError as error:
                console.print(Text(f"Not accepted: {error}", style="red"))
                continue
            row["review"] = "accepted"
            return choice


def _edit(row: dict[str, Any], ask: Ask) -> None:
    for name in ("question", "answer", "kind", "split"):
        row[name] = ask(name, str(row[name])).strip()
    facts = " || ".join(" | ".join(fact) for fact in row["facts"])
    written = ask("facts (|| between facts, | between ways to write one)", facts)
    row["facts"] = [
        [way.strip() for way in fact.split("|") if way.strip()] for fact in written.split("||") if fact.strip()
    ]


def _show(row: Mapping[str, Any], console: Console, where: str) -> None:
    console.print()
    console.print(Text(f"{where}  {row['kind']}", style="bold"))
    for reference in row["references"]:
        console.print(Text(f"{reference['article']}: {reference['quote']}"))
    console.print(Text(f"question: {row['question']}", style="green"))
    console.print(Text(f"answer:   {row['answer']}"))
    console.print(Text(f"must say: {'; '.join(' or '.join(fact) for fact in row['facts'])}"))
