"""Whose words a sentence is: what the checks hold against a claim without its owner, and what a sentence shown alone
brings along."""

from __future__ import annotations

import pytest

from assistant.evidence import Span
from assistant.evidence.types import as_it_stands
from assistant.grounding.checks import Premise, findings
from assistant.grounding.findings import Kind
from assistant.grounding.owners import Owners, Standing
from assistant.grounding.quotes import unquoted
from assistant.grounding.reader import Reader
from assistant.types import ArticleFacts


def found(claim: str, reader: Reader, *premises: str, author: str | None = None) -> set[Kind]:
    spans = [Span(ArticleFacts("a", "Title", "Post", author), 0, len(text), text) for text in premises]
    told = [Premise(as_it_stands(span), reader.read(span.text)) for span in spans]
    return {finding.kind for finding in findings(reader.read(claim), told)} & {Kind.OWNER, Kind.HEDGE, Kind.NAME}


@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("The port will be without a crane a year.", "Critics believe the port will be without a crane a year."),
        ("The shops lost a fifth of their sales.", "The chamber reckons that the shops lost a fifth of their sales."),
        ("The ferry line will go bankrupt.", "He said that the ferry line would go bankrupt."),
        ("The director falsified the reports.", "The director is accused by two men of having falsified the reports."),
        ("More than 300 houses were damaged.", "The lawyer is convinced that more than 300 houses were damaged."),
        ("The minister should resign.", "In my view the minister should resign."),
        ("The plan will fail within a year.", "My guess is that the plan will fail within a year."),
    ],
)  # fmt: skip
def test_what_somebody_only_holds_is_no_fact(claim: str, premise: str, reader: Reader) -> None:
    assert found(claim, reader, premise) & {Kind.OWNER, Kind.HEDGE}


@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("Critics believe that the port will have no crane.", "Critics believe the port will have no crane in May."),
        ("According to critics the port will have no crane.", "Critics believe the port will have no crane in May."),
        ("In the view of Mr Hale the minister should resign.", "Mr Hale believes that the minister should resign."),
        ("The bank estimates the damage at 9 million euros.", "The bank estimates that the damage is 9 million euros."),
        ("Two men were arrested in Aarhus.", "Two men were arrested in Aarhus, the police said."),
        ("Shaw joined the club from Southampton.", "Shaw, who joined the club from Southampton, said: 'I am young.'"),
        ("Shaw joined the club from Southampton.", "“I like it,” said Shaw, who joined the club from Southampton."),
    ],
)  # fmt: skip
def test_a_claim_with_its_owner_and_a_reported_fact_pass(claim: str, premise: str, reader: Reader) -> None:
    assert not found(claim, reader, premise)


def test_what_another_source_tells_by_itself_is_a_fact(reader: Reader) -> None:
    held, told = "The union believes that the strike will end on Friday.", "The strike will end on Friday."
    assert Kind.OWNER in found(told, reader, held)
    assert Kind.OWNER not in found(told, reader, held, "On Friday the strike will end, both sides said.", told)


def test_the_author_is_who_i_is(reader: Reader) -> None:
    claim, premise = "Lena Brandt thinks that the plan will fail.", "I think that the plan will fail."
    assert found(claim, reader, premise, author="Lena Brandt") == set()
    assert Kind.NAME in found(claim, reader, premise, author="Tom Smith")
    # of a report the author is nobody who speaks in it
    assert Kind.NAME in found(claim, reader, "The plan will fail, he said.", author="Lena Brandt")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("She said “I did” and left.", "She said  and left."),
        ("Shaw said: 'I've won.' He left.", "Shaw said: He left."),
        ("The boys' club isn't “open", "The boys' club isn't"),
        ("“I saw\n\n“and I went.” He left.", "He left."),
    ],
)
def test_nothing_quoted_is_left(text: str, left: str) -> None:
    assert " ".join(unquoted(text).split()) == " ".join(left.split())


ARTICLE = """The bridge was closed on Monday. Critics argue that the plan is bad. It costs too much to be carried out.

Mayor Paul Ettrick fears for the shops. "For our traders this will be a lost spring," he said.

"We had to close it. Nobody could prove that it would hold," said Greta Sund. The bridge was opened in 1974.

The report blames the company. The company denies all of these charges.

"Nobody can say what will come of it." """


def standing(sentence: str, reader: Reader, *, text: str = ARTICLE, title: str = "Bridge closed") -> Standing | None:
    start = text.index(sentence)
    facts = ArticleFacts("a", title, "Post", "Lena Brandt", "2024-03-01")
    return Owners(reader, lambda _: text).standing(Span(facts, start, start + len(sentence), sentence))


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("The bridge was closed on Monday.", "The bridge was closed on Monday."),
        ("The bridge was opened in 1974.", "The bridge was opened in 1974."),
        (
            '"For our traders this will be a lost spring," he said.',
            'Mayor Paul Ettrick fears for the shops. "For our traders this will be a lost spring," he said.',
        ),
        (
            "Nobody could prove that it would hold,",
            '"We had to close it. Nobody could prove that it would hold," said Greta Sund.',
        ),
        (
            "The company denies all of these charges.",
            "The report blames the company. The company denies all of these charges.",
        ),
    ],
)
def test_a_sentence_brings_along_whose_words_it_is(sentence: str, shown: str, reader: Reader) -> None:
    told = standing(sentence, reader)
    assert told is not None
    assert told.span.text == shown == ARTICLE[told.span.start : told.span.end]
    assert told.lead == "Post, 2024-03-01: "
    assert not told.opinion


def test_a_forecast_brings_its_speaker_along(reader: Reader) -> None:
    text = "Critics argue that the plan is bad. The costs will double within a year."
    told = standing("The costs will double within a year.", reader, text=text)
    assert told is not None
    assert told.span.text == text


def test_words_of_nobody_are_left_out(reader: Reader) -> None:
    text = 'The meeting ended late.\n\n"Nothing will come of it whatever they try," he said.'
    assert standing('"Nothing will come of it whatever they try," he said.', reader, text=text) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [("Comment: Close it", "The bridge must go."), ("Close it", "In my view the bridge must go.\n\nIt is old.")],
)
def test_an_opinion_piece_is_one(title: str, text: str, reader: Reader) -> None:
    told = standing(text.split(".")[0] + ".", reader, text=text, title=title)
    assert told is not None
    assert told.opinion
    assert told.lead == "Lena Brandt, Post, 2024-03-01, opinion: "


def test_a_report_that_quotes_somebody_is_none(reader: Reader) -> None:
    text = "The bridge must go, said Ms Sund. “I have no doubt,” she said. “My\n\n“patience is at an end.”"
    told = standing("The bridge must go, said Ms Sund.", reader, text=text)
    assert told is not None
    assert not told.opinion
