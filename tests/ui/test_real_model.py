"""The page with the real language model: structure and grounding, never wording."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from assistant.llm.openai_like import OpenAILikeModel
from assistant.settings import Settings
from tests.ui.conftest import Site, opened, send, served

pytestmark = pytest.mark.models

REJECTED = "Which countries rejected sending troops?"
#: A machine that is busy otherwise may take long; nothing here depends on how long.
PATIENCE = 300_000


@pytest.fixture(scope="module")
def real_site(seeds_index: Path, settings: Settings) -> Iterator[Site]:
    with served(seeds_index, settings, None) as running:
        yield running


def test_sources_come_first_and_each_sentence_rests_on_words_that_stand_in_its_article(
    context: BrowserContext, real_site: Site
):
    page = opened(context, real_site)
    page.set_default_timeout(PATIENCE)
    send(page, REJECTED)
    page.locator("#na-head .na-sources").wait_for()
    assert page.locator("#na-body .na-foot").count() == 0  # the answer is not there yet
    page.locator("#na-body .na-foot").wait_for()
    rows = page.locator("#na-body .na-statement").all()
    assert rows
    for row in rows:
        assert row.locator(".na-cite").count() >= 1
        assert row.locator(".na-supported, .na-partly").count() == 1
    for mark in page.locator("#na-body .na-cite").all():
        article, start, end = (mark.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
        cited = real_site.assistant.article(str(article)).text[int(str(start)) : int(str(end))]
        assert mark.locator("xpath=following-sibling::*//q").text_content() == cited
        mark.click()
        expect(page.locator("#na-source mark")).to_be_in_viewport()
        assert page.locator("#na-source mark").inner_text() == cited


def test_the_stop_button_stops_the_model(context: BrowserContext, real_site: Site):
    page = opened(context, real_site)
    page.set_default_timeout(PATIENCE)
    send(page, "What did the NATO chief say about sending soldiers to Ukraine?")
    page.locator("#na-head .na-sources").wait_for()
    page.locator("#na-stop").click()
    expect(page.locator("#na-body .na-note")).to_contain_text("Stopped", timeout=PATIENCE)
    model = real_site.assistant.model
    assert isinstance(model, OpenAILikeModel)
    endpoint = model.endpoint()
    with endpoint.http() as http:
        for _ in range(600):
            (slot,) = http.get(f"{endpoint.url.removesuffix('/v1')}/slots").json()
            if not slot["is_processing"]:
                break
            time.sleep(0.1)
        assert not slot["is_processing"]
    written = page.locator("#na-body .na-statement").count()
    page.wait_for_timeout(1000)
    assert page.locator("#na-body .na-statement").count() == written
    assert page.locator("#na-send").is_visible()
