"""The HTTP API and the MCP server, each with a real client."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant.assistant import Assistant
from assistant.ui.views import has
from tests.ui.conftest import Site, served
from tests.ui.doubles import UNKNOWN, QuotingModel
from tests.ui.loops import run_apart

REJECTED = "Which countries rejected sending troops?"
VIEWS = {name for name in ("survey", "timeline", "outlets", "check", "brief") if has(Assistant, name)}
TOOLS = {"ask", "search", "list_articles", "read_article"} | VIEWS


@pytest.fixture
def client(site: Site):
    made = Client(site.url, verbose=False)  # as anybody would: it downloads what looks like a file
    yield made
    made.close()


def test_the_api_offers_exactly_these_functions(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {f"/{name}" for name in TOOLS}
    assert not client.view_api(return_format="dict")["unnamed_endpoints"]


def test_ask_gives_the_answer_as_json(client, site):
    answer = client.predict(REJECTED, [], None, None, api_name="/ask")
    assert set(answer) >= {"text", "refused", "citations", "statements", "passages", "timings", "model"}
    assert answer["refused"] is False
    for citation in answer["citations"]:
        text = site.assistant.article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert (citation["path"], citation["file"][-4:]) == (None, ".txt")
    assert client.predict(f"What is the capital of {UNKNOWN}?", api_name="/ask")["refused"] is True


def test_search_list_and_read(client):
    found = client.predict("Macron", 3, api_name="/search")
    assert len(found) == 3
    assert len(client.predict("Macron", 20, [], "2024-03-12", "2024-03-12", api_name="/search")) < 20
    listed = client.predict(api_name="/list_articles")
    assert len(listed) == 5
    article = client.predict(found[0]["article_id"], api_name="/read_article")
    assert article["text"][found[0]["start"] : found[0]["end"]] == found[0]["text"]


def test_the_call_over_plain_http_in_the_documentation_works(site):
    page = (Path(__file__).resolve().parents[2] / "docs" / "page.md").read_text(encoding="utf-8")
    body = re.search(r"call/search .*?-d '(.*?)'", page, re.DOTALL).group(1)
    started = httpx.post(f"{site.url}gradio_api/call/search", json=json.loads(body), timeout=60).json()
    told = httpx.get(f"{site.url}gradio_api/call/search/{started['event_id']}", timeout=60).text
    assert told.startswith("event: complete")
    (found,) = json.loads(told.split("data: ", 1)[1])
    assert len(found) == 3


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ((("",), "/ask"), "is empty"),
        ((("x" * 100_000,), "/ask"), "100,000 characters"),
        ((("Macron", 0), "/search"), "between 1 and 100"),
        ((("Macron", 5, [], "yesterday"), "/search"), "is no date"),
        ((("no-such-article",), "/read_article"), "no-such-article"),
        (((7,), "/ask"), "question is wrong .7.; it must be a text"),
        (((None,), "/ask"), "question is wrong .null."),
        ((("Who?", "RT"), "/ask"), 'outlets is wrong ."RT".; it must be a list of names'),
        ((("Who?", [1, 2]), "/ask"), "outlets is wrong"),
        ((("Who?", {"RT": 1}), "/ask"), "outlets is wrong"),
        ((("Who?", [], 20240312), "/ask"), "date_from is wrong"),
        ((("Who?", [], None, ["2024-03-12"]), "/ask"), "date_to is wrong"),
        ((("Macron", "5"), "/search"), 'limit is wrong ."5".; it must be a whole number'),
        ((("Macron", 2.5), "/search"), "limit is wrong"),
        ((("Macron", True), "/search"), "limit is wrong"),
        ((("Macron", None), "/search"), "limit is wrong"),
        ((("Macron", ["x" * 10_000]), "/search"), "limit is wrong"),
        (((["a", "b"],), "/search"), "query is wrong"),
        (((5,), "/read_article"), "article_id is wrong"),
    ],
)
def test_errors_are_one_sentence(client, call, sentence):
    arguments, name = call
    with pytest.raises(AppError, match=sentence):
        client.predict(*arguments, api_name=name)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            ["Macron", 2, "RT"],
            'The argument outlets is wrong ("RT"); it must be a list of names, such as ["RT"], or null.',
        ),
        ([], "The argument query is wrong (null); it must be a text."),
        (
            ["a", 1, [], None, None, "more"],
            "6 arguments are too many, search takes 5; send them as docs/page.md lists them.",
        ),
    ],
)
def test_over_plain_http_what_is_wrong_is_told_in_a_sentence(site, data, told):
    started = httpx.post(f"{site.url}gradio_api/call/search", json={"data": data}, timeout=60).json()
    answer = httpx.get(f"{site.url}gradio_api/call/search/{started['event_id']}", timeout=60).text
    assert answer.startswith("event: error")
    assert json.loads(answer.split("data: ", 1)[1])["error"] == told
    direct = httpx.post(f"{site.url}gradio_api/run/search", json={"data": data}, timeout=60)
    assert direct.json()["error"] == told


def test_over_plain_http_what_has_a_default_can_be_left_out(site):
    started = httpx.post(f"{site.url}gradio_api/call/search", json={"data": ["Macron"]}, timeout=60).json()
    told = httpx.get(f"{site.url}gradio_api/call/search/{started['event_id']}", timeout=60).text
    assert len(json.loads(told.split("data: ", 1)[1])[0]) == 10


def test_mcp_tells_a_wrong_type_in_a_sentence(site):
    async def use(session):
        calls = [("outlets", "RT"), ("limit", "many"), ("date_from", 2024), ("query", 7), ("limit", 0), ("later", 1)]
        return [await session.call_tool("search", {"query": "Macron"} | dict([call])) for call in calls]

    for told in _with_mcp(site, use):
        assert told.isError
        text = told.content[0].text
        assert text and "None" not in text and len(text) < 500 and "Traceback" not in text


def _with_mcp(site: Site, use, **options):
    async def session():
        async with (
            httpx.AsyncClient(timeout=60, **options) as http,
            streamable_http_client(f"{site.url}gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as opened,
        ):
            await opened.initialize()
            return await use(opened)

    return run_apart(session())


def test_mcp_offers_exactly_these_described_tools(site):
    listed = _with_mcp(site, lambda session: session.list_tools()).tools
    assert {tool.name for tool in listed} == TOOLS
    by_name = {tool.name: tool for tool in listed}
    assert "refused" in by_name["ask"].description
    assert by_name["ask"].inputSchema["properties"]["question"]["description"]


def test_mcp_tools_answer(site):
    async def use(session):
        answer = await session.call_tool("ask", {"question": REJECTED})
        found = await session.call_tool("search", {"query": "Macron", "limit": 2})
        listed = await session.call_tool("list_articles", {})
        article = await session.call_tool("read_article", {"article_id": "no-such-article"})
        return answer, found, listed, article

    answer, found, listed, article = _with_mcp(site, use)
    assert json.loads(answer.content[0].text)["citations"]
    assert len(json.loads(found.content[0].text)) == 2
    assert len(json.loads(listed.content[0].text)) == 5
    assert article.isError
    assert "no-such-article" in article.content[0].text


@pytest.mark.slow
def test_mcp_works_behind_the_password(seeds_index, settings):
    with served(seeds_index, settings, QuotingModel(), password=("ada", "secret")) as site:
        found = _with_mcp(
            site,
            lambda session: session.call_tool("search", {"query": "Macron", "limit": 2}),
            auth=("ada", "secret"),
        )
        assert len(json.loads(found.content[0].text)) == 2
