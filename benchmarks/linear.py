"""Time over input size for texts and pages made to be slow: four times the input may take at most five times as long.

    python -m benchmarks.linear [--kilobytes 250 1000 4000] [--kinds KIND…]

Prints, for each kind, the CPU seconds at each size, the ratio of each to the one before it, and what became of it. A
page beyond what can be read is refused with a sentence; the time it takes to find that out counts, too.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.passages import PassageSplitter

Make = Callable[[int], str]

_SENTENCE = "The harbour of Lindholm will be dredged for the first time in thirty years, the council said. "


def _times(piece: str, size: int) -> str:
    return piece * max(1, size // len(piece))


def _repeated(piece: str) -> Make:
    return lambda size: _times(piece, size)


def _page(piece: str, *, head: str = "", around: str = "{}") -> Make:
    """A page whose body (or head, where ``piece`` is to stand there) repeats a piece."""

    def make(size: int) -> str:
        body = around.format(_times(piece, size)) if not head else ""
        more = head.format(_times(piece, size)) if head else ""
        return (
            f"<!DOCTYPE html><html><head><title>A headline of the day</title>{more}</head><body><article>"
            f"<h1>A headline of the day</h1><p>{_SENTENCE}</p>{body}<p>{_SENTENCE}</p></article></body></html>"
        )

    return make


def _attributes(size: int) -> str:
    return _page("<p " + " ".join(f"a{number}=x" for number in range(size // 9)) + ">x</p>")(1)


TEXTS: dict[str, Make] = {
    "sentences": _repeated(_SENTENCE),
    "paragraphs": _repeated(_SENTENCE + "\n\n"),
    "one line without a full stop": _repeated("word "),
    "no blank": _repeated("a"),
    "opening quotes": _repeated("“"),
    "quoted sentences": _repeated("“Yes. "),
    "Chinese": _repeated("中。"),
    "brackets": _repeated("(a. B "),
    "full stops": _repeated("."),
    "abbreviations": _repeated("Dr. "),
    "blank lines": _repeated("word word\n\n\n\n\n"),
    "short lines": _repeated("word word\n"),
    "numbers": _repeated("1. "),
    "commas": _repeated(","),
}
PAGES: dict[str, Make] = {
    "attributes": _attributes,
    "short paragraphs": _page("<p>word word</p>"),
    "spans": _page("<span>word</span> ", around="<p>{}</p>"),
    "links": _page('<a href="/x">word</a> ', around="<p>{}</p>"),
    "deep": _page("<div>"),
    "unclosed": _page("<p><i>text "),
    "tables": _page(f"<table><tr><td>{_SENTENCE}</td></tr></table>"),
    "nested tables": _page(f"<table><tr><td>{_SENTENCE * 6}"),
    "headings": _page("<h2>Heading</h2>"),
    "line breaks": _page("word word<br>", around="<p>{}</p>"),
    "one enormous paragraph": _page(_SENTENCE, around="<p>{}</p>"),
    "hidden elements": _page("a<i hidden>x</i>", around="<p>{}</p>"),
    "JSON-LD": _page(
        '{"@type":"NewsArticle","headline":"x"},', head='<script type="application/ld+json">[{}0]</script>'
    ),
    "meta elements": _page('<meta name="date" content="soon">', head="{}"),
    "style rules": _page("p.a{color:red}", head="<style>{}</style>"),
    "nested style rules": _page("& & {", head="<style>p{{{}</style>"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kilobytes", type=int, nargs="+", default=[250, 1000, 4000])
    parser.add_argument("--kinds", nargs="+", default=[*TEXTS, *PAGES])
    arguments = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("CPU seconds to read (and, of texts, to cut into passages), and their ratio to the size before\n")
    worst = 0.0
    for kind in ("sentences", "short paragraphs"):  # what is imported and compiled once
        _timed(kind, 1000)
    for kind in arguments.kinds:
        line, before = f"{kind:30}", 0.0
        for kilobytes in arguments.kilobytes:
            seconds, became = _timed(kind, kilobytes * 1000)
            ratio = seconds / max(before, 0.05) if before else 0.0  # below 0.05 s it is noise
            worst = max(worst, ratio)
            line += f"{seconds:8.2f} s" + (f" x{ratio:4.1f}" if before else "")
            before = max(seconds, 0.001)
        print(f"{line}  {became}", flush=True)
    print(f"\nworst ratio: {worst:.1f}")


def _timed(kind: str, size: int) -> tuple[float, str]:
    from assistant.articles import Document, SourceFile, to_article
    from assistant.errors import ArticleError

    is_page = kind in PAGES
    name = "page.html" if is_page else "article.txt"
    data = (PAGES if is_page else TEXTS)[kind](size)
    document = Document(data.encode()[:size] if not is_page else data.encode(), "html" if is_page else "text", name)
    splitter = _splitter()
    start = time.process_time()
    try:
        article = to_article(document, SourceFile(f"/x/{name}", Path(f"/x/{name}"), name, "file"))
        became = f"{len(splitter.split(article)):,} passages"
    except ArticleError as error:
        became = str(error).split(",")[0]
    return time.process_time() - start, became


@lru_cache(maxsize=1)
def _splitter() -> PassageSplitter:
    from assistant.embedding import load_embedder
    from assistant.models import ModelStore
    from assistant.passages import PassageSplitter
    from assistant.settings import load_settings

    settings = load_settings()
    embedder = load_embedder(settings, ModelStore(settings.cache_folder))
    return PassageSplitter(embedder.count_tokens, settings.passage_tokens, settings.passage_overlap)


if __name__ == "__main__":
    main()
