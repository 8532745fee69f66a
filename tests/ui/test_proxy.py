"""The page behind a real nginx, under a path and on another port, with the configuration that docs/page.md shows."""

from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import Browser, expect

from tests.ui.conftest import Site, ask, go, opened, served
from tests.ui.doubles import QuotingModel
from tests.ui.loops import run_apart
from tests.ui.nginx import proxied

DOCS = Path(__file__).resolve().parents[2] / "docs" / "page.md"


@pytest.fixture(scope="module")
def behind(seeds_index, settings, tmp_path_factory):
    """The address under which nginx publishes the page."""
    (block,) = re.findall(r"```nginx\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("index") / "index"
    shutil.copytree(seeds_index, folder)
    more = settings.model_copy(update={"hosts": "news.example.org"})
    with served(folder, more, QuotingModel(), root_path="/news") as site:
        ours = block.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
            "127.0.0.1:7860", f"127.0.0.1:{urlsplit(site.url).port}"
        )
        assert ours.count(str(port)) and "7860" not in ours
        with proxied(ours, port, tmp_path_factory.mktemp("nginx")):
            yield Site(f"http://127.0.0.1:{port}/news/", folder, site.assistant, site.model)


def test_the_page_loads_asks_streams_and_uploads(browser: Browser, behind: Site, tmp_path):
    context = browser.new_context()
    refused: list[str] = []
    context.on(
        "response", lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    page = opened(context, behind)
    ask(page, "Which countries rejected sending troops?")
    expect(page.locator("#na-body .na-cite").first).to_be_visible()
    go(page, "Articles")
    file = tmp_path / "marlow.txt"
    file.write_text("Storm closes Marlow harbour\n\n" + "The harbour of Marlow was closed after a storm, he said. " * 9)
    page.locator("#na-add button").first.click()
    page.locator("#na-files input[type=file]").set_input_files(str(file))
    expect(page.locator("#na-report")).to_contain_text("1 added")
    context.close()
    assert not refused


def test_programs_and_tools_work(behind: Site):
    client = Client(behind.url, verbose=False)
    assert len(client.predict("Macron", 3, api_name="/search")) == 3
    client.close()

    async def session():
        async with (
            streamable_http_client(f"{behind.url}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as tools,
        ):
            await tools.initialize()
            return await tools.call_tool("list_articles", {})

    assert len(json.loads(run_apart(session()).content[0].text)) >= 5


def test_the_doors_hold(behind: Site):
    with httpx.Client(base_url=behind.url, timeout=60) as client:
        own = urlsplit(behind.url)
        assert (
            client.get("config", headers={"Host": "news.example.org"}).json()["root"] == "http://news.example.org/news"
        )
        assert client.get("config", headers={"Host": "evil.example"}).status_code == 400
        forged = {"X-Forwarded-Host": "evil.example"}
        assert client.get("config", headers=forged).json()["root"] == f"http://{own.netloc}/news"
        assert client.get("config", headers={"Origin": "http://evil.example"}).status_code == 403
        assert client.get("config", headers={"Origin": f"http://{own.netloc}"}).status_code == 200
