"""Asking, citations, conversations, feedback: in a real browser, on the sample articles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Site, ask, finished, go, opened, send
from tests.ui.doubles import UNKNOWN

REJECTED = "Which countries rejected sending troops?"


def test_an_answer_comes_with_sources_marks_and_support(page: Page):
    ask(page, REJECTED)
    summary = page.locator("#na-head .na-sources")
    expect(summary).to_contain_text(re.compile(r"10 passages found in \d articles"))
    statements = page.locator("#na-body .na-statement")
    assert statements.count() >= 1
    for row in statements.all():
        expect(row.locator(".na-badge")).to_have_text(re.compile("supported|partly"))
        assert row.locator(".na-cite").count() >= 1
    expect(page.locator("#na-status")).to_have_text("Answered.")


def test_a_citation_opens_the_article_at_exactly_the_cited_words(page: Page, site: Site):
    ask(page, REJECTED)
    mark = page.locator("#na-body .na-cite").first
    article, start, end = (mark.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
    mark.click()
    expect(page.locator("#na-source mark")).to_be_in_viewport()
    text = site.assistant.article(article).text
    assert page.locator("#na-source mark").inner_text() == text[int(start) : int(end)]
    assert page.locator("#na-source .na-text").inner_text().split("\n")[0] in text


def test_no_tab_shows_where_the_files_of_this_machine_lie(page: Page, site: Site):
    ask(page, REJECTED)
    page.locator("#na-body .na-cite").first.click()
    article = site.assistant.article(page.locator("#na-body .na-cite").first.get_attribute("data-article"))
    expect(page.locator("#na-source")).to_contain_text(f"File: {Path(article.path).name}")
    folders = {str(Path(article.path).parent), str(site.folder.parent), str(Path.home())}
    for tab in ("Ask", "Articles", "Settings", "How good is it?"):
        go(page, tab)
        if tab == "Articles":
            page.locator("#na-list [data-act=open]").first.click()
            expect(page.locator("#na-source h2")).to_be_visible()
        shown = page.locator("body").inner_text()
        assert not [folder for folder in folders if folder in shown], tab


def test_the_keyboard_alone_reaches_a_citation_opens_it_and_comes_back(page: Page):
    page.locator("#na-box textarea").focus()
    page.keyboard.type(REJECTED)
    page.keyboard.press("Enter")
    finished(page)
    page.locator("#na-head .na-sources button").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if "na-cite" in (page.evaluate("document.activeElement.className") or ""):
            break
    expect(page.locator("#na-body .na-tip").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#na-source mark")).to_be_visible()
    page.wait_for_function("document.activeElement.tagName === 'H2'")
    page.keyboard.press("Escape")
    assert "na-cite" in page.evaluate("document.activeElement.className")


def test_hovering_a_mark_shows_the_source_sentence(page: Page):
    ask(page, REJECTED)
    tip = page.locator("#na-body .na-tip").first
    expect(tip).to_be_hidden()
    page.locator("#na-body .na-cite").first.hover()
    expect(tip).to_be_visible()
    assert len(tip.locator("q").inner_text()) > 20


def test_a_refusal_looks_like_one_and_offers_passages_that_open(page: Page):
    ask(page, f"What is the capital of {UNKNOWN}?")
    expect(page.locator("#na-body .na-refusal")).to_contain_text("do not answer")
    assert page.locator("#na-body .na-cite").count() == 0
    page.locator("#na-body .na-refusal .na-passage").first.click()
    expect(page.locator("#na-source mark").first).to_be_visible()


def test_sources_come_while_the_model_still_writes_and_stop_stops_the_model(context, own_site: Site):
    own_site.model.pause = 0.3
    page = opened(context, own_site)
    send(page, REJECTED)
    expect(page.locator("#na-head .na-sources")).to_be_visible()
    assert own_site.model.writing.wait(30)
    expect(page.locator("#na-status")).to_contain_text("Writing")
    page.locator("#na-stop").click()
    expect(page.locator("#na-body .na-note")).to_contain_text("Stopped")
    expect(page.locator("#na-send")).to_be_visible()
    _until(lambda: own_site.model.at_once == 0)
    assert own_site.model.given_up == 1


def test_stop_does_not_wait_for_the_end_of_a_sentence(context, own_site: Site):
    own_site.model.pause, own_site.model.endless = 0.05, True
    page = opened(context, own_site)
    send(page, REJECTED)
    assert own_site.model.writing.wait(30)
    page.locator("#na-stop").click()
    expect(page.locator("#na-body .na-note")).to_contain_text("Nothing was written yet")
    _until(lambda: own_site.model.given_up == 1)


def test_closing_the_tab_stops_the_model_within_a_sentence(context, own_site: Site):
    own_site.model.pause, own_site.model.endless = 0.05, True
    page = opened(context, own_site)
    send(page, REJECTED)
    assert own_site.model.writing.wait(30)
    page.close()
    _until(lambda: own_site.model.at_once == 0 and own_site.model.given_up == 1)


def test_ask_again_and_edit_replace_the_last_turn(page: Page, site: Site):
    ask(page, REJECTED)
    before = site.model.started
    page.locator("#na-body [data-act=retry]").click()
    # the scripted model may be quicker than the browser is looked at, so it is asked whether it has begun
    for _ in range(200):
        if site.model.started > before:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    finished(page)
    assert site.model.started == before + 1
    assert page.locator(".na-question").count() == 1
    page.locator("#na-body [data-act=edit]").click()
    box = page.locator("#na-box textarea")
    expect(box).to_have_value(REJECTED)
    ask(page, "What did Macron say?")
    assert page.locator(".na-question").all_inner_texts() == ["What did Macron say?"]


def test_examples_are_made_of_the_articles_and_are_answered(page: Page):
    buttons = page.locator("#na-examples button")
    expect(buttons.first).to_be_visible()
    text = buttons.first.inner_text()
    buttons.first.click()
    finished(page)
    assert page.locator(".na-question").all_inner_texts() == [text]
    expect(page.locator("#na-body .na-cite").first).to_be_visible()
    expect(page.locator("#na-examples")).to_be_hidden()


def test_a_follow_up_is_rewritten_and_a_new_topic_is_not(page: Page):
    ask(page, REJECTED)
    ask(page, "And what did Macron say about it?")
    expect(page.locator("#na-head .na-understood")).to_contain_text("Macron")
    ask(page, "How much aid did the United States and its allies give?")
    expect(page.locator("#na-head .na-understood")).to_have_count(0)
    assert page.locator("#na-history .na-turn").count() == 2


def test_conversations_survive_a_reload_and_can_be_renamed_and_deleted(page: Page):
    ask(page, REJECTED)
    listed = page.locator("#na-conversations button")
    expect(listed).to_have_text([REJECTED])
    expect(listed).to_have_attribute("aria-current", "true")
    page.reload()
    expect(page.locator("#na-head .na-question")).to_have_text(REJECTED)
    page.locator("#na-manage-button").click()
    page.locator("#na-title textarea, #na-title input").fill("My talk")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(listed).to_have_text(["My talk"])
    page.locator("#na-new").click()
    expect(page.locator(".na-question")).to_have_count(0)
    ask(page, "What did Macron say?")
    expect(listed).to_have_text(["What did Macron say?", "My talk"])
    listed.last.click()
    expect(page.locator("#na-head .na-question")).to_have_text(REJECTED)
    expect(page.locator("#na-found .na-passage")).to_have_count(10)
    page.locator("#na-manage-button").click()
    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(".na-question")).to_have_count(0)
    page.reload()
    page.locator("#na-examples .na-welcome").wait_for()
    expect(listed).to_have_text(["What did Macron say?"])


def test_many_conversations_are_searched(page: Page):
    page.evaluate(
        """() => { for (let n = 0; n < 12; n++) newsAssistant.save(
             { id: `c${n}`, title: `Talk ${n} of ${n % 2 ? "rain" : "snow"}`, turns: [{ question: "Q?" }] }); }"""
    )
    page.reload()
    listed = page.locator("#na-conversations li:visible")
    expect(listed).to_have_count(12)
    page.get_by_role("searchbox", name="Search conversations").fill("RAIN 7")
    expect(listed).to_have_text(["Talk 7 of rain"])


def test_two_tabs_of_one_browser_keep_both_conversations(context, site: Site):
    first, second = opened(context, site), opened(context, site)
    ask(first, REJECTED)
    ask(second, "What did Macron say?")
    ask(first, "Who is the Czech president?")
    third = opened(context, site)
    expect(third.locator("#na-conversations button")).to_have_text([REJECTED, "What did Macron say?"])


def test_other_visitors_do_not_see_a_conversation(browser, page: Page, site: Site):
    ask(page, REJECTED)
    other = browser.new_context()
    stranger = opened(other, site)
    assert stranger.locator(".na-question").count() == 0
    assert stranger.locator("#na-conversations button").count() == 0
    other.close()


@pytest.mark.parametrize(
    ("button", "name"), [("Export Markdown", "conversation.md"), ("Export JSON", "conversation.json")]
)
def test_a_conversation_can_be_exported(page: Page, button, name):
    ask(page, REJECTED)
    page.locator("#na-manage-button").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    assert download.value.suggested_filename == name
    text = download.value.path().read_text(encoding="utf-8")
    if name.endswith("md"):
        assert f"## {REJECTED}" in text
        assert re.search(r"^\[\^1-1\]: “.+”", text, re.MULTILINE)
    else:
        assert json.loads(text)["turns"][0]["answer"]["citations"][0]["quote"]


def test_a_vote_and_a_comment_go_to_the_file_with_the_whole_answer(context, own_site: Site):
    page = opened(context, own_site)
    ask(page, REJECTED)
    page.locator("[data-vote=down]").click()
    expect(page.locator("[data-vote=down]")).to_have_attribute("aria-pressed", "true")
    page.locator("#na-comment textarea").fill("The year is missing.")
    page.get_by_role("button", name="Save comment").click()
    expect(page.locator("#na-status")).to_contain_text("saved")
    lines = [json.loads(line) for line in (own_site.folder / "feedback.jsonl").read_text().splitlines()]
    assert [line["vote"] for line in lines] == ["down", "down"]
    assert lines[1]["comment"] == "The year is missing."
    assert lines[1]["id"] == lines[0]["id"]
    assert lines[0]["answer"]["citations"]


def test_filters_are_chips_that_apply_and_can_be_taken_off(page: Page):
    expect(page.locator("#na-filters")).to_be_hidden()
    page.locator("#na-filter-button").click()
    page.locator("#na-from input, #na-from textarea").fill("2024-03-12")
    page.locator("#na-to input, #na-to textarea").fill("2024-03-12")
    chips = page.locator("#na-active li")
    expect(chips).to_have_text([re.compile("from 2024-03-12"), re.compile("to 2024-03-12")])
    page.keyboard.press("Escape")
    expect(page.locator("#na-filters")).to_be_hidden()
    expect(page.locator("#na-filter-button")).to_be_focused()
    ask(page, "What did Macron say?")
    expect(page.locator("#na-head .na-sources")).to_contain_text("found in 1 article")
    chips.first.locator("button").click()
    expect(chips).to_have_text([re.compile("to 2024-03-12")])
    chips.first.locator("button").click()
    expect(chips).to_have_count(0)
    page.locator("#na-filter-button").click()
    page.locator("#na-from input, #na-from textarea").fill("yesterday")
    expect(page.locator("#na-active")).to_contain_text("is no date")


def test_an_outlet_in_the_side_bar_is_a_filter(page: Page):
    page.locator("#na-holds [data-outlet=RT]").click()
    expect(page.locator("#na-active li")).to_have_text([re.compile("RT")])
    ask(page, "What did Macron say?")
    expect(page.locator("#na-head .na-sources")).to_contain_text("found in 1 article RT")
    page.locator("#na-holds [data-outlet=RT]").click()
    expect(page.locator("#na-active li")).to_have_count(0)


def test_the_sources_of_an_earlier_answer_are_listed_at_the_right(page: Page):
    ask(page, REJECTED)
    first = page.locator("#na-found .na-excerpt").all_inner_texts()
    ask(page, "How much aid did the United States and its allies give?")
    expect(page.locator("#na-found .na-excerpt")).not_to_have_text(first)
    page.locator("#na-history .na-sources button").click()
    expect(page.locator("#na-found .na-excerpt")).to_have_text(first)
    expect(page.locator("#na-found h2")).to_be_focused()
    page.locator("#na-found .na-passage").first.click()
    expect(page.locator("#na-source mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#na-found .na-passage").first).to_be_focused()


def test_bad_questions_get_one_sentence_and_no_turn(page: Page):
    for text, sentence in (("   ", "is empty"), ("?!", "is empty"), ("x" * 100_000, "100,000 characters")):
        page.locator("#na-box textarea").fill(text)
        page.locator("#na-send").click()
        expect(page.locator("#na-status")).to_contain_text(sentence)
        assert page.locator(".na-question").count() == 0


def test_html_in_a_question_is_shown_as_text(page: Page):
    hostile = "<img src=x onerror=\"document.title='broken'\"> ${1+1} {{x}} **Macron**?"
    ask(page, hostile)
    assert page.locator(".na-question").inner_text() == hostile
    assert page.title() == "News assistant"


def test_a_double_click_asks_once(page: Page, site: Site):
    before = site.model.started
    page.locator("#na-box textarea").fill(REJECTED)
    page.locator("#na-send").dblclick()
    finished(page)
    page.wait_for_timeout(1000)
    assert page.locator(".na-question").count() == 1
    assert site.model.started == before + 1


def test_one_waits_for_the_other_sees_the_place_and_search_stays_open(browser, context, own_site: Site):
    other = browser.new_context()
    second = opened(other, own_site)
    ask(second, "What did the Czech president say?")  # who has asked before gets sources at once, too
    own_site.model.writing.clear()
    own_site.model.pause = 0.2
    first = opened(context, own_site)
    send(first, REJECTED)
    assert own_site.model.writing.wait(30)
    send(second, "What did Macron say?")
    expect(second.locator("#na-head .na-sources")).to_be_visible()
    expect(second.locator("#na-status")).to_contain_text("1 question before yours")
    go(second, "Articles")
    second.locator("#na-search input, #na-search textarea").fill("macron")
    expect(second.locator("#na-list tbody tr")).to_have_count(2)
    assert own_site.model.at_once == 1  # all that while the first answer was being written
    own_site.model.pause = 0
    finished(first)
    go(second, "Ask")
    finished(second)
    assert own_site.model.most_at_once == 1
    assert first.locator(".na-question").all_inner_texts() == [REJECTED]
    assert second.locator(".na-question").all_inner_texts()[1:] == ["What did Macron say?"]
    other.close()


def _until(condition, seconds: float = 30) -> None:
    import time

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
