"""One to one: which of the things told is which of the things to be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def paired(told: Sequence[A], wanted: Sequence[B], fit: Callable[[A, B], int]) -> dict[int, int]:
    """The best assignment, each at most once: positions in ``told`` to positions in ``wanted``.

    Args:
        told: what a result lists.
        wanted: what the key lists.
        fit: how well two of them fit; 0 keeps them apart.
    """
    if not told or not wanted:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    fits = np.array([[fit(one, other) for other in wanted] for one in told])
    rows, columns = linear_sum_assignment(fits, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if fits[row, column]}
