"""Between evidence and model: what fits the context, and what the model's limit leaves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import ModelConfigError, ModelError
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.generation import CUT, Generator, listed_evidence
from assistant.llm.scripted import ScriptedModel
from assistant.profiles import MEDIUM, SMALL
from assistant.prompts import load_prompt
from assistant.types import ArticleFacts

QUESTION = "Who rejected it?"


def evidence(*texts: str) -> Evidence:
    """Sentences of one article, the best first."""
    sentences = [
        EvidenceSentence(
            Span(ArticleFacts("a", "Vote"), 0, len(text), text),
            1.0 / (rank + 1),
            0.5,
            0.5,
            np.zeros(3, "f4"),
        )
        for rank, text in enumerate(texts)
    ]
    return Evidence(tuple(sentences), 0.5, 0.5)


def generator(*replies: str, max_tokens: int = 20) -> Generator:
    return Generator(ScriptedModel(replies, context_tokens=900), replace(SMALL, answer_tokens=max_tokens))


def test_a_sentence_that_does_not_fit_goes_before_the_weaker_ones() -> None:
    long, short = "word " * 2_400, "Poland rejected it."
    kept = generator().fit(QUESTION, evidence(long, short, "Germany did, too."))
    assert [sentence.text for sentence in kept.sentences] == [short, "Germany did, too."]
    assert (kept.best_cosine, kept.best_coverage) == (0.5, 0.5)


def test_an_overlong_sentence_is_not_blamed_on_the_question() -> None:
    with pytest.raises(ModelConfigError, match=r"one sentence of 12,000 characters \(in “Vote”\)"):
        generator().fit(QUESTION, evidence("word " * 2_400))


def test_an_overlong_question_is() -> None:
    with pytest.raises(ModelConfigError, match="The question does not fit the model's context of 900 tokens"):
        generator().fit("word " * 2_400, evidence("Poland rejected it."))


def test_a_cut_sentence_is_no_sentence_and_those_before_it_stand() -> None:
    reply = "Poland rejected it. The United States and Germany pu bli shed."
    written = list(generator(reply, max_tokens=8).statements(QUESTION, evidence("Poland rejected it.")))
    assert [sentence.text for sentence in written] == ["Poland rejected it.", CUT.text]
    assert written[-1] is CUT


def test_where_nothing_is_whole_the_limit_is_named() -> None:
    with pytest.raises(ModelError, match=r"limit of 5 tokens .* raise ASSISTANT_LLM_MAX_TOKENS"):
        list(
            generator("Poland, the United States and Germany rejected it.", max_tokens=5).statements(
                QUESTION, evidence("x")
            )
        )


def test_the_gate_says_how_much_of_what_was_read_for_it_the_answer_has_no_use_for() -> None:
    read = evidence("Poland rejected it.")
    gate, answer = (
        load_prompt(f"small/{name}", frozenset({"sources", "question"})).user(
            sources=listed_evidence(read), question=QUESTION
        )
        for name in ("answerable", "answer")
    )
    shared = gate[: gate.index(QUESTION) + len(QUESTION)]
    assert answer.startswith(shared)
    said = Generator(ScriptedModel(probabilities=[0.7]), SMALL).answerable(QUESTION, read)
    assert (said.probability, said.own_share) == (0.7, pytest.approx(1 - len(shared) / len(gate)))


def test_a_model_that_is_not_asked_first_reads_nothing_for_the_gate() -> None:
    said = Generator(ScriptedModel([]), MEDIUM).answerable(QUESTION, evidence("Poland rejected it."))
    assert (said.probability, said.own_share) == (None, 0.0)
