"""What a visitor changes in the settings tab is what the next question is asked with."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Site, ask, go, opened
from tests.ui.doubles import QuotingModel

REJECTED = "Which countries rejected sending troops?"
#: A model of the store, whose file is there because all tests need it.
OTHER = "qwen2.5-coder-0.5b"


@pytest.fixture
def page(context: BrowserContext, own_site: Site) -> Page:
    return opened(context, own_site)


def test_the_number_of_passages_is_how_many_are_found_and_listed(page: Page):
    _passages(page, 3)
    ask(page, REJECTED)
    expect(page.locator("#na-head .na-sources")).to_contain_text("3 passages found")
    expect(page.locator("#na-found .na-passage")).to_have_count(3)
    _passages(page, 12)
    ask(page, REJECTED)
    expect(page.locator("#na-found .na-passage")).to_have_count(12)


def test_a_stricter_page_refuses_what_an_open_one_answers(page: Page, own_site: Site):
    own_site.model.sure = _probability_between(own_site)
    for label, refused in (("Open", 0), ("Strict", 1), ("Open", 0)):
        go(page, "Settings")
        page.locator("#na-strictness label", has_text=label).click()
        go(page, "Ask")
        ask(page, REJECTED)
        expect(page.locator("#na-body .na-refusal")).to_have_count(refused)


def test_another_model_answers_and_a_hosted_one_is_announced_as_long_as_it_is_chosen(
    page: Page, own_site: Site, monkeypatch: pytest.MonkeyPatch
):
    other = QuotingModel("far away", hosted=True)
    asked_for = []

    def open_model(settings, store):
        asked_for.append(settings.llm)
        return other

    monkeypatch.setattr("assistant.ui.engines.open_model", open_model)
    go(page, "Settings")
    expect(page.locator("#na-engine")).to_contain_text("Run by the portable engine")
    go(page, "Ask")
    ask(page, REJECTED)
    expect(page.locator("#na-body .na-foot")).to_contain_text("quoting")
    expect(page.locator(".na-hosted")).to_have_count(0)
    _model(page, OTHER)
    expect(page.locator(".na-hosted")).to_contain_text(
        "your questions and passages of the articles leave this machine and are sent to far away"
    )
    go(page, "Ask")
    expect(page.locator(".na-hosted")).to_be_visible()
    ask(page, "What did Macron say?")
    expect(page.locator("#na-body .na-foot")).to_contain_text("far away")
    assert (asked_for, other.started, own_site.model.started) == ([OTHER], 1, 1)
    _model(page, own_site.assistant.settings.llm)
    expect(page.locator(".na-hosted")).to_have_count(0)
    go(page, "Ask")
    ask(page, REJECTED)
    assert (other.started, own_site.model.started) == (1, 2)


def _passages(page: Page, number: int) -> None:
    go(page, "Settings")
    box = page.locator("#na-passages input[type=number]")
    # a tab that was just opened may still be mounted, which puts the old value back
    for _ in range(20):
        box.fill(str(number))
        box.press("Enter")
        page.wait_for_timeout(250)
        if box.input_value() == str(number):
            break
    go(page, "Ask")


def _model(page: Page, name: str) -> None:
    go(page, "Settings")
    page.locator("#na-llm input").click()
    page.get_by_role("option", name=name).click()


def _probability_between(site: Site) -> float:
    """What the model must say of itself so that strictness decides; the thresholds are measured anew now and then."""
    settings = site.assistant.settings
    strict, lenient = (
        site.assistant.with_settings(settings.model_copy(update={"strictness": strictness}), site.model)
        for strictness in ("strict", "open")
    )
    for percent in range(5, 100, 5):
        site.model.sure = percent / 100
        if strict.ask(REJECTED).refused and not lenient.ask(REJECTED).refused:
            return site.model.sure
    pytest.fail("strict and open decide alike whatever the model says")
