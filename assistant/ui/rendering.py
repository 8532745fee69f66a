"""From records to HTML. Everything that is not ours is escaped here, once, on its way into a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from assistant.answering import NEAREST, with_marks
from assistant.ui.records import (
    AnswerRecord,
    CitationRecord,
    ConversationRecord,
    PassageRecord,
    StatementRecord,
    TurnRecord,
)
from assistant.words import counted

#: Gradio treats the value of an HTML component as part of a template; these would be code there.
_TEMPLATE_CHARACTERS = {ord(char): f"&#{ord(char)};" for char in "{}$`\\@"}
_MARK = re.compile(r"\[(\d{1,3})\]")
#: An absolute path in a sentence; what stands before it tells it from the path of a URL.
_PATH = re.compile(r"(?<![\w:/.\]])~?(?:/[^\s/:;,“”\"'()]+)+")
#: What stands before an item of a numbered list.
_NUMBER = re.compile(r"\s*\d{1,3}\. ")
_NEAREST = 3
_EXCERPT = 220

#: Support by shape and word; the colour only repeats it.
SUPPORT = {
    "supported": ("✓", "supported", "The cited text says this."),
    "partly": ("◐", "partly", "The cited text says only part of this."),
    "unsupported": ("✕", "not found", "No text was found that says this."),
}


def esc(text: object) -> str:
    """Text as HTML that no browser and no template takes for anything but text."""
    return html.escape(str(text), quote=True).translate(_TEMPLATE_CHARACTERS)


def sentence(error: object) -> str:
    """What an error says, files and folders by their own names: where they lie is nobody's business but the owner's."""
    return _PATH.sub(lambda match: file_name(match.group()), str(error))


def file_name(path: str) -> str:
    """A file's or folder's own name; anything that is no absolute path stays as it is."""
    return PurePath(path).name if path.startswith(("/", "~")) else path


def link(url: str | None) -> str | None:
    """The URL where it is one that a reader may follow (no ``javascript:``)."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def byline(source: str | None, date: str | None, author: str | None = None) -> str:
    """Outlet, date and author, as far as they are known."""
    parts = [part for part in (source, author, date or "undated") if part]
    return " · ".join(esc(part) for part in parts)


def opener(kind: str, article_id: str, start: int, end: int, label: str, inside: str) -> str:
    """A button that opens the source panel at a place."""
    return (
        f'<button type="button" class="{kind}" data-act="open" data-article="{esc(article_id)}" '
        f'data-start="{start}" data-end="{end}" aria-label="{esc(label)}">{inside}</button>'
    )


# --- one turn -------------------------------------------------------------------------------


def question(turn: TurnRecord, *, again: bool = True) -> str:
    """The question, and how it was understood where that differs; ``again``: it can be asked in another way."""
    understood = ""
    reading = turn.answer.reading if turn.answer is not None else None
    if turn.answer is not None and turn.answer.standalone_question not in ("", turn.question):
        understood = f'<p class="na-understood">Understood as: {esc(turn.answer.standalone_question)}</p>'
    if reading is not None and reading.way:
        plain = (
            ' <button type="button" class="na-chip" data-act="exact">Search it as it stands</button>' if again else ""
        )
        understood += f'<p class="na-understood">Read as: {esc(reading.way)}{plain}</p>'
    return f'<h2 class="na-question">{esc(turn.question)}</h2>{understood}'


def sources(passages: Iterable[PassageRecord], position: int | None = None) -> str:
    """One line about the passages found; it opens their list.

    Args:
        passages: those found.
        position: of the turn in the conversation, None for the one that is open.
    """
    found = list(passages)
    if not found:
        return ""
    outlets = list(dict.fromkeys(passage.source for passage in found if passage.source))
    names = ", ".join(esc(name) for name in outlets[:4]) + (" …" if len(outlets) > 4 else "")
    turn = "" if position is None else str(position)
    return (
        f'<p class="na-sources"><button type="button" class="na-line" data-act="sources" data-turn="{turn}">'
        f'<span>{_extent(found)}</span> <span class="na-muted">{names}</span></button></p>'
    )


def found(passages: Iterable[PassageRecord]) -> str:
    """The passages found, best first."""
    several = list(passages)
    if not several:
        return (
            '<section class="na-found" aria-label="Sources"><h2 tabindex="-1">Sources</h2><p class="na-muted">The '
            "passages that are found for a question stand here, best first. A number in an answer opens the article at "
            "the words that carry the sentence.</p></section>"
        )
    items = "".join(f"<li>{_passage(passage)}</li>" for passage in several)
    return (
        '<section class="na-found" aria-label="Sources"><button type="button" class="na-close" data-act="close" '
        'aria-label="Close the sources">✕</button><h2 tabindex="-1">Sources</h2>'
        f'<p class="na-muted">{_extent(several)}, best first</p><ol>{items}</ol></section>'
    )


