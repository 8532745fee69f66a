"""A run as pictures, and as one HTML page that needs no network."""

from __future__ import annotations

from eval.suite.report.baseline import Baseline
from eval.suite.report.page import report_html
from eval.suite.report.pictures import pictures

__all__ = ["Baseline", "pictures", "report_html"]
