"""The ways of looking at a question, and a checked text: long work on the page, with a scripted assistant."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from gradio_client import Client
from playwright.sync_api import Page, expect

from assistant import failures
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Filters
from tests.ui.callers import numbers
from tests.ui.conftest import Site, ask, go, opened, send, served
from tests.ui.doubles import QuotingModel
from tests.ui.scripted_desk import DeskAssistant, Script

REJECTED = "Which countries rejected sending troops?"


@pytest.fixture(scope="module")
def desk_site(seeds_index: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("desk") / "index"
    shutil.copytree(seeds_index, folder)
    with served(folder, settings, QuotingModel(), kind=DeskAssistant) as running:
        yield running


@pytest.fixture
def script(desk_site: Site) -> Iterator[Script]:
    DeskAssistant.script.__init__()
    yield DeskAssistant.script
    DeskAssistant.script.enough.set()


@pytest.fixture
def desk(context, desk_site: Site, script: Script) -> Page:
    return opened(context, desk_site)


def _table(page: Page):
    return page.locator("#na-document-survey table")


def test_a_question_is_looked_at_as_a_table_whose_numbers_open_the_words(desk: Page, desk_site: Site, script: Script):
    ask(desk, REJECTED)
    desk.get_by_role("tab", name="Table").click()
    expect(desk.locator("#na-told-survey")).to_contain_text(REJECTED)
    assert not script.asked  # nothing is begun by looking
    desk.locator("#na-begin-survey").click()
    expect(_table(desk).locator("tbody tr")).to_have_count(6)
    assert script.asked == [("survey", REJECTED, Filters())]
    mark = _table(desk).locator(".na-cite").first
    article, start, end = (mark.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
    mark.click()
    expect(desk.locator("#na-source mark")).to_be_in_viewport()
    assert (
        desk.locator("#na-source mark").inner_text() == desk_site.assistant.article(article).text[int(start) : int(end)]
    )
    expect(_table(desk)).to_be_visible()
    desk.keyboard.press("Escape")
    expect(mark).to_be_focused()
    desk.get_by_role("tab", name="Answer").click()
    expect(desk.locator("#na-body .na-statement").first).to_be_visible()


def test_a_table_is_sorted_and_searched_where_it_is(desk: Page):
    desk.get_by_role("tab", name="Table").click()
    expect(desk.locator("#na-begin-survey")).to_be_hidden()  # there is no question yet
    _send_to_view(desk, REJECTED)
    rows = _table(desk).locator("tbody tr")
    expect(rows).to_have_count(6)
    desk.get_by_role("button", name="How many").click()
    numbers_shown = [text.split()[0] for text in rows.locator("td:last-child").all_inner_texts()]
    assert numbers_shown[:5] == ["7", "21", "28", "35", "100"]  # numbers as numbers, the unknown last
    desk.get_by_role("button", name="How many").click()
    expect(_table(desk).locator("th[aria-sort=descending]")).to_contain_text("How many")
    assert rows.first.locator("td").last.inner_text().split()[0] == "100"
    desk.get_by_role("searchbox").fill("zebra nothing")
    expect(_table(desk).locator("tbody tr:visible")).to_have_count(1)
    expect(_table(desk).locator("tbody tr:visible")).to_contain_text("<b>Nothing</b> ${1+1}")


def test_a_question_asked_in_a_view_can_be_answered_too_and_keeps_its_table(desk: Page):
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    expect(_table(desk)).to_be_visible()
    expect(desk.locator("#na-conversations button")).to_have_text([REJECTED])
    desk.get_by_role("tab", name="Answer").click()
    desk.get_by_role("button", name="Answer it").click()
    expect(desk.locator("#na-body .na-cite").first).to_be_visible()
    assert desk.locator(".na-question:visible").all_inner_texts() == [REJECTED]
    desk.get_by_role("tab", name="Table").click()
    expect(_table(desk)).to_be_visible()


def test_stopped_it_reads_no_further_and_goes_on(desk: Page, script: Script):
    script.pause, script.steps = 0.4, script.ENDLESS
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    progress = desk.locator("#na-told-survey")
    expect(progress).to_contain_text("of 1,000,000 passages, about 2 min left")
    desk.locator("#na-stop-survey").click()
    expect(progress).to_contain_text("Stopped.")
    expect(desk.locator("#na-on-survey")).to_be_focused()
    desk.wait_for_timeout(600)  # the step that had begun
    done = script.done
    desk.wait_for_timeout(1000)
    assert script.done == done
    script.enough.set()
    desk.keyboard.press("Enter")
    expect(_table(desk)).to_be_visible()
    assert len(script.asked) == 1


def test_a_reload_finds_the_work_still_going_on(desk: Page, script: Script):
    script.pause, script.steps = 0.3, script.ENDLESS
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    expect(desk.locator("#na-told-survey")).to_contain_text("of 1,000,000 passages")
    expect(desk.locator("#na-conversations button")).to_have_text([REJECTED])
    desk.reload()
    expect(desk.get_by_role("tab", name="Table")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#na-told-survey")).to_contain_text("of 1,000,000 passages")
    script.enough.set()
    expect(_table(desk)).to_be_visible()
    assert len(script.asked) == 1


def test_questions_are_answered_while_work_goes_on_and_another_window_has_its_own(
    desk: Page, desk_site: Site, script: Script, browser
):
    script.pause, script.steps = 0.2, script.ENDLESS
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    expect(desk.locator("#na-told-survey")).to_contain_text("of 1,000,000 passages")
    other = browser.new_context()
    second = opened(other, desk_site)
    ask(second, "What did Macron say?")
    assert not script.closed.is_set()
    second.get_by_role("tab", name="Table").click()
    expect(second.locator("#na-told-survey")).to_contain_text("What did Macron say?")
    expect(second.locator("#na-told-survey progress")).to_have_count(0)
    other.close()
    script.enough.set()
    expect(_table(desk)).to_be_visible()


def test_what_fails_is_told_in_a_sentence_and_can_be_begun_again(desk: Page, script: Script):
    script.error = failures.QUESTION_EMPTY()
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    expect(desk.locator("#na-told-survey .na-error")).to_contain_text("is empty")
    script.error = None
    desk.locator("#na-begin-survey").click()
    expect(_table(desk)).to_be_visible()


def test_a_timeline_has_a_picture_whose_dots_lead_to_their_rows(desk: Page):
    desk.get_by_role("tab", name="Timeline").click()
    _send_to_view(desk, "Macron")
    dot = desk.locator("#na-document-timeline .na-timeline a").first
    dot.focus()
    desk.keyboard.press("Enter")
    row = dot.get_attribute("data-row")
    expect(desk.locator(f"#{row}")).to_be_in_viewport()


def test_a_text_is_checked_and_found_again_after_a_reload(desk: Page, script: Script, tmp_path: Path):
    go(desk, "Check a text")
    desk.locator("#na-check-begin").click()
    expect(desk.locator("#na-told-check")).to_contain_text("There is no text")
    draft = tmp_path / "draft.md"
    draft.write_text("Poland rejected it. Nobody else did.")
    desk.locator("#na-check-file").set_input_files(str(draft))
    expect(desk.locator("#na-check-text textarea")).to_have_value(draft.read_text())
    desk.locator("#na-check-begin").click()
    expect(desk.locator("#na-document-check table")).to_be_visible()
    assert script.asked == [("check", draft.read_text(), Filters())]
    desk.locator("#na-document-check table .na-cite").first.click()
    expect(desk.locator("#na-source mark")).to_be_in_viewport()
    desk.reload()
    go(desk, "Check a text")
    expect(desk.locator("#na-document-check table")).to_be_visible()


def test_a_result_is_saved_as_a_file(desk: Page):
    desk.get_by_role("tab", name="Table").click()
    _send_to_view(desk, REJECTED)
    with desk.expect_download() as download:
        desk.locator("#na-files-survey [data-suffix=json]").click()
    assert download.value.suggested_filename == "which-countries-rejected-sending-troops.json"
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["title"] == REJECTED


def test_the_keyboard_walks_over_the_views(desk: Page):
    desk.get_by_role("tab", name="Answer").focus()
    desk.keyboard.press("ArrowRight")
    table = desk.get_by_role("tab", name="Table")
    expect(table).to_be_focused()
    expect(table).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#na-view-survey")).to_be_visible()
    desk.keyboard.press("End")
    expect(desk.get_by_role("tab", name="Briefing")).to_be_focused()
    desk.keyboard.press("Control+/")
    expect(desk.locator("#na-box textarea")).to_be_focused()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_axe_finds_nothing_in_the_views(browser, desk_site: Site, script: Script, scheme: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
    page = opened(context, desk_site)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        response = Axe().run(page).response["violations"]
        found[name] = [f"{one['id']}: {[node['html'][:140] for node in one['nodes'][:3]]}" for one in response]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name

    look("welcome")
    send(page, REJECTED)
    page.locator("#na-body .na-foot").wait_for()
    look("answer")
    page.get_by_role("tab", name="Timeline").click()
    page.locator("#na-begin-timeline").wait_for()
    look("offer")
    script.pause, script.steps = 0.3, script.ENDLESS
    page.locator("#na-begin-timeline").click()
    page.locator("#na-told-timeline progress").wait_for()
    look("progress")
    page.locator("#na-stop-timeline").click()
    page.locator("#na-on-timeline").wait_for()
    script.pause, script.steps = 0.0, 1
    go(page, "Check a text")
    page.locator("#na-check-text textarea").fill("It rained.")
    page.locator("#na-check-begin").click()
    page.locator("#na-document-check table").wait_for()
    look("document")
    context.close()
    assert not {name: told for name, told in found.items() if told}


def test_programs_may_call_the_views(desk_site: Site, script: Script):
    client = Client(desk_site.url, verbose=False)
    named = set(client.view_api(return_format="dict")["named_endpoints"])
    assert named >= {"/survey", "/timeline", "/outlets", "/check", "/brief", "/ask"}
    made = client.predict(REJECTED, [], "2024-03-01", api_name="/survey")
    assert made["title"] == REJECTED and made["citations"][0]["path"] is None
    assert script.asked == [("survey", REJECTED, Filters("2024-03-01"))]
    script.error = failures.PAGE_NO_URL()
    with pytest.raises(Exception, match="no web address"):
        client.predict("A text.", api_name="/check")
    client.close()


class _Bare(Assistant):
    """A facade without any view."""

    survey_stream = timeline_stream = outlets_stream = brief_stream = check_stream = None


def test_where_the_facade_has_no_views_the_page_shows_none(context, seeds_index: Path, settings: Settings):
    with served(seeds_index, settings, QuotingModel(), kind=_Bare) as site:
        page = opened(context, site)
        expect(page.get_by_role("tab")).to_have_count(0)
        expect(page.locator("#na-side [data-go]", has_text="Check a text")).to_have_count(0)
        assert not {"survey", "check"} & set(numbers(site))


def _send_to_view(page: Page, text: str) -> None:
    page.locator("#na-box textarea").fill(text)
    page.locator("#na-send").click()
