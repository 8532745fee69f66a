"""Briefings over invented articles: what belongs, what is shown where, whose words it is, and what a model writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.cli.app import app
from assistant.desk.briefing import Briefing, BriefSection
from assistant.desk.progress import Progress
from assistant.errors import ModelError, NotFoundError, QuestionError
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings
from assistant.types import Filters

ARTICLES = {
    "2024-03-01-post-ferry.txt": """Ferry runs aground off Marlow
Post

The ferry Aurora ran aground off Marlow on Friday morning with 212 passengers on board.

Captain Ida Holm said that the rudder had failed. "We had eight seconds," she said.

Whether the ferry can be repaired is not known. Rival captain Jon Berg believes that the line will go bankrupt.
""",
    "2024-03-04-herald-ferry.txt": """Ferry off Marlow to be towed on Tuesday
Herald

The ferry Aurora will be towed from the rocks off Marlow on Tuesday, the harbour office announced.

There were 240 passengers on board when the ferry ran aground, the harbour office said. The office denied that its
rudder had failed.
""",
    "2024-03-05-view-ferry.txt": """Comment: Ferries without shame
View

I think that the ferry Aurora should never have left Marlow harbour in that weather.
""",
    "2024-03-05-post-school.txt": """New school for Tarn opens its doors
Post

