"""What decides which sentences are read, over cosines made by hand: each number has a case that turns when it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from assistant.evidence import Evidence, EvidenceSentence, PassageSelector, SentenceSelector, Span, nearest
from assistant.evidence.copies import merged
from assistant.evidence.types import spans
from assistant.types import ArticleFacts, Passage, RetrievedPassage


class ByHand:
    """Gives each text the cosine to the question that the test says, and counts words as tokens."""

    def __init__(self, cosines: Mapping[str, float] | None = None) -> None:
        self.cosines = cosines or {}

    def encode(self, texts: Sequence[str], kind: str = "passage") -> np.ndarray:
        near = [1.0 if kind == "query" else self.cosines.get(text.rpartition("\n")[2], 0.0) for text in texts]
        return np.array([(one, (1 - one**2) ** 0.5) for one in near], dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2


def common(terms: Sequence[str]) -> tuple[list[int], int]:
    """All words are equally telling."""
    return [1] * len(terms), 10


def passage(
    article: str, *sentences: str, score: float = 0.0, title: str = "News", ordinal: int = 0, start: int = 0
) -> RetrievedPassage:
    places, cursor = [], start
    for sentence in sentences:
        places.append((cursor, cursor + len(sentence)))
        cursor += len(sentence) + 1
    part = Passage(f"{article}#{ordinal}", article, ordinal, start, cursor - 1, " ".join(sentences), tuple(places))
    return RetrievedPassage(ArticleFacts(part.article_id, title), part, score)


def read(question: str, found: Sequence[RetrievedPassage], cosines: Mapping[str, float], budget: int = 6) -> list[str]:
    """The texts read with the budget; 6 tokens are one of the sentences here."""
    selector = SentenceSelector(ByHand(cosines), common, budget)  # type: ignore[arg-type]
    return [sentence.text for sentence in selector.steps(question, found)[-1].sentences]


ONE, OTHER = "Barges lay in the harbour.", "Sheep grazed on the hill."


@pytest.mark.parametrize(("ahead", "first"), [(0.3, ONE), (0.7, OTHER)])
def test_a_well_ranked_passage_outweighs_a_nearer_sentence_by_half_its_score(ahead: float, first: str) -> None:
    found = [passage("a", ONE, score=1.0), passage("b", OTHER, score=0.0)]
    assert read("What burned?", found, {ONE: 0.1, OTHER: 0.1 + ahead}) == [first]


@pytest.mark.parametrize(("ahead", "first"), [(0.09, ONE), (0.2, OTHER)])
def test_a_word_that_only_the_title_has_counts_a_quarter(ahead: float, first: str) -> None:
    found = [passage("a", ONE, title="The mill burned"), passage("b", OTHER)]
    assert read("Which way was bread milled or burned?", [found[1]], {}) == [OTHER]
    assert read("Who burned bread?", found, {ONE: 0.1, OTHER: 0.1 + ahead}) == [first]


@pytest.mark.parametrize(
    ("ahead", "first"), [(0.2, "Poland rejected it on Monday."), (0.45, "Countries met on a Monday.")]
)
def test_the_kind_that_is_asked_for_counts_half_of_what_is_said_of_it(ahead: float, first: str) -> None:
    kind, said = "Countries met on a Monday.", "Poland rejected it on Monday."
    found = [passage("a", kind), passage("b", said)]
    assert read("Which countries rejected?", found, {kind: 0.1 + ahead, said: 0.1}) == [first]


def test_sentences_of_the_six_best_passages_are_read() -> None:
    names = ["Amber", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse"]
    texts = [f"{name} grew on the hill." for name in names]
    found = [passage(name, text, score=0.5) for name, text in zip(names, texts, strict=True)]
    assert read("What burned?", found, {texts[5]: 0.5, texts[6]: 0.9}) == [texts[5]]


def numbered(count: int) -> list[str]:
    """Sentences of five tokens, in the order in which the words rank them."""
    return [f"Day {number:02} was very quiet." for number in range(count)]


@pytest.mark.parametrize(("budget", "compared"), [(5, 16), (100, 29)])
def test_as_many_sentences_are_compared_as_a_small_model_may_need(budget: int, compared: int) -> None:
    """Sixteen at least, and twice what can be read: of 200 tokens, the tokenizer's own two counted, 28 and a half."""
    texts = numbered(90)
    found = [passage("a", *texts)]

    def is_read(at: int) -> bool:
        return texts[at] in read("What burned?", found, {texts[at]: 0.9}, budget)

    assert is_read(compared - 1)
    assert not is_read(compared)


@pytest.mark.parametrize(("share", "is_read"), [(0.5, True), (0.25, False)])
def test_what_is_far_behind_the_best_is_not_read_though_there_is_room(share: float, is_read: bool) -> None:
    texts = read("What burned?", [passage("a", ONE, OTHER)], {ONE: 0.8, OTHER: 0.8 * share}, budget=100)
    assert texts == ([ONE, OTHER] if is_read else [ONE])


def test_a_sentence_that_fills_the_budget_fits_and_a_longer_one_does_not() -> None:
    cosines = {ONE: 0.8, OTHER: 0.7}
    assert read("What burned?", [passage("a", ONE, OTHER)], cosines, budget=10) == [ONE, OTHER]
    assert read("What burned?", [passage("a", ONE, OTHER)], cosines, budget=9) == [ONE]
    assert read("What burned?", [passage("a", ONE, OTHER)], cosines, budget=3) == [ONE], "one is read whatever it takes"


