"""What the model is given to read: sentences, each with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.instructions import addresses_a_machine
from assistant.types import InArticle, RetrievedPassage

#: Characters of the preceding text kept with a sentence: two sentences of news, enough to name a speaker.
BEFORE_CHARS = 400

#: An article's id and a character offset in its text.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Span(InArticle):
    """Where a sentence stands: ``text`` is what its article has from ``start`` to ``end``.

    ``before`` is the end of the text that precedes it in its passage, which tells who "he" is.
    """

    start: int
    end: int
    text: str
    before: str = ""

    @property
    def place(self) -> Place:
        """Its article and where it begins there."""
        return self.article_id, self.start

    @property
    def heading(self) -> str:
        """The title as the model and the checks see it; none where it tells a machine what to do."""
        return "" if addresses_a_machine(self.title) else self.title


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """One sentence of evidence; ``copies`` are the same report in other articles.

    ``vector`` is its embedding, float32 (dimension,), L2-normalised.
    """

    origin: Span
    score: float
    cosine: float
    coverage: float
    vector: NDArray[np.float32] = field(repr=False, compare=False)
    copies: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it stands in its article."""
        return self.origin.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """The chosen sentences, step by step; within a step grouped by article (best first), in source order.

    ``best_cosine`` is the highest of any sentence, ``best_coverage`` the idf-weighted share of the question's words
    that the best-ranked one has (0 when empty); they are the same at every step.
    """

    sentences: tuple[EvidenceSentence, ...]
    best_cosine: float = 0.0
    best_coverage: float = 0.0

    def strongest(self, most: int) -> Evidence:
        """The evidence with its best so many sentences, in the same order."""
        kept = sorted(range(len(self.sentences)), key=lambda i: -self.sentences[i].score)[:most]
        return replace(self, sentences=tuple(self.sentences[i] for i in sorted(kept)))


def as_it_stands(span: Span, vector: NDArray[np.float32] | None = None) -> EvidenceSentence:
    """A sentence that is shown without having been compared with a question: its scores are 1."""
    return EvidenceSentence(span, 1.0, 1.0, 1.0, np.zeros(0, np.float32) if vector is None else vector)


def spans(hit: RetrievedPassage) -> list[Span]:
    """The sentences of a passage that state something: short lines without a full stop are headings."""
    passage = hit.passage
    return [
        Span(
            hit.article,
            start=start,
            end=end,
            text=passage.text[start - passage.start : end - passage.start],
            before=passage.text[: start - passage.start][-BEFORE_CHARS:],
        )
        for start, end in passage.sentences
        if not _is_heading(passage.text[start - passage.start : end - passage.start])
    ]


def _is_heading(sentence: str) -> bool:
    """A short line without a full stop states nothing; a list item or a table row is longer or has figures."""
    bare = sentence.rstrip("\"'”’)]")
    return not bare.endswith((".", "!", "?", "…", ":", ";")) and len(bare.split()) <= 8 and not re.search(r"\d", bare)
