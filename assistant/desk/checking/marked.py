"""A checked text as a document: the text itself, marked, then what stands against its sentences, with citations."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.desk.checking.types import CheckedSentence, CheckedText, CheckVerdict
from assistant.desk.document import Block, Document, Table, Words

#: The verdicts that a reader has to do something about, in that order.
_TO_MEND: tuple[CheckVerdict, ...] = ("contradicted", "misattributed", "partly", "not found")


def document_of(checked: CheckedText) -> Document:
    """The text paragraph by paragraph, each sentence with its verdict as a remark, and a table of what to look at."""
    blocks: list[Block | Table] = [Block("paragraph", (Words(f"{checked.summary}."),))]
    blocks += _paragraphs(checked)
    rows = tuple(
        _row(sentence) for verdict in _TO_MEND for sentence in checked.sentences if sentence.verdict == verdict
    )
    if rows:
        blocks += [Table(("Sentence", "Verdict", "Why", "Nearest words"), rows, "To look at")]
    notes = (*checked.notes, *_read(checked))
    return Document("Checked text", tuple(blocks), checked.citations, notes)


def _paragraphs(checked: CheckedText) -> Iterator[Block]:
    """Runs of sentences between which no blank line stands."""
    run: list[Words] = []
    end = 0
    for sentence in checked.sentences:
        gap = checked.text[end : sentence.start]
        if run and gap.count("\n") > 1:
            yield Block("paragraph", tuple(run))
            run = []
        run.append(_words(sentence))
        end = sentence.end
    if run:
        yield Block("paragraph", tuple(run))


def _words(sentence: CheckedSentence) -> Words:
    remark = "" if sentence.verdict == "no claim" else sentence.verdict
    return Words(" ".join(sentence.text.split()), _numbers(sentence), remark)


def _row(sentence: CheckedSentence) -> tuple[Words, ...]:
    nearest = " … ".join(" ".join(citation.quote.split()) for citation in sentence.citations)
    return (
        Words(" ".join(sentence.text.split())),
        Words(sentence.verdict),
        Words(sentence.reason),
        Words(f"“{nearest}”" if nearest else "", _numbers(sentence)),
    )


def _numbers(sentence: CheckedSentence) -> tuple[int, ...]:
    return tuple(citation.number for citation in sentence.citations)


def _read(checked: CheckedText) -> Iterator[str]:
    if len(checked.sentences) < checked.total:
        yield f"{len(checked.sentences)} of {checked.total} sentences were read."
    if checked.articles:
        yield f"Held against {checked.articles} article" + ("." if checked.articles == 1 else "s.")
    if checked.model:
        yield f"Judged with {checked.model}; a verdict is an estimate, the quoted words are exact."


def marked_markdown(checked: CheckedText) -> str:
    """The text as it was given, each sentence followed by its verdict and footnotes with the words of the articles.

    A supported sentence has its footnotes alone, one that claims nothing stands as it is.
    """
    pieces, end = [], 0
    for sentence in checked.sentences:
        at = sentence.end
        if checked.text[:at].endswith("|"):  # the row of a table: in its last cell
            at -= 1
        pieces += [checked.text[end:at], _mark(sentence)]
        end = at
    notes = "\n".join(
        f"[^{one.number}]: {one.byline}{one.title}: “{' '.join(one.quote.split())}”" for one in checked.citations
    )
    about = " ".join((*checked.notes, *_read(checked)))
    return (
        f"{''.join(pieces)}{checked.text[end:].rstrip()}\n\n---\n\n{checked.summary}. {about}\n\n{notes}".rstrip()
        + "\n"
    )


def _mark(sentence: CheckedSentence) -> str:
    if sentence.verdict == "no claim":
        return ""
    notes = "".join(f"[^{number}]" for number in _numbers(sentence))
    if sentence.verdict == "supported":
        return notes
    reason = f": {sentence.reason}" if sentence.reason else ""
    return f" **({sentence.verdict}{reason})**{notes}"
