"""A document of the desk as HTML: headings, paragraphs, lists, tables that are sorted and searched in the browser."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.desk.document import Block, Document, Table, Words
from assistant.types import Citation
from assistant.ui.records import CitationRecord
from assistant.ui.rendering import byline, esc, mark, opener

#: A table of fewer rows is looked through sooner than it is searched.
_FEW_ROWS = 5
#: The page has one heading above a document, and a document one above its blocks.
_HEADINGS = {1: "h3", 2: "h4", 3: "h5"}


#: Verdicts on a text that is checked: the word says it, the colour only repeats it.
_VERDICTS = {"supported": " na-good", "contradicted": " na-bad", "not found": " na-bad"}


def document_html(document: Document, picture: str = "") -> str:
    """The whole document, with a picture below its title; its citations are buttons that open the article at the words.

    Args:
        document: what is shown.
        picture: HTML of ours.
    """
    known = {one.number: one for one in document.citations}
    blocks = "".join(
        _table(block, known, number) if isinstance(block, Table) else _block(block, known)
        for number, block in enumerate(document.blocks)
    )
    notes = "".join(f"<li>{esc(note)}</li>" for note in document.notes)
    told = f'<ul class="na-notes" aria-label="What was read">{notes}</ul>' if notes else ""
    return (
        f'<article class="na-document"><h2 class="na-question" tabindex="-1">{esc(document.title)}</h2>'
        f"{picture}{blocks}{told}{_sources(document.citations)}</article>"
    )


def _block(block: Block, known: Mapping[int, Citation]) -> str:
    if block.kind == "heading":
        tag = _HEADINGS.get(block.level, "h5")
        return "".join(f"<{tag}>{_words(one, known)}</{tag}>" for one in block.items)
    if block.kind == "list":
        return f"<ul>{''.join(f'<li>{_words(one, known)}</li>' for one in block.items)}</ul>"
    return f"<p>{' '.join(_words(one, known) for one in block.items)}</p>"


def _words(words: Words, known: Mapping[int, Citation]) -> str:
    marks = "".join(_mark(known[number]) for number in words.citations if number in known)
    kind = _VERDICTS.get(words.remark, "")
    remark = f' <span class="na-remark{kind}">{esc(words.remark)}</span>' if words.remark else ""
    return f"{esc(words.text)}{f' {marks}' if marks else ''}{remark}"


def _mark(citation: Citation) -> str:
    return mark(CitationRecord.model_validate(citation.to_dict()))


def _table(table: Table, known: Mapping[int, Citation], number: int) -> str:
    heads = "".join(_head(name, column) for column, name in enumerate(table.columns))
    rows = "".join(
        f'<tr id="na-row-{number}-{line}">' + "".join(_cell(cell, known) for cell in row) + "</tr>"
        for line, row in enumerate(table.rows)
    )
    label = esc(table.title or "Table")
    search = (
        f'<input type="search" data-narrow-table aria-label="Search {label}" placeholder="Search these '
        f'{len(table.rows):,} rows …"><span class="na-muted" role="status"></span>'
        if len(table.rows) > _FEW_ROWS
        else ""
    )
    caption = f"<caption>{esc(table.title)}</caption>" if table.title else ""
    return (
        f'<div class="na-sortable">{search}<div class="na-table" tabindex="0" role="region" aria-label="{label}">'
        f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _head(name: str, column: int) -> str:
    if not name:
        return "<td></td>"  # a head without words is none
    return (
        f'<th scope="col" aria-sort="none"><button type="button" data-sort="{column}">{esc(name)}'
        '<span aria-hidden="true"></span></button></th>'
    )


def _cell(words: Words, known: Mapping[int, Citation]) -> str:
    """A cell; what it is sorted by is its words alone."""
    short = _SHORT if len(words.text) <= _FEW_CHARS else ""
    return f'<td data-value="{esc(words.text)}"{short}>{_words(words, known) or _EMPTY}</td>'


#: A date or a number is not broken into lines.
_SHORT, _FEW_CHARS = ' class="na-short"', 12
_EMPTY = '<span class="na-muted" title="Nothing was found">–</span>'


def _sources(citations: tuple[Citation, ...]) -> str:
    """Everything that is cited, with its words."""
    if not citations:
        return ""
    items = "".join(
        "<li>"
        + opener(
            "na-passage", one.article_id, one.start, one.end, f"Source {one.number}: {one.title}. {one.quote}",
            f'<span class="na-excerpt"><b>{one.number}</b> “{esc(one.quote)}”</span>'
            f'<span class="na-muted">{esc(one.title)} — {byline(one.source, one.date)}</span>',
        )
        + "</li>"
        for one in citations
    )  # fmt: skip
    summary = f"<summary>The words it rests on ({len(citations)})</summary>"
    return f'<details class="na-cited">{summary}<ol>{items}</ol></details>'