def test_a_sentence_counts_as_near_with_and_without_its_title() -> None:
    """The mean of both: what only its title brings near is half as near."""

    class Titled(ByHand):
        def encode(self, texts: Sequence[str], kind: str = "passage") -> np.ndarray:
            if kind == "query":
                return super().encode(texts, kind)
            near = [0.8 if "Fire" in text else self.cosines.get(text.rpartition("\n")[2], 0.0) for text in texts]
            return np.array([(one, (1 - one**2) ** 0.5) for one in near], dtype=np.float32)

    found = [passage("a", ONE, title="Fire"), passage("b", OTHER)]
    for cosine, first in ((0.3, ONE), (0.5, OTHER)):
        selector = SentenceSelector(Titled({OTHER: cosine}), common, 6)  # type: ignore[arg-type]
        assert selector.steps("What burned?", found)[-1].sentences[0].text == first


def test_the_text_before_a_sentence_reaches_two_sentences_back() -> None:
    far, near = "Abel spoke. " + "x" * 88, "Cain spoke. " + "y" * 288
    (last,) = [one for one in spans(passage("a", far + ".", near + ".", "He left the town.")) if one.text[0] == "H"]
    assert "Cain" in last.before and "Abel" not in last.before
    assert last.before.endswith("y. ")


def test_short_lines_are_headings_unless_they_have_a_figure_or_an_end() -> None:
    lines = [
        "Weather and sport today",
        "Poll: 53 percent",
        "Rain came.",
        "He said “no.”",
        "one two three four five six seven eight nine",
    ]
    assert [one.text for one in spans(passage("a", *lines))] == lines[1:]


def row(text: str, score: float, article: str) -> EvidenceSentence:
    return EvidenceSentence(Span(ArticleFacts(article, "T"), 0, len(text), text), score, 0.6, 1.0, np.ones(2))


def test_sentences_that_share_four_fifths_of_their_words_are_one_report_and_three_fifths_are_two() -> None:
    said = "Barges brought coal, timber, grain and salt."
    copy, other = "Barges brought coal, timber and grain.", "Barges brought coal, timber, wine and oil."
    assert [one.text for one in merged([row(said, 2, "a"), row(copy, 1, "b")])] == [said]
    assert len(merged([row(said, 2, "a"), row(other, 1, "b")])) == 2
    assert len(merged([row(said, 2, "a"), row(copy, 1, "a")])) == 2, "of one article both are read"


def test_what_repeats_most_of_the_nearest_is_no_second_nearest() -> None:
    said = "Barges brought coal, timber, grain and salt."

    def kept(second: str) -> int:
        return len(nearest(Evidence((row(said, 2.0, "a"), row(second, 1.9, "b")))))

    assert kept("Barges brought coal by a dark night.") == 2
    assert kept("Barges brought coal, timber and grain quickly and salt.") == 1


def whole(
    articles: Mapping[str, Sequence[RetrievedPassage]], found: Sequence[RetrievedPassage], budget: int
) -> list[str]:
    """The texts that a model reads which takes whole passages."""

    def passages_of(article: str, numbers: range) -> list[Passage]:
        return [hit.passage for hit in articles[article] if hit.passage.ordinal in numbers]

    selector = PassageSelector(ByHand(), common, passages_of, budget)  # type: ignore[arg-type]
    return [sentence.text for sentence in selector.steps("What burned?", found)[-1].sentences]


def long(article: str, tokens: int, ordinal: int = 0) -> RetrievedPassage:
    """A passage of one sentence of so many tokens that no other has."""
    text = " ".join(f"{article}{ordinal}word{number}" for number in range(tokens - 1)) + " end."
    return passage(article, text, ordinal=ordinal, start=ordinal * 10_000)


def article(name: str, *tokens: int) -> list[RetrievedPassage]:
    return [long(name, size, ordinal) for ordinal, size in enumerate(tokens)]


@pytest.mark.parametrize(("size", "is_whole"), [(40, True), (60, False)])
def test_an_article_of_less_than_half_the_budget_is_read_whole(size: int, is_whole: bool) -> None:
    """Its far end comes before the passages that were found elsewhere."""
    one, other = article("a", 20, 20, size - 40 + 2), article("b", 50)
    texts = whole({"a": one, "b": [*other, *article("b", 0, 200)[1:]]}, [one[0], other[0]], 100)
    assert (one[2].passage.text in texts) == is_whole


def test_what_is_read_whole_leaves_a_third_for_others() -> None:
    one, two = article("a", 20, 10, 10), article("b", 20, 10, 10)
    other = article("c", 30, 100)
    texts = whole({"a": one, "b": two, "c": other}, [one[0], two[0], other[0]], 100)
    assert one[2].passage.text in texts
    assert two[2].passage.text not in texts
    assert other[0].passage.text in texts


@pytest.mark.parametrize(("known", "is_read"), [(3, False), (2, True)])
def test_a_passage_of_which_most_was_read_elsewhere_is_not_read_again(known: int, is_read: bool) -> None:
    shared = [f"Barge {name} brought coal, timber and grain." for name in ("Anna", "Berta", "Clara", "Dora")]
    own = ["The council met in June.", "A school was opened there."]
    first = passage("a", *shared)
    second = passage("b", *shared[:known], *own[: 4 - known])
    texts = whole({"a": [first], "b": [second]}, [first, second], 400)
    assert (own[0] in texts) == is_read


def test_what_stands_beside_a_passage_found_is_read_with_it() -> None:
    parts = article("a", 30, 30, 30, 30, 30)
    texts = whole({"a": parts}, [parts[2]], 100)
    assert texts == [part.passage.text for part in parts[1:4]]
