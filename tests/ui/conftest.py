"""The page, served for real on a loopback port, and a real browser to look at it."""

from __future__ import annotations

import contextlib
import gc
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.ui.engines import Engines
from assistant.ui.page import served as page_served
from assistant.ui.serving import Place
from tests.ui.browser import FLAGS, chromium
from tests.ui.doubles import QuotingModel

#: Milliseconds for what the page does at once on a quiet machine.
PATIENCE = 20_000


@dataclass
class Site:
    """A running page."""

    url: str
    folder: Path
    assistant: Assistant
    model: QuotingModel


@contextlib.contextmanager
def served(
    folder: Path,
    settings: Settings,
    model: QuotingModel | None,
    password: tuple[str, str] | None = None,
    *,
    host: str = "127.0.0.1",
    root_path: str = "",
    kind: type[Assistant] = Assistant,
) -> Iterator[Site]:
    """The page for an index folder, with a model of the test's own or the real one."""
    assistant = kind.open(folder, settings=settings, model=model)
    engines = Engines(assistant)
    engines.warm_up()
    place = Place(host, None, root_path, password)
    with contextlib.ExitStack() as stack:
        stack.callback(engines.close)
        with _leaks_of_gradio():
            server = stack.enter_context(page_served(engines, folder, settings, place))
        try:
            yield Site(server.url, folder, assistant, model or QuotingModel())
        finally:
            with _leaks_of_gradio():
                stack.close()


@contextlib.contextmanager
def _leaks_of_gradio() -> Iterator[None]:
    """Gradio leaves event loops and their sockets to the garbage collector: collect them here, not in a test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            gc.collect()


@pytest.fixture(scope="session")
def site(seeds_index: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page on the sample articles with a model that quotes its sources at once."""
    folder = tmp_path_factory.mktemp("page") / "index"
    shutil.copytree(seeds_index, folder)
    with served(folder, settings, QuotingModel()) as running:
        yield running


@pytest.fixture
def own_site(seeds_index: Path, settings: Settings, tmp_path: Path) -> Iterator[Site]:
    """The same for one test, which may change the collection or the model's pace."""
    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    with served(folder, settings, QuotingModel()) as running:
        yield running


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """Playwright for one file of tests: while it runs, no other event loop can in this thread."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    with started(driver, FLAGS) as running:
        yield running


@contextlib.contextmanager
def started(driver: Playwright, flags: list[str]) -> Iterator[Browser]:
    """Chromium with some flags."""
    try:
        path = chromium()
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)
    running = driver.chromium.launch(executable_path=path, args=flags)
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    return opened(context, site)


def opened(context: BrowserContext, site: Site) -> Page:
    """The page in a new tab, ready to be used."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url)
    page.locator("#na-box textarea").wait_for()
    page.locator("#na-examples .na-welcome, #na-history .na-turn, #na-head h2").first.wait_for()
    return page


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer is finished."""
    send(page, question)
    finished(page)


def send(page: Page, question: str) -> None:
    page.locator("#na-box textarea").fill(question)
    page.locator("#na-send").click()
    page.locator("#na-head .na-question", has_text=question).wait_for()


def finished(page: Page) -> None:
    page.locator("#na-body .na-foot").wait_for()
    page.locator("#na-send").wait_for(state="visible")


def go(page: Page, place: str) -> None:
    """Open a place of the page by its name in the side bar."""
    page.locator("#na-side [data-go]:visible, [data-toggle=side]:visible").first.wait_for()
    button = page.locator("#na-side [data-go]", has_text=place)
    if not button.is_visible():  # on a phone the side bar is opened first
        page.locator("[data-toggle=side]").click()
    button.click()
    expect(button).to_have_attribute("aria-current", "page")
