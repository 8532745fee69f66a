"""Proposes questions about a user's own articles, for a person to accept or reject."""

from __future__ import annotations

from eval.drafting.cli import app

__all__ = ["app"]
