"""The collection: looking, adding, removing; and what hostile files and addresses come to."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Site, ask, go, opened, served
from tests.ui.doubles import QuotingModel

STORY = "The harbour of Marlow was closed on Tuesday after a storm had torn away its pier, the mayor said. " * 3
PAGE = """<html><head><title>Marlow rebuilds its pier</title></head><body><article><h1>Marlow rebuilds its pier</h1>
<p>The harbour of Marlow will have a new northern pier by the autumn, the council decided on Wednesday evening.</p>
<p>Mayor Ines Vogt told the meeting that the work would cost four million euros and last for six months.</p>
<p>Fishermen who had lost their berths in the storm welcomed the decision, but asked for help until then.</p>
<p>A spokeswoman for the harbour authority said that ferries would keep running throughout the summer season.</p>
</article></body></html>"""


@pytest.fixture
def collection(context, own_site: Site) -> Page:
    page = opened(context, own_site)
    go(page, "Articles")
    page.locator("#na-list tbody tr").first.wait_for()
    return page


def _add(page: Page, files: list[str] | list[Path]) -> None:
    if not page.locator("#na-files").is_visible():
        page.locator("#na-add button").first.click()
    page.locator("#na-files input[type=file]").set_input_files([str(file) for file in files])


def test_the_list_sorts_searches_and_filters(collection: Page):
    rows = collection.locator("#na-list tbody tr")
    expect(rows).to_have_count(5)
    dates = collection.locator("#na-list td.na-col-date").all_inner_texts()
    known = [date for date in dates if date != "undated"]
    assert known == sorted(known, reverse=True)
    collection.locator("[data-act=sort][data-column=title]").click()
    expect(collection.locator("th[aria-sort=ascending]")).to_contain_text("Title")
    titles = collection.locator("#na-list tbody .na-title").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    collection.locator("#na-search input, #na-search textarea").fill("macron rt")
    expect(rows).to_have_count(1)
    expect(collection.locator("#na-list")).to_contain_text("1 of 5 articles")


def test_an_article_can_be_read(collection: Page, own_site: Site):
    button = collection.locator("#na-list tbody .na-title").first
    title = button.inner_text()
    button.click()
    expect(collection.locator("#na-source h2")).to_have_text(title)
    assert len(collection.locator("#na-source .na-text").inner_text()) > 500


def test_files_are_added_with_a_report_and_can_be_asked_about_and_removed(collection: Page, own_site: Site, tmp_path):
    good, empty, program = tmp_path / "marlow.txt", tmp_path / "empty.txt", tmp_path / "setup.exe"
    good.write_text(f"Storm closes Marlow harbour\n\n{STORY}")
    empty.write_text("")
    program.write_bytes(b"MZ\0\0")
    _add(collection, [good, empty, program])
    report = collection.locator("#na-report")
    expect(report).to_contain_text("1 added")
    expect(report).to_contain_text("setup.exe")
    expect(report).to_contain_text("empty.txt")
    expect(collection.locator("#na-list tbody tr")).to_have_count(6)
    assert [path.name for path in (own_site.folder / "uploads").glob("*/*")] == ["marlow.txt"]
    go(collection, "Ask")
    ask(collection, "Who closed the harbour of Marlow after the storm?")
    expect(collection.locator("#na-body .na-cite").first).to_be_visible()
    go(collection, "Articles")
    row = collection.locator("#na-list tbody tr", has_text="Marlow")
    expect(collection.locator("#na-remove")).to_be_hidden()
    row.locator("[data-picks]").check()
    collection.locator("#na-remove").click()
    expect(collection.locator("#na-confirm")).to_contain_text("Its text leaves the disk")
    collection.locator("#na-remove-no").click()
    expect(collection.locator("#na-confirm")).to_be_hidden()
    expect(collection.locator("#na-list tbody tr")).to_have_count(6)
    collection.locator("#na-remove").click()
    collection.locator("#na-remove-yes").click()
    expect(collection.locator("#na-list tbody tr")).to_have_count(5)
    assert not list((own_site.folder / "uploads").iterdir())


def test_hostile_names_titles_and_texts_are_shown_as_text(collection: Page, own_site: Site, tmp_path):
    file = tmp_path / "<img src=x onerror=alert(1)>.html"
    file.write_text(
        "<html><head><title>Rain &lt;img src=x onerror=\"document.title='broken'\"&gt; ${1+1}</title></head><body>"
        f"<article><h1>Rain &lt;img src=x onerror=\"document.title='broken'\"&gt; ${{1+1}}</h1>"
        f"<p>{STORY} &lt;script&gt;document.title='broken'&lt;/script&gt; {{{{y}}}} ${{1+1}} **bold** [a](b)</p>"
        f"<p>{STORY}</p></article></body></html>"
    )
    collection.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    _add(collection, [file])
    expect(collection.locator("#na-report")).to_contain_text("1 added")
    row = collection.locator("#na-list tbody tr", has_text="${1+1}")
    expect(row).to_have_count(1)
    row.locator(".na-title").click()
    expect(collection.locator("#na-source .na-text")).to_contain_text("${1+1}")
    go(collection, "Ask")
    ask(collection, "Who closed the harbour of Marlow after the storm?")
    collection.locator("#na-body .na-cite").first.click()
    expect(collection.locator("#na-source h2")).to_contain_text("${1+1}")
    assert collection.title() == "News assistant"
    assert collection.locator("#na-source img, #na-list img, #na-report img, #na-body img").count() == 0


def test_files_that_are_too_large_are_named_and_the_others_added(context, seeds_index, settings, tmp_path):
    import shutil

    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text(f"Storm closes Marlow harbour\n\n{STORY}")
    large.write_bytes(b"words " * 400_000)
    with served(folder, settings.model_copy(update={"max_article_mb": 1.5}), QuotingModel()) as site:
        page = opened(context, site)
        go(page, "Articles")
        _add(page, [small, large])
        expect(page.locator("#na-report")).to_contain_text("1 added")
        note = page.locator("#na-too-large")
        expect(note).to_have_text(
            "large.txt is larger than 1.5 MB (it has 2.4); split it, or raise max_article_mb to read it."
        )
        page.evaluate(
            """() => {
              const files = new DataTransfer();
              files.items.add(new File(["x".repeat(2e6)], "dropped.txt"));
              document.querySelector("#na-files button").dispatchEvent(
                new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
            }"""
        )
        expect(note).to_contain_text("dropped.txt is larger than 1.5 MB (it has 2)")
        expect(page.locator("#na-list tbody tr")).to_have_count(6)


def test_two_hundred_files_at_once_are_refused_in_a_sentence(collection: Page, tmp_path):
    files = []
    for number in range(200):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(f"Number {number}. {STORY}")
    _add(collection, files)
    # they are not even sent
    expect(collection.locator("#na-too-large")).to_contain_text("200 files are too many")
    expect(collection.locator("#na-list tbody tr")).to_have_count(5)


def test_an_html_bomb_neither_hangs_nor_kills(context, seeds_index, settings, tmp_path):
    import shutil

    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    bomb = tmp_path / "bomb.html"
    bomb.write_text("<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000)
    with served(folder, settings.model_copy(update={"max_article_mb": 1.5}), QuotingModel()) as site:
        page = opened(context, site)
        go(page, "Articles")
        _add(page, [bomb])
        expect(page.locator("#na-report")).to_contain_text("1 failed", timeout=60_000)
        expect(page.locator("#na-list tbody tr")).to_have_count(5)


def test_the_list_has_the_whole_width_until_an_article_is_opened(collection: Page):
    middle, table = collection.locator("#na-middle"), collection.locator("#na-list table")
    whole = middle.bounding_box()["width"]
    assert table.bounding_box()["width"] > 0.9 * whole
    assert whole > 0.75 * collection.viewport_size["width"]
    first = collection.locator("#na-list [data-act=open]").first
    first.click()
    expect(collection.locator("#na-source h2")).to_be_focused()
    assert middle.bounding_box()["width"] < 0.75 * whole
    collection.locator("#na-source .na-close").click()
    expect(collection.locator("#na-source")).to_be_hidden()
    expect(first).to_be_focused()
    first.click()
    expect(collection.locator("#na-source h2")).to_be_visible()


def test_several_are_selected_over_sorting_and_asked_or_removed_together(collection: Page, own_site: Site):
    rows = collection.locator("#na-list tbody tr")
    for number in (0, 1):
        rows.nth(number).locator("[data-picks]").check()
    titles = {rows.nth(number).locator(".na-title").inner_text() for number in (0, 1)}
    expect(collection.locator("#na-selected")).to_have_text("2 selected")
    collection.locator("[data-act=sort][data-column=title]").click()
    expect(collection.locator("th[aria-sort=ascending]")).to_contain_text("Title")
    expect(collection.locator("[data-picks]:checked")).to_have_count(2)
    collection.locator("#na-ask-these").click()
    expect(collection.locator("#na-active li")).to_contain_text(["only 2 articles"])
    expect(collection.locator("#na-box textarea")).to_be_focused()
    ask(collection, "Which countries rejected sending troops?")
    assert set(collection.locator("#na-found .na-title").all_inner_texts()) <= titles
    go(collection, "Articles")
    collection.locator("#na-remove").click()
    expect(collection.locator("#na-confirm")).to_contain_text("Remove 2 articles?")
    expect(collection.locator("#na-remove-yes")).to_be_focused()
    collection.locator("#na-remove-yes").click()
    expect(rows).to_have_count(3)
    expect(collection.locator("#na-selection")).to_be_hidden()
    assert len(own_site.assistant.articles()) == 3
    collection.locator("[data-pick-all]").check()
    expect(collection.locator("#na-selected")).to_have_text("3 selected")


def test_from_nothing_to_the_first_own_answer(context, settings, tmp_path):
    story = tmp_path / "marlow.txt"
    closed = "Mayor Ines Vogt closed the harbour of Marlow after the storm."
    story.write_text(f"Storm closes Marlow harbour\n\n{closed} {STORY}")
    with served(tmp_path / "index", settings, QuotingModel()) as site:
        page = opened(context, site)
        expect(page.locator("#na-holds")).to_contain_text("None yet")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Choose files").click()  # one
        chooser.value.set_files(str(story))  # two, in the browser's own window
        expect(page.locator("#na-report")).to_contain_text("1 added")
        page.locator("#na-next button").first.click()  # three
        expect(page.locator("#na-body .na-cite").first).to_be_visible()
        expect(page.locator("#na-holds")).to_contain_text("1 article")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://127.0.0.1:9/x", "private"),
        ("http://169.254.169.254/latest/meta-data", "private"),
        ("http://[::1]/x", "private"),
        ("/etc/passwd", "is no web address"),
        ("file:///etc/passwd", "is no web address"),
        ("javascript:alert(1)", "is no web address"),
    ],
)
def test_addresses_that_lead_inside_are_refused(collection: Page, address, sentence):
    collection.locator("#na-add button").first.click()
    collection.locator("#na-url input, #na-url textarea").fill(address)
    collection.locator("#na-add-url").click()
    expect(collection.locator("#na-report")).to_contain_text(sentence)
    expect(collection.locator("#na-list tbody tr")).to_have_count(5)


class _Odd(BaseHTTPRequestHandler):
    """A web server that misbehaves in every way the path names."""

    def do_GET(self):
        if self.path == "/hang":
            time.sleep(6)
            return
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/huge":
            try:
                for _ in range(1024):
                    self.wfile.write(b"x" * 1_048_576)
            except OSError:
                return
        else:
            self.wfile.write(PAGE.encode())

    def log_message(self, *_):
        pass


def test_pages_are_added_by_address_and_odd_servers_get_a_sentence(context, seeds_index, settings, tmp_path):
    import shutil

    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    open_settings = settings.model_copy(update={"allow_private_urls": True, "url_timeout": 3.0, "max_article_mb": 2.0})
    try:
        with served(folder, open_settings, QuotingModel()) as site:
            page = opened(context, site)
            go(page, "Articles")
            page.locator("#na-add button").first.click()
            report = page.locator("#na-report")
            for path in ("hang", "loop", "missing", "huge"):
                page.locator("#na-url input, #na-url textarea").fill(f"{base}/{path}")
                page.locator("#na-add-url").click()
                expect(report.locator(".na-report")).to_contain_text(f"/{path}", timeout=20_000)
                page.wait_for_timeout(700)  # the event before must have ended, as for a reader who reads the report
            expect(page.locator("#na-list tbody tr")).to_have_count(5)
            page.locator("#na-url input, #na-url textarea").fill(f"{base}/story")
            page.locator("#na-url input, #na-url textarea").press("Enter")
            expect(report).to_contain_text("1 added")
            expect(page.locator("#na-list tbody tr")).to_have_count(6)
    finally:
        server.shutdown()
        server.server_close()
