"""What programs may call: four functions, over HTTP and as tools of the MCP server alike."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.answering import checked_question
from assistant.errors import AssistantError, QuestionError
from assistant.types import Answer
from assistant.ui.asking import Asking, Question
from assistant.ui.engines import Engines
from assistant.ui.parts import filters
from assistant.ui.rendering import file_name

_MOST = 100


def register(engines: Engines) -> None:
    """Add the functions to the current Blocks, under their own names."""
    asking = Asking(engines)
    assistant = engines.base

    # the docstrings are what an MCP client shows to its model

    async def ask(
        question: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Answer a question from the indexed news articles, each sentence with citations to exact source text.

        The answer is refused ("refused": true) when the articles do not state it; do not fill in from memory then.

        Args:
            question: What you want to know, as one self-contained question.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        with _told():
            text = checked_question(question, assistant.settings.max_question_chars)
            run = asking.run(Question(text, (), filters(outlets, date_from, date_to), engines.default))
            async for event in run.items():
                if isinstance(event, Answer):
                    answer: dict[str, Any] = _named(event.to_dict())
                    return answer
        raise gr.Error("The answer was stopped.")

    async def search(
        query: str,
        limit: int = 10,
        outlets: list[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
    ) -> list[dict[str, Any]]:
        """Find the passages of the indexed news articles that fit a query best, without a language model.

        Args:
            query: What to look for.
            limit: How many passages, 1 to 100.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        with _told():
            text = checked_question(query, assistant.settings.max_question_chars)
            if not 1 <= limit <= _MOST:
                raise QuestionError(f"The limit is {limit}; it must be between 1 and {_MOST}.")
            restriction = filters(outlets, date_from, date_to)
            found = await asyncio.to_thread(assistant.search, text, limit, filters=restriction)
        return [_named(passage.to_dict()) for passage in found]

    def list_articles() -> list[dict[str, Any]]:
        """List the indexed news articles: id, title, outlet, author, date, URL and number of passages."""
        with _told():
            return [_named(article.to_dict()) for article in assistant.articles()]

    def read_article(article_id: str) -> dict[str, Any]:
        """Read one indexed news article in full.

        Args:
            article_id: Its id, as list_articles, search and citations give it.
        """
        with _told():
            article = assistant.article(article_id)
        return {
            "id": article.id,
            "title": article.title,
            "source": article.source,
            "author": article.author,
            "date": article.date,
            "url": article.url,
            "text": article.text,
        }

    for function in (ask, search, list_articles, read_article):
        api(function, api_name=function.__name__, concurrency_limit=None)


def _named(value: Any) -> Any:
    """Without paths of this machine: ``path`` is None, and ``file`` the file's own name.

    Whoever calls over a network has no use for them, and Gradio's client takes every object with a ``path`` for a
    file of the server and fails in trying to download it.
    """
    if isinstance(value, list):
        return [_named(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {key: _named(item) for key, item in value.items()}
    if isinstance(value.get("path"), str):
        named |= {"path": None, "file": file_name(value["path"])}
    return named


def mcp_content(outputs: list[Any], root_url: str) -> list[Any]:
    """The results of a tool as MCP content: JSON text. ``root_url`` is for files, of which there are none here."""
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(output, ensure_ascii=False)) for output in outputs]


class _told:  # noqa: N801 - reads as a statement
    """Errors with a sentence for the user become the API's errors with that sentence."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, AssistantError):
            raise gr.Error(str(error), print_exception=False) from error
