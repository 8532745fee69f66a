"""The desk's own collection: articles as the ingest reads them, and keys that stand in them word for word."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Article
from eval.cases.articles import Articles
from eval.cases.desk import (
    ARTICLES,
    DESK,
    DIFFERENCE_TYPES,
    VERDICTS,
    Conditioned,
    Copies,
    DraftSentence,
    Halved,
    Hedged,
    ListQuestion,
    OutletQuestion,
    Topic,
    load_desk,
)
from eval.errors import CaseError
from eval.metrics.desk.overconfidence import overconfident
from eval.metrics.matching import says

KINDS: tuple[type[Halved], ...] = (ListQuestion, Topic, OutletQuestion, DraftSentence, Hedged, Conditioned, Copies)
STORIES = {"dev": {"bridge", "troops", "strike", "court"}, "test": {"fluor", "dam", "vote", "cheese", "sky"}}
OUTLETS = {
    "Brightwater Daily",
    "Kestrel Review",
    "Meridian Post",
    "Northgate Tribune",
    "The Coastal Ledger",
    "The Ostermoor Courier",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {Path(one.location).name: one for one in Articles.of_files([ARTICLES])}


def quoted(part: Any) -> Iterator[tuple[str, str]]:
    """(article, quote) of every reference anywhere in a line of a file."""
    if isinstance(part, list):
        for one in part:
            yield from quoted(one)
    elif isinstance(part, dict):
        if "article" in part:
            yield part["article"], part["quote"]
        for one in part.values():
            yield from quoted(one)


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(DESK.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield file.name, json.loads(line)


def test_every_article_is_read_with_all_that_it_states(articles: dict[str, Article]) -> None:
    assert len(articles) >= 60
    assert {one.source for one in articles.values()} == OUTLETS
    assert min(Counter(one.source for one in articles.values()).values()) >= 8
    for name, one in articles.items():
        assert one.title and one.author and one.date, name
        assert "2025-02-01" <= one.date <= "2025-04-30", name
        assert 80 <= len(one.text.split()) <= 250, name
        for label in ("Source:", "Author:", "Published", "---", "harbour edition"):
            assert label not in one.text, name  # none of the header or the page is left in the text


def test_every_sentence_of_the_keys_stands_in_its_article(articles: dict[str, Article]) -> None:
    for file, line in lines():
        for name, quote in quoted(line):
            assert quote in articles[name].text, f"{file}, {line['id']}: {quote}"
            assert len(quote.split()) > 2, f"{file}, {line['id']}: {quote}"


def test_no_story_is_in_both_halves(articles: dict[str, Article]) -> None:
    assert {name.split("-")[0] for name in articles} == STORIES["dev"] | STORIES["test"]
    for file, line in lines():
        for name in [*(name for name, _ in quoted(line)), *line.get("articles", [])]:
            assert name.split("-")[0] in STORIES[line["split"]], f"{file}, {line['id']}"


@pytest.mark.parametrize(
    ("kind", "least"), [(ListQuestion, 12), (Topic, 6), (OutletQuestion, 8), (Conditioned, 8), (Hedged, 60)]
)
def test_there_are_enough_of_each_in_two_halves(kind: type[Halved], least: int) -> None:
    halves = Counter(case.split for case in load_desk(kind))
    assert halves.total() >= least
    assert min(halves.values()) >= 0.4 * halves.total()


def test_ids_differ_over_all_files() -> None:
    assert max(Counter(case.id for kind in KINDS for case in load_desk(kind)).values()) == 1


def test_an_unknown_half_is_refused() -> None:
    with pytest.raises(CaseError, match="write dev, test or all"):
        load_desk(ListQuestion, "held")


def test_members_are_named_and_nobody_is_both_member_and_tempting() -> None:
    for case in load_desk(ListQuestion):
        names = [name.casefold() for member in case.members for name in member.names]
        assert len(names) == len(set(names)), case.id
        assert not set(names) & {name.casefold() for one in case.tempting for name in one.names}, case.id
        for member in case.members:
            assert any(says(one.quote, name) for one in member.references for name in member.names), member.name
        for one in case.tempting:
            assert any(says(ref.quote, name) for ref in one.references for name in one.names), one.name


def test_a_reckoned_day_is_the_weekday_that_is_told(articles: dict[str, Article]) -> None:
    checked = 0
    for topic in load_desk(Topic):
        assert [event.date for event in topic.events] == sorted(event.date for event in topic.events), topic.id
        for event in topic.events:
            told = {re.findall("|".join(WEEKDAYS), one.quote)[0] for one in event.references
                    if len(re.findall("|".join(WEEKDAYS), one.quote)) == 1}  # fmt: skip
            if event.reckoned and not event.approximate and len(event.date) == 10 and len(told) == 1:
                assert WEEKDAYS[date.fromisoformat(event.date).weekday()] in told, f"{topic.id}: {event.what}"
                nearest = min(abs((date.fromisoformat(event.date) - published(articles, one.article)).days)
                              for one in event.references)  # fmt: skip
                assert nearest <= 8, f"{topic.id}: {event.what}"
                checked += 1
    assert checked >= 30


def published(articles: dict[str, Article], name: str) -> date:
    return date.fromisoformat(articles[name].date or "")


def test_differences_are_between_outlets_that_say_so(articles: dict[str, Article]) -> None:
    texts = [(one.source, one.text) for one in articles.values()]

    def of(outlet: str, quote: str) -> bool:
        return any(quote in text for source, text in texts if source == outlet)

    seen: set[tuple[str, str]] = set()
    for case in load_desk(OutletQuestion):
        for says_ in case.says:
            assert all(articles[one.article].source == says_.outlet for one in says_.references), case.id
        for one in case.differences:
            assert {one.outlet, one.other} <= OUTLETS and one.outlet != one.other, case.id
            assert (one.type == "not mentioned") == (not one.quote), case.id
            assert of(one.other, one.other_quote) and (not one.quote or of(one.outlet, one.quote)), case.id
            assert one.type not in one.also, case.id
            saying = {says_.outlet for says_ in case.says}
            assert one.other in saying and (one.outlet in saying) == bool(one.quote), case.id
            assert [one.outlet, one.other] not in [list(pair) for pair in case.same], case.id
            seen.add((case.split, one.type))
    assert seen == {(split, kind) for split in ("dev", "test") for kind in DIFFERENCE_TYPES}


def test_ten_claims_of_each_verdict_and_what_they_rest_on() -> None:
    cases = load_desk(DraftSentence)
    halves = Counter((case.verdict, case.split) for case in cases)
    for verdict in VERDICTS:
        assert halves[verdict, "dev"] >= 5 and halves[verdict, "test"] >= 5
    for case in cases:
        assert bool(case.references) == (case.verdict not in ("not found", "no claim")), case.id
    assert len({case.sentence for case in cases}) == len(cases)


def test_the_two_wordings_of_a_hedged_sentence_are_told_apart() -> None:
    cases = load_desk(Hedged)
    assert set(Counter(case.kind for case in cases)) == {"opinion", "forecast", "allegation"}
    for case in cases:
        assert not overconfident(case.faithful, case), case.faithful
        assert not overconfident(case.reference.quote, case), case.reference.quote
        assert overconfident(case.overconfident, case), case.overconfident


def test_the_conditions_name_what_is_there_and_the_key_keeps_to_them(articles: dict[str, Article]) -> None:
    authors = {one.author for one in articles.values()}
    for case in load_desk(Conditioned):
        assert case.since or case.until or case.outlets or case.authors, case.id
        assert set(case.outlets) <= OUTLETS and set(case.authors) <= authors, case.id
        for reference in case.references:
            article = articles[reference.article]
            assert (case.since or "") <= (article.date or "") <= (case.until or "9"), case.id
            assert not case.outlets or article.source in case.outlets, case.id
            assert not case.authors or article.author in case.authors, case.id


def test_copies_are_of_several_outlets_and_days_apart(articles: dict[str, Article]) -> None:
    for case in load_desk(Copies):
        both = [*case.articles, *case.rewritten]
        assert len(both) > 1 and len({articles[name].source for name in both}) == len(both), case.id
