"""Light, dark, phone: accessible, without requests to anywhere else, and without anything that jumps."""

from __future__ import annotations

import io
import json
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from assistant.ui import pictures, report
from tests.ui.conftest import Site, ask, go, opened, send
from tests.ui.doubles import UNKNOWN

REJECTED = "Which countries rejected sending troops?"
REPORT = {
    "run": {"split": "test", "cases": 56},
    "deterministic": {"correctness": {"mean": 0.9, "interval": [0.8, 0.95], "scored": 45, "cases": 56}},
    "by_kind": {"absent_near": {"cases": 5, "correctness": None, "citation_precision": 0.5, "seconds": 3.2}},
    "judge_accuracy": {"faithfulness, small": {"scored": 40, "pairs": 40, "auroc": 0.62, "by_kind": {"faithful": 1.0}}},
}
#: Black paper by day, white at night, so that it is seen which one was drawn.
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><title>Scores</title>
<desc>correctness 0.90</desc><style>rect{fill:#000}@media(prefers-color-scheme:dark){rect{fill:#fff}}</style>
<rect width="40" height="20"/></svg>"""
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(params=[("light", "desktop"), ("dark", "desktop"), ("light", "phone"), ("dark", "phone")], ids="-".join)
def look(request, browser: Browser, site: Site):
    scheme, size = request.param
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield opened(context, site)
    context.close()


def _serious(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{found['id']} ({found['impact']}): {[node['html'][:160] for node in found['nodes'][:4]]}"
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def measured(tmp_path, monkeypatch) -> None:
    """A run with one picture, where the page looks for reports."""
    run = tmp_path / report.RUNS / "latest"
    (run / pictures.FOLDER).mkdir(parents=True)
    (run / report.SUMMARY).write_text(json.dumps(REPORT))
    (run / pictures.FOLDER / "deterministic.svg").write_text(PICTURE)
    monkeypatch.chdir(tmp_path)


def test_the_pictures_of_a_run_are_drawn_and_follow_light_and_dark(look: Page, measured):
    go(look, "How good is it?")
    image = look.get_by_role("img", name="Scores. correctness 0.90")
    expect(image).to_be_visible()
    ratio = image.evaluate("async (image) => { await image.decode(); return image.clientWidth / image.clientHeight; }")
    assert ratio == pytest.approx(2, abs=0.05)
    night = look.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    with Image.open(io.BytesIO(image.screenshot())) as shot:
        assert shot.convert("L").getpixel((shot.width // 2, shot.height // 2)) == (255 if night else 0)
    expect(look.locator("#na-quality table").first).to_be_hidden()
    look.locator("#na-quality summary").first.click()
    expect(look.locator("#na-quality table").first).to_be_visible()


def test_no_serious_findings_of_axe_on_any_tab(look: Page, measured):
    found = {"welcome": _serious(look)}
    ask(look, REJECTED)
    look.locator("#na-filter-button").click()
    found["filters"] = _serious(look)
    look.locator("#na-manage-button").click()
    found["answer"] = _serious(look)
    look.keyboard.press("Escape")
    look.locator("#na-body .na-cite").first.click()
    expect(look.locator("#na-source mark").first).to_be_visible()
    found["source"] = _serious(look)
    look.keyboard.press("Escape")
    ask(look, f"What is the capital of {UNKNOWN}?")
    found["refusal"] = _serious(look)
    for tab in ("Articles", "Settings", "How good is it?"):
        go(look, tab)
        look.wait_for_timeout(300)
        if tab == "Articles":
            look.locator("#na-add button").first.click()
            look.locator("#na-list [data-act=open]").first.click()
            expect(look.locator("#na-source h2")).to_be_visible()
        if tab == "How good is it?":
            look.locator("#na-quality summary").first.click()
            expect(look.locator("#na-quality table").first).to_be_visible()
        found[tab] = _serious(look)
    assert not {tab: findings for tab, findings in found.items() if findings}


def test_nothing_is_wider_than_the_screen(look: Page):
    ask(look, REJECTED)
    for tab in ("Ask", "Articles", "Settings", "How good is it?"):
        go(look, tab)
        look.wait_for_timeout(300)
        assert look.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), tab


def test_no_request_leaves_the_machine(browser: Browser, site: Site):
    context = browser.new_context()
    hosts: set[str | None] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page = opened(context, site)
    ask(page, REJECTED)
    page.locator("#na-body .na-cite").first.click()
    for tab in ("Articles", "Settings", "How good is it?"):
        go(page, tab)
        page.wait_for_timeout(300)
    context.close()
    assert hosts <= {"127.0.0.1", None}, hosts


def test_nothing_jumps_while_an_answer_is_written(browser: Browser, own_site: Site):
    own_site.model.pause = 0.05
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = opened(context, own_site)
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: false }); }"""
    )
    box = page.locator("#na-box").bounding_box()
    send(page, REJECTED)
    page.locator("#na-body .na-foot").wait_for()
    page.locator("#na-send").wait_for()
    assert abs(page.locator("#na-box").bounding_box()["y"] - box["y"]) < 1
    assert page.evaluate("window.shift") < 0.1  # what browsers call good
    context.close()


def test_a_hosted_model_is_announced(browser: Browser, own_site: Site):
    own_site.model.hosted = True
    context = browser.new_context()
    page = opened(context, own_site)
    expect(page.locator(".na-hosted")).to_contain_text("leave this machine")
    context.close()
