"""``assistant check``: a text, judged sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
)

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.desk.checking.types import CheckedSentence, CheckedText

_STYLES = {
    "supported": "green",
    "partly": "yellow",
    "contradicted": "bold red",
    "misattributed": "bold red",
    "not found": "yellow",
    "no claim": "dim",
}


def check(
    draft: Annotated[str, typer.Argument(help="A text or Markdown file; - reads it from standard input.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the marked text to this Markdown file.")
    ] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Save a sealed record to this file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
) -> None:
    """Judge each sentence of a text by the articles: supported, contradicted, somebody else's, not found and so on."""
    from assistant.cli.desk.progress import bar
    from assistant.desk.checking.types import so_far
    from assistant.desk.records.record import check_place, check_writable

    filters = filters_of(date_from, date_to, source, article)
    text = read_draft(draft)
    for path in (out, record):
        if path is not None:
            check_writable(path, force=force)
    with open_assistant(index, create=False) as assistant:
        if record is not None:
            check_place(record, assistant.index.folder)
        assistant.warm_up()
        judged: list[CheckedSentence] = []
        checked: CheckedText | None = None
        total = 0
        try:
            with bar(in_words) as advance:
                for event in assistant.check_stream(text, filters=filters):
                    if event.type == "progress":
                        total = event.total
                        advance(event)
                    elif event.type == "sentence":
                        judged.append(event)
                    else:
                        checked = event
        finally:  # stopped, or a model that failed half way: what it has is given
            result = checked or so_far(text, judged, total)
            if judged:
                _give(result, as_json=as_json, out=out, force=force)
        if record is not None:
            assistant.record(result, text, filters=filters).save(record, force=force)


def read_draft(draft: str) -> str:
    """A draft from a file or standard input.

    Raises:
        InputError: it cannot be read, or is no text.
    """
    import sys

    from assistant import failures
    from assistant.articles.decoding import decode
    from assistant.errors import ArticleError

    name = "Standard input" if draft == "-" else draft
    try:
        data = sys.stdin.buffer.read() if draft == "-" else Path(draft).read_bytes()
    except OSError as error:
        raise failures.DRAFT_UNREADABLE(path=name, reason=error.strerror) from error
    if not data.strip():
        raise failures.DRAFT_EMPTY()
    try:
        return decode(data, name=name)
    except ArticleError as error:
        raise failures.DRAFT_NOT_TEXT(path=name, reason="it is binary, or in no encoding that can be told") from error


def _give(result: CheckedText, *, as_json: bool, out: Path | None, force: bool) -> None:
    from assistant.cli import render
    from assistant.desk.checking.marked import marked_markdown
    from assistant.desk.records.record import write

    if out is not None:
        write(out, marked_markdown(result), force=force)
    if as_json:
        render.as_json(result.to_dict())
    else:
        _print(result)


def _print(result: CheckedText) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from assistant.visible import visible

    out: Console = Console(highlight=False)
    for sentence in result.sentences:
        line = Text(f"{sentence.verdict:>13}  ", style=_STYLES[sentence.verdict])
        line.append(
            visible(" ".join(sentence.text.split())), style="dim" if sentence.verdict == "no claim" else "default"
        )
        out.print(line, soft_wrap=True)
        if sentence.verdict == "no claim":
            continue
        if sentence.reason:
            out.print(Padding(Text(visible(f"{sentence.reason}."), style="italic"), (0, 0, 0, 15)))
        for citation in sentence.citations:
            quote = " ".join(citation.quote.split())
            told = f"[{citation.number}] {citation.byline}{citation.title}: “{quote}”"
            out.print(Padding(Text(visible(told), style="dim"), (0, 0, 0, 15)))
    out.print(Text(visible(f"\n{result.summary}."), style="bold"))
    for note in result.notes:
        out.print(Text(visible(note), style="dim"))


def in_words(seconds: float) -> str:
    """A time that is left, in the unit in which one waits."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
