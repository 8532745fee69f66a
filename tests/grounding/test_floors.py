"""Floors over invented news: how often rules cry wolf, how often they see an error, by kind. No language model.

Each mutation tried turns a test red, here or beside (`test_alignment.py`, `test_checks.py`): thresholds of support at
0, alignment by cosine alone, second citations nearly off or for anything, and every check taken out.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from assistant.embedding import Embedder
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.evidence.types import BEFORE_CHARS
from assistant.grounding.calibration import load_calibration
from assistant.grounding.findings import Kind
from assistant.grounding.grounder import Examined, Grounder
from assistant.grounding.reader import Reader
from assistant.sentences import sentence_spans
from assistant.types import ArticleFacts
from tests.grounding.rows import ARTICLES, ERRORS, FAITHFUL, FOREIGN, JOINED, UNRELATED

#: A checker that is as good as sure, as a strong model is.
SURE = 0.99


def evidence_of(article: str, embedder: Embedder) -> Evidence:
    title, date, outlet, text = ARTICLES[article]
    facts = ArticleFacts(article, title, outlet, date=date)
    origins = [
        Span(facts, start, end, text[start:end], text[:start][-BEFORE_CHARS:]) for start, end in sentence_spans(text)
    ]
    vectors = embedder.encode([f"{origin.title}\n{origin.text}" for origin in origins])
    return Evidence(tuple(EvidenceSentence(o, 1.0, 1.0, 1.0, v) for o, v in zip(origins, vectors, strict=True)))


@pytest.fixture(scope="module")
def grounder(embedder: Embedder, reader: Reader) -> Grounder:
    return Grounder(embedder, load_calibration().support, reader)


@pytest.fixture(scope="module")
def evidence(embedder: Embedder) -> dict[str, Evidence]:
    return {name: evidence_of(name, embedder) for name in ARTICLES}


@pytest.fixture(scope="module")
def faithful(grounder: Grounder, evidence: dict[str, Evidence]) -> list[Examined]:
    return [grounder.examine(claim, "", evidence[name]) for name, claim in FAITHFUL]


@pytest.fixture(scope="module")
def wrong(grounder: Grounder, evidence: dict[str, Evidence]) -> list[tuple[str, Examined]]:
    return [(kind, grounder.examine(claim, "", evidence[name])) for name, claim, kind in ERRORS]


def kinds(examined: Examined) -> set[str]:
    return {finding.kind.value for finding in examined.findings}


def test_a_faithful_statement_is_supported_where_the_checker_is_sure(
    grounder: Grounder, faithful: list[Examined]
) -> None:
    lost = [one.text for one in faithful if grounder.judged(one, SURE).verdict.support != "supported"]
    assert len(lost) <= 0.05 * len(faithful), lost


def test_most_faithful_statements_are_supported_without_a_checker(grounder: Grounder, faithful: list[Examined]) -> None:
    lost = [one.text for one in faithful if grounder.judged(one, None).verdict.support != "supported"]
    assert len(lost) <= 0.15 * len(faithful), lost


def test_a_number_that_must_be_worked_out_is_left_to_the_checker(
    grounder: Grounder, evidence: dict[str, Evidence]
) -> None:
    for claim in (
        "The cost of the dike has gone up by 15 percent.",
        "Of the council of Mlyn 37 members voted on the dike.",
    ):
        examined = grounder.examine(claim, "", evidence["dam"])
        assert kinds(examined) == {"worked out"}
        assert grounder.judged(examined, None).verdict.support == "partly"
        assert grounder.judged(examined, SURE).verdict.support == "supported"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.WORKED_OUT])
def test_no_kind_of_finding_cries_wolf(kind: Kind, faithful: list[Examined]) -> None:
    assert sum(kind.value in kinds(one) for one in faithful) <= 0.04 * len(faithful)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("number", 14), ("date", 12), ("name", 6), ("speaker", 2), ("negation", 5), ("direction", 5), ("role", 2),
        ("actor", 2), ("counted", 1), ("hedge", 3), ("quotation", 2),
    ],
)  # fmt: skip
def test_each_kind_of_error_is_found(kind: str, least: int, wrong: list[tuple[str, Examined]]) -> None:
    assert sum(kind == planted and kind in kinds(one) for planted, one in wrong) >= least


def test_few_errors_pass_without_a_checker(grounder: Grounder, wrong: list[tuple[str, Examined]]) -> None:
    passed = [one.text for _, one in wrong if grounder.judged(one, None).verdict.support == "supported"]
    assert len(passed) <= 7, passed


def test_a_sure_checker_overrules_no_wrong_number_date_or_name(
    grounder: Grounder, wrong: list[tuple[str, Examined]]
) -> None:
    passed = Counter(
        planted
        for planted, one in wrong
        if planted in kinds(one) and grounder.judged(one, SURE).verdict.support == "supported"
    )
    assert passed.keys().isdisjoint({"number", "date", "name"})


def test_what_the_checker_denies_is_not_supported(grounder: Grounder, faithful: list[Examined]) -> None:
    for one in faithful:
        if not one.is_verbatim:
            assert grounder.judged(one, 0.1).verdict.support == "unsupported"


@pytest.mark.parametrize(("article", "claim"), UNRELATED)
def test_what_no_sentence_is_about_is_not_supported(
    article: str, claim: str, grounder: Grounder, evidence: dict[str, Evidence]
) -> None:
    assert grounder.ground(claim, "", evidence[article]).verdict.support == "unsupported"


@pytest.mark.parametrize(("article", "claim", "needed"), JOINED)
def test_a_statement_that_joins_facts_cites_each(
    article: str, claim: str, needed: tuple[str, ...], grounder: Grounder, evidence: dict[str, Evidence]
) -> None:
    cited = " ".join(source.text for source in grounder.ground(claim, "", evidence[article]).spans)
    assert all(words in cited for words in needed), cited


def test_a_name_that_only_the_sentence_before_has_is_cited_from_there(
    grounder: Grounder, evidence: dict[str, Evidence]
) -> None:
    of_court = evidence["court"]
    (alone,) = [one for one in of_court.sentences if one.text.startswith("The judges found")]
    only = Evidence((alone,))
    spans = grounder.ground(
        "In the case of Joao Peres the judges found that the trial court had failed to hear two witnesses.", "", only
    ).spans
    text = ARTICLES["court"][3]
    assert [text[span.start : span.end] for span in spans] == [span.text for span in spans]
    assert "Joao Peres" in spans[-1].text and spans[-1] != alone.origin


@pytest.mark.parametrize(("article", "claim"), FOREIGN)
def test_no_other_language_is_supported_by_rules_alone(
    article: str, claim: str, grounder: Grounder, evidence: dict[str, Evidence]
) -> None:
    examined = grounder.examine(claim, "", evidence[article])
    assert not examined.readable
    assert grounder.judged(examined, None).verdict.support != "supported"
    assert grounder.judged(examined, SURE).verdict.support == "supported"


def test_numbers_are_compared_in_any_language(grounder: Grounder, evidence: dict[str, Evidence]) -> None:
    examined = grounder.examine("Die Fähre lief mit 221 Passagieren an Bord auf Grund.", "", evidence["ferry"])
    assert [finding.kind for finding in examined.findings] == [Kind.NUMBER]
    assert examined.hopeless


@pytest.mark.parametrize(
    "claim",
    [
        "The shipyard in Brunsdorf lost 2.1 million euros last year.",
        "Some 11,000 tonnes of mud have to be taken out of the basin in Brunsdorf.",
        "Der Aufsichtsrat der Werft in Brunsdorf hat am 19. Februar 2025 mit 9:4 Stimmen entschieden.",
    ],
)
def test_figures_agree_across_languages(claim: str, grounder: Grounder, evidence: dict[str, Evidence]) -> None:
    examined = grounder.examine(claim, "", evidence["werft"])
    assert not examined.readable
    assert examined.findings == ()


def test_each_sentence_is_read_once(embedder: Embedder, reader: Reader, evidence: dict[str, Evidence]) -> None:
    class Counting:
        def __init__(self) -> None:
            self.texts: list[str] = []

        def read(self, text: str, date: str | None = None) -> object:
            self.texts.append(text)
            return reader.read(text, date)

    counting = Counting()
    Grounder(embedder, load_calibration().support, counting).examine(FAITHFUL[0][1], "", evidence["ferry"])  # type: ignore[arg-type]
    assert len(counting.texts) == len(set(counting.texts)) <= 4


def test_no_evidence_supports_nothing(grounder: Grounder) -> None:
    grounded = grounder.ground("A ferry ran aground.", "", Evidence(()), lambda *_: 1.0)
    assert (grounded.verdict.support, grounded.spans) == ("unsupported", ())


def test_vectors_alone_do_not_find_the_sentence(grounder: Grounder, evidence: dict[str, Evidence]) -> None:
    """The name and the words count beside the meaning: all vectors alike, the right sentence is still found."""
    alike = Evidence(
        tuple(
            EvidenceSentence(one.origin, 1.0, 1.0, 1.0, np.full_like(one.vector, len(one.vector) ** -0.5))
            for one in evidence["election"].sentences
        )
    )
    found = grounder.examine("The Greens had supported Calder.", "", alike).alignment
    assert "The Greens had supported Calder" in found.sentences[0].text
