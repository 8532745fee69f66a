"""Words in quotation marks: where they stand, word for word or nearly so, and who says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evidence import EvidenceSentence, Span
from assistant.evidence.types import spans
from assistant.grounding.quotes import is_verbatim
from assistant.grounding.reader import Reader
from assistant.types import RetrievedPassage
from assistant.words import words

#: Similarity in [0, 100] of a changed quotation to the best stretch of a sentence (rapidfuzz's partial ratio over
#: words): one word in five changed gives 80, another sentence about the same things 50 to 60.
NEARLY = 70.0


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation found: the sentences with it, and the speaker as the article names them ("" where it is not told)."""

    exact: bool
    sentences: tuple[EvidenceSentence, ...]
    speaker: str


def find_quotation(phrase: str, found: Sequence[RetrievedPassage], reader: Reader) -> Quotation | None:
    """The place of the words in the passages; None where not even nearly the same words stand there."""
    every = [(span, hit) for hit in found for span in spans(hit)]
    exact = [(span, hit) for span, hit in every if is_verbatim(phrase, [span.text])]
    if exact:
        places = list({span.place: span for span, _ in exact}.values())[:3]
        return Quotation(True, tuple(map(_sentence, places)), speaker_of(places[0], reader))
    near = sorted(((_likeness(phrase, span.text), span) for span, _ in every), key=lambda one: -one[0])
    if not near or near[0][0] < NEARLY:
        return None
    return Quotation(False, (_sentence(near[0][1]),), speaker_of(near[0][1], reader))


def speaker_of(span: Span, reader: Reader) -> str:
    """Who says the sentence, where it or the one before it names them; empty where nobody is named.

    "He" in the sentence itself is whoever the text before it names last as a speaker.
    """
    told = reader.read(span.text).attributions
    named = [one for one in told if one.names]
    if named:
        return named[0].speaker
    if told and not told[0].is_pronoun:
        return told[0].speaker
    before = [one for one in reader.read(span.before).attributions if one.names] if span.before else []
    return before[-1].speaker if before else ""


def _likeness(phrase: str, sentence: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.partial_ratio(" ".join(words(phrase)), " ".join(words(sentence))))


def _sentence(span: Span) -> EvidenceSentence:
    return EvidenceSentence(span, 1.0, 1.0, 1.0, np.zeros(0, np.float32))
