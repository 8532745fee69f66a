"""Takes the screenshots of the page: light, dark, and on a phone. Needs Chromium and the language model.

python docs/screenshots.py [--url http://127.0.0.1:7860/]

Without ``--url`` it indexes the sample articles in a temporary folder and starts the page itself.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "screenshots"
QUESTION = "Which countries rejected sending troops?"
UNKNOWN = "What is the capital of Australia?"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LOOKS = {"light": ("light", 1280, 900), "dark": ("dark", 1280, 900), "phone": ("light", 390, 844)}


def main() -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        url = options.url or stack.enter_context(_page())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (scheme, width, height) in LOOKS.items():
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
            _take(context.new_page(), url, name)
            context.close()
        browser.close()


def _take(page: Any, url: str, name: str) -> None:
    page.set_default_timeout(120_000)
    page.goto(url)
    page.locator("#na-examples .na-welcome").wait_for()
    _shot(page, f"{name}-welcome")
    _ask(page, UNKNOWN)
    page.locator("#na-log").evaluate("log => { log.scrollTop = 0; }")
    _shot(page, f"{name}-refusal")
    page.locator("#na-new").click()
    page.locator("#na-examples .na-welcome").wait_for()
    _ask(page, QUESTION)
    page.locator("#na-body .na-cite").first.click()
    page.locator("#na-source mark").wait_for()
    page.mouse.move(2, 2)
    _shot(page, f"{name}-answer")
    page.keyboard.press("Escape")
    for tab in ("Collection", "Settings"):
        page.evaluate("window.scrollTo(0, 0)")
        _open_tab(page, tab)
        page.wait_for_timeout(800)
        _shot(page, f"{name}-{tab.lower()}")


def _open_tab(page: Any, name: str) -> None:
    """On a phone's width Gradio keeps the last tabs in a menu."""
    tab = page.locator(".tab-container:not(.visually-hidden) [role=tab]", has_text=name)
    if tab.count() and tab.first.is_visible():
        tab.first.click()
        return
    page.locator(".overflow-menu > button").click()
    page.locator(".overflow-dropdown button", has_text=name).click()


def _ask(page: Any, question: str) -> None:
    page.locator("#na-box textarea").fill(question)
    page.locator("#na-send").click()
    page.locator("#na-head .na-question", has_text=question).wait_for()
    page.locator("#na-body .na-foot").wait_for()
    page.locator("#na-send").wait_for()


def _shot(page: Any, name: str) -> None:
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png")


@contextlib.contextmanager
def _page() -> Iterator[str]:
    from assistant.assistant import Assistant
    from assistant.settings import load_settings
    from assistant.ui.engines import Engines
    from assistant.ui.page import build, serve

    settings = load_settings()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        assistant = Assistant.open(folder, settings=settings)
        assistant.ingest(HERE.parent / "seeds")
        engines = Engines(assistant)
        engines.warm_up()
        demo = build(engines, folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        serve(demo, settings, folder, host="127.0.0.1", port=port)
        try:
            yield demo.local_url
        finally:
            demo.close(verbose=False)
            engines.close()


if __name__ == "__main__":
    main()