def _extent(passages: list[PassageRecord]) -> str:
    articles = len({passage.article_id for passage in passages})
    return f"{counted(len(passages), 'passage')} found in {counted(articles, 'article')}"


def body(turn: TurnRecord, *, writing: bool = False) -> str:
    """The answer, however far it has come."""
    if turn.error:
        return f'<div class="na-error"><strong>That did not work.</strong> {esc(turn.error)}</div>'
    answer = turn.answer
    if answer is None:
        lines = [line for piece in turn.pieces for line in piece.splitlines() if line.strip()]
        rows = "".join(_row(_marked(line.strip().removeprefix("- "), turn.citations), "", line) for line in lines)
        note = ""
        if turn.views and not turn.pieces and not turn.stopped and not writing:
            return (
                '<p class="na-note">This question was looked at in another way and not answered yet. '
                '<button type="button" class="na-button" data-act="retry">Answer it</button></p>'
            )
        if turn.stopped:
            kept = "What stands here was checked." if turn.pieces else "Nothing was written yet."
            note = f'<p class="na-note">■ Stopped. {kept}</p>'
        elif writing:
            note = '<p class="na-cursor" aria-hidden="true"></p>'
        return f'<div class="na-answer">{rows}{note}</div>'
    if answer.refused:
        return _refusal(answer)
    return f'<div class="na-answer">{"".join(_rows(answer))}</div>{_dropped(answer)}'


def _rows(answer: AnswerRecord) -> Iterator[str]:
    """The statements, each with the words of ours that stand before it in the text, and those behind the last."""
    at = 0
    for number, statement in enumerate(answer.statements):
        marked = with_marks(statement.text, tuple(statement.citations))
        start = max(answer.text.find(marked, at), at)
        *notes, byline = answer.text[at:start].rpartition("\n")[::2]
        before = byline.strip().removeprefix("- ").strip()
        if number == 0 and not notes[0]:  # "The articles say otherwise:"
            notes, before = [before], ""
        yield from map(_note, filter(None, (line.strip() for line in "\n".join(notes).splitlines())))
        yield _statement(statement, answer.citations, before)
        at = start + len(marked)
    yield from map(_note, filter(None, (line.strip() for line in answer.text[at:].splitlines())))


def _note(text: str) -> str:
    return f'<p class="na-note">{esc(text)}</p>'


def foot(turn: TurnRecord, position: int, *, last: bool) -> str:
    """What can be done with an answer, and how it came about."""
    answer = turn.answer
    buttons = ""
    if answer is not None:
        up, down = (("true" if turn.vote == vote else "false") for vote in ("up", "down"))
        buttons = (
            f'<button type="button" data-act="vote" data-turn="{position}" data-vote="up" aria-pressed="{up}" '
            'title="Goes to a file on this machine">▲ Helpful</button>'
            f'<button type="button" data-act="vote" data-turn="{position}" data-vote="down" aria-pressed="{down}" '
            'title="Goes to a file on this machine">▼ Not helpful</button>'
        )
    if last:
        buttons += (
            '<button type="button" data-act="retry">↻ Ask again</button>'
            '<button type="button" data-act="edit">✎ Edit question</button>'
            '<button type="button" class="na-all" data-look="survey">▦ All of it as a table</button>'
        )
    about = ""
    if answer is not None:
        seconds = answer.timings.get("total")
        parts = [f"{seconds:.1f} s" if seconds else "", esc(answer.model)]
        about = " · ".join(part for part in parts if part)
    return f'<div class="na-foot">{buttons}<span class="na-muted">{about}</span></div>'


def head(turn: TurnRecord, position: int | None = None) -> str:
    """The question with the passages found; see :func:`sources`."""
    return question(turn, again=position is None) + sources(passages_of(turn), position)


def passages_of(turn: TurnRecord) -> list[PassageRecord]:
    """The passages found for a turn, as far as it has come."""
    return turn.answer.passages if turn.answer is not None else turn.passages


def turn_html(turn: TurnRecord, position: int, *, last: bool) -> str:
    """A whole turn."""
    return f'<article class="na-turn">{head(turn, position)}{body(turn)}{foot(turn, position, last=last)}</article>'


def history(conversation: ConversationRecord) -> str:
    """The turns that are over."""
    return "".join(turn_html(turn, position, last=False) for position, turn in enumerate(conversation.turns))


def status_line(text: str, *, busy: bool = False, problem: bool = False) -> str:
    """What happens now, or went wrong; read out as it changes."""
    kind = "na-busy" if busy else "na-problem" if problem else ""
    return f'<div class="na-status {kind}" role="status" aria-live="polite">{esc(text)}</div>'


# --- details --------------------------------------------------------------------------------


