"""The cases of the desk: what a complete list, a timeline, a comparison or a checked draft has to say.

They are about the invented articles beside them (``eval/data/desk``); a reference is a sentence of one, word for word.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field
from pydantic.dataclasses import dataclass

from eval.cases.model import OURS, Facts, Flag, Identified, Text, Texts
from eval.cases.reading import read_cases
from eval.errors import CaseError
from eval.places import DATA
from eval.types import Reference, Split

DESK = DATA / "desk"
ARTICLES = DESK / "articles"

#: What a draft's sentence is, held against the articles.
Verdict = Literal["supported", "partly", "contradicted", "misattributed", "not found", "no claim"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

#: What one outlet's words are against another's.
DifferenceType = Literal[
    "newer report", "other number", "other attribution", "opinion", "contradiction", "not mentioned"
]
DIFFERENCE_TYPES: tuple[DifferenceType, ...] = get_args(DifferenceType)

#: A year, a month or a day, or two of them with " to " between.
DateText = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?( to \d{4}(-\d{2}(-\d{2})?)?)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
References = tuple[Reference, ...]
Carried = Annotated[References, Field(min_length=1)]


@dataclass(frozen=True, slots=True, config=OURS)
class Halved(Identified):
    """A case of one half; a story belongs to one half with everything about it."""

    split: Split


@dataclass(frozen=True, slots=True, config=OURS)
class Member:
    """One member of a list with its other names; each reference carries it."""

    name: Text
    aliases: Texts
    references: Carried

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, config=OURS)
class Tempting(Member):
    """What a hasty reader would list; ``why`` it is no member stands in the references."""

    why: Text


@dataclass(frozen=True, slots=True, config=OURS)
class ListQuestion(Halved):
    """A question that asks for all of something, with all of it."""

    question: Text
    members: Annotated[tuple[Member, ...], Field(min_length=1)]
    tempting: tuple[Tempting, ...] = ()


@dataclass(frozen=True, slots=True, config=OURS)
class Event:
    """Something that happened or will happen, with all reports of it.

    ``also`` are other dates that are right. ``reckoned``: the date follows from that of publication (a day and month
    without a year count as stated). One that is not ``needed`` may be told. ``overtaken`` says what a later report
    corrects.
    """

    date: DateText
    also: tuple[DateText, ...]
    approximate: Flag
    reckoned: Flag
    needed: Flag
    what: Text
    references: Carried
    overtaken: str = ""


@dataclass(frozen=True, slots=True, config=OURS)
class Topic(Halved):
    """A topic with its events, in the order of their dates."""

    topic: Text
    events: Annotated[tuple[Event, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, config=OURS)
class Says:
    """What one outlet says."""

    outlet: Text
    references: Carried


@dataclass(frozen=True, slots=True, config=OURS)
class Difference:
    """What ``outlet`` says is, against ``other``, of that ``type``; types in ``also`` are right, too.

    An outlet that does not mention it has no ``quote``.
    """

    outlet: Text
    other: Text
    type: DifferenceType
    also: tuple[DifferenceType, ...]
    quote: str
    other_quote: Text


@dataclass(frozen=True, slots=True, config=OURS)
class OutletQuestion(Halved):
    """A question on which outlets differ: all of them that say something on it, what is told otherwise, and ``same``.

    Of an outlet that says nothing on it, only that can be told.
    """

    question: Text
    says: tuple[Says, ...]
    differences: Annotated[tuple[Difference, ...], Field(min_length=1)]
    same: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True, config=OURS)
class DraftSentence(Halved):
    """A sentence of a draft with its verdict and the sentences that this rests on."""

    verdict: Verdict
    sentence: Text
    references: References
    note: str = ""


@dataclass(frozen=True, slots=True, config=OURS)
class Hedged(Halved):
    """An opinion, forecast or allegation, and two ways to tell it.

    A sentence with one of ``content`` and none of ``owner`` and ``hedge`` tells it as a fact.
    """

    kind: Literal["opinion", "forecast", "allegation"]
    question: Text
    reference: Reference
    faithful: Text
    overconfident: Text
    content: Annotated[Texts, Field(min_length=1)]
    owner: Texts
    hedge: Texts


@dataclass(frozen=True, slots=True, config=OURS)
class Conditioned(Halved):
    """A question with a date, outlet or author in it, which a right answer keeps to."""

    question: Text
    since: Day | None
    until: Day | None
    outlets: Texts
    authors: Texts
    facts: Facts
    wrong: Texts
    references: Carried


@dataclass(frozen=True, slots=True, config=OURS)
class Copies(Halved):
    """Articles (names of files) that are one report, some of them ``rewritten``."""

    articles: Annotated[Texts, Field(min_length=1)]
    rewritten: Texts


C = TypeVar("C", bound=Halved)
_FILES: dict[type[Halved], str] = {
    ListQuestion: "lists.jsonl",
    Topic: "timelines.jsonl",
    OutletQuestion: "outlets.jsonl",
    DraftSentence: "claims.jsonl",
    Hedged: "overconfidence.jsonl",
    Conditioned: "conditions.jsonl",
    Copies: "copies.jsonl",
}


def load_desk(kind: type[C], split: str = "all", folder: Path = DESK) -> list[C]:
    """The cases of a kind, of one half or ``all``.

    Raises:
        CaseError: the half is unknown; see also :func:`eval.cases.reading.read_cases`.
    """
    if split not in ("dev", "test", "all"):
        raise CaseError(f"The split “{split}” is unknown; write dev, test or all.")
    return [case for case in read_cases(folder / _FILES[kind], kind) if split in (case.split, "all")]
