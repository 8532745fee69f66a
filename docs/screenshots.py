"""Takes the screenshots of the page: light, dark, and on a phone. Needs Chromium and the language model.

    python docs/screenshots.py [--all FOLDER]

It indexes the sample articles in a temporary folder and starts the page itself. The quality tab shows the latest
run below ``eval/runs``. ``--all`` puts every picture of every look into a folder, for looking at them.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "screenshots"
QUESTION = "Which countries rejected sending troops?"
UNKNOWN = "What is the capital of Australia?"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
#: Colour scheme, width, height.
LOOKS: dict[str, tuple[Literal["light", "dark"], int, int]] = {
    "light": ("light", 1440, 900),
    "dark": ("dark", 1440, 900),
    "phone": ("light", 390, 844),
}
#: Those that the documentation shows.
KEPT = {
    "light-answer", "light-refusal", "light-collection", "light-settings", "light-quality",
    "dark-answer", "phone-answer", "phone-source",
}  # fmt: skip


def main() -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(_page())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (scheme, width, height) in LOOKS.items():
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
            _Tour(context.new_page(), name, options.all).take(url)
            context.close()
        browser.close()


class _Tour:
    """Goes through the page in one look."""

    def __init__(self, page: Any, look: str, everything: Path | None) -> None:
        page.set_default_timeout(600_000)
        self._page = page
        self._look = look
        self._everything = everything

    def take(self, url: str) -> None:
        page = self._page
        page.goto(url)
        page.locator("#na-examples button").first.wait_for()
        self._shot("welcome")
        self._ask(UNKNOWN)
        page.locator("#na-log").evaluate("log => { log.scrollTop = 0; }")
        self._shot("refusal")
        if not page.locator("#na-new").is_visible():
            page.locator("[data-toggle=side]").click()
        page.locator("#na-new").click()
        page.locator("#na-examples .na-welcome").wait_for()
        self._ask(QUESTION)
        if self._look == "phone":  # there the source lies over the answer
            self._shot("answer")
        page.locator("#na-body .na-cite").first.click()
        page.locator("#na-source mark").wait_for()
        page.mouse.move(2, 2)
        self._shot("source" if self._look == "phone" else "answer")
        page.keyboard.press("Escape")
        for place, name in (("collection", "collection"), ("settings", "settings"), ("quality", "quality")):
            _go(page, place)
            self._shot(name)
            if name == "collection":
                page.locator("#na-list [data-act=open]").first.click()
                page.locator("#na-source h2").wait_for()
                self._shot("article")
                page.keyboard.press("Escape")

    def _ask(self, question: str) -> None:
        page = self._page
        page.locator("#na-box textarea").fill(question)
        page.locator("#na-send").click()
        page.locator("#na-head .na-question", has_text=question).wait_for()
        page.locator("#na-body .na-foot").wait_for()
        page.locator("#na-send").wait_for()

    def _shot(self, name: str) -> None:
        name = f"{self._look}-{name}"
        folder = self._everything or (FOLDER if name in KEPT else None)
        if folder is None:
            return
        self._page.wait_for_timeout(1500)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        self._page.screenshot(path=path)
        _shrink(path)


def _shrink(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _go(page: Any, place: str) -> None:
    """On a phone's width the side bar is a drawer."""
    button = page.locator(f"#na-side [data-go={place}]")
    if not button.is_visible():
        page.locator("[data-toggle=side]").click()
    button.click()


@contextlib.contextmanager
def _page() -> Iterator[str]:
    from assistant.assistant import Assistant
    from assistant.settings import load_settings
    from assistant.ui.page import running

    settings = load_settings()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        with Assistant.open(folder, settings=settings) as assistant:
            assistant.ingest(HERE.parent / "seeds")
        with running(folder, settings) as (server, _):
            yield server.url


if __name__ == "__main__":
    main()
