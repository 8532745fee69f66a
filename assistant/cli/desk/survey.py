"""``assistant survey``: a complete list with the words it rests on; ``--grid`` asks each article several questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cli.options import (
    ArticleOption,
    FromOption,
    IndexOption,
    JsonOption,
    SourceOption,
    ToOption,
    filters_of,
    open_assistant,
    text_of,
)

if TYPE_CHECKING:
    from assistant.desk.progress import Progress
    from assistant.desk.survey import Grid, Survey

R = TypeVar("R", "Survey", "Grid")

#: More to read than this, and it is asked first whether it shall be: the local model takes half an hour.
ASKED_FROM = 300


def survey(
    question: Annotated[
        str | None, typer.Argument(help="Which, who or what: “Which countries rejected sending troops?”; - reads it.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="Columns of the table, between commas: “country, stance, who said it, date”.")
    ] = None,
    by_article: Annotated[bool, typer.Option("--by-article", help="A row for each place, not each member.")] = False,
    grid: Annotated[
        list[str] | None, typer.Option("--grid", help="A question that each article is asked (repeatable).")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before long work.")] = False,
    afresh: Annotated[bool, typer.Option("--afresh", help="Read again what an earlier run has read.")] = False,
) -> None:
    """List every member of an answer that the articles name, with the words of each and what was read.

    It reads all passages that could name one, and says how long that takes. Stopped or killed, the same command goes
    on behind the last passage that was read.
    """
    from assistant.cli import render
    from assistant.cli.desk import survey_text

    filters = filters_of(date_from, date_to, source, article)
    if (question is None) == (not grid):
        raise typer.BadParameter("give a question, or --grid with each question of a table")
    with open_assistant(index, create=False) as assistant:
        assistant.warm_up()
        if grid:
            table = _followed(assistant.grid_stream(grid, filters=filters, resume=not afresh), yes)
            render.as_json(table.to_dict()) if as_json else survey_text.grid(table)
            return
        told = [one.strip() for one in (columns or "").split(",")]
        stream = assistant.survey_stream(text_of(question or ""), filters=filters, columns=told, resume=not afresh)
        found = _followed(stream, yes)
        if as_json:
            render.as_json(found.to_dict())
        else:
            survey_text.survey(found, by="article" if by_article else "member")


def _followed(stream: Iterator[Progress | R], yes: bool) -> R:
    """The result at the end of a stream; its progress goes to standard error.

    Raises:
        typer.Abort: the user does not want it to go on.
    """
    from assistant.cli.desk.progress import bar

    with bar(in_words) as show:
        asked = yes
        for event in stream:
            if event.type == "progress":
                left = event.total - event.done
                if left > ASKED_FROM and not asked:
                    asked = True
                    _ask(event, stream)
                show(event)
            else:
                return event
    raise AssertionError("a stream ends with its result")


def _ask(event: Progress, stream: Iterator[Progress | R]) -> None:
    told = f"{event.total - event.done:,} {event.unit} are to be read, which takes about {in_words(event.seconds_left)}"
    if not sys.stdin.isatty():
        typer.echo(f"{told}; --yes goes on without asking.", err=True)
    elif typer.confirm(f"{told}. Go on?", default=True, err=True):
        return
    stream.close()  # type: ignore[attr-defined]
    raise typer.Abort


def in_words(seconds: float | None) -> str:
    """A duration for a reader: "40 seconds", "12 minutes", "3 hours"."""
    for size, unit in ((3600, "hours"), (60, "minutes")):
        if seconds is not None and seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds" if seconds is not None else "an unknown time"
