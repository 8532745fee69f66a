"""Questions as people type them, and the same well-formed: what each comes to, and the difference."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from dataclasses import dataclass as plain
from pathlib import Path
from typing import Any, Literal

from pydantic.dataclasses import dataclass
from rich.table import Table as Grid
from rich.text import Text as Shown

from assistant import load_settings
from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.llm import LanguageModel
from assistant.settings import Settings
from assistant.types import Answer
from eval.cases.articles import COLLECTION
from eval.cases.model import OURS, Facts, Flag, Identified, Text, Texts
from eval.cases.reading import read_cases
from eval.errors import CaseError
from eval.places import DATA
from eval.rows import each_once
from eval.suite.printing import console_for_figures
from eval.trials.choice import fill

QUESTIONS = DATA / "asked" / "questions.jsonl"
CONVERSATIONS = DATA / "asked" / "conversations.jsonl"
ARTICLES = (*COLLECTION, DATA / "attacks" / "articles")
INDEX = Path("build/asked-index")

#: ``half``: some of what a right answer has; ``beside``: none of it; ``wrong``: what must not be said, or an answer
#: where a refusal is right.
Outcome = Literal["right", "half", "beside", "wrong", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("right", "half", "beside", "wrong", "refused")


@dataclass(frozen=True, slots=True, config=OURS)
class Asked(Identified):
    """A question and its well-formed ``twin`` (None: there is no other way to ask it), with their key."""

    split: Literal["dev", "test"]
    kind: Text
    question: Text
    twin: Text | None
    facts: Facts
    refused: Flag
    wrong: Texts


@dataclass(frozen=True, slots=True, config=OURS)
class AskedTurn:
    """One turn of a conversation with its key."""

    question: Text
    facts: Facts
    refused: Flag
    wrong: Texts


@dataclass(frozen=True, slots=True, config=OURS)
class AskedConversation(Identified):
    """Questions that follow one another; all but the first lean on what was said."""

    split: Literal["dev", "test"]
    turns: tuple[AskedTurn, ...]
    kind: Literal["follow-up"] = "follow-up"


@plain(frozen=True, slots=True)
class Row:
    """One answer; ``way`` is "typed" or "twin"."""

    id: str
    kind: str
    way: str
    question: str
    outcome: Outcome
    text: str
    note: str
    seconds: float


def load_asked(path: Path = QUESTIONS) -> list[Asked]:
    """The questions of a file.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`.
    """
    return read_cases(path, Asked)


def load_conversations(path: Path = CONVERSATIONS) -> list[AskedConversation]:
    """The conversations of a file. Raises as :func:`load_asked`."""
    return read_cases(path, AskedConversation)


def outcome(asked: Asked | AskedTurn, answer: Mapping[str, Any]) -> Outcome:
    """What an answer (``Answer.to_dict()``) comes to, by its words alone; reading it is for people."""
    text = _plain(answer["text"])
    if any(_plain(one) in text for one in asked.wrong) and not answer["refused"]:
        return "wrong"
    if asked.refused:
        return "right" if answer["refused"] else "wrong"
    if answer["refused"]:
        return "refused"
    told = [any(_plain(way) in text for way in ways) for ways in asked.facts]
    return "right" if all(told) else "half" if any(told) else "beside"


def measure_asked(
    split: str,
    kinds: Sequence[str],
    out: Path,
    *,
    index: Path = INDEX,
    settings: Settings | None = None,
    model: LanguageModel | None = None,
) -> list[Row]:
    """Ask every question and its twin, and every conversation, and print what they come to.

    Each is a line of ``out``; what stands there already is not asked again.

    Raises:
        CaseError: nothing is chosen, or the questions cannot be read.
        RunError: an article cannot be read.
    """
    every: list[Asked | AskedConversation] = [*load_asked(), *load_conversations()]
    chosen = [one for one in every if split in (one.split, "all") and (not kinds or one.kind in kinds)]
    if not chosen:
        raise CaseError("No question is of that split and kind.")
    with Assistant.open(index, settings=settings or load_settings(), model=model) as assistant:
        fill(assistant, ARTICLES, prune=True)

        def made(one: Asked | AskedConversation) -> dict[str, Any]:
            answers = _talk(one, assistant) if isinstance(one, AskedConversation) else _both(one, assistant)
            return {"id": one.id, "answers": [asdict(row) for row in answers]}

        rows = [Row(**row) for told in each_once(chosen, made, out, "asked") for row in told["answers"]]
    print_rows(rows)
    return rows


def print_rows(rows: Sequence[Row]) -> None:
    """Outcomes by kind, of what was typed and of the twins."""
    console = console_for_figures()
    grid = Grid("kind", *OUTCOMES, "twins", *OUTCOMES, box=None)
    for kind in [*dict.fromkeys(row.kind for row in rows), "in all"]:
        own = [row for row in rows if kind in (row.kind, "in all")]
        counts = {way: Counter(row.outcome for row in own if row.way == way) for way in ("typed", "twin")}
        typed, twins = ([str(counts[way][one]) for one in OUTCOMES] for way in ("typed", "twin"))
        grid.add_row(kind, *typed, "", *twins)
    console.print(grid)
    paired = {row.id for row in rows if row.way == "twin"}
    shares = [
        statistics.mean(row.outcome == "right" for row in rows if row.way == way and row.id in paired)
        for way in ("typed", "twin")
    ]
    every = [row.outcome == "right" for row in rows if row.way == "typed"]
    wrong = [row.outcome == "wrong" for row in rows if row.way == "typed"]
    console.print(Shown(f"\nright {statistics.mean(every):.2f}, wrong {statistics.mean(wrong):.2f} of {len(every)}"))
    console.print(Shown(f"of {len(paired)} with a twin: right {shares[0]:.2f}, their twins {shares[1]:.2f}"))


def _both(asked: Asked, assistant: Assistant) -> list[Row]:
    ways = [("typed", asked.question), *([("twin", asked.twin)] if asked.twin else [])]
    return [_row(asked, asked, way, question, assistant.ask) for way, question in ways]


def _talk(asked: AskedConversation, assistant: Assistant) -> list[Row]:
    """The answers to the follow-ups; the first question only begins."""
    conversation = assistant.conversation()
    rows = [_row(asked, turn, "typed", turn.question, conversation.ask) for turn in asked.turns]
    return rows[1:]


def _row(
    asked: Asked | AskedConversation, key: Asked | AskedTurn, way: str, question: str, ask: Callable[[str], Answer]
) -> Row:
    try:
        answer = ask(question)
    except InputError as error:
        raise CaseError(f"{asked.id}: {error}") from error
    note = answer.reading.note if answer.reading else ""
    return Row(
        id=asked.id,
        kind=asked.kind,
        way=way,
        question=question,
        outcome=outcome(key, answer.to_dict()),
        text=answer.text,
        note=note,
        seconds=round(answer.timings.total, 2),
    )


def _plain(text: str) -> str:
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}).casefold()
