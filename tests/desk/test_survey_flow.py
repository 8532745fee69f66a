"""Surveys over a handful of articles with a model that lists what it is told to."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.desk.progress import Progress
from assistant.desk.survey import Survey
from assistant.errors import IndexBusyError, IndexStoreError, InputError, ModelError, QuestionError
from assistant.llm import Traits
from assistant.types import Filters
from tests.desk.listing import ARTICLES, NAMES, QUESTION, ListingModel, kept, made, opened


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("countries"))


@pytest.fixture(scope="module")
def found(countries: Path) -> Survey:
    with opened(countries) as (assistant, _):
        survey = assistant.survey(QUESTION)
        for citation in survey.citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    return survey


def test_every_member_is_found_once_and_cited(found: Survey) -> None:
    assert {row.member for row in found.rows} == {"Norway", "Ireland", "United States"}
    for row in found.rows:
        assert row.citations
        for number in row.citations:
            quote = found.citations[number - 1].quote
            assert any(mention.member in quote for mention in row.mentions)


def test_each_cell_is_words_of_its_citation_or_a_fact_of_the_article(found: Survey) -> None:
    facts = {fact for one in found.citations for fact in (one.date, one.source)}
    for row in found.rows:
        assert len(row.cells) == len(found.columns)
        for cell in row.cells:
            if cell.citation:
                assert cell.text in found.citations[cell.citation - 1].quote
            else:
                assert cell.text == "" or cell.text in facts
    by_member = {row.member: dict(zip(found.columns, row.cells, strict=True)) for row in found.rows}
    assert by_member["United States"]["who says so"].text in ("the State Department", "diplomats")
    assert by_member["Norway"]["what"].text.startswith("refused")
    assert found.columns[0] == "country"


def test_names_of_one_country_are_one_row_and_copies_are_counted(found: Survey) -> None:
    states = next(row for row in found.rows if row.member == "United States")
    assert {mention.member for mention in states.mentions} == {"US", "United States"}
    assert states.articles == 2
    norway = next(row for row in found.rows if row.member == "Norway")
    assert {mention.article_id for mention in norway.mentions} == {"01-lisse", "02-copy"}


def test_what_is_denied_stands_apart_and_is_called_contradicted(found: Survey) -> None:
    assert [row.member for row in found.against] == ["Ireland"]
    assert found.against[0].contradicted
    assert [row.contradicted for row in found.rows if row.member == "Ireland"] == [True]
    assert "not refused" in found.citations[found.against[0].citations[0] - 1].quote


def test_what_is_not_confirmed_is_told_without_a_citation(found: Survey) -> None:
    assert [mention.member for mention in found.unconfirmed] == ["Sweden"]
    assert not found.unconfirmed[0].citations
    assert found.unconfirmed[0].reason


def test_the_coverage_is_true_and_copies_are_read_once(found: Survey, countries: Path) -> None:
    with opened(countries) as (assistant, model):
        again = assistant.survey(QUESTION, resume=False)
    assert again.coverage.passages == again.coverage.passages_read == 6
    assert again.coverage.copies == 1
    assert (again.coverage.articles_read, again.coverage.articles) == (6, 7)
    assert len(model.read) == 5
    assert "6 of 6 candidate passages in 6 of 7 articles" in again.document().notes[0]
    assert not any("Cheese" in text for text in model.read)


def test_the_document_shows_what_the_survey_has(found: Survey) -> None:
    document = found.document()
    table = document.blocks[0].to_dict() if hasattr(document.blocks[0], "to_dict") else document.to_dict()["blocks"][0]
    assert [row[0]["text"] for row in table["rows"]] == [row.member for row in found.rows]
    assert table["columns"][-1] == "articles"
    assert len(found.document(by="article").blocks[0].rows) == sum(len(row.mentions) for row in found.rows)
    assert json.dumps(found.to_dict())


def test_going_on_reads_nothing_twice(countries: Path) -> None:
    with opened(countries) as (assistant, model):
        first = assistant.survey(QUESTION, resume=False)
        read = len(model.read)
        second = assistant.survey(QUESTION)
        assert len(model.read) == read
        assert second.rows == first.rows
        assert second.coverage.kept == read


def test_stopped_it_goes_on_where_it_was(countries: Path) -> None:
    with opened(countries) as (assistant, model):
        stream = assistant.survey_stream(QUESTION, resume=False)
        for event in stream:
            if isinstance(event, Progress) and event.done == 2:
                break
        stream.close()  # type: ignore[attr-defined]
        assert len(model.read) == 2
        assistant.survey(QUESTION)
        assert len(model.read) == len(set(model.read)) == 5


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    index = made(tmp_path)
    with opened(index) as (assistant, model):
        assistant.survey(QUESTION)
        (tmp_path / "articles" / "08-canada.txt").write_text(
            "Canada\n\nCanada refused to send soldiers to the Sarhan corridor.", "utf-8"
        )
        assistant.ingest(tmp_path / "articles")
        model.read.clear()
        again = assistant.survey(QUESTION)
        assert len(model.read) == 1
        assert "Canada" in {row.member for row in again.rows}


def test_removed_articles_leave_nothing_of_what_was_read(tmp_path: Path) -> None:
    index = made(tmp_path)
    with opened(index) as (assistant, _):
        assistant.survey(QUESTION)
        assert {row["article_id"] for row in kept(index)} >= {"03-states", "04-again"}
        assert assistant.remove("03-states").surveys == 1
        assert "State Department" not in "".join(path.read_text() for path in index.glob("surveys/*"))
        survey = assistant.survey(QUESTION)
    assert "03-states" not in {mention.article_id for row in survey.rows for mention in row.mentions}
    assert all(path.stat().st_mode & 0o077 == 0 for path in index.glob("surveys/*"))


def test_an_article_removed_while_it_is_read_is_left_out(tmp_path: Path) -> None:
    index = made(tmp_path)
    with opened(index) as (assistant, _):
        stream = assistant.survey_stream(QUESTION)
        for event in stream:
            if isinstance(event, Progress) and event.done == 0:
                assistant.remove("03-states")
        assert isinstance(event, Survey)
    assert event.coverage.gone == 1
    assert "03-states" not in {row["article_id"] for row in kept(index)}
    assert event.rows
    assert "03-states" not in {citation.article_id for citation in event.citations}


def test_two_at_once_are_told_so(countries: Path) -> None:
    with opened(countries) as (assistant, _):
        stream = assistant.survey_stream(QUESTION, resume=False)
        next(stream)
        with pytest.raises(IndexBusyError, match="running already"):
            assistant.survey(QUESTION)
        assistant.survey("Which countries promised soldiers for the Sarhan corridor?")
        stream.close()  # type: ignore[attr-defined]


def test_a_full_disk_is_told_and_what_was_read_stays(countries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(countries) as (assistant, model):
        stream = assistant.survey_stream(QUESTION, resume=False)
        for event in stream:
            if isinstance(event, Progress) and event.done == 2:
                break

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("assistant.index.kept.os.fsync", full)
            with pytest.raises(IndexStoreError, match="No space left"):
                list(stream)
        model.read.clear()
        assistant.survey(QUESTION)
        assert len(model.read) <= 3


@pytest.mark.parametrize("question", ["Why did Norway refuse?", "Is it raining?", "Sarhan", "   "])
def test_what_cannot_be_listed_is_refused_in_words(countries: Path, question: str) -> None:
    with opened(countries) as (assistant, _), pytest.raises(QuestionError):
        assistant.survey(question)


def test_too_many_columns_are_refused(countries: Path) -> None:
    with opened(countries) as (assistant, _), pytest.raises(InputError, match="columns are too many"):
        assistant.survey(QUESTION, columns=[str(number) for number in range(20)])


def test_an_empty_collection_and_one_article(tmp_path: Path, countries: Path) -> None:
    with opened(tmp_path / "empty") as (assistant, _):
        nothing = assistant.survey(QUESTION)
    assert (nothing.rows, nothing.coverage.passages, nothing.coverage.articles) == ((), 0, 0)
    with opened(countries) as (assistant, _):
        one = assistant.survey(QUESTION, filters=Filters(article_ids=("03-states",)))
    assert [row.member for row in one.rows] == ["United States"]
    assert (one.coverage.passages, one.coverage.articles) == (1, 1)


def test_a_failing_model_is_no_end_of_the_list(countries: Path) -> None:
    class Failing(ListingModel):
        def structured(self, *args: Any, **told: Any) -> Any:
            if len(self.read) == 2:
                from assistant import failures

                raise failures.MODEL_CLOSED()
            return super().structured(*args, **told)

    with opened(countries, Failing()) as (assistant, model):
        with pytest.raises(ModelError):
            assistant.survey(QUESTION, resume=False)
        model.read.append("another time")
        assert assistant.survey(QUESTION).rows


def test_a_hosted_model_is_asked_several_at_once(countries: Path) -> None:
    with opened(countries, ListingModel(hosted=True, name="elsewhere")) as (assistant, model):
        survey = assistant.survey(QUESTION, resume=False)
    assert {row.member for row in survey.rows} == {"Norway", "Ireland", "United States"}
    assert len(model.read) == len(ARTICLES) - 2


class StrongModel(ListingModel):
    """A large hosted model: members with their sentences, several passages a request, and verdicts on all at once."""

    @property
    def traits(self) -> Traits:
        return Traits(None, 32_000, None, True, True, "it is made so")

    def structured(self, messages: Any, schema: Any, *, name: str = "reply", max_tokens: int) -> Any:
        text = messages[-1].content
        lines = re.findall(r"^\[(\d+)\] (.*)$", text, re.MULTILINE)
        if name == "verdicts":
            told = re.findall(r"^(\d+)\. (.*)$", text.partition("Statements:")[2], re.MULTILINE)
            verdicts = [
                {"statement": int(number), "sentences": [], "supported": "Sweden" not in claim}
                for number, claim in told
            ]
            return {"answers_question": True, "verdicts": verdicts}
        self.read.append(text)
        return {
            "members": [
                {"member": one, "sentences": [int(number)], "denied": "has not refused" in line}
                for number, line in lines
                for one in NAMES
                if re.search(rf"\b{one}\b", line)
            ]
        }


def test_a_strong_model_reads_several_passages_a_request(countries: Path) -> None:
    with opened(countries, StrongModel(hosted=True, name="strong")) as (assistant, model):
        survey = assistant.survey(QUESTION, resume=False)
        assert assistant.profile.profile.name == "large"
        for citation in survey.citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert {row.member for row in survey.rows} == {"Norway", "Ireland", "United States"}
    assert [row.member for row in survey.against] == ["Ireland"]
    assert [mention.member for mention in survey.unconfirmed] == ["Sweden"]
    assert len(model.read) == 2  # those that the question finds at once, then Sweden, which stands next to them


def test_a_column_that_no_rule_reads_is_asked_for_and_must_stand_there(countries: Path) -> None:
    class Telling(ListingModel):
        def structured(self, messages: Any, schema: Any, *, name: str = "reply", max_tokens: int) -> Any:
            if name != "cell":
                return super().structured(messages, schema, name=name, max_tokens=max_tokens)
            self.read.append("cell")
            return {"words": "its army was small" if "Norway" in messages[-1].content else "made up"}

    with opened(countries, Telling()) as (assistant, model):
        survey = assistant.survey(QUESTION, columns=["country", "reason"], resume=False)
        cells = {row.member: row.cells[1] for row in survey.rows}
        assert cells["Norway"].text == "its army was small"
        assert cells["United States"].text == ""
        for cell in cells.values():
            assert not cell.text or cell.text in survey.citations[(cell.citation or 0) - 1].quote
        asked = model.read.count("cell")
        assistant.survey(QUESTION, columns=["country", "reason"])
        assert model.read.count("cell") == asked
