"""Results as text for reading, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.desk.document import Table as DocumentTable
from assistant.types import (
    Answer,
    ArticleSummary,
    Citation,
    Event,
    IngestItem,
    IngestReport,
    Origin,
    RetrievedPassage,
    SourcesFound,
    StageChanged,
    TextDelta,
)
from assistant.visible import in_json, one_line, visible

if TYPE_CHECKING:
    from assistant.desk.document import Document, Words
    from assistant.index import Removal
    from assistant.models import ModelEntry

_STAGES = {"searching": "Searching", "reading": "Reading", "writing": "Writing", "checking": "Checking"}
#: Articles named before the answer; the ranked rest is what `assistant search` is for.
_SOURCES_SHOWN = 5
#: Whole articles as a number, and the share of the one that is being embedded in the bar.
_BAR = "{percentage:3.0f}%|{bar}| {n:.0f} of {total} articles [{elapsed}{postfix}]"


def as_json(value: Any) -> None:
    """Print ``value`` as indented JSON on standard output."""
    print(in_json(json.dumps(value, ensure_ascii=False, indent=2)))


def answer_as_json(events: Iterator[Event]) -> Answer:
    """Wait for the finished answer, print it as JSON and give it back."""
    *_, last = events
    assert isinstance(last, Answer)
    as_json(last.to_dict())
    return last


def answer(events: Iterator[Event]) -> Answer:
    """Print sources as they are found, text as it comes, and the quoted passages at the end; give the answer back."""
    out = _console()
    event: Event | None = None
    with out.status("Loading") as status:
        for event in events:
            if isinstance(event, StageChanged):
                status.update(_STAGES[event.stage])
            elif isinstance(event, SourcesFound):
                if event.reading is not None and event.reading.note:
                    out.print(_text(f"({event.reading.note}; --exact asks it as it stands)", style="dim"))
                _found(out, event.passages)
            elif isinstance(event, TextDelta):
                status.stop()
                out.print(_text(event.text), end="", soft_wrap=True)
            else:
                status.stop()
                _finish(out, event)
    assert isinstance(event, Answer)
    return event


def passages(found: Sequence[RetrievedPassage]) -> None:
    """Print ranked passages with their scores."""
    out = _console()
    if not found:
        out.print("Nothing found.")
    for rank, hit in enumerate(found, 1):
        out.print(_text(f"{rank}. {_byline(hit.title, hit.source, hit.date)}", style="bold"))
        dense = "-" if hit.dense is None else f"{hit.dense:.2f}"
        lexical = "-" if hit.lexical is None else f"{hit.lexical:.1f}"
        out.print(
            _text(f"   score {hit.score:.2f} (cosine {dense}, BM25 {lexical})  {one_line(hit.passage.id)}", style="dim")
        )
        out.print(Padding(_text(hit.passage.text), (0, 0, 0 if hit.also else 1, 3)))
        if hit.also:
            out.print(Padding(_text(_also(hit), style="dim"), (0, 0, 1, 3)))


def articles(listed: Sequence[ArticleSummary]) -> None:
    """Print the indexed articles as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", "date", "outlet", "title"):
        table.add_column(column, overflow="fold")
    table.add_column("passages", justify="right")
    told = any(map(_copies, listed))
    if told:
        table.add_column("origin", overflow="fold")
    for article in listed:
        cells = (article.id, article.date or "undated", article.source or "-", article.title)
        table.add_row(
            *(escape(one_line(cell)) for cell in cells),
            str(article.passages),
            *([escape(one_line(_copies(article)))] if told else []),
        )
    _console().print(table if listed else "No articles yet; add some with `assistant ingest PATH`.")


