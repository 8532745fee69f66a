"""Timelines over a small collection: dated, merged, told otherwise; all word for word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Filters, Progress, QuestionError, Settings, Timeline, TimelineEvent

ARTICLES = {
    "1": "date 2024-03-09 (Harbour Post)\n\nCracks close Marlow bridge\n\nInspectors closed the Marlow bridge on Friday "
    "after they found cracks. Twelve people were hurt on Saturday in a bus crash near the bridge. A day later the driver "
    "was arrested.\n\nMayor Anna Berg, who was born on 3 May 1960, fears a long closure of the bridge.",
    "2": "date 2024-03-11 (Daily Ledger)\n\nMarlow bridge stays closed\n\nThe Marlow bridge was closed on 8 March after "
    "inspectors had found cracks. In early February an engineer had warned of the state of the bridge.\n\nRepairs begin "
    "two weeks after the council has met.",
    "3": "date 2024-03-14 (Harbour Post)\n\nMarlow bridge to reopen in May\n\nThe Marlow bridge will reopen on 5 May, the "
    "council decided on Tuesday. Fifteen people, three more than first reported, were hurt on 9 March in a bus crash near "
    "the bridge.",
    "4": "date 2024-05-20 (Daily Ledger)\n\nMarlow bridge open again\n\nThe Marlow bridge reopened on Sunday, 19 May, two "
    "weeks later than planned.",
    "5": "date 2024-04-02 (Morning Echo)\n\nCheese fair draws crowds\n\nThe cheese fair in Oxby began on Thursday and "
    "drew 40,000 visitors.",
    "6": "Bridge notes\n\nThe Marlow bridge was inspected on Monday.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("timeline")
    articles = folder / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / f"{name}.txt").write_text(text, "utf-8")
    with Assistant.open(folder / "index", settings=settings) as opened:
        opened.ingest(articles)
        yield opened


@pytest.fixture(scope="module")
def bridge(told: Assistant) -> Timeline:
    return told.timeline("closure of the Marlow bridge")


def on(timeline: Timeline, day: str) -> TimelineEvent:
    [found] = [event for event in timeline.events if event.date == day]
    return found


def test_reports_of_one_event_are_one_entry_with_all_its_sources(bridge: Timeline) -> None:
    closed = on(bridge, "2024-03-08")
    assert (closed.articles, closed.origins) == (2, 2)
    assert len(closed.citations) == 2
    assert closed.kind == "event"


def test_every_sentence_stands_where_its_citation_says(told: Assistant, bridge: Timeline) -> None:
    assert bridge.citations
    for citation in bridge.citations:
        assert told.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    for event in bridge.events:
        assert event.text == bridge.citations[event.citations[0] - 1].quote
        assert event.when in event.text


def test_events_stand_in_order_and_other_topics_are_left_out(bridge: Timeline) -> None:
    assert [event.first for event in bridge.events] == sorted(event.first for event in bridge.events)
    assert not any("cheese" in event.text for event in bridge.events)
    assert not any(event.first.startswith("1960") for event in bridge.events)


def test_what_is_planned_reckoned_or_approximate_is_marked(bridge: Timeline) -> None:
    assert on(bridge, "2024-05-05").kind == "planned"
    warned = on(bridge, "2024-02-01 to 2024-02-10")
    assert warned.approximate
    assert "early February" in " ".join(warned.remarks)
    assert on(bridge, "2024-03-12").reckoned == "“Tuesday” before 2024-03-14"


def test_a_day_later_counts_from_the_sentence_before(bridge: Timeline) -> None:
    arrested = on(bridge, "2024-03-10")
    assert "arrested" in arrested.text
    assert "A day later" in arrested.reckoned


def test_what_a_later_report_tells_otherwise_is_flagged(bridge: Timeline) -> None:
    [number] = [one for event in bridge.events for one in event.revisions if one.kind == "number"]
    assert ("Twelve" in bridge.citations[number.earlier_citation - 1].quote) and number.corrects
    [moved] = on(bridge, "2024-05-05").revisions
    assert (moved.kind, moved.earlier, moved.later) == ("date", "5 May", "Sunday, 19 May")


def test_what_was_read_is_told(bridge: Timeline) -> None:
    coverage = bridge.coverage
    assert coverage.articles == len(ARTICLES)
    assert coverage.unplaced == 2  # Monday, in an article without a date; two weeks after a meeting
    assert coverage.dated >= len(bridge.events) - 1
    assert f"{coverage.dated} dated sentences" in coverage.in_words


def test_without_a_topic_all_articles_count_and_filters_hold(told: Assistant) -> None:
    whole = told.timeline()
    assert any("cheese" in event.text for event in whole.events)
    only = told.timeline(filters=Filters(sources=("Morning Echo",)))
    assert only.coverage.articles == 1
    assert all("cheese" in event.text for event in only.events)


def test_copies_count_as_one_origin(told: Assistant) -> None:
    from assistant.desk.timeline import TimelineMaker

    def one_origin(ids: object) -> dict[str, str]:
        return dict.fromkeys(ids, "the oldest")  # type: ignore[call-overload, no-any-return]

    at = told._stations
    maker = TimelineMaker(told.index, at.deep, at.asking, at.reader, one_origin)
    *_, found = maker.stream("closure of the Marlow bridge")
    assert isinstance(found, Timeline)
    closed = on(found, "2024-03-08")
    assert (closed.articles, closed.origins) == (2, 1)
    assert "2 articles, 1 origin" in closed.remarks


def test_progress_comes_before_the_result_and_closing_stops(told: Assistant) -> None:
    steps = list(told.timeline_stream("Marlow bridge"))
    assert all(isinstance(step, Progress) for step in steps[:-1])
    assert isinstance(steps[-1], Timeline)
    stream = told.timeline_stream("Marlow bridge")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not list(stream)


def test_nothing_found_is_an_empty_timeline(told: Assistant) -> None:
    empty = told.timeline("volcano in Iceland")
    assert not empty.events
    assert "No dated event" in str(empty.document().to_dict())


def test_a_topic_that_is_too_long_is_refused(told: Assistant) -> None:
    with pytest.raises(QuestionError):
        told.timeline("bridge " * 5_000)


def test_the_document_has_a_row_an_event(bridge: Timeline) -> None:
    [table] = bridge.document().to_dict()["blocks"]
    assert len(table["rows"]) == len(bridge.events)
    assert bridge.to_dict()["events"][0]["date"] == bridge.events[0].date
