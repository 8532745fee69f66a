"""What a metric is."""

from __future__ import annotations

from typing import Literal, Protocol

from eval.cases.articles import Articles
from eval.types import Result, Score

#: ``higher`` and ``lower`` say what is better; ``exact`` is a figure that must be 1, where one case is a fault.
Aim = Literal["higher", "lower", "exact"]


class Metric(Protocol):
    """Scores one answered case; it never sees one whose question failed."""

    @property
    def name(self) -> str:
        """Its name in files and reports."""

    @property
    def aim(self) -> Aim:
        """Which way is better."""

    def score(self, result: Result, articles: Articles) -> Score:
        """The figure with its reason; None where it does not apply, with the reason why."""
