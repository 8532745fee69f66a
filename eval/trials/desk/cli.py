"""The commands of ``python -m eval desk``, one a view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import load_settings
from eval.elsewhere import QUIET
from eval.trials.desk.figures import PRINTERS
from eval.trials.desk.measure import (
    CLAIMS,
    CONDITIONS,
    LISTS,
    OUTLETS,
    OVERCONFIDENCE,
    TIMELINES,
    View,
    measure,
    opened,
)

app = typer.Typer(help="What the desk makes of its own collection, against the key.", no_args_is_help=True, **QUIET)

SplitOption = Annotated[str, typer.Option(help="test, dev or all; nothing is ever tuned on test.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Keep the cases that are finished in --out.")]
OutOption = Annotated[Path | None, typer.Option(help="A line a case; build/desk-<view>-<split>.jsonl if left out.")]


@app.command()
def lists(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Survey each question that asks for all of something: recall, precision, support, coverage."""
    _run(LISTS, split, resume, out)


@app.command()
def timelines(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Make the timeline of each topic: events told, and their dates."""
    _run(TIMELINES, split, resume, out)


@app.command()
def outlets(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Put outlets side by side: differences found and typed."""
    _run(OUTLETS, split, resume, out)


@app.command()
def claims(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Check each sentence of a draft: accuracy, each verdict counting the same."""
    _run(CLAIMS, split, resume, out)


@app.command()
def conditions(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Ask with a date, outlet or author in the question: does the answer keep to it?"""
    _run(CONDITIONS, split, resume, out)


@app.command()
def overconfidence(split: SplitOption = "dev", resume: ResumeOption = False, out: OutOption = None) -> None:
    """Ask about opinions, forecasts and allegations: how many are told as facts?"""
    _run(OVERCONFIDENCE, split, resume, out)


def _run(view: View[Any], split: str, resume: bool, out: Path | None) -> None:
    path = out or Path(f"build/desk-{view.name}-{split}.jsonl")
    with opened(load_settings()) as assistant:
        rows = measure(view, split, path, assistant, resume=resume)
    PRINTERS[view.name](rows)
    typer.echo(f"every case: {path}")
