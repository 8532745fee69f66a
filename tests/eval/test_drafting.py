"""Drafts of questions: which sentences, what is dropped, and that nothing unreviewed becomes a case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.errors import ModelError
from assistant.llm.scripted import ScriptedModel
from assistant.types import Article
from eval.articles import Articles
from eval.cases import load_cases
from eval.draft import app
from eval.drafting.drafts import append_draft, read_drafts
from eval.drafting.grammar import grammar_for
from eval.drafting.proposing import Proposals, UselessError, checked
from eval.drafting.sentences import BLOCK, targets
from eval.errors import CaseError, DraftError

SOLD = "Ines Vogt sold the old mill to Arle for 40,000 crowns in May."
BELLS = "The bells of Arle rang when Mayor Tove Lund signed the papers."
TEXT = f"He was tired of it by then, people in Arle say. {SOLD} Nothing else happened. {BELLS}"

Reply = str


def reply(question: str, answer: str) -> Reply:
    return json.dumps({"question": question, "answer": answer})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "news"
    path.mkdir()
    (path / "mill.txt").write_text(f"Arle buys its mill\n\n{TEXT}\n", "utf-8")
    return path


@pytest.fixture
def mill(folder: Path) -> Articles:
    return Articles.of_files([folder])


@pytest.fixture
def drafts(tmp_path: Path, mill: Articles) -> Path:
    path = tmp_path / "drafts.jsonl"
    model = ScriptedModel([
        reply("For how much was the mill sold?", "40,000 crowns"), reply("Who signed the papers?", "tove lund"),
    ])  # fmt: skip
    for row in Proposals(model, mill).rows(5):
        append_draft(path, row)
    return path


def article(text: str) -> Article:
    return Article(id="a", title="A", text=text, location="/a.txt", path="/a.txt")


def ask(drafts: Path, typed: str, *words: str) -> tuple[Path, str]:
    """Review with what is typed; returns the file of cases and what was shown."""
    out = drafts.with_name("cases.jsonl")
    done = CliRunner().invoke(app, ["review", str(drafts), "--out", str(out), *words], input=typed)
    assert done.exit_code == 0, done.output
    return out, done.output


def reviews(drafts: Path) -> list[str]:
    return [row["review"] for row in read_drafts(drafts)]


def test_only_sentences_that_name_something_and_stand_alone_are_asked_about(mill: Articles) -> None:
    (only,) = mill
    assert [target.sentence for target in targets(only, 9)] == [SOLD, BELLS]
    assert targets(article(f"{SOLD} Nothing else happened there. {SOLD}"), 9) == []


def test_few_targets_are_spread_over_a_long_article_and_keep_their_part_of_it() -> None:
    sentences = [f"In chapter {at} the town of Arle pays the builder {at} crowns for his work." for at in range(200)]
    found = targets(article(" ".join(sentences)), 4)
    assert [sentences.index(target.sentence) for target in found] == [25, 75, 125, 175]
    assert all(target.sentence in target.context and len(target.context) <= BLOCK for target in found)


def test_a_proposal_has_its_source_word_for_word_and_the_model_is_held_to_a_grammar(mill: Articles) -> None:
    model = ScriptedModel([reply("Who signed the papers?", "tove lund.")])
    (row,) = Proposals(model, mill).rows(1)
    assert row["review"] == "open"
    assert row["references"] == [{"article": "mill.txt", "quote": BELLS}]
    # as the sentence writes it
    assert row["answer"] == "Tove Lund"
    assert row["facts"] == [["Tove Lund"]]
    (call,) = model.calls
    assert call.grammar and "root ::=" in call.grammar
    assert TEXT in call.messages[-1].content and f"The sentence: {BELLS}" in call.messages[-1].content


def possible_answers(grammar: str) -> set[str]:
    """Everything that the rules of the answer produce, as JSON reads it."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    def texts(rule: str) -> list[str]:
        found: list[str] = []
        for way in rules[rule].split(" | "):
            literal, _, further = way.rpartition(" ") if re.search(r" c\d+$", way) else (way, "", "")
            begin = json.loads(f'"{json.loads(literal)}"') if literal.startswith('"') else ""
            rest = texts(further or way) if further or not begin else [""]
            found += [begin + one for one in rest]
        return found

    return set(texts("answer"))


def test_the_grammar_lets_the_model_copy_any_run_of_words_and_nothing_else() -> None:
    sentence = '"We have no plans," Stoltenberg said – on Monday (11 March).'
    answers = possible_answers(grammar_for(sentence))
    assert {"Stoltenberg", "We", "no plans", "Monday (11 March", "11 March", "said – on Monday"} <= answers
    assert 'We have no plans," Stoltenberg' in answers
    assert all(answer in sentence for answer in answers)
    words = 10
    assert len(answers) == words * (words + 1) / 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Who sold it? Ines Vogt", "not of the form"),
        ('["Who sold it?"]', "not of the form"),
        (reply("Name the seller.", "Ines Vogt"), "not of the form"),
        (reply("Who sold it?", "Piet Rasmus"), "does not stand in the sentence"),
        (reply("What happened?", SOLD), "the whole sentence"),
        (reply("Did Ines Vogt sell it?", "Ines Vogt"), "gives the answer away"),
        (reply("Was it Vogt, called Ines, who sold it?", "Ines Vogt"), "gives the answer away"),
    ],
)
def test_useless_replies_are_dropped_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(UselessError, match=why):
        checked(text, SOLD)