def ingest_report(report: IngestReport) -> None:
    """Print what an ingest did; skipped and failed inputs with their reasons."""
    out = _console()
    counts = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
        "failed": report.failed,
        "removed": report.pruned,
    }
    out.print(", ".join(f"{len(items)} {name}" for name, items in counts.items() if items) or "Nothing to do", end="")
    out.print(f"; {report.passages} passages written." if report.passages else ".")
    if report.copies:
        told = "1 is a near copy" if len(report.copies) == 1 else f"{len(report.copies)} are near copies"
        out.print(_text(f"{told} of an older article; `assistant articles` tells of which.", style="dim"))
    if report.removed:
        cut = ", ".join(f"{count} × {kind}" for kind, count in sorted(report.removed.items()))
        out.print(_text(f"Page furniture cut off: {cut}.", style="dim"))
    for name, items in (("skipped", report.skipped), ("failed", report.failed)):
        for item in items:
            _reason(out, name, item)


def doctor(report: dict[str, Any]) -> None:
    """Print settings, models and health."""
    out = _console()
    for heading in ("settings", "models", "index"):
        out.print(_text(heading.capitalize(), style="bold"))
        for key, value in report[heading].items():
            out.print(_text(f"  {key} = {value}"))
    if report["engine"]:
        engine(report["engine"])
    if report["profile"]:
        out.print(_text(f"Used as {report['profile']}."))
    for note_ in report["notes"]:
        out.print(_text(f"Note: {note_}", style="dim"))
    for problem in report["problems"]:
        out.print(_text(f"Problem: {problem}", style="red"))
    if not report["problems"]:
        out.print("All is well.")
    elif report["repair_helps"]:
        out.print("Try `assistant doctor --repair`.")


def engine(told: str | None) -> None:
    """Print what runs the embedded model, and why."""
    note(f"Engine: {told or 'none; the model of the settings is no file on this disk'}.")


def removal(article_ids: Sequence[str], went: Removal) -> None:
    """Print what went with removed articles."""
    kinds = (
        (went.passages, "passage with its vector", "passages with their vectors"),
        (went.uploads, "uploaded file", "uploaded files"),
        (went.feedback, "line of feedback that quoted them", "lines of feedback that quoted them"),
    )
    told = [f"{count} {one if count == 1 else many}" for count, one, many in kinds if count]
    names = ", ".join(dict.fromkeys(map(one_line, article_ids)))
    note(f"Removed {names}: {', '.join(told)}." if told else f"Removed {names}.")


def models(entries: Sequence[ModelEntry]) -> None:
    """Print the model store as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("name", "size", "present", "licence", "what"):
        table.add_column(column, no_wrap=column in ("name", "size"))  # a name is typed as it stands here
    for entry in entries:
        size = f"{entry.size / 1e6:,.0f} MB"
        table.add_row(entry.name, size, "yes" if entry.present else "no", entry.licence, entry.about)
    _console().print(table)


def note(sentence: str) -> None:
    """Print one sentence."""
    _console().print(_text(sentence))


def prompt() -> str:
    """The next question of a chat, empty at the end of input."""
    try:
        return input("\nQuestion: ").strip()
    except EOFError:
        return ""


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[float, int, str], None] | None]:
    """A tqdm bar for long work, fed by (done, total, name); nothing when ``quiet``."""
    if quiet:
        yield None
        return
    from tqdm import tqdm

    # short work needs no bar: it only appears after half a second
    with tqdm(total=0, delay=0.5, leave=False, bar_format=_BAR) as bar:

        def advance(done: float, total: int, name: str) -> None:
            bar.total = total
            bar.set_postfix_str(one_line(name)[-40:], refresh=False)
            bar.update(done - bar.n)

        yield advance


class _Console(Console):
    """Leaves it to the command's edge to end quietly when nobody reads the output."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    return _Console(highlight=False)


def _text(text: str, style: str = "") -> Text:
    """Text that is shown as it is: no markup, and control characters as escapes."""
    return Text(visible(text), style=style)


def _found(out: Console, found: Sequence[RetrievedPassage]) -> None:
    titles = list(dict.fromkeys(_byline(hit.title, hit.source, hit.date) for hit in found))
    for title in titles[:_SOURCES_SHOWN]:
        out.print(_text(f"· {title}", style="dim"))
    out.print()


