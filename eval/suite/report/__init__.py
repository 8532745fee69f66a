"""A run as one HTML page that needs no network."""

from __future__ import annotations

from eval.suite.report.page import report_html

__all__ = ["report_html"]
