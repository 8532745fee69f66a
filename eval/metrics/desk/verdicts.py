"""How often is a draft's sentence judged right, each verdict counting the same?"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from eval.cases.desk import VERDICTS


@dataclass(frozen=True, slots=True)
class VerdictScore:
    """``told`` counts, by the right verdict, what was told instead or rightly."""

    told: dict[str, Counter[str]]

    @property
    def accuracy(self) -> dict[str, float]:
        """The share told rightly, of each verdict that there are cases of."""
        return {right: counts[right] / counts.total() for right, counts in self.told.items()}

    @property
    def macro(self) -> float:
        """The mean of these shares, so that no verdict counts more than another."""
        return statistics.mean(self.accuracy.values())


def verdict_score(pairs: Iterable[tuple[str, str]]) -> VerdictScore:
    """Pairs of the right verdict and the one told (``not_found`` is ``not found``).

    Raises:
        ValueError: there is no pair.
    """
    told: dict[str, Counter[str]] = {}
    for right, given in pairs:
        told.setdefault(right, Counter())[given.replace("_", " ")] += 1
    if not told:
        raise ValueError("there is nothing to score")
    return VerdictScore({right: told[right] for right in VERDICTS if right in told})
