"""Are the differences between outlets found, called what they are, and none invented?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases.desk import Difference, OutletQuestion

#: What is said of the first of two outlets; of the others, either may come first.
DIRECTED = frozenset({"newer report", "opinion", "not mentioned"})


@dataclass(frozen=True, slots=True)
class DifferenceScore:
    """What a comparison comes to.

    Attributes:
        wanted: differences of the key.
        found: those whose two outlets are told to differ.
        typed: those that are called by a right type, too.
        missing: those that are not found, as "outlet / other: type".
        mistyped: those that are found and called something else, as "outlet / other: type told (type)".
        same: pairs of the key that say the same.
        invented: those of them that are told to differ.
        judged: differences told that the key can judge …
        false: … and those of them that are none, or of another type, as "outlet / other: type".
        beside: differences told between outlets that both say something, where the key does not compare them; a person
            reads them.
    """

    wanted: int
    found: int
    typed: int
    missing: tuple[str, ...]
    mistyped: tuple[str, ...]
    same: int
    invented: tuple[str, ...]
    judged: int
    false: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of the differences that are found."""
        return self.found / self.wanted

    @property
    def typing(self) -> float:
        """The share of the differences that are found and typed right."""
        return self.typed / self.wanted


def difference_score(question: OutletQuestion, told: Sequence[Mapping[str, Any]]) -> DifferenceScore:
    """Differences (``outlet``, ``other``, ``type``) against those of the key; ``type`` is said of ``outlet``."""
    found = [(one, [row for row in told if _pair(row) == {one.outlet, one.other}]) for one in question.differences]
    mistyped = [(one, rows) for one, rows in found if rows and not any(_typed(row, one) for row in rows)]
    invented = [pair for pair in question.same if any(_pair(row) == set(pair) for row in told)]
    judged = [(row, right) for row in told if (right := _is_right(row, question)) is not None]
    return DifferenceScore(
        wanted=len(found),
        found=sum(bool(rows) for _, rows in found),
        typed=sum(any(_typed(row, one) for row in rows) for one, rows in found),
        missing=tuple(f"{one.outlet} / {one.other}: {one.type}" for one, rows in found if not rows),
        mistyped=tuple(f"{one.outlet} / {one.other}: {_type(rows[0])} ({one.type})" for one, rows in mistyped),
        same=len(question.same),
        invented=tuple(" / ".join(pair) for pair in invented),
        judged=len(judged),
        false=tuple(_shown(row) for row, right in judged if not right),
        beside=tuple(_shown(row) for row in told if _is_right(row, question) is None),
    )


def _is_right(row: Mapping[str, Any], question: OutletQuestion) -> bool | None:
    """Whether a difference told is one; None where the key cannot say."""
    known = [one for one in question.differences if _pair(row) == {one.outlet, one.other}]
    if known:
        return any(_typed(row, one) for one in known)
    if any(_pair(row) == set(pair) for pair in question.same):
        return False
    saying = {one.outlet for one in question.says}
    if _type(row) == "not mentioned":
        return row["outlet"] not in saying and row["other"] in saying
    return None if _pair(row) <= saying else False


def _shown(row: Mapping[str, Any]) -> str:
    return f"{row['outlet']} / {row['other']}: {_type(row)}"


def _pair(row: Mapping[str, Any]) -> set[str]:
    return {row["outlet"], row["other"]}


def _typed(row: Mapping[str, Any], one: Difference) -> bool:
    kind = _type(row)
    turned = row["outlet"] != one.outlet
    return kind in (one.type, *one.also) and not (turned and kind in DIRECTED)


def _type(row: Mapping[str, Any]) -> str:
    return str(row["type"]).replace("_", " ")