def _finish(out: Console, finished: Answer) -> None:
    if finished.refused:
        out.print(_text(finished.text, style="bold"))
        if finished.refusal_reason:
            out.print(_text(f"({finished.refusal_reason[0].upper()}{finished.refusal_reason[1:]}.)", style="dim"))
    out.print("" if finished.refused else "\n")
    for statement in finished.statements:
        if statement.support != "supported":
            out.print(_text(f"{statement.support}: “{statement.text}” - {statement.reason}", style="yellow"))
    for citation in finished.citations:
        _citation(out, citation)
    if finished.suggestions:
        out.print(_text("The articles do answer: " + " ".join(finished.suggestions)))
    if told := origins_in_words(finished.origins):
        out.print(_text(told, style="bold"))
    out.print(_text(f"{finished.timings.total:.1f} s, {finished.model}", style="dim"))


def _citation(out: Console, citation: Citation) -> None:
    out.print(_text(f"[{citation.number}] {_byline(citation.title, citation.source, citation.date)}", style="bold"))
    out.print(Padding(_text(f"“{citation.quote}”"), (0, 0, 0, 4)))
    place = citation.url or citation.path
    if place:
        out.print(Padding(_text(f"{one_line(place)} ({citation.start}–{citation.end})", style="dim"), (0, 0, 0, 4)))
    out.print()


def origins_in_words(origins: Sequence[Origin]) -> str:
    """How many origins several articles have, "5 articles, 1 origin (Reuters)"; empty where each has its own."""
    articles = sum(len(origin.articles) for origin in origins)
    if articles == len(origins):
        return ""
    labels = ", ".join(dict.fromkeys(origin.label for origin in origins if len(origin.articles) > 1 and origin.label))
    count = f"{len(origins)} origin{'s' if len(origins) > 1 else ''}"
    return f"{articles} articles, {count} ({labels})" if labels else f"{articles} articles, {count}"


def _copies(article: ArticleSummary) -> str:
    """What its origin is, and how many articles are copies of it."""
    if article.copy_of:
        told = f"copy of {article.copy_of}"
    else:
        told = f"{article.copies} {'copy' if article.copies == 1 else 'copies'}" if article.copies else ""
    agency = f"({article.agency})" if article.agency and article.agency != article.source else ""
    return " ".join(filter(None, (told, agency)))


def _also(hit: RetrievedPassage) -> str:
    others = {copy.article_id: copy.source or copy.title for copy in hit.also}
    names = ", ".join(dict.fromkeys(others.values()))
    return one_line(f"The same report in {len(others)} more {'article' if len(others) == 1 else 'articles'}: {names}")


def document(told: Document) -> None:
    """Print a result of the desk: its blocks, the quoted passages, and what was read."""
    out = _console()
    out.print(_text(told.title, style="bold"))
    for block in told.blocks:
        out.print()
        if isinstance(block, DocumentTable):
            _rows(out, block)
            continue
        for one in block.items:
            out.print(_text("- " if block.kind == "list" else "").append_text(_words(one, block.kind)))
    out.print()
    for citation in told.citations:
        _citation(out, citation)
    for one_note in told.notes:
        out.print(_text(one_note, style="dim"))


def _rows(out: Console, table: DocumentTable) -> None:
    shown = Table(title=_text(table.title) if table.title else None, title_justify="left", show_lines=True)
    for column in table.columns:
        shown.add_column(_text(column), overflow="fold")
    for row in table.rows:
        shown.add_row(*(_words(cell) for cell in row))
    out.print(shown)


def _words(told: Words, kind: str = "") -> Text:
    marks = "".join(f"[{number}]" for number in told.citations)
    text = _text(f"{told.text} {marks}".strip(), style="bold" if kind == "heading" else "")
    return text.append_text(_text(f"\n({told.remark})", style="dim")) if told.remark else text


def _byline(title: str, source: str | None, date: str | None) -> str:
    return one_line(", ".join((title, source or "outlet unknown", date or "undated")))


def _reason(out: Console, name: str, item: IngestItem) -> None:
    out.print(_text(f"{name}: {one_line(item.location)}: {item.reason}", style="red" if name == "failed" else "dim"))
