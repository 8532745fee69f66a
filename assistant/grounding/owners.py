"""Whose words is a sentence, once it stands by itself?

"The plan will fail." is somebody's forecast in an article where "Critics say …" stands before it, and a fact in a list
of sentences. Whoever shows sentences of articles as they stand asks here: the sentence comes back with what it needs to
keep its owner (the rest of its quotation, the sentence before it, a word that the article is an opinion piece), or not
at all. What comes along is the article's own text in a row: who "he" is is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.evidence import Span
from assistant.evidence.types import BEFORE_CHARS
from assistant.grounding.holding import is_first_person
from assistant.grounding.names import names
from assistant.grounding.quotes import unquoted
from assistant.grounding.reader import Reader
from assistant.grounding.reading import Reading
from assistant.sentences import sentence_spans
from assistant.words import stem, words

#: Where a sentence stands in its article.
Place = tuple[int, int]

#: What outlets write over their opinion pages, before a colon or bar of the title or as a folder of the address.
_OPINION = (
    r"(?:opinions?|editorials?|comment(?:ary|aries)?|op-?eds?|columns?|columnists?|viewpoints?|view|perspectives?"
    r"|letters?)"
)
_OPINION_TITLE = re.compile(rf"^\W*{_OPINION}\s*[:|–—-]|[:|–—-]\s*{_OPINION}\W*$", re.IGNORECASE)
_OPINION_URL = re.compile(rf"/(?:{_OPINION}|commentisfree)/", re.IGNORECASE)
#: A sentence of which this share of the words is quoted is its speaker's.
MOSTLY_QUOTED = 0.5
#: Longer than this nothing is shown for the sake of one sentence.
LONGEST_WORDS = 110
#: Sentences before it that may come along to name its speaker.
MOST_BEFORE = 2

#: Say what will or ought to be, which somebody must answer for; beside the hedges of a reading.
_STANCE = frozenset(("will", "would", "shall", "should", "must", "ought"))
#: Reporting verbs behind which also a plain sentence is likely to be the speaker's.
_CLAIMING = frozenset(
    map(
        stem,
        "claim claimed alleged argue believe thought think insist predict suggest warn suspect estimate accuse "
        "complain charge maintain contend fear doubt".split(),
    )
)
#: Answer somebody's claim, which then belongs to it.
_DENYING = frozenset(map(stem, ("deny", "dispute", "contradict", "refute", "rebut")))
#: What a pronoun may stand for must have been named.
_POINTING = frozenset(map(stem, "he she it they him her them this that these those his hers its their".split()))
#: "We wrote" is the outlet itself, outside quotation marks.
_OUTLET = frozenset(("we", "i"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence that can stand by itself.

    Attributes:
        span: the sentence with the rest of its quotation, or with the sentences before it that name who speaks.
        opinion: whether the article is an opinion piece.
    """

    span: Span
    opinion: bool = False

    @property
    def lead(self) -> str:
        """What is to stand before it: "Post, 2024-03-01: ", "Tove Aas, Post, 2024-03-01, opinion: "."""
        told = (self.span.author if self.opinion else None, self.span.source, self.span.date)
        names = ", ".join(part for part in (*told, "opinion" if self.opinion else "") if part)
        return f"{names}: " if names else ""


