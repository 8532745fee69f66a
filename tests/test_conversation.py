"""Follow-ups: rewritten when they lean on earlier turns, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversation import Turn, leans_on_context, rewrite
from assistant.errors import ModelError
from assistant.llm import LanguageModel
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings

TURNS = (
    Turn(
        "What did Stoltenberg say about troops?",
        "What did Stoltenberg say about troops?",
        "Jens Stoltenberg said that NATO has no plans to send troops to Ukraine [1].",
    ),
)


@pytest.mark.parametrize(
    "question",
    [
        "And what did he say about it?",
        "Why?",
        "What about Poland?",
        "Who else?",
        "When was that?",
        "Did they agree?",
        "Is it true that Poland rejected it?",
        "How many?",
        "But did Germany agree?",
    ],
)
def test_a_question_that_leans_on_earlier_turns(question: str) -> None:
    assert leans_on_context(question, TURNS)
    assert not leans_on_context(question, ())


@pytest.mark.parametrize(
    "question",
    [
        "Which countries rejected sending troops?",
        "What did Macron say about his remark?",
        "How much aid has the US given?",
        "Is there a coalition for missiles?",
        "What is the capital of Australia?",
        "Is it likely that NATO sends troops?",
    ],
)
def test_a_question_that_stands_alone(question: str) -> None:
    assert not leans_on_context(question, TURNS)


@pytest.mark.parametrize(
    "reply",
    [
        "Why did Angela Merkel say it?",
        "It depends.",
        "What is the weather?",
        f"Why did he reject missiles {'and ' * 90}",
    ],
)
def test_a_rewrite_that_invents_or_loses_is_not_used(reply: str) -> None:
    assert rewrite("Why did he reject missiles?", TURNS, ScriptedModel([reply])) is None


def test_a_model_that_rewrites_to_nothing_has_failed() -> None:
    with pytest.raises(ModelError, match="answered with nothing"):
        rewrite("Why did he reject missiles?", TURNS, ScriptedModel([""]))


def test_the_answer_tells_both_questions(seeds_index: Path) -> None:
    rewritten = "What did Stoltenberg say about the conflict?"
    model = ScriptedModel([rewritten, "NATO is not a party to the conflict."], [0.95] * 6)
    with Assistant.open(seeds_index, settings=load_settings(), model=model) as assistant:
        conversation = assistant.conversation(TURNS)
        answer = conversation.ask("What did he say about the conflict?")
    assert answer.question == "What did he say about the conflict?"
    assert answer.standalone_question == rewritten
    assert conversation.turns[-1] == Turn(answer.question, rewritten, answer.text)
    assert answer.to_dict()["standalone_question"] == rewritten


def test_a_new_topic_is_not_dragged_back(seeds_index: Path) -> None:
    model = ScriptedModel()
    with Assistant.open(seeds_index, settings=load_settings(), model=model) as assistant:
        answer = assistant.conversation(TURNS).ask("What is the capital of Australia?")
    assert answer.standalone_question == answer.question
    assert answer.refused and model.calls == []


def test_the_real_model_resolves_a_pronoun(model: LanguageModel) -> None:
    rewritten = rewrite("Why did he say that?", TURNS, model)
    assert rewritten is not None and "Stoltenberg" in rewritten
