"""The read path as a model of the large profile is asked: whole passages, its shape, one verdict on all statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import CUT_NOTE, NEAREST, REFUSAL
from assistant.assistant import Assistant
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings
from assistant.types import Answer, StageChanged, TextDelta

TROOPS = "Which countries rejected sending troops?"
REJECTED = "Poland, the United States and Germany publicly rejected the idea."
LIST = """Those that rejected the idea publicly:
- Poland rejected the idea publicly [1].
- The United States publicly rejected the idea.
- Canberra sent 378 billion soldiers.

NATO has no plans to send troops to Ukraine."""


def verdicts(*supported: bool, answers: bool = True, sentences: Sequence[int] = ()) -> dict[str, Any]:
    return {
        "answers_question": answers,
        "verdicts": [
            {"statement": number, "sentences": list(sentences), "supported": one}
            for number, one in enumerate(supported, 1)
        ],
    }


@contextmanager
def large(index: Path, reply: str, *objects: Any, **changes: Any) -> Iterator[tuple[Assistant, ScriptedModel]]:
    model = ScriptedModel([reply], objects=objects, context_tokens=32_000, parameters=70.0)
    with Assistant.open(index, settings=load_settings(**changes), model=model) as assistant:
        yield assistant, model


def test_two_requests_answer_and_check(seeds_index: Path) -> None:
    with large(seeds_index, REJECTED, verdicts(True)) as (assistant, model):
        answer = assistant.ask(TROOPS)
    assert [call.kind for call in model.calls] == ["stream", "structured"]
    beginnings = {call.messages[-1].content.split("Question: ")[0].split("Somebody asked")[0] for call in model.calls}
    assert len(beginnings) == 1
    assert (answer.refused, answer.statements[0].support) == (False, "supported")
    assert answer.statements[0].probability == pytest.approx(0.97)
    assert (answer.signals.profile, answer.signals.checker, answer.signals.answers) == (
        "large",
        "structured verdicts",
        True,
    )


def test_evidence_is_on_the_answer_as_it_was_sent(seeds_index: Path) -> None:
    with large(seeds_index, REJECTED, verdicts(True)) as (assistant, model):
        answer = assistant.ask(TROOPS)
        sent = model.calls[0].messages[-1].content
        assert len(answer.evidence) > 20
        for number, sentence in enumerate(answer.evidence, 1):
            assert assistant.article(sentence.article_id).text[sentence.start : sentence.end] == sentence.text
            assert f"[{number}] {' '.join(sentence.text.split())}" in sent


def test_a_list_keeps_its_lines_and_what_is_not_supported_leaves_it(seeds_index: Path) -> None:
    with large(seeds_index, LIST, verdicts(True, True, True, False, True)) as (assistant, _):
        events = list(assistant.stream(TROOPS))
    answer = events[-1]
    assert isinstance(answer, Answer)
    lines = answer.text.split("\n")
    assert lines[0].startswith("Those that rejected the idea publicly")
    assert [line[:8] for line in lines[1:3]] == ["- Poland", "- The Un"]
    assert lines[3] == "" and lines[4].startswith("NATO has no plans")
    assert "Canberra" not in answer.text
    assert [statement.text for statement in answer.dropped] == ["Canberra sent 378 billion soldiers."]
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    assert "checking" in [event.stage for event in events if isinstance(event, StageChanged)]


def test_a_line_that_introduces_nothing_goes(seeds_index: Path) -> None:
    reply = "Those that rejected the idea publicly:\n- Canberra sent soldiers\n\n" + REJECTED
    with large(seeds_index, reply, verdicts(True, False, True)) as (assistant, _):
        assert "Those that" not in assistant.ask(TROOPS).text


def test_what_leans_on_a_dropped_sentence_goes_with_it(seeds_index: Path) -> None:
    reply = f"{REJECTED} Canberra sent 378 billion soldiers. It also rejected the idea."
    with large(seeds_index, reply, verdicts(True, False, True)) as (assistant, _):
        answer = assistant.ask(TROOPS)
    assert len(answer.statements) == 1
    assert answer.dropped[1].reason == "it leans on a sentence that was left out"


@pytest.mark.parametrize(
    ("reply", "objects"),
    [
        ("The articles do not answer this question.", ()),
        (REJECTED, (verdicts(True, answers=False),)),
        ("Canberra sent 378 billion soldiers.", (verdicts(False),)),
    ],
)
def test_no_answer_is_a_refusal_with_the_nearest_sentences(
    seeds_index: Path, reply: str, objects: tuple[Any, ...]
) -> None:
    with large(seeds_index, reply, *objects) as (assistant, _):
        answer = assistant.ask(TROOPS)
    assert (answer.refused, answer.statements) == (True, ())
    assert answer.text.startswith(f"{REFUSAL}{NEAREST}“Poland, the United States and Germany publicly rejected")
    assert answer.citations[0].quote in answer.text


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        {"verdicts": "yes"},
        {"answers_question": True, "verdicts": []},
        {"answers_question": "x", "verdicts": [{"statement": 9, "supported": True}, {"supported": 1}, 3]},
    ],
)
def test_a_malformed_verdict_is_none_and_the_rules_decide(seeds_index: Path, malformed: Any) -> None:
    with large(seeds_index, f"{REJECTED} The aid is 378 billion dollars.", malformed) as (assistant, _):
        answer = assistant.ask(TROOPS)
    assert [statement.text for statement in answer.statements] == [REJECTED]
    assert answer.statements[0].probability is None


def test_a_statement_that_is_judged_twice_needs_both(seeds_index: Path) -> None:
    twice = verdicts(True)
    twice["verdicts"] += [{"statement": 1, "sentences": [1], "supported": False}]
    with large(seeds_index, "NATO allies may train Ukrainian crews in Poland.", twice) as (assistant, _):
        assert assistant.ask(TROOPS).refused


def test_an_answer_that_the_limit_cuts_says_so(seeds_index: Path) -> None:
    reply = f"{REJECTED} NATO has no plans to send troops to Ukraine or anywhere else in the"
    with large(seeds_index, reply, verdicts(True), llm_max_tokens=18) as (assistant, _):
        answer = assistant.ask(TROOPS)
    assert answer.cut and answer.text.endswith(CUT_NOTE)
    assert [statement.text for statement in answer.statements] == [REJECTED]