class Owners:
    """Gives sentences what they need to keep their owners.

    Args:
        reader: reads sentences.
        text_of: the stored text of an article by its id.
    """

    def __init__(self, reader: Reader, text_of: Callable[[str], str]) -> None:
        self._reader = reader
        self._text_of = text_of

    def standing(self, span: Span) -> Standing | None:
        """The sentence with what it needs to keep its owner; None where nobody is named whose words it is.

        Nothing is guessed: where the sentence says "he", or nobody, the text before it comes along until it names
        somebody.
        """
        text, opinion = self._text_of(span.article_id), self.is_opinion(span)
        sentences = _around(text, span)
        at = next((n for n, (begin, end) in enumerate(sentences) if begin <= span.start < end), None)
        if at is None:
            return None
        first, last = _whole_quotation(text, sentences, at)
        if not opinion:  # there the writer answers for all of it
            least = max(0, first - MOST_BEFORE)
            while not self._is_owned(text, sentences, first, last):
                if first == least:
                    return None
                first -= 1
            if first and first == at == last and self._goes_on(text, sentences, at):
                first -= 1
        alone = text[slice(*sentences[at])]
        if first == at == last and not mostly_quoted(alone) and self._leans(alone):
            if not first or _is_gap(text, sentences, first):
                return None
            first -= 1
        start, end = sentences[first][0], sentences[last][1]
        if len(text[start:end].split()) > LONGEST_WORDS:
            return None
        before = text[max(0, start - BEFORE_CHARS) : start]
        return Standing(replace(span, start=start, end=end, text=text[start:end], before=before), opinion)

    def is_opinion(self, span: Span) -> bool:
        """Whether the article says so in its title or address, or its writer says "I"."""
        return bool(
            _OPINION_TITLE.search(span.title)
            or _OPINION_URL.search(span.url or "")
            or is_first_person(self._text_of(span.article_id))
        )

    def _is_owned(self, text: str, sentences: Sequence[Place], first: int, last: int) -> bool:
        """Whether these sentences name who says what they report, or report nothing."""
        told = [text[slice(*one)] for one in sentences[first : last + 1]]
        speakers = [one for sentence in told for one in self._reader.read(sentence).attributions]
        speakers = [one for one in speakers if one.speaker.lower() not in _OUTLET]
        quoted = first != last or mostly_quoted(told[0])
        if not (quoted or speakers) or any(not one.is_pronoun for one in speakers):
            return True
        return any(names(unquoted(sentence)) for sentence in told)

    def _goes_on(self, text: str, sentences: Sequence[Place], at: int) -> bool:
        """Whether a sentence answers the one before it in its paragraph, or is likely to be of the same speaker."""
        own = self._reader.read(text[slice(*sentences[at])])
        if _is_gap(text, sentences, at):
            return False
        if is_denial(own):
            return True
        if own.attributions:
            return False
        before = self._reader.read(text[slice(*sentences[at - 1])]).attributions
        claimed = any(_stem_of(one.verb) in _CLAIMING for one in before)
        return claimed or (bool(before) and _takes_a_stand(own))

    def _leans(self, sentence: str) -> bool:
        """Whether it points back before it has named anything: "I consider that …", "With them …", "Nor did he …"."""
        for one, kind in self._reader.read(sentence).words:
            if kind in ("NOUN", "PROPN"):
                return False
            if kind == "PRON" and one in _POINTING:
                return True
        return False


def is_denial(reading: Reading) -> bool:
    """Whether a sentence is somebody's denial of what was said before it."""
    acting = (one for one in reading.predicates if one.kind == "VERB" and (one.agents or one.open_agent))
    return any(one.root in _DENYING for one in acting)


def _is_gap(text: str, sentences: Sequence[Place], at: int) -> bool:
    """Whether a paragraph begins with this sentence."""
    return "\n\n" in text[sentences[at - 1][1] : sentences[at][0]]


def _around(text: str, span: Span) -> list[Place]:
    """The sentences of its paragraph and of the one before."""
    begin = _beginning(text, span.start)
    earlier = _beginning(text, max(begin - 2, 0))
    stop = text.find("\n\n", span.end)
    piece = text[earlier : stop if stop >= 0 else len(text)]
    return [(earlier + first, earlier + last) for first, last in sentence_spans(piece)]


def _beginning(text: str, at: int) -> int:
    """Where the paragraph begins that has this place."""
    found = text.rfind("\n\n", 0, at)
    return found + 2 if found >= 0 else 0


def _whole_quotation(text: str, sentences: Sequence[Place], at: int) -> tuple[int, int]:
    """The first and last sentence of the quotation that this one is a piece of; itself where it is none."""
    # between two sentences of a paragraph stands an open quotation, or none
    joined = [
        _beginning(text, end) == _beginning(text, start) and _is_open(text[_beginning(text, end) : end])
        for (_, end), (start, _) in pairwise(sentences)
    ]
    first = last = at
    while first and joined[first - 1]:
        first -= 1
    while last < len(joined) and joined[last]:
        last += 1
    return first, last


def _is_open(text: str) -> bool:
    """Whether a quotation has begun in this beginning of a paragraph and not ended."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1 or text.count("«") > text.count("»")


def mostly_quoted(sentence: str) -> bool:
    """Whether most of its words stand in quotation marks."""
    return _quoted_share(sentence) >= MOSTLY_QUOTED


def _quoted_share(sentence: str) -> float:
    every = len(words(sentence)) or 1
    return 1 - len(words(unquoted(sentence))) / every


def _takes_a_stand(own: Reading) -> bool:
    return bool(own.hedges) or any(kind == "AUX" and one in _STANCE for one, kind in own.words)


def _stem_of(verb: str) -> str:
    return stem(verb.lower())
