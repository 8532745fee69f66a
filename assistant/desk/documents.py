"""An answer, or a conversation, as a document that every export understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering import with_marks
from assistant.conversation import Turn
from assistant.desk.document import Block, Document, Table, Words
from assistant.types import Answer, Citation, Statement

_ITEM = re.compile(r"\s*(?:[-*]|\d{1,3}\.)\s+")
_MARKS = re.compile(r"\s?((?:\[\d+\])+)")


def answer_document(answer: Answer) -> Document:
    """An answer: its question as title, its text with every statement on its sources, how it came about as notes."""
    return Document(answer.question, tuple(_blocks(answer)), answer.citations, tuple(_notes(answer)))


def conversation_document(turns: Sequence[Turn], title: str = "Conversation") -> Document:
    """A conversation: each question as a heading over its answer; a source has one number throughout.

    A turn whose answer is not at hand any more is told by its text alone.
    """
    blocks: list[Block | Table] = []
    notes: list[str] = []
    citations: dict[tuple[str, int, int], Citation] = {}
    for turn in turns:
        blocks.append(Block("heading", (Words(turn.question),)))
        if turn.answer is None:
            blocks += [Block("paragraph", (Words(line),)) for line in turn.answer_text.split("\n") if line.strip()]
            notes.append(f"The sources of the answer to “{turn.question}” were not kept.")
            continue
        new = {one.number: _number(one, citations) for one in turn.answer.citations}
        blocks += [_renumbered(block, new) for block in _blocks(turn.answer)]
        notes += [f"{turn.question}: {note}" for note in _notes(turn.answer) if note not in notes]
    return Document(title, tuple(blocks), tuple(citations.values()), tuple(notes))


def _number(one: Citation, known: dict[tuple[str, int, int], Citation]) -> int:
    place = (one.article_id, one.start, one.end)
    return known.setdefault(place, replace(one, number=len(known) + 1)).number


def _renumbered(block: Block, new: dict[int, int]) -> Block:
    return replace(
        block,
        items=tuple(replace(one, citations=tuple(new[number] for number in one.citations)) for one in block.items),
    )


def _blocks(answer: Answer) -> Iterator[Block]:
    """The lines of the text; items of a list that follow each other are one block."""
    points: list[Words] = []
    for line in _lines(answer):
        if _ITEM.match(line[0].text):
            first = replace(line[0], text=_ITEM.sub("", line[0].text, count=1))
            points.append(_joined([first, *line[1:]]))
            continue
        if points:
            yield Block("list", tuple(points))
            points = []
        yield Block("paragraph", tuple(line))
    if points:
        yield Block("list", tuple(points))


def _joined(pieces: Sequence[Words]) -> Words:
    text = " ".join(one.text.strip() for one in pieces if one.text.strip())
    numbers = tuple(dict.fromkeys(number for one in pieces for number in one.citations))
    return Words(text, numbers, "; ".join(one.remark for one in pieces if one.remark))


def _lines(answer: Answer) -> Iterator[list[Words]]:
    """The pieces of each line that has any; the mark of an item stays with the first piece."""
    line: list[Words] = []
    for piece in _pieces(answer):
        before, *behind = piece.text.split("\n") if not piece.citations else [piece.text]
        line.append(replace(piece, text=before))
        for text in behind:
            yield from _told(line)
            line = [Words(text)]
    yield from _told(line)


def _told(line: Sequence[Words]) -> Iterator[list[Words]]:
    """A line without empty pieces; words of ours that introduce a statement ("- Post, 2024-03-01: ") go with it."""
    pieces: list[Words] = []
    lead = ""
    for one in line:
        if one.citations or not (one.text.endswith(" ") or not one.text.strip()):
            pieces.append(replace(one, text=f"{lead}{one.text}"))
            lead = ""
        else:
            lead += one.text
    if lead.strip():
        pieces.append(Words(lead.strip()))
    if pieces and pieces[0].text.strip():
        yield [pieces[0], *(replace(one, text=one.text.strip()) for one in pieces[1:] if one.text.strip())]


def _pieces(answer: Answer) -> Iterator[Words]:
    """The text in order: statements with their numbers, and the words of ours between them."""
    at = 0
    for statement in answer.statements:
        told = with_marks(statement.text, statement.citations)
        found = answer.text.find(told, at)
        if found < 0:
            continue  # put in another way: its marks are read off the text
        yield from _marked(answer.text[at:found], answer.citations)
        yield Words(statement.text, statement.citations, _doubt(statement))
        at = found + len(told)
    yield from _marked(answer.text[at:], answer.citations)


def _marked(text: str, citations: Sequence[Citation]) -> Iterator[Words]:
    """Text whose marks are not known beforehand: that of a refusal."""
    known = {one.number for one in citations}
    at = 0
    for found in _MARKS.finditer(text):
        numbers = tuple(int(one) for one in re.findall(r"\d+", found[1]))
        if known.issuperset(numbers):
            yield Words(text[at : found.start()], numbers)
            at = found.end()
    if text[at:]:
        yield Words(text[at:])


def _doubt(statement: Statement) -> str:
    told = {"supported": "", "partly": "partly supported", "unsupported": "not supported"}[statement.support]
    return f"{told}: {statement.reason}" if told and statement.reason else told


def _notes(answer: Answer) -> Iterator[str]:
    """How the answer came about, as far as a reader of the file must know it."""
    if answer.reading is not None and answer.reading.note:
        yield f"{answer.reading.note[:1].upper()}{answer.reading.note[1:]}."
    if answer.standalone_question and answer.standalone_question != answer.question:
        yield f"Searched for: {answer.standalone_question}"
    if answer.refusal_reason:
        yield f"Not answered: {answer.refusal_reason}."
    if answer.dropped:
        count = len(answer.dropped)
        yield f"{count} {'statement' if count == 1 else 'statements'} of the model found no support and was left out."
    if answer.model:
        yield f"Written with {answer.model}; every sentence was checked against the quotation it rests on."
