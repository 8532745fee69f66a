"""``assistant brief``: a briefing on a topic, a period or some articles."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import (
    ArticleOption,
    ForceOption,
    FromOption,
    IndexOption,
    JsonOption,
    OutOption,
    SourceOption,
    ToOption,
    filters_of,
    open_assistant,
    targets_of,
    text_of,
    write,
)


def brief(
    topic: Annotated[str, typer.Argument(help="A name or a few words; nothing for all articles.")] = "",
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
    out: OutOption = None,
    force: ForceOption = False,
) -> None:
    """Brief on a topic, a period or some articles: what happened, who says what, numbers, what is open or disputed."""
    from assistant.cli import render
    from assistant.cli.desk.progress import last_of

    filters, targets = filters_of(date_from, date_to, source, article), targets_of(out, force=force)
    with open_assistant(index, create=False) as assistant:
        briefing = last_of(assistant.brief_stream(text_of(topic), filters=filters))
    document = briefing.document()
    render.as_json(briefing.to_dict()) if as_json else render.document(document)
    write(document, targets, force=force)
