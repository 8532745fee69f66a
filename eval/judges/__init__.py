"""Metrics that ask a model. Which of them can be trusted how far is measured by ``python -m eval judge``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.judges.grounding import GroundingMetric


def load_judged_metrics(settings: Settings) -> list[GroundingMetric]:
    """The judged metrics of a run.

    Raises:
        ModelError: the judging model cannot be had.
    """
    from eval.judges.grounding import GroundingMetric

    return [GroundingMetric(settings)]
