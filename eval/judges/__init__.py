"""Scores given by a model, and how far that model can be trusted (``python -m eval judge``)."""

from __future__ import annotations

from eval.judges.load import load_judged_metrics

__all__ = ["load_judged_metrics"]
