from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.ui import engines as module
from assistant.ui.engines import Choice, Engines
from tests.ui.doubles import QuotingModel

QUESTION = "Which countries rejected sending troops?"


@pytest.fixture
def engines(seeds_index, settings, monkeypatch):
    monkeypatch.setattr(module, "open_model", lambda chosen, store: QuotingModel(chosen.llm, hosted=True))
    made = Engines(Assistant.open(seeds_index, settings=settings, model=QuotingModel()))
    yield made
    made.close()


def test_a_choice_changes_model_passages_and_strictness_for_its_questions_alone(engines: Engines):
    chosen = engines.get(Choice("openai:other", 3, "strict"))
    answer, default = chosen.ask(QUESTION), engines.get(engines.default).ask(QUESTION)
    assert (answer.model, len(answer.passages), chosen.settings.strictness) == ("openai:other", 3, "strict")
    assert (default.model, len(default.passages)) == ("quoting", engines.default.passages)
    assert engines.status("openai:other").hosted
    assert not engines.status(engines.default.llm).hosted
