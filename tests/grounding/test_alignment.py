"""Sentences that are cited besides the best one."""

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Source
from assistant.grounding.alignment import Alignment, align, with_missing_names, with_missing_numbers, with_taken_over

ZERO = np.zeros(2, dtype=np.float32)


def article(name: str, *sentences: str) -> list[EvidenceSentence]:
    found, before = [], ""
    for text in sentences:
        origin = Source(name, "Report", None, None, None, None, len(before), len(before) + len(text), text, before)
        found.append(EvidenceSentence(origin, 1.0, 1.0, 1.0, ZERO))
        before += f"{text} "
    return found


STRIKE = article("a", "The strike led to 80 cancelled flights.", "Pilots agreed.")
COSTS = article("b", "The strike cost the airline 9 million dollars.", "Shares fell by 9 million dollars.")


def test_a_number_of_another_article_is_cited_where_two_words_are_shared() -> None:
    evidence = [*STRIKE, *COSTS]
    start = Alignment((STRIKE[0],), 0.5, 0.5)
    claim = "The strike led to 80 cancelled flights and cost the airline 9 million dollars."
    found = with_missing_numbers(claim, start, evidence)
    assert found.sentences == (STRIKE[0], COSTS[0])
    assert found.recall > start.recall
    assert with_missing_numbers("The strike led to 80 cancelled flights and 9 deaths.", start, evidence) == start


def test_the_sentence_that_goes_on_brings_its_name() -> None:
    park = article("a", "The park released 18 bison.", "They came from a zoo in Gdynia.", "Hunters left for Gdynia.")
    start = Alignment((park[0],), 0.5, 0.5)
    found = with_missing_names("The park released 18 bison from a zoo in Gdynia.", start, park)
    assert found.sentences == (park[0], park[1])
    # without a word in common it is told of something else
    assert with_missing_names("The park released 18 bison near Gdynia.", start, park) == start


def test_a_name_before_a_pronoun_counts_half() -> None:
    report = article("a", "Ines Pardo spoke.", "She rejected the plan.", "The plan was rejected.")
    claim = "Ines Pardo rejected the plan."
    with_pronoun, without = (align(claim, ZERO, [sentence]).recall for sentence in report[1:])
    assert (with_pronoun, without) == (pytest.approx(4 / 6), pytest.approx(2 / 6))


def test_a_short_sentence_that_was_taken_over_is_cited() -> None:
    attack = article("a", "Shells killed 14 people in Belino.", "The figures could not be verified.", "Trade fell.")
    start = Alignment((attack[0],), 0.5, 0.5)
    claim = "Shells killed 14 people in Belino, but the figures could not be verified."
    assert with_taken_over(claim, start, attack).sentences == (attack[0], attack[1])
    assert with_taken_over("Shells killed 14 people in Belino, where trade was verified.", start, attack) == start
    # of another article, it may be about something else
    other = article("b", "The figures could not be verified.")
    assert with_taken_over(claim, start, [attack[0], *other]) == start


def test_what_another_article_says_of_others_is_not_cited_for_two_common_words() -> None:
    own = article("chiefs", "The Chiefs of Kansas City were founded in 1959 by Lamar Hunt.")
    other = article("baseball", "He was named most valuable player of the first game since 1998.")
    claim = "The Chiefs of Kansas City played their first game in 1959."
    cited = align(claim, np.ones(2, np.float32), [*own, *other])
    assert [sentence.origin.article_id for sentence in cited.sentences] == ["chiefs"]
