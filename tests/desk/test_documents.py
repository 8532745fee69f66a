"""Answers and conversations as documents, and the command line that writes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.cli.app import app
from assistant.conversation import Turn
from assistant.desk.document import Block, Document, Words
from assistant.desk.documents import answer_document, conversation_document
from assistant.errors import InputError
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings
from assistant.types import Answer, ArticleFacts, Citation, Statement, Timings

POST = ArticleFacts("a", "Title", "Post", None, "2024-03-01")
ONE = Citation(POST, 1, "Poland said no.", 0, 15)
TWO = Citation(POST, 2, "See [1] for more.", 20, 37)


def answer(
    text: str, *statements: Statement, refused: bool = False, cited: tuple[Citation, ...] = (ONE, TWO)
) -> Answer:
    reason = "no article has anything on this" if refused else ""
    return Answer("Who?", text, refused, cited, statements, (), Timings(), refusal_reason=reason)


def stated(text: str, *numbers: int, support: Any = "supported", reason: str = "") -> Statement:
    return Statement(text, numbers, support, 1.0, reason)


def texts(document: Document) -> list[tuple[str, list[tuple[str, tuple[int, ...]]]]]:
    blocks = [block for block in document.blocks if isinstance(block, Block)]
    return [(block.kind, [(words.text, words.citations) for words in block.items]) for block in blocks]


def test_a_paragraph_keeps_each_sentence_on_its_sources() -> None:
    told = answer_document(answer("No [1]. Nor they [1][2].", stated("No.", 1), stated("Nor they.", 1, 2)))
    assert texts(told) == [("paragraph", [("No.", (1,)), ("Nor they.", (1, 2))])]
    assert told.title == "Who?"
    assert told.citations == (ONE, TWO)


def test_a_list_is_one_and_what_introduces_it_stands_before() -> None:
    text = "In the words of the articles:\n- Post, 2024-03-01: Poland said no [1].\n- See [1] for more [2]."
    told = answer_document(answer(text, stated("Poland said no.", 1), stated("See [1] for more.", 2)))
    assert texts(told) == [
        ("paragraph", [("In the words of the articles:", ())]),
        ("list", [("Post, 2024-03-01: Poland said no.", (1,)), ("See [1] for more.", (2,))]),
    ]


def test_words_before_a_statement_stay_before_it_and_numbered_items_lose_their_number_only() -> None:
    told = answer_document(answer("The articles say so: No [1].", stated("No.", 1)))
    assert texts(told) == [("paragraph", [("The articles say so: No.", (1,))])]
    told = answer_document(answer("1. No [1].\n2. Yes [2].", stated("No.", 1), stated("Yes.", 2)))
    assert texts(told) == [("list", [("No.", (1,)), ("Yes.", (2,))])]


def test_a_refusal_quotes_what_comes_nearest() -> None:
    told = answer_document(answer("Not answered. Nearest to it, they say: “Poland said no.” [1]", refused=True))
    assert texts(told) == [("paragraph", [("Not answered. Nearest to it, they say: “Poland said no.”", (1,))])]
    assert told.notes == ("Not answered: no article has anything on this.",)


def test_a_doubt_is_a_remark() -> None:
    statement = stated("No.", 1, support="partly", reason="the date is not there")
    told = answer_document(answer("No [1].", statement))
    assert told.blocks[0].items[0].remark == "partly supported: the date is not there"  # type: ignore[union-attr]


def test_a_conversation_gives_each_source_one_number() -> None:
    first = Turn("Who?", "Who?", "No [1].", answer("No [1].", stated("No.", 1), cited=(ONE,)))
    other = replace(TWO, number=1), replace(ONE, number=2)
    second = Turn("And?", "And?", "", answer("Yes [1]. No [2].", stated("Yes.", 1), stated("No.", 2), cited=other))
    lost = Turn("Then?", "Then?", "Perhaps [3].", None)
    told = conversation_document([first, second, lost])
    assert texts(told)[1::2] == [
        ("paragraph", [("No.", (1,))]),
        ("paragraph", [("Yes.", (2,)), ("No.", (1,))]),
        ("paragraph", [("Perhaps [3].", ())]),
    ]
    assert [one.number for one in told.citations] == [1, 2]
    assert told.citations[1].quote == TWO.quote
    assert told.notes == ("The sources of the answer to “Then?” were not kept.",)
    assert told.blocks[0] == Block("heading", (Words("Who?"),))


@pytest.fixture
def counting(seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands get an assistant whose model is never asked."""

    def opened(*_: object, **__: object) -> Assistant:
        return Assistant.open(seeds_index, settings=load_settings(), model=ScriptedModel())

    monkeypatch.setattr("assistant.cli.app.open_assistant", opened)


@pytest.mark.usefixtures("counting")
def test_ask_and_chat_write_files(tmp_path: Path) -> None:
    word, page = tmp_path / "answer.docx", tmp_path / "answer.html"
    asked = CliRunner().invoke(app, ["ask", "How many articles mention Poland?", "-o", str(word), "--out", str(page)])
    assert asked.exit_code == 0
    assert f"Wrote {page}" in asked.stderr
    assert "Wrote" not in asked.stdout
    assert "2 of 5 articles mention “Poland”" in page.read_text("utf-8")
    assert word.read_bytes()[:2] == b"PK"
    talk = tmp_path / "talk.md"
    said = CliRunner().invoke(app, ["chat", "-o", str(talk)], input="How many articles are there?\nWho are you?\n\n")
    assert said.exit_code == 0
    assert talk.read_text("utf-8").count("\n## ") == 2


@pytest.mark.usefixtures("counting")
def test_a_file_is_looked_at_before_the_question(tmp_path: Path) -> None:
    there = tmp_path / "answer.md"
    there.write_text("mine")
    asked = CliRunner().invoke(app, ["ask", "Who are you?", "-o", str(there)])
    assert isinstance(asked.exception, InputError)
    assert asked.stdout == ""
    assert CliRunner().invoke(app, ["ask", "Who are you?", "-o", str(there), "--force"]).exit_code == 0
    assert there.read_text() != "mine"
