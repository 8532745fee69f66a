"""`assistant timeline`: what happened when."""

from __future__ import annotations

from typing import Annotated

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


def timeline(
    topic: Annotated[str, typer.Argument(help="A topic, a name or a question; nothing for all articles.")] = "",
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
) -> None:
    """Put what the articles date in order, in their own words; no language model takes part."""
    from assistant.cli import render
    from assistant.cli.desk.progress import last_of

    filters = filters_of(date_from, date_to, source, article)
    with open_assistant(index, create=False) as assistant:
        found = last_of(assistant.timeline_stream(text_of(topic), filters=filters))
    render.as_json(found.to_dict()) if as_json else render.document(found.document())
