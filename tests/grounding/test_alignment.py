"""Which sentences a claim rests on and which of them it cites, over vectors made by hand: each number has its case.

The claim's vector is the first axis, so that a sentence's cosine to it is what the test says it is.
"""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Span
from assistant.grounding.alignment import Alignment, align
from assistant.types import ArticleFacts

CLAIM = np.array([1.0, 0.0], dtype=np.float32)


def said(
    text: str, cosine: float = 0.5, *, article: str = "a", start: int = 0, title: str = "News", before: str = ""
) -> EvidenceSentence:
    origin = Span(ArticleFacts(article, title), start, start + len(text), text, before)
    vector = np.array([cosine, (1 - cosine**2) ** 0.5], dtype=np.float32)
    return EvidenceSentence(origin, 1.0, cosine, 1.0, vector)


def found(claim: str, *evidence: EvidenceSentence, **options: int) -> Alignment:
    return align(claim, CLAIM, evidence, **options)


def first(claim: str, *evidence: EvidenceSentence) -> str:
    return found(claim, *evidence).sentences[0].text


def cited(claim: str, *evidence: EvidenceSentence) -> list[str]:
    return [one.text for one in found(claim, *evidence).cited_sentences]


def test_a_claim_rests_on_the_three_sentences_that_have_its_parts() -> None:
    parts = [
        said("The pump broke.", 0.5),
        said("The dike leaked.", 0.5, start=20),
        said("The school shut.", 0.5, start=40),
    ]
    others = [said("Rain fell on the coast.", 0.45, start=60), said("Winds were strong.", 0.45, start=90)]
    alignment = found("The pump broke, the dike leaked and the school shut.", *others, *parts)
    assert set(alignment.sentences) == set(parts)
    assert alignment.recall == 1.0
    assert alignment.cosine == pytest.approx(0.5)


def test_a_name_tells_sentences_apart_more_than_another_word_but_less_than_three() -> None:
    claim = "Yesterday Marlow opened the long iron bridge over a river."
    with_name = said("Marlow was at the bridge.", 0.5)
    two_words = said("Somebody opened the bridge.", 0.55)
    four_words = said("The long iron bridge over the river stood.", 0.5)
    assert first(claim, two_words, with_name) == with_name.text
    assert first(claim, with_name, four_words) == four_words.text


def test_words_count_more_than_meaning_but_not_alone() -> None:
    claim = "The council closed a harbour."
    every_word = said("The council closed the harbour.", 0.3)
    one_word = said("The council met.", 0.7)
    assert first(claim, one_word, every_word) == every_word.text
    claim = "The council quickly closed a harbour."
    near, three_words = said("The council shut its harbour.", 0.9), said("The council closed the harbour.", 0.3)
    assert first(claim, three_words, near) == near.text


def test_what_goes_on_from_a_chosen_sentence_is_preferred_among_equals() -> None:
    claim = "The mill burned down in a night."
    told = said("The mill burned down in a night.", 0.9)
    goes_on = said("Nobody was there.", 0.5, start=40, before="The mill burned down in a night. ")

    def second(other: float) -> str:
        elsewhere = said("Rain had fallen.", other, start=200)
        return found(claim, elsewhere, goes_on, told, most=2).sentences[1].text

    assert second(0.55) == goes_on.text
    assert second(0.61) != goes_on.text


def test_a_further_sentence_is_cited_for_a_fifth_of_the_claim_and_not_for_a_tenth() -> None:
    two = said("The farm sold barley and oats.", 0.9), said("The farm sold oats and rye.", 0.5, start=50)
    assert cited("The farm sold barley, oats and rye.", *two) == [one.text for one in two]
    claim = "The farm sold barley, oats, wheat, hay, milk, butter, cheese, eggs, honey, apples, pears and rye."
    most = said(claim.replace(" and rye", ""), 0.9)
    rest = said("The farm sold oats, wheat, hay, milk, butter and rye.", 0.5, start=200)
    assert cited(claim, most, rest) == [most.text]


