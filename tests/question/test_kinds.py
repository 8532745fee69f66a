"""What is to be done with a question."""

import pytest

from assistant.question.kinds import Told, kind_of


@pytest.mark.parametrize(
    ("question", "kind", "about"),
    [
        ("How many articles mention Velland?", "count", "Velland"),
        ("In how many reports is Ines Vogt mentioned?", "count", "Ines Vogt"),
        ("how often is the ferry mentioned", "count", "the ferry"),
        ("How many articles are there?", "count", ""),
        ("How many articles of the constitution were changed?", "question", ""),
        ("How many people died?", "question", ""),
        ("Is it true that the ferry sank in March?", "claim", "the ferry sank in March"),
        ("The ferry sank in March, is that true?", "claim", "The ferry sank in March"),
        ("Fact check: Ines Vogt resigned", "claim", "Ines Vogt resigned"),
        ("Did Ines Vogt really resign in May?", "claim", "Ines Vogt did resign in May"),
        ("Did Ines Vogt resign?", "question", ""),
        ("What's the latest on the ferry?", "latest", "ferry"),
        ("any news about Arle?", "latest", "Arle"),
        ("newest articles", "latest", ""),
        ("What did the latest report say about the ferry?", "question", ""),
        ("Summarise all articles.", "summary", ""),
        ("tl;dr", "summary", ""),
        ("Give me an overview of the articles on Arle", "summary", "Arle"),
        ("Sum up the article about the bridge", "summary", "bridge"),
        ("Who wrote the summary of the report?", "question", ""),
        ("“no plans for a new bridge” - who said this?", "quotation", "no plans for a new bridge"),
        ("“no plans for a new bridge”", "quotation", "no plans for a new bridge"),
        ("“plain wrong” - who said it?", "quotation", "plain wrong"),
        ("Whose words are “plain wrong”?", "quotation", "plain wrong"),
        ("What does “plain wrong” mean here?", "question", ""),
        ("Where was “The Green Mile of Arle” filmed?", "question", ""),
        ("Tell me about the wind farm", "topic", "the wind farm"),
        ("What do the articles say about Arle?", "topic", "Arle"),
        ("who are you?", "self", ""),
        ("What can you do?", "self", ""),
        ("Which articles are about football?", "count", "football"),
        ("list all articles that mention Arle", "count", "Arle"),
        ("Which articles of clothing were banned?", "question", ""),
    ],
)
def test_each_kind_has_its_wording(question: str, kind: str, about: str) -> None:
    assert kind_of(question, lambda _: True) == Told(kind, about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "has_verb", "kind"),
    [
        ("vogt?", False, "topic"),
        ("ferry arle delay", False, "topic"),
        ("vogt resigned in may", True, "question"),
        ("which ferry", False, "question"),
        ("this?", False, "question"),
        ("price of a seat in the night train to arle", False, "question"),
    ],
)
def test_words_without_a_verb_are_a_topic(words: str, has_verb: bool, kind: str) -> None:
    assert kind_of(words, lambda _: has_verb).kind == kind
