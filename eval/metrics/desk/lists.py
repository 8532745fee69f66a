"""Is a list complete, is all of it right, and do its quotations carry it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.words import words
from eval.cases.desk import ListQuestion, Member
from eval.metrics.desk.pairing import paired
from eval.metrics.desk.quotes import quotes
from eval.metrics.matching import says


@dataclass(frozen=True, slots=True)
class ListScore:
    """What a list comes to.

    Attributes:
        rows: how many rows there are.
        members: how many members there should be.
        found: members with a row of their own.
        missing: members without one.
        wrong: rows that are no member.
        tempted: those of them that the key warns of.
        repeated: rows of a member that has one already; they are not wrong, but not counted as right either.
        carried: rows of members whose quotation is one of the key's sentences.
        to_read: quotations of the other rows of members: the key need not know every sentence, so a person reads them.
    """

    rows: int
    members: int
    found: tuple[str, ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    tempted: tuple[str, ...]
    repeated: tuple[str, ...]
    carried: int
    to_read: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of the members that have a row."""
        return len(self.found) / self.members

    @property
    def precision(self) -> float | None:
        """The share of the rows that stand for a member of their own; None where there are no rows."""
        return len(self.found) / self.rows if self.rows else None

    @property
    def support(self) -> float | None:
        """The share of the members' rows whose quotation is one of the key's; None where no member was found."""
        return self.carried / len(self.found) if self.found else None


def list_score(question: ListQuestion, rows: Sequence[Mapping[str, Any]]) -> ListScore:
    """Rows (``member``, ``quote``) against the members, one to one, by any of their names."""
    wanted = question.members
    pairs = paired([row["member"] for row in rows], wanted, _fit)
    others = [row["member"] for at, row in enumerate(rows) if at not in pairs]
    repeated = [name for name in others if any(_fit(name, member) for member in wanted)]
    carried = [at for at, place in pairs.items() if quotes(rows[at]["quote"], wanted[place].references)]
    wrong = [name for name in others if name not in repeated]
    return ListScore(
        rows=len(rows),
        members=len(wanted),
        found=tuple(member.name for place, member in enumerate(wanted) if place in pairs.values()),
        missing=tuple(member.name for place, member in enumerate(wanted) if place not in pairs.values()),
        wrong=tuple(wrong),
        tempted=tuple(name for name in wrong if any(_fit(name, member) for member in question.tempting)),
        repeated=tuple(repeated),
        carried=len(carried),
        to_read=tuple(rows[at]["quote"] for at in pairs if at not in carried),
    )


def _fit(told: str, member: Member) -> int:
    """2 for one of its names, 1 for one within more words ("the bridge of Arlesby"), 0 for neither."""
    if any(_bare(told) == _bare(name) for name in member.names):
        return 2
    return int(any(says(told, name) for name in member.names))


def _bare(name: str) -> list[str]:
    found = words(name)
    return found[1:] if found[:1] == ["the"] else found