def test_what_another_article_says_without_the_name_must_bring_more() -> None:
    claim = "Later Brenia sold barley, oats, wheat and hay."
    best = said("Later Brenia sold barley and oats.", 0.9)
    little = "Wheat and oats were sold with hay."
    assert cited(claim, best, said(little, 0.5, start=90)) != [best.text], "of the same article"
    assert cited(claim, best, said(little, 0.5, article="b")) == [best.text]
    half = said("Later Brenia sold barley.", 0.95)
    more = said("Oats, wheat and hay were sold.", 0.5, article="b")
    assert cited(claim, half, more) == [half.text, more.text]


def test_a_further_source_must_share_what_is_said_and_not_only_a_name() -> None:
    claim = "Yesterday Brenia and Larnia rejected the costly harbour plan."
    best = said("Yesterday Brenia rejected the costly harbour plan.", 0.9)
    names_it = said("Larnia rejected wine.", 0.5, start=90)
    agrees = said("Larnia rejected the harbour plan.", 0.5, start=150)
    assert cited(claim, best, names_it) == [best.text]
    assert cited(claim, best, agrees) == [best.text, agrees.text]


def test_a_name_in_the_title_is_worth_something_and_less_than_in_the_sentence() -> None:
    claim = "Afterwards Torsvik blamed the fog."
    titled = said("She blamed the fog.", 0.5, title="Interview with Captain Torsvik")
    untitled = said("She blamed the fog.", 0.7, article="b", start=50)
    named = said("Torsvik blamed the fog.", 0.35, article="c", start=90)
    assert found(claim, untitled, titled).sentences[0] == titled
    assert found(claim, titled, named).sentences[0] == named


def test_a_name_before_the_sentence_counts_where_a_pronoun_refers_to_it() -> None:
    before = "Torsvik spoke on Tuesday. "
    claim = "Torsvik blamed the fog."
    assert found(claim, said("She blamed the fog.", before=before)).recall == pytest.approx(0.75)
    assert found(claim, said("Sailors blamed the fog.", before=before)).recall == pytest.approx(0.5)


def test_the_sentence_that_has_a_lacking_number_is_cited_where_it_shares_a_word() -> None:
    claim = "The ferry and the tug with 12 sailors met the pilot at the pier near the lighthouse and sank."
    most = [said("The ferry and the tug met at the pier and sank.", 0.9), said("The pilot met the tug.", 0.6, start=60),
            said("The pier is near the lighthouse.", 0.6, start=90)]  # fmt: skip
    there = said("There were 12 sailors.", 0.0, start=200)
    elsewhere = said("There were 12 sailors.", 0.0, article="b")
    alone = said("It took 12 hours.", 0.0, start=300)
    assert there.text in cited(claim, *most, there)
    assert elsewhere.text not in cited(claim, *most, elsewhere), "one word is too little in another article"
    assert alone.text not in cited(claim, *most, alone), "a number alone stands in many places"


def test_a_quotation_is_cited_from_where_it_stands() -> None:
    """Though others have its words; and nothing more is cited where it stands in what is cited already."""
    claim = "The mayor of Halden said the flood was “a slow horror”."
    told = said("The mayor of Halden said the flood was slow, a horror.", 0.9)
    others = [said("Halden lay under water.", 0.8, start=90), said("A mayor came.", 0.8, start=120)]
    quote = said("It was “a slow horror”.", 0.0, start=150)
    again = said("Others called it “a slow horror”.", 0.0, start=200)
    assert cited(claim, told, *others, quote) == [told.text, quote.text]
    first_hand = said("The mayor of Halden said the flood was “a slow horror”.", 0.9)
    assert cited(claim, *others, first_hand, again) == [first_hand.text]


def test_what_a_model_names_comes_first_and_the_best_of_it_before() -> None:
    claim = "The mill was sold in May."
    best = said("The mill was sold in May.", 0.9)
    weak, strong = said("A mill stood.", 0.1, start=60), said("The mill was sold.", 0.1, start=90)
    alignment = align(claim, CLAIM, [weak, best, strong], named=[weak, strong])
    assert alignment.sentences == (strong, weak, best)
    assert alignment.cited_sentences[:2] == (strong, weak)


def test_a_claim_of_function_words_alone_rests_on_nothing() -> None:
    assert found("It was so.", said("It was so.")).sentences == ()
