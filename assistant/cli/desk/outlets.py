"""`assistant outlets`: one question, one column an outlet."""

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


def outlets(
    question: Annotated[str, typer.Argument(help="What you want to compare; - reads it from standard input.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
) -> None:
    """Put what each outlet says side by side, in its own words, and how they differ; no language model takes part."""
    from assistant.cli import render
    from assistant.cli.desk.progress import last_of

    filters = filters_of(date_from, date_to, None, article)
    with open_assistant(index, create=False) as assistant:
        found = last_of(assistant.outlets_stream(text_of(question), filters=filters, outlets=source or ()))
    render.as_json(found.to_dict()) if as_json else render.document(found.document())
