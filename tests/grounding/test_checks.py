"""How far a number may be off, and how much two sentences must share, for a check to see an error."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Span
from assistant.grounding.alignment import Alignment
from assistant.grounding.checks import Premise, findings, hedges, numbers
from assistant.grounding.findings import Kind
from assistant.grounding.grounder import Examined
from assistant.grounding.reader import Reader
from assistant.grounding.reading import figures_of
from assistant.types import ArticleFacts


def sentence(text: str, start: int = 0) -> EvidenceSentence:
    origin = Span(ArticleFacts("a", "News"), start, start + len(text), text)
    return EvidenceSentence(origin, 1.0, 1.0, 1.0, np.ones(2, dtype=np.float32))


def wrong(claim: str, source: str) -> list[Kind]:
    """The kinds of what is found about the numbers of a claim."""
    premise = Premise(sentence(source), figures_of(source, None))
    return [found.kind for found in numbers(figures_of(claim, None), [premise])]


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [
        ("About 920 barges came.", False),
        ("Nearly 1,000 barges came.", False),
        ("About 850 barges came.", True),
        ("Exactly 950 barges came.", True),
    ],
)
def test_what_is_told_as_rounded_may_be_off_by_a_tenth(claim: str, is_wrong: bool) -> None:
    assert bool(wrong(claim, "On Monday 1,000 barges came.")) == is_wrong


def test_a_magnitude_is_lent_to_what_is_told_beside_it_but_not_to_a_large_number() -> None:
    source = "It rose from 214 million to 246 million euros."
    assert wrong("It rose from 214 to 246 million euros.", source) == []
    assert wrong("It rose from 215 to 246 million euros.", source) == [Kind.NUMBER]
    assert wrong("It rose from 640 to 700 million.", "It rose from 640 million to 700 million.") == []
    large = "It rose from 1,400 billion to 1,600 billion."
    assert wrong("It rose from 1,400 to 1,600 billion.", large) == [Kind.NUMBER]


@pytest.mark.parametrize(("claim", "is_wrong"), [("There were 12 barges.", False), ("There were 15 barges.", True)])
def test_a_number_up_to_twelve_may_stand_as_a_word_that_is_not_read(claim: str, is_wrong: bool) -> None:
    """The rules read words for numbers in English only."""
    assert bool(wrong(claim, "W porcie czekało dwanaście barek.")) == is_wrong


@pytest.mark.parametrize(
    ("claim", "is_hedged"),
    [
        ("The council closed the harbour.", True),
        ("The council met.", False),
        ("The council may close the harbour.", False),
    ],
)
def test_what_is_left_open_must_be_what_the_claim_is_about(claim: str, is_hedged: bool, reader: Reader) -> None:
    source = "The council may close the harbour."
    premise = Premise(sentence(source), reader.read(source))
    assert bool(list(hedges(reader.read(claim), [premise]))) == is_hedged


@pytest.mark.parametrize(
    ("source", "is_asked"),
    [("Did the council close the harbour?", True), ("The council closed the harbour. Did it rain?", False)],
)
def test_what_the_source_only_asks_it_does_not_say(source: str, is_asked: bool, reader: Reader) -> None:
    premise = Premise(sentence(source), reader.read(source))
    found = findings(reader.read("The council closed the harbour."), [premise])
    assert (Kind.ASKED in {one.kind for one in found}) == is_asked


@pytest.mark.parametrize(("cited", "read"), [(1, 2), (2, 2), (3, 3)])
def test_a_checker_reads_what_is_cited_and_a_second_sentence_at_least(cited: int, read: int) -> None:
    texts = ["Rain fell.", "Sheep ran.", "Nobody came."]
    premises = [sentence(text, 20 * at) for at, text in enumerate(texts)]
    alignment = Alignment((premises[2], premises[0], premises[1]), 1.0, 1.0, cited)
    examined = Examined("A claim.", alignment, tuple(premises), (), None)
    assert examined.cited == [one.text for one in premises if one in alignment.sentences[:read]]
    assert len(examined.cited) == read
