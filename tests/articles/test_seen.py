# ruff: noqa: E501 - lines of sample text are as long as they are
"""What a browser would not show is no article text, and what it shows stays."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from lxml.html import document_fromstring

from assistant.articles.styles import TooManyStepsError, drop_unseen
from assistant.errors import ArticleError
from assistant.types import Article

from .pages import TEXT

Read = Callable[..., Article]

SECRET = "The council paid a bribe of 99 billion dollars to the owner of the pier, the minutes say."


def page(body: str, head: str = "", attributes: str = "", doctype: str = "<!DOCTYPE html>") -> str:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    return (
        f"{doctype}<html><head><title>A headline of the day</title>{head}</head><body{attributes}><article>"
        f"<h1>A headline of the day</h1>{text}{body}</article></body></html>"
    )


INLINE_HIDDEN = (
    "display:none", "DISPLAY:NONE", "display:/**/none", "disp\\6c ay:none", "display:none!important",
    "display:none;display:nonsense", "--x:none;display:var(--x)", "display:var(--undefined, none)",
    "visibility:hidden", "visibility:collapse", "opacity:0", "opacity:.01", "opacity:calc(1 - 1)", "filter:opacity(0%)",
    "filter:blur(20px)", "content-visibility:hidden", "font-size:0", "font-size:1px", "font-size:.01em", "font:0/0 a",
    "color:#fff", "color:white", "color:#fefefe", "color:rgb(255 255 255 / 1)", "color:hsl(0,0%,100%)",
    "color:oklch(1 0 0)", "color:transparent", "color:rgba(0,0,0,.02)", "color:#010101;background:black",
    "background:linear-gradient(#fff,#fff);color:white", "-webkit-text-fill-color:transparent",
    "position:absolute;left:-9999px", "position:fixed;top:-999em", "position:absolute;left:calc(-1 * 9999px)",
    "position:absolute;inset:-9999px auto auto", "position:absolute;left:-100vw", "margin-left:-9999px",
    "margin:0 0 0 -9999px", "text-indent:-9999px", "text-indent:100%;white-space:nowrap;overflow:hidden",
    "transform:scale(0)", "transform:translateX(-9999px)", "transform:matrix(0,0,0,0,0,0)", "transform:rotateY(90deg)",
    "scale:0", "translate:-9999px", "zoom:.01", "clip-path:inset(50%)", "clip-path:circle(0)",
    "clip-path:polygon(0 0,0 0,0 0)", "position:absolute;clip:rect(0,0,0,0)", "position:absolute;clip:rect(1px,1px,1px,1px)",
    "height:0;overflow:hidden", "max-height:0;overflow:clip", "width:1px;height:1px;overflow:hidden",
    "letter-spacing:-1em", "mask-image:linear-gradient(transparent,transparent)",
)  # fmt: skip
SHEET_HIDDEN = (
    ".x{display:none}", "article > .x{opacity:0}", "article p:nth-of-type(6){display:none}", "h1 ~ p.x{display:none}",
    ".x{display:none}.x:hover{display:block}", "@media screen{.x{display:none}}",
    "@media print{.x{display:block}}.x{display:none}", "@media (min-width:1px){.x{display:none}}",
    "@media (400px<=width<=9000px){.x{display:none}}", "@supports (display:grid){.x{display:none}}",
    "@layer a{.x{display:none}}", "article{.x{display:none}}", "article{& > .x{display:none}}", "p{&.x{display:none}}",
    ".x{display:none!important}.x{display:block}", ":root{--h:none}.x{display:var(--h)}", ".\\78{display:none}",
    "[class^='x']{display:none}", "p:is(.x){display:none}", ":where(.x){display:none}", ".x:defined{display:none}",
    "@scope (article){.x{display:none}}", "@keyframes k{to{opacity:0}}.x{animation:k 1s forwards}",
    "@import url('data:text/css,.x%7Bdisplay:none%7D');", "article{background:#fff}.x{color:#fff}",
    ".x{background:black;color:black}",
)  # fmt: skip
NAMES_HIDDEN = (
    "sr-only", "visually-hidden", "screen-reader-text", "hidden", "invisible", "d-none", "opacity-0", "h-0 overflow-hidden",
    "scale-0", "text-transparent", "absolute -left-full",
)  # fmt: skip
MARKUP_HIDDEN = (
    f"<p hidden>{SECRET}</p>", f"<p hidden=until-found>{SECRET}</p>", f"<dialog><p>{SECRET}</p></dialog>",
    f"<template><p>{SECRET}</p></template>", f"<noscript><p>{SECRET}</p></noscript>", f"<canvas>{SECRET}</canvas>",
    f"<video>{SECRET}</video>", f"<p><font color=white>{SECRET}</font></p>", f"<p><font color=fffffe>{SECRET}</font></p>",
    f"<table><tr><td bgcolor=#000000><font color=black>{SECRET}</font></td></tr></table>",
    f"<div style='visibility:hidden'><p>{SECRET}</p></div>", f"<style>.x{{display:none}}</style><p class=x>{SECRET}</p>",
    f"<div style='opacity:.2'><p style='opacity:.2'>{SECRET}</p></div>",
    f"<div style='font-size:10%'><p style='font-size:1em'>{SECRET}</p></div>",
    f"<div style='background:#222;color:#eee'><p style='color:#222'>{SECRET}</p></div>",
    f"<div style='background:#fff'><p style='position:absolute;z-index:-1'>{SECRET}</p></div>",
    f"<p style='position:absolute;left:-5000px'><b style='visibility:visible'>{SECRET}</b></p>",
    f"<link rel=stylesheet href='data:text/css,.x{{display:none}}'><p class=x>{SECRET}</p>",
)  # fmt: skip
HIDDEN = {
    **{f"inline {style}": page(f'<p style="{style}">{SECRET}</p>') for style in INLINE_HIDDEN},
    **{f"sheet {css}": page(f"<p class=x>{SECRET}</p>", f"<style>{css}</style>") for css in SHEET_HIDDEN},
    **{f"class {names}": page(f'<p class="{names}">{SECRET}</p>') for names in NAMES_HIDDEN},
    **{markup.replace(SECRET, "…"): page(markup) for markup in MARKUP_HIDDEN},
    "quirks": page(f"<p class=X>{SECRET}</p>", "<style>.x{display:none}</style>", doctype=""),
    "print only": page(
        f"<p class=x>{SECRET}</p>", "<style>.x{display:none}</style><style media=print>.x{display:block}</style>"
    ),
}
SHOWN = {
    **{
        f"inline {style}": page(f'<p style="{style}">{SECRET}</p>')
        for style in (
            "color:#999", "opacity:.6", "font-size:11px", "position:relative;left:-20px", "margin-left:-100%",
            "transform:translate(-50%,-50%)", "text-indent:2em", "height:0;overflow:hidden;padding-bottom:56%",
            "color:white;background:#333", "color:white;background:url(a.png)", "color:white;text-shadow:0 0 3px #000",
            "background:linear-gradient(90deg,red,blue);background-clip:text;color:transparent", "display:nonsense",
            "width:0", "clip:rect(0,0,0,0)", "transform:rotate(90deg)", "opacity:1;opacity:bogus", "color:var(--unknown)",
            "display:none;display:block", "letter-spacing:-.02em", "max-height:200px;overflow:hidden",
        )
    },
    **{
        f"sheet {css}": page(f"<p class=x>{SECRET}</p>", f"<style>{css}</style>")
        for css in (
            ".x{display:none}p.x{display:block}", "@media print{.x{display:none}}",
            "@media (max-width:600px){.x{display:none}}", ".x:hover{display:none}", "body{background:#111;color:#eee}",
            "@supports not (display:grid){.x{display:none}}", "@layer a{.x{display:none}}.x{display:block}",
            "@keyframes k{to{opacity:1}}.x{opacity:0;animation:k 1s forwards}", ".js .x{display:none}",
            "body{opacity:0}", "html{display:none}",
        )
    },
    "responsive": page(f'<p class="hidden md:block">{SECRET}</p>'),
    "responsive too": page(f'<p class="d-none d-md-block">{SECRET}</p>'),
    "own meaning of a name": page(f"<p class=hidden>{SECRET}</p>", "<style>.hidden{display:block}</style>"),
    "aria": page(f"<p aria-hidden=true>{SECRET}</p>"),
    "details": page(f"<details><summary>More</summary><p>{SECRET}</p></details>"),
    "hidden but shown": page(f'<p hidden style="display:block">{SECRET}</p>'),
    "visible in a hidden box": page(f'<div style="visibility:hidden"><p style="visibility:visible">{SECRET}</p></div>'),
}  # fmt: skip


@pytest.mark.parametrize("way", HIDDEN)
def test_what_is_not_shown_is_dropped(read: Read, way: str) -> None:
    article = read(HIDDEN[way], "page.html", "html")
    assert "99 billion" not in article.text
    assert [text for text in TEXT if text not in article.text] == []


@pytest.mark.parametrize("way", SHOWN)
def test_what_is_shown_stays(way: str) -> None:
    """Asked of the styles alone: which part of a page is its article trafilatura decides."""
    tree = document_fromstring(SHOWN[way])
    drop_unseen(tree)
    assert SECRET in tree.text_content()
    assert all(text in tree.text_content() for text in TEXT)


def test_what_is_dropped_is_counted_once_for_all_that_it_holds(read: Read) -> None:
    body = (
        f'<div class="sr-only"><p>{SECRET}</p><p>{SECRET}</p></div><div hidden></div><p style="color:#fff">{SECRET}</p>'
    )
    assert read(page(body), "page.html", "html").removed["hidden text"] == 2


def test_words_around_a_hidden_one_stay_in_order(read: Read) -> None:
    body = (
        "<p>The first half of the sentence <i hidden>was not</i>is as long as <b hidden>x</b>the second half of it.</p>"
    )
    text = read(page(body), "page.html", "html").text
    assert text.endswith("The first half of the sentence is as long as the second half of it.")


MARKDOWN = f"# A headline of the day\n\n{TEXT[0]}\n\n{{}}\n\n{TEXT[1]}\n"


@pytest.mark.parametrize(
    "hidden",
    [
        f'A word <span style="display:none">{SECRET}</span> and another.',
        f"<div hidden>\n\n{SECRET}\n\n</div>",
        f"<style>.x {{ color: #fff }}</style>\n\n<p class=x>{SECRET}</p>",
        f"<!-- {SECRET} -->",
        f"A word <!-- {SECRET} --> and another.",
        f"|a|b|\n|-|-|\n|c|<i hidden>{SECRET}</i>|",
        f'<p class="sr-only">\n{SECRET}\n</p>',
    ],
)
def test_html_in_markdown_hides_as_it_does_in_a_page(read: Read, hidden: str) -> None:
    article = read(MARKDOWN.format(hidden), "article.md", "markdown")
    assert "99 billion" not in article.text
    assert TEXT[0] in article.text
    assert TEXT[1] in article.text


def test_html_in_markdown_that_is_shown_stays(read: Read) -> None:
    shown = f'<div align="center">\n  <b>{SECRET}</b>\n</div>\n\nOf <kbd>a</kbd> &amp; `<b>`.'
    text = read(MARKDOWN.format(shown), "article.md", "markdown").text
    assert SECRET in text
    assert "Of a & <b>." in text


@pytest.mark.parametrize(
    "css",
    [
        "p{" + "& & {" * 2_000,
        "*{color:red}" * 5_000,
        "@media all{" * 2_000 + ".x{display:none}",
        "b:has(~ b){color:red}" * 20,
        "i ~ b{color:red}" * 20,
    ],
)
def test_absurd_styles_end_with_their_budget(css: str) -> None:
    """Work and memory of each would grow with the square, or double with each level."""
    tree = document_fromstring(page("<b>word</b>" * 300, f"<style>{css}</style>"))
    with pytest.raises(TooManyStepsError):
        drop_unseen(tree, steps=200_000)


def test_a_page_with_absurd_styles_is_one_sentence(read: Read) -> None:
    with pytest.raises(
        ArticleError, match=r"page\.html has styles of more rules than can be applied, far more than a page"
    ):
        read(page("", "<style>p{" + "& & {" * 2_000 + "</style>"), "page.html", "html")


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "NewsArticle", "articleBody": f"{SECRET} " * 6},
        {"@graph": [{"@type": "Review", "reviewBody": f"{SECRET} " * 6}]},
        {"@type": "FAQPage", "mainEntity": [{"acceptedAnswer": {"@type": "Answer", "text": f"{SECRET} " * 6}}]},
        {"@type": "VideoObject", "description": f"{SECRET} " * 6},
    ],
)
def test_a_text_for_machines_that_the_page_does_not_show_is_dropped(read: Read, data: object) -> None:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    article = read(
        f"<html><head><title>A headline</title>{script}</head><body><p>{TEXT[0]}</p></body></html>", "p.html", "html"
    )
    assert article.text == TEXT[0]
    assert article.removed["hidden text"] == 1


def test_a_text_for_machines_that_the_page_shows_may_stand_for_it(read: Read) -> None:
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": TEXT[0]})}</script>'
    )
    article = read(f"<html><head>{script}</head><body><p>{TEXT[0]}</p></body></html>", "p.html", "html")
    assert "hidden text" not in article.removed
