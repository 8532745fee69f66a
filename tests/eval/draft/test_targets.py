from __future__ import annotations

from pathlib import Path

import pytest

from assistant.grounding.reader import Reader
from eval.cases.articles import Articles
from eval.drafting.targets import fact_of, targets

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@pytest.mark.parametrize(
    ("sentence", "kind", "fact"),
    [
        ("A further $60 billion from Washington is held up in Congress.", "number", "$60 billion"),
        ("The town has 4,200 inhabitants and a harbour.", "number", "4,200 inhabitants"),
        ("In 2019 the harbour lost 12 % of its ships.", "number", "12 %"),
        ("The harbour of Velmar was closed in May 2024 for repairs.", "date_order", "May 2024"),
        ("The harbour of Velmar has been closed since 1998.", "date_order", "1998"),
        ("The plan was rejected by Oda Lindqvist, the project manager.", "single_fact", "Oda Lindqvist"),
        ("The plan is too expensive, Oda Lindqvist said.", "speaker", "Oda Lindqvist"),
        ("“Nobody has asked us what we lose,” Piet Rasmus said.", "quote", "Nobody has asked us what we lose"),
    ],
)
def test_the_answer_is_chosen_word_for_word(sentence: str, kind: str, fact: str, reader: Reader) -> None:
    assert fact_of(sentence, reader) == (kind, fact)
    assert fact in sentence


@pytest.mark.parametrize("sentence", ["It was cold and nobody came to see the ships.", "European ships came and went."])
def test_where_nothing_can_be_asked_nothing_is(sentence: str, reader: Reader) -> None:
    assert fact_of(sentence, reader) is None


def test_targets_stand_in_the_article_and_are_of_several_kinds(reader: Reader) -> None:
    for article in Articles.of_files([SEEDS]):
        found = targets(article, 6, reader)
        assert 0 < len(found) <= 6
        assert [target.start for target in found] == sorted(target.start for target in found)
        for target in found:
            assert article.text[target.start : target.end] == target.sentence
            assert target.fact in target.sentence
            assert not target.before or article.text.index(target.before) < target.start
        assert len({target.kind for target in found}) > 1


def test_a_sentence_that_talks_to_a_machine_is_not_asked_about(reader: Reader) -> None:
    hidden = Articles.of_files([SEEDS.parent / "eval" / "data" / "questions" / "articles"])
    from assistant.instructions import addresses_a_machine

    found = [target.sentence for article in hidden for target in targets(article, 100, reader)]
    assert found
    assert not any(map(addresses_a_machine, found))
