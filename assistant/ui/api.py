"""What programs may call, over HTTP and as tools of the MCP server alike: four functions, and the desk's views."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any, Generic, TypeVar

import gradio as gr
from gradio.events import api
from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant import failures
from assistant.answering import checked_question
from assistant.types import Answer, Filters
from assistant.ui.asking import Asking, Question
from assistant.ui.engines import Engines
from assistant.ui.jobs import Jobs
from assistant.ui.parts import filters
from assistant.ui.rendering import file_name
from assistant.ui.running import POLL
from assistant.ui.views import has, stream_of

T = TypeVar("T")

_MOST = 100
#: Of a value of the wrong type, so much is repeated.
_SHOWN = 60


def register(engines: Engines, jobs: Jobs) -> None:
    """Add the functions to the current Blocks, under their own names; a view's where the facade has the view."""
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
        text = checked_question(_TEXT("question", question), assistant.settings.max_question_chars)
        run = asking.run(Question(text, (), _filters(outlets, date_from, date_to), engines.default))
        async for event in run.items():
            if isinstance(event, Answer):
                answer: dict[str, Any] = _named(event.to_dict())
                return answer
        raise failures.PAGE_STOPPED()

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
        text = checked_question(_TEXT("query", query), assistant.settings.max_question_chars)
        most = _NUMBER("limit", limit)
        if not 1 <= most <= _MOST:
            raise failures.PAGE_LIMIT(limit=most, most=_MOST)
        restriction = _filters(outlets, date_from, date_to)
        found = await asyncio.to_thread(assistant.search, text, most, filters=restriction)
        return [_named(passage.to_dict()) for passage in found]

    def list_articles() -> list[dict[str, Any]]:
        """List the indexed news articles: id, title, outlet, author, date, URL and number of passages."""
        return [_named(article.to_dict()) for article in assistant.articles()]

    def read_article(article_id: str) -> dict[str, Any]:
        """Read one indexed news article in full.

        Args:
            article_id: Its id, as list_articles, search and citations give it.
        """
        article = assistant.article(_TEXT("article_id", article_id))
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
    _register_views(engines, jobs)


def _register_views(engines: Engines, jobs: Jobs) -> None:
    """The views of the desk, each one call that lasts until its result is there."""

    async def survey(
        question: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Read every passage that may hold a part of the answer, and make a table of what they state.

        For questions that ask for all of something ("Which countries rejected sending troops?"). Each row has the exact
        words that carry it. It takes minutes on a large collection; use ask where one fact is wanted.

        Args:
            question: What all members are wanted of, as one self-contained question.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        return await made("survey", "question", question, _filters(outlets, date_from, date_to))

    async def timeline(
        topic: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Put the dated events that the articles tell of a topic in order, each with the words that date it.

        Args:
            topic: A topic or a person.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        return await made("timeline", "topic", topic, _filters(outlets, date_from, date_to))

    async def outlets(
        question: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Set side by side what each outlet says to a question, in its own words, and name the differences.

        Args:
            question: What is compared, as one self-contained question.
            outlets: Only these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        return await made("outlets", "question", question, _filters(outlets, date_from, date_to))

    async def check(
        text: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Judge every sentence of a text against the articles: supported, contradicted, somebody else's, not found.

        Args:
            text: The text, of any length that the page takes.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        return await made("check", "text", text, _filters(outlets, date_from, date_to))

    async def brief(
        topic: str, outlets: list[str] | None = None, date_from: str | None = None, date_to: str | None = None
    ) -> dict[str, Any]:
        """Write a cited briefing of several paragraphs on a topic from all articles that belong to it.

        Args:
            topic: What it is about.
            outlets: Only articles of these outlets; empty for all.
            date_from: Only articles of this ISO date or later.
            date_to: Only articles of this ISO date or earlier.
        """
        return await made("brief", "topic", topic, _filters(outlets, date_from, date_to))

    async def made(view: str, name: str, value: Any, restriction: Filters) -> dict[str, Any]:
        subject = _TEXT(name, value)
        if view != "check":
            subject = checked_question(subject, engines.base.settings.max_question_chars)
        stream = stream_of(engines, view, subject, restriction, engines.default)
        job = jobs.start(view, subject, stream, engines.line(engines.default.llm))
        try:
            while not (shown := job.shown()).is_over:
                await asyncio.sleep(POLL)
        finally:
            job.give_up()  # whoever called may have gone
        if shown.result is None:
            raise shown.failure or failures.PAGE_STOPPED()
        result: dict[str, Any] = _named(shown.result.to_dict())
        return result

    for function in (survey, timeline, outlets, check, brief):
        if has(engines.base, function.__name__):
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


def serve_tools(page: gr.Blocks) -> None:
    """Make Gradio's MCP server call the functions themselves, and give their results as JSON.

    By itself it calls its own HTTP API over the network, as a stranger and through whatever proxy the environment
    names, and turns results into Python's repr (True, None, single quotes), which no program reads.
    """
    server: Any = page.mcp_server_obj
    found = server.get_block_fn_from_endpoint_name

    def direct(endpoint_name: str) -> Any:
        fn = copy.copy(found(endpoint_name))
        if fn is not None:
            fn.queue = False  # what it calls without a detour
        return fn

    server.get_block_fn_from_endpoint_name = direct
    server.postprocess_output_data = _mcp_content


def _mcp_content(outputs: list[Any], root_url: str) -> list[Any]:
    """The results of a tool as MCP content: JSON text. ``root_url`` is for files, of which there are none here."""
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(output, ensure_ascii=False)) for output in outputs]


class _Kind(Generic[T]):
    """What an argument must be: a type, checked to the letter (a text is no list of its letters)."""

    def __init__(self, kind: Any, told: str) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind, config=ConfigDict(strict=True))
        self._told = told

    def __call__(self, name: str, value: Any) -> T:
        """The value.

        Raises:
            InputError: it is of another type.
        """
        try:
            return self._adapter.validate_python(value)
        except ValidationError as error:
            given = json.dumps(value, ensure_ascii=False)
            shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
            raise failures.PAGE_ARGUMENT(name=name, value=shown, kind=self._told) from error


_TEXT: _Kind[str] = _Kind(str, "a text")
_NUMBER: _Kind[int] = _Kind(int, "a whole number")
_NAMES: _Kind[list[str] | None] = _Kind(list[str] | None, 'a list of names, such as ["RT"], or null')
_DATE: _Kind[str | None] = _Kind(str | None, "a date, such as 2024-03-31, or null")


def _filters(outlets: Any, date_from: Any, date_to: Any) -> Filters:
    return filters(_NAMES("outlets", outlets), _DATE("date_from", date_from), _DATE("date_to", date_to))
