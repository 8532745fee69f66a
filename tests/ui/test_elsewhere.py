"""Pages of other sites, in a real browser: whatever their names, they neither read nor change anything here."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.ui.browser import FLAGS
from tests.ui.callers import numbers
from tests.ui.conftest import Site, ask, go, opened, served, started
from tests.ui.doubles import QuotingModel

#: Where each foreign page is (its own server's port, or the page's, as DNS rebinding has it) and what it calls.
#: {foreign} and {own} are the ports.
PAIRS = [
    (f"http://{page}:{{foreign}}", f"http://{called}:{{own}}")
    for page in ("evil.example", "127.0.0.1", "localhost", "foo.localhost", "sibling.news.example")
    for called in ("127.0.0.1", "localhost", "foo.localhost", "127.1", "localhost.", "rebound.example", "news.example")
]
REBOUND = [f"http://{name}:{{own}}" for name in ("rebound.example", "foo.localhost", "localhost.", "127-0-0-1.example")]

_TRY = """async ([url, removed, article]) => {
  const got = [];
  const json = { 'Content-Type': 'application/json' };
  const post = (path, options) => fetch(url + path, { method: 'POST', credentials: 'include', ...options });
  const call = JSON.stringify({ data: [article], fn_index: removed, session_hash: 'f' });
  const form = new FormData();
  form.append('files', new File(['x'], 'x.txt'));
  const tries = {
    list: () => post('/gradio_api/call/list_articles', { body: '{"data":[]}', headers: json }),
    blind: () => post('/gradio_api/call/list_articles', { body: '{"data":[]}', mode: 'no-cors' }),
    config: () => fetch(url + '/config', { credentials: 'include' }),
    remove: () => post('/gradio_api/queue/join', { body: call, headers: json }),
    mcp: () => post('/gradio_api/mcp/', { body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' } }),
    upload: () => post('/gradio_api/upload', { body: form, mode: 'no-cors' }),
  };
  await Promise.all(Object.entries(tries).map(async ([name, act]) => {
    try { const answer = await act(); if (answer.ok) got.push(name + ' ' + answer.status); } catch (error) { }
  }));
  await Promise.all(['script', 'img', 'iframe'].map((kind) => new Promise((done) => {
    const part = document.createElement(kind);
    part.onload = () => { if (kind !== 'iframe') got.push(kind); done(); };
    part.onerror = done;
    part.src = url + (kind === 'iframe' ? '/' : kind === 'img' ? '/favicon.ico' : '/config');
    document.body.append(part);
    setTimeout(done, 1500);
  })));
  return got;
}"""


class _Foreign(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *_): ...


@pytest.fixture(scope="module")
def foreign() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Foreign) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def resolving(driver: Playwright) -> Iterator[Browser]:
    """A browser for which every name leads to this machine."""
    with started(driver, [*FLAGS, "--host-resolver-rules=MAP * 127.0.0.1"]) as running:
        yield running


@pytest.fixture(scope="module")
def target(seeds_index, settings, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("elsewhere") / "index"
    shutil.copytree(seeds_index, folder)
    with served(folder, settings.model_copy(update={"hosts": "news.example"}), QuotingModel()) as running:
        yield running


def test_no_page_elsewhere_reads_removes_uploads_or_frames(resolving: Browser, foreign: int, target: Site):
    own = urlsplit(target.url).port
    removed, article = numbers(target)["_removed"], target.assistant.articles()[0].id
    context = resolving.new_context()
    context.new_page().goto(f"http://127.0.0.1:{own}/")  # somebody has the page open, with its cookie
    got = {}
    tab = context.new_page()
    for page, called in PAIRS:
        tab.goto(page.format(foreign=foreign) + "/")
        url = called.format(own=own)
        answers = tab.evaluate(_TRY, [url, removed, article])
        framed = [frame.url for frame in tab.frames if frame != tab.main_frame and frame.url.startswith("http")]
        if any(answers) or any(tab.frame(url=one).locator("gradio-app").count() for one in framed):
            got[page, called] = answers
    assert not got
    for name in REBOUND:
        response = tab.goto(name.format(own=own) + "/")
        assert response.status == 400, name
        assert not tab.evaluate(_TRY, ["", removed, article]), name
    context.close()
    assert len(target.assistant.articles()) == 5


def test_no_word_of_the_page_breaks_its_own_policy(browser: Browser, site: Site):
    context = browser.new_context()
    told: list[str] = []
    context.on("console", lambda message: told.append(message.text))
    refused: list[str] = []
    context.on(
        "response", lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    context.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " (e) => console.log('violated ' + e.violatedDirective + ' ' + e.blockedURI))"
    )
    page: Page = opened(context, site)
    ask(page, "Which countries rejected sending troops?")
    page.locator("#na-body .na-cite").first.click()
    for tab in ("Articles", "Settings", "How good is it?"):
        go(page, tab)
        page.wait_for_timeout(200)
    with page.expect_download():
        go(page, "Ask")
        page.locator("#na-manage-button").click()
        page.get_by_role("button", name="Export Markdown").click()
    assert not refused
    page.locator("footer button", has_text="API").first.click()  # it also asks for a monitoring page that is off
    page.wait_for_timeout(500)
    context.close()
    assert not [text for text in told if "violat" in text.lower() or "content security" in text.lower()]
