"""Words in quotation marks: where they stand, word for word or nearly so, and who says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import EvidenceSentence, Span
from assistant.evidence.types import as_it_stands, spans
from assistant.grounding.quotes import is_verbatim
from assistant.grounding.reader import Reader
from assistant.types import RetrievedPassage
from assistant.words import stems, words

#: Similarity in [0, 100] of a changed quotation to the best stretch of a sentence (rapidfuzz's partial ratio over
#: words): one word in five changed gives 80, another sentence about the same things 50 to 60.
NEARLY = 70.0
#: Or it shares this much of its words of content: "no plans for NATO combat troops", where NATO "has no plans to send
#: troops".
NEARLY_SHARED = 0.6
#: Are no words of content, and turn a quotation over.
_NEGATIONS = frozenset("no not never none nobody nothing".split())
#: Places of one quotation that are shown.
MOST = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation found: the sentences with it, and the speaker as the article names them ("" where it is not told)."""

    exact: bool
    sentences: tuple[EvidenceSentence, ...]
    speaker: str


def find_quotation(phrase: str, found: Sequence[RetrievedPassage], reader: Reader) -> Quotation | None:
    """The place of the words in the passages; None where not even nearly the same words stand there."""
    every = [span for hit in found for span in spans(hit)]
    exact = {span.place: span for span in every if is_verbatim(phrase, [span.text])}
    if exact:
        places = list(exact.values())[:MOST]
        speaker = speaker_of(places[0], reader)
        # whoever is named within the words does not say them
        return Quotation(True, tuple(map(as_it_stands, places)), "" if speaker and speaker in phrase else speaker)
    near = max(every, key=lambda span: _likeness(phrase, span.text) + 100 * _shared(phrase, span.text), default=None)
    if near is None or (_likeness(phrase, near.text) < NEARLY and _shared(phrase, near.text) < NEARLY_SHARED):
        return None
    return Quotation(False, (as_it_stands(near),), speaker_of(near, reader))


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


def _shared(phrase: str, sentence: str) -> float:
    """The most of the phrase's words of content that stand near each other in the sentence, as a share."""
    own = _content(phrase)
    there = words(sentence)
    size = 2 * len(words(phrase))
    windows = (there[at : at + size] for at in range(max(len(there) - size, 0) + 1))
    return max((len(own & _content(" ".join(one))) for one in windows), default=0) / len(own) if own else 0.0


def _content(text: str) -> set[str]:
    return set(stems(text)) | _NEGATIONS.intersection(words(text))


def _likeness(phrase: str, sentence: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.partial_ratio(" ".join(words(phrase)), " ".join(words(sentence))))