def _statement(statement: StatementRecord, citations: list[CitationRecord], byline: str = "") -> str:
    text = with_marks(statement.text, tuple(statement.citations))
    number = _NUMBER.match(statement.lead)
    before = f"{esc(number.group().strip())} " if number else ""
    told = "" if number else byline
    before += f'<span class="na-muted">{esc(told)}</span> ' if told else ""
    return _row(before + _marked(text, citations), _badge(statement), statement.lead)


def _row(text: str, badge: str, lead: str = "") -> str:
    """A row of an answer; what stands before it in the text says whether it is an item of a list or begins a part."""
    bare = lead.lstrip("\n")
    kind = " na-item" if bare.lstrip().startswith("- ") or _NUMBER.match(bare) else ""
    kind += " na-inner" if bare.startswith("  - ") else ""
    kind += " na-bullet" if bare.lstrip().startswith("- ") else ""
    kind += " na-begins" if lead.startswith("\n\n") else ""
    return f'<div class="na-statement{kind}"><p>{text}</p>{badge or _WAITING}</div>'


#: Keeps the place of a badge, so that nothing moves when it comes.
_WAITING = '<span class="na-badge na-waiting" aria-hidden="true">·</span>'


def _badge(statement: StatementRecord) -> str:
    shape, word, meaning = SUPPORT.get(statement.support, SUPPORT["unsupported"])
    why = esc(statement.reason or meaning)
    return (
        f'<span class="na-badge na-{esc(statement.support)}" title="{why}">'
        f'<span aria-hidden="true">{shape}</span> {word}</span>'
    )


def _marked(text: str, citations: list[CitationRecord]) -> str:
    """Escaped text in which the marks of known citations are buttons."""
    known = {citation.number: citation for citation in citations}
    pieces: list[str] = []
    end = 0
    for match in _MARK.finditer(text):
        citation = known.get(int(match.group(1)))
        if citation is None:
            continue
        pieces += [esc(text[end : match.start()]), mark(citation)]
        end = match.end()
    return "".join([*pieces, esc(text[end:])])


def mark(citation: CitationRecord) -> str:
    """The number of a citation as a button, with its words beside it while it is pointed at."""
    label = f"Source {citation.number}: {citation.title}. {citation.quote}"
    tip = (
        f'<span class="na-tip" aria-hidden="true"><q>{esc(citation.quote)}</q>'
        f'<span class="na-muted">{esc(citation.title)} — {byline(citation.source, citation.date)}</span></span>'
    )
    button = opener("na-cite", citation.article_id, citation.start, citation.end, label, str(citation.number))
    return f'<span class="na-ref">{button}{tip}</span>'


def _refusal(answer: AnswerRecord) -> str:
    reason = f'<p class="na-muted">Why: {esc(answer.refusal_reason)}.</p>' if answer.refusal_reason else ""
    line, lead_in, quoted = answer.text.partition(NEAREST)
    nearest = f"<p>{esc(lead_in.strip())} {_marked(quoted, answer.citations)}</p>" if quoted else ""
    if answer.passages and not quoted:
        items = "".join(f"<li>{_passage(passage)}</li>" for passage in answer.passages[:_NEAREST])
        nearest = f"<p>The nearest passages, to judge for yourself:</p><ol>{items}</ol>"
    asked = "".join(question_button(text) for text in answer.suggestions)
    nearest += f'<p>What the articles do answer:</p><div class="na-examples">{asked}</div>' if asked else ""
    return (
        f'<div class="na-refusal"><p class="na-refusal-line"><span aria-hidden="true">⊘</span> '
        f"<strong>{esc(line)}</strong></p>{reason}{nearest}</div>{_dropped(answer)}"
    )


def question_button(text: str) -> str:
    """A question that is asked by a press on it."""
    return f'<button type="button" data-act="ask" data-question="{esc(text)}">{esc(text)}</button>'


def _dropped(answer: AnswerRecord) -> str:
    if not answer.dropped:
        return ""
    rows = "".join(
        f'<div class="na-statement"><p>{esc(statement.text)}'
        f'<span class="na-muted"> {esc(statement.reason)}</span></p>{_badge(statement)}</div>'
        for statement in answer.dropped
    )
    return (
        f'<details class="na-dropped"><summary>Left out: {counted(len(answer.dropped), "sentence")} of the model '
        f"that the articles do not support</summary>{rows}</details>"
    )


def _passage(passage: PassageRecord) -> str:
    text = " ".join(passage.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
    inside = (
        f'<span class="na-title">{esc(passage.title)}</span>'
        f'<span class="na-muted">{byline(passage.source, passage.date)}</span>'
        f'<span class="na-excerpt">{esc(excerpt)}</span>'
    )
    label = f"Open {passage.title} at this passage: {excerpt}"
    return opener("na-passage", passage.article_id, passage.start, passage.end, label, inside)
