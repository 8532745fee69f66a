"""What a check of a text gives: a verdict for each sentence, with the nearest words of the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.desk.document import Document
from assistant.types import Citation

#: ``supported``: the articles say all of it. ``partly``: they say some of it, or say it less firmly. ``contradicted``:
#: they say something else of the very same thing. ``misattributed``: the words are there, but somebody else's. ``not
#: found``: the articles neither say nor deny it. ``no claim``: it states nothing that could be looked up.
CheckVerdict = Literal["supported", "partly", "contradicted", "misattributed", "not found", "no claim"]

VERDICTS: tuple[CheckVerdict, ...] = get_args(CheckVerdict)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence of a text and what the articles say to it.

    Attributes:
        start: where it begins in the text that was given …
        end: … and ends.
        text: what stands there.
        verdict: see :data:`CheckVerdict`.
        reason: why it is not supported, in words; empty where it is.
        citations: the words that carry or contradict it, or come nearest to it, word for word.
    """

    start: int
    end: int
    text: str
    verdict: CheckVerdict
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    type: Literal["sentence"] = "sentence"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; citations by their numbers."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "verdict": self.verdict,
            "reason": self.reason,
            "citations": [citation.number for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with a verdict on each of its sentences.

    Attributes:
        text: as it was given; the offsets of ``sentences`` refer to it.
        sentences: in order; those that were read before a check was stopped.
        total: sentences that the text has.
        articles: articles that were looked through.
        model: what judged.
        seconds: how long it took.
        notes: what a reader should know, such as that the rules do not read the text's language.
    """

    text: str
    sentences: tuple[CheckedSentence, ...]
    total: int
    articles: int = 0
    model: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    type: Literal["checked"] = "checked"

    @property
    def counts(self) -> Mapping[CheckVerdict, int]:
        """How many sentences got each verdict, all six of them."""
        found = Counter(sentence.verdict for sentence in self.sentences)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def summary(self) -> str:
        """One line: "12 sentences: 7 supported, 1 contradicted, 4 not found"."""
        told = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items() if count)
        every = f"{self.total} sentence" + ("" if self.total == 1 else "s")
        if len(self.sentences) < self.total:
            every = f"{len(self.sentences)} of {every} read"
        return f"{every}: {told}" if told else every

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The words beside the sentences, numbered through in their order."""
        return numbered(citation for sentence in self.sentences for citation in sentence.citations)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "text": self.text,
            "summary": self.summary,
            "counts": dict(self.counts),
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "citations": [citation.to_dict() for citation in self.citations],
            "total": self.total,
            "articles": self.articles,
            "model": self.model,
            "seconds": round(self.seconds, 2),
            "notes": list(self.notes),
        }

    def document(self) -> Document:
        """The text itself, marked, with what stands against it; every export understands it."""
        from assistant.desk.checking.marked import document_of

        return document_of(self)


def numbered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each number once, in order."""
    by_number = {citation.number: citation for citation in citations}
    return tuple(by_number[number] for number in sorted(by_number))


def so_far(text: str, sentences: Sequence[CheckedSentence], total: int) -> CheckedText:
    """What a check that was stopped has found."""
    return CheckedText(text, tuple(sentences), total, notes=("The check was stopped before the end of the text.",))
