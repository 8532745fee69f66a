"""Scores given by a model, and how far that model can be trusted (``python -m eval judge``)."""

from __future__ import annotations

from eval.judges.accuracy import JudgeAccuracy, accuracy_sentences, load_judge_accuracy
from eval.judges.load import JudgedMetrics, load_judged_metrics

__all__ = ["JudgeAccuracy", "JudgedMetrics", "accuracy_sentences", "load_judge_accuracy", "load_judged_metrics"]