def test_dropped_replies_are_counted_and_the_next_sentence_is_asked(mill: Articles) -> None:
    proposals = Proposals(ScriptedModel(["nonsense", reply("Who signed the papers?", "Tove Lund")]), mill)
    assert [row["answer"] for row in proposals.rows(5)] == ["Tove Lund"]
    assert proposals.dropped == {"the reply is not of the form": 1}


def test_a_second_run_asks_only_about_new_sentences(mill: Articles, drafts: Path) -> None:
    known = {row["id"] for row in read_drafts(drafts)}
    silent = ScriptedModel([])
    assert list(Proposals(silent, mill).rows(5, known)) == []
    assert silent.calls == []


def test_a_model_that_dies_keeps_what_was_proposed(mill: Articles) -> None:
    model = ScriptedModel([reply("Who sold it?", "Ines Vogt"), ModelError("It is gone.")])
    rows = Proposals(model, mill).rows(5)
    assert next(rows)["answer"] == "Ines Vogt"
    with pytest.raises(ModelError, match="It is gone"):
        next(rows)


def test_articles_of_one_file_name_are_told_apart(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "mill.txt").write_text(f"Another mill\n\n{BELLS}\n", "utf-8")
    both = Articles.of_files([folder])
    model = ScriptedModel([reply("Who signed it?", "Tove Lund")] * 2)
    names = {row["references"][0]["article"] for row in Proposals(model, both).rows(1)}
    assert names == {"news/mill.txt", "more/mill.txt"}
    assert all(len(both.named(name)) == 1 for name in names)


def test_no_loader_takes_a_draft(drafts: Path) -> None:
    with pytest.raises(CaseError, match="“review” is no field of a case"):
        load_cases(drafts)


def test_accepting_makes_a_case_and_rejecting_none(drafts: Path, folder: Path) -> None:
    out, shown = ask(drafts, "a\nr\n", "--articles", str(folder))
    assert SOLD in shown and "1 cases added" in shown and "0 drafts still open" in shown
    (case,) = load_cases(out)
    assert (case.question, case.facts, case.kind) == (
        "For how much was the mill sold?", (("40,000 crowns",),), "number",
    )  # fmt: skip
    assert reviews(drafts) == ["accepted", "rejected"]


def test_a_review_can_be_left_and_continued(drafts: Path) -> None:
    out, shown = ask(drafts, "s\nq\n")
    assert not out.exists() and "2 drafts still open" in shown
    ask(drafts, "a\nq\n")
    assert reviews(drafts) == ["accepted", "open"]
    out, shown = ask(drafts, "a\n")
    assert "1 cases added" in shown
    assert len(load_cases(out)) == 2


def test_editing_changes_the_case_and_an_impossible_edit_is_asked_again(drafts: Path) -> None:
    typed = "e\nHow dear was the mill?\n40,000 crowns\n40,000 crowns | 40,000 kr || in May\nprice\na\n"
    out, shown = ask(drafts, typed + "e\n\n\n\nnumber\na\nq\n")
    assert "This cannot be a case" in shown and "the kind “price” is unknown" in shown
    (case,) = load_cases(out)
    assert case.question == "How dear was the mill?"
    assert case.facts == (("40,000 crowns", "40,000 kr"), ("in May",))


def test_a_row_accepted_in_an_editor_counts_once(drafts: Path, folder: Path) -> None:
    drafts.write_text(drafts.read_text("utf-8").replace('"open"', '"accepted"', 1), "utf-8")
    for _ in range(2):
        out, _ = ask(drafts, "q\n", "--articles", str(folder))
    assert len(load_cases(out)) == 1


def test_an_accepted_quote_must_stand_in_its_article(drafts: Path, folder: Path) -> None:
    (folder / "mill.txt").write_text("Arle buys its mill\n\nNothing of this happened in Arle.\n", "utf-8")
    out, shown = ask(drafts, "a\nq\n", "--articles", str(folder))
    assert "does not stand in mill.txt" in shown
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "There is no file"),
        ("{", "line 1: this is no JSON"),
        ("[]", "line 1: a draft is a JSON object"),
        ('{"id": "x"}', "line 1: a draft has a “review”"),
        ('{"review": "maybe"}', "line 1: a draft has a “review”"),
    ],
)
def test_damaged_drafts_are_refused(tmp_path: Path, text: str | None, why: str) -> None:
    path = tmp_path / "drafts.jsonl"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(DraftError, match=why):
        read_drafts(path)


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DraftError, match="cannot be written"):
        append_draft(tmp_path / "d.jsonl", {})


def test_articles_are_enough_to_propose(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedModel([reply("Who sold it?", "Ines Vogt"), "nonsense"])
    monkeypatch.setattr("assistant.llm.open_model", lambda *_: model)
    out = tmp_path / "drafts.jsonl"
    done = CliRunner().invoke(app, [str(folder), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "1 drafts added" in done.output and "1 dropped: the reply is not of the form" in done.output
    assert model.closed
    assert reviews(out) == ["open"]