A new primary school with 300 places was opened in Tarn on Monday.
""",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefing")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        title, outlet, body = text.split("\n", 2)
        (folder / "articles" / name).write_text(f"Title: {title}\nSource: {outlet}\nDate: {name[:10]}\n{body}", "utf-8")
    with Assistant.open(folder / "index", settings=load_settings()) as assistant:
        assert len(assistant.ingest(folder / "articles").added) == len(ARTICLES)
    return folder / "index"


@contextmanager
def opened(index: Path, model: ScriptedModel | None = None) -> Iterator[Assistant]:
    """An assistant with a model that must not be asked, or a scripted one."""
    with Assistant.open(index, settings=load_settings(), model=model or ScriptedModel()) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def ferry(index: Path) -> Briefing:
    with opened(index) as assistant:
        return assistant.brief("the ferry Aurora")


def section(briefing: Briefing, kind: str) -> BriefSection:
    return next(one for one in briefing.sections if one.kind == kind)


def told(briefing: Briefing, kind: str) -> list[str]:
    return [f"{one.lead}{one.text}" for part in section(briefing, kind).paragraphs for one in part.statements]


def test_every_sentence_stands_where_it_is_cited(index: Path, ferry: Briefing) -> None:
    with opened(index) as assistant:
        for one in ferry.citations:
            assert assistant.article(one.article_id).text[one.start : one.end] == one.quote
    quotes = {one.number: " ".join(one.quote.split()) for one in ferry.citations}
    assert sorted(quotes) == list(range(1, len(quotes) + 1))
    statements = [one for part in ferry.sections for paragraph in part.paragraphs for one in paragraph.statements]
    assert statements
    assert all(one.verbatim and one.text in {quotes[number] for number in one.citations} for one in statements)
    assert {number for one in statements for number in one.citations} == set(quotes)


def test_what_is_about_something_else_is_left_out_and_the_coverage_says_so(ferry: Briefing) -> None:
    coverage = ferry.coverage
    assert {one.article_id for one in ferry.citations} == {name.split(".")[0] for name in ARTICLES if "ferry" in name}
    assert (coverage.articles, coverage.looked, coverage.of_articles) == (3, 4, 4)
    assert (coverage.first, coverage.last) == ("2024-03-01", "2024-03-05")
    assert coverage.kept == sum(len(p.statements) for one in ferry.sections for p in one.paragraphs)
    assert any("4 of 4 articles were looked into" in note for note in ferry.document().notes)


def test_sections_hold_what_they_are_called_after(ferry: Briefing) -> None:
    assert any("ran aground off Marlow on Friday" in one for one in told(ferry, "events"))
    assert any("Captain Ida Holm said" in one for one in told(ferry, "speakers"))
    assert "Post, 2024-03-01: Whether the ferry can be repaired is not known." in told(ferry, "open")
    differing = [[one.text for one in part.statements] for part in section(ferry, "disagreement").paragraphs]
    assert any("212 passengers" in one[0] and "240 passengers" in one[-1] for one in differing if len(one) == 2)
    assert any("denied that its rudder had failed." in " ".join(one[-1].split()) for one in differing)


def test_opinion_and_forecast_keep_their_owner(ferry: Briefing) -> None:
    facts = [one.kind for one in ferry.sections if one.kind in ("events", "numbers", "open")]
    every = [one for kind in facts for one in told(ferry, kind)]
    assert not any("should never have left" in one or "bankrupt" in one for one in every if "Jon Berg" not in one)
    [opinion] = [one for one in told(ferry, "speakers") if "should never have left" in one]
    assert opinion.startswith("View, 2024-03-05, opinion: ")
    assert not any(one.startswith('Post, 2024-03-01: "We had eight seconds,"') for one in told(ferry, "speakers"))


def test_all_articles_are_grouped_by_what_they_tell(index: Path) -> None:
    with opened(index) as assistant:
        everything = assistant.brief()
    heads = [part.head for part in section(everything, "events").paragraphs]
    assert len(heads) == 2
    assert any("Tarn" in head for head in heads)
    assert not any("Tarn" in head and "Marlow" in head for head in heads)


def test_filters_and_periods_hold(index: Path) -> None:
    with opened(index) as assistant:
        one = assistant.brief(filters=Filters(article_ids=("2024-03-05-post-school",)))
        assert {citation.article_id for citation in one.citations} == {"2024-03-05-post-school"}
        assert assistant.brief("the ferry Aurora until 3 March 2024").coverage.last == "2024-03-01"
        with pytest.raises(NotFoundError):
            assistant.brief(filters=Filters(article_ids=("no-such-article",)))


def test_a_topic_that_nothing_is_about_gets_an_empty_briefing(index: Path) -> None:
    with opened(index) as assistant:
        empty = assistant.brief("volcanoes of Iceland")
        assert empty.sections == ()
        assert "No article about “volcanoes of Iceland”" in empty.document().blocks[0].items[0].text  # type: ignore[union-attr]
        with pytest.raises(QuestionError):
            assistant.brief("?!")


def test_it_says_how_far_it_is_and_can_be_stopped(index: Path) -> None:
    with opened(index) as assistant:
        steps = list(assistant.brief_stream("the ferry Aurora"))
        assert isinstance(steps[-1], Briefing)
        progress = [one for one in steps[:-1] if isinstance(one, Progress)]
        assert progress[0].unit == "articles"
        assert progress[0].done == 0
        assert [one.done for one in progress if one.unit == "sections"] == [0, 1, 2, 3, 4]
        stream = assistant.brief_stream("the ferry Aurora")
        next(stream)
        stream.close()  # type: ignore[attr-defined]


RIGHT = "The ferry Aurora ran aground off Marlow with 212 passengers on board [1]."
WRONG = "The ferry Aurora sank off Tarn with 900 passengers on board [1]."


def strong(*replies: str | Exception, verdicts: object = None) -> ScriptedModel:
    supported = {"statement": 1, "sentences": [1], "supported": True}
    judged = {"answers_question": True, "verdicts": [supported, {**supported, "statement": 2, "supported": False}]}
    return ScriptedModel(replies, objects=[verdicts or judged] * 9, parameters=70.0, context_tokens=32_000)


def test_a_strong_model_writes_and_what_it_makes_up_is_dropped(index: Path) -> None:
    no = "The articles do not answer this question."
    model = strong(f"{RIGHT} {WRONG}", no, no, no, no)
    with opened(index, model) as assistant:
        written = assistant.brief("the ferry Aurora")
    [statement] = section(written, "events").paragraphs[0].statements
    assert statement.text == "The ferry Aurora ran aground off Marlow with 212 passengers on board."
    assert not statement.verbatim
    assert statement.citations == (1,)
    assert [one.text for one in written.dropped] == ["The ferry Aurora sank off Tarn with 900 passengers on board."]
    assert written.model == "scripted"
    # what the model cannot answer is left to the articles' own words
    assert any("Whether the ferry" in one for one in told(written, "open"))
    assert "Describe what happened on the ferry Aurora" in model.calls[0].messages[-1].content


def test_a_model_that_answers_nothing_has_written_nothing(index: Path) -> None:
    with opened(index, strong(*["The articles do not answer this question."] * 5)) as assistant:
        briefing = assistant.brief("the ferry Aurora")
    assert briefing.model == ""
    assert "Every sentence stands as it is in the article cited; headings are ours." in briefing.document().notes


def test_a_model_that_fails_is_an_error_and_no_empty_briefing(index: Path) -> None:
    with opened(index, strong(ModelError("The endpoint broke off."))) as assistant, pytest.raises(ModelError):
        assistant.brief("the ferry Aurora")


def test_the_command_prints_and_writes(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        import_module("assistant.cli.desk.brief"),  # its name in the package is the command
        "open_assistant",
        lambda *_, **__: Assistant.open(index, settings=load_settings(), model=ScriptedModel()),
    )
    word = tmp_path / "brief.docx"
    done = CliRunner().invoke(app, ["brief", "the ferry Aurora", "--to", "2024-03-04", "--out", str(word)])
    assert done.exit_code == 0
    assert "What happened" in done.stdout
    assert "opinion" not in done.stdout
    assert word.stat().st_size > 1000
