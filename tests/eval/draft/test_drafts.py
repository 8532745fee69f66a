"""From articles to drafts to reviewed cases, with an endpoint whose replies are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, ModelError
from eval.cases.articles import Articles
from eval.cases.load import check_quotes, load_cases
from eval.drafting.cli import app
from eval.drafting.files import add_case, read_drafts, short_name
from eval.drafting.propose import objection
from eval.drafting.targets import Target
from eval.errors import CaseError, DraftError
from tests.llm.fake_endpoint import Script, endpoint

ARTICLE = """Velmar harbour to be deepened

The harbour authority of Velmar will deepen its main channel so that larger ships can call there soon.
The work costs 85 million euros and is to be finished by the autumn, project manager Oda Lindqvist said.
The channel of Velmar was last deepened in May 1998, when smaller ships called there.
"""
TARGET = Target("number", "85 million", "The work at Velmar costs 85 million euros.", "", 0, 41)
GOOD = {"question": "How much does the work at Velmar cost?", "answer": "The work costs 85 million euros."}


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    with endpoint() as (url, script):
        monkeypatch.setenv("ASSISTANT_LLM", url)
        yield script


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "velmar.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def run(*words: object) -> None:
    app(args=[str(word) for word in words], standalone_mode=False)


def replying(script: Script, reply: Any) -> None:
    script.pieces = [json.dumps(reply)]


def test_a_draft_has_its_exact_source_and_no_run_accepts_it(script: Script, article: Path, tmp_path: Path) -> None:
    replying(script, {"question": "Who said what the work costs?", "answer": "Oda Lindqvist said it."})
    out = tmp_path / "drafts.jsonl"
    run(article, "--out", out)
    (row,) = read_drafts(out)
    assert (row["review"], row["kind"], row["facts"]) == ("open", "speaker", [["Oda Lindqvist"]])
    assert row["references"] == [{"article": "velmar.txt", "quote": ARTICLE.splitlines()[3]}]
    with pytest.raises(CaseError, match="review"):
        load_cases(out)
    # what was sent: the answer that was chosen, and a schema that the reply must fit
    (body,) = [
        one for one in script.requests if f"Sentence: {ARTICLE.splitlines()[3]}" in one["messages"][-1]["content"]
    ]
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["question", "answer"]
    assert "Answer: Oda Lindqvist" in body["messages"][-1]["content"]


def test_what_fails_a_check_is_counted_and_not_shown(
    script: Script, article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replying(script, {"question": "What does the article say?", "answer": "Nothing."})
    out = tmp_path / "drafts.jsonl"
    run(article, "--out", out)
    assert not out.exists()
    said = capsys.readouterr().out
    assert "0 drafts of 1 articles" in said
    assert "turned away: " in said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"question": "How much does the work at Velmar cost"}, "question mark"),
        ({"question": "Does the work at Velmar cost 85 million euros?"}, "gives the answer away"),
        ({"answer": "The work is expensive."}, "lacks the chosen words"),
        ({"question": "How much does the work cost according to the article?"}, "leans on the article"),
        ({"question": "How much did it cost at Velmar?"}, "needs its context"),
        ({"question": "How much does the work at Hamburg cost?"}, "a name that the article does not"),
        ({"question": "Which is the best of them all?"}, "shares no word"),
        ({"answer": None}, "no question with an answer"),
    ],
)
def test_checks(changes: dict[str, Any], reason: str) -> None:
    found = objection(TARGET, GOOD | changes, "Velmar harbour")
    assert reason in found if reason else found == ""


def test_a_question_is_proposed_once() -> None:
    assert "before" in objection(TARGET, GOOD, "", ["How much do works at Velmar cost?"])


def test_no_json_is_turned_away(script: Script, article: Path, tmp_path: Path) -> None:
    script.pieces = ["Sure! Here is"]
    run(article, "--out", tmp_path / "drafts.jsonl")
    assert not (tmp_path / "drafts.jsonl").exists()


def test_a_model_that_dies_leaves_what_was_drafted(script: Script, article: Path, tmp_path: Path) -> None:
    replying(script, {"question": "Who said what the work costs?", "answer": "Oda Lindqvist said it."})
    out = tmp_path / "drafts.jsonl"
    run(article, "--out", out)
    kept = out.read_text("utf-8")
    script.status = 500
    with pytest.raises(ModelError):
        run(article, "--out", tmp_path / "others.jsonl")
    with pytest.raises(DraftError, match="exists"):
        run(article, "--out", out)
    assert out.read_text("utf-8") == kept


@pytest.mark.parametrize("words", [["nowhere.txt"], [".", "--split", "train"]])
def test_wrong_input_is_a_sentence(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        run(*words)


def test_articles_of_one_file_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(f"{folder} {ARTICLE}", "utf-8")
    read = list(Articles.of_files([tmp_path]))
    assert sorted(short_name(one, read) for one in read) == ["one/news.txt", "two/news.txt"]
    assert short_name(read[0], read[:1]) == "news.txt"


def drafts(tmp_path: Path, count: int = 3) -> Path:
    path = tmp_path / "drafts.jsonl"
    quote = {"article": "velmar.txt", "quote": ARTICLE.splitlines()[3]}
    rows = [
        {
            "review": "open", "id": f"number-{at}", "split": "dev", "kind": "number", "facts": [["85 million"]],
            "references": [quote], "tags": ["draft"], **GOOD,
        }
        for at in range(count)
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    queue = iter(answers)
    monkeypatch.setattr("typer.prompt", lambda question, default: next(queue) or default)


def test_only_what_is_accepted_becomes_a_case(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, cases = drafts(tmp_path), tmp_path / "cases.jsonl"
    typed(monkeypatch, "accept", "r", "s")
    run("review", path, "--out", cases)
    shown = capsys.readouterr().out
    assert ARTICLE.splitlines()[3] in shown
    assert "1 accepted, 1 rejected, 1 open" in shown
    assert [row["review"] for row in read_drafts(path)] == ["accepted", "rejected", "open"]
    found = load_cases(cases)
    assert [case.id for case in found] == ["number-0"]
    check_quotes(found, Articles.of_files([article]))


def test_an_edit_is_shown_again_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, cases = drafts(tmp_path, 1), tmp_path / "cases.jsonl"
    typed(monkeypatch, "e", "What does it cost at Velmar?", "", "", "test", "85 million | 85m || euros", "a")
    run("review", path, "--out", cases)
    (case,) = load_cases(cases)
    assert case.question == "What does it cost at Velmar?"
    assert case.answer == GOOD["answer"]
    assert case.split == "test"
    assert case.facts == (("85 million", "85m"), ("euros",))


def test_what_a_run_would_refuse_is_not_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, cases = drafts(tmp_path, 1), tmp_path / "cases.jsonl"
    typed(monkeypatch, "e", "", "", "riddle", "", "", "a", "q")
    run("review", path, "--out", cases)
    assert "riddle" in capsys.readouterr().out
    assert not cases.exists()
    assert read_drafts(path)[0]["review"] == "open"


def test_a_review_goes_on_where_it_was_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, cases = drafts(tmp_path), tmp_path / "cases.jsonl"
    for answers in (("a", "q"), ("a", "a")):
        typed(monkeypatch, *answers)
        run("review", path, "--out", cases)
    assert [case.id for case in load_cases(cases)] == ["number-0", "number-1", "number-2"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"review": "maybe"}'])
def test_a_file_of_something_else_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(DraftError, match="line 2"):
        run("review", path)


def test_a_case_file_of_something_else_is_kept(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("something else", "utf-8")
    with pytest.raises(CaseError):
        add_case(read_drafts(drafts(tmp_path, 1))[0], cases)
    assert cases.read_text("utf-8") == "something else"
