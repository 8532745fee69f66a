from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.errors import SettingsError
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
    chosen = engines.get(Choice("qwen2.5-coder-0.5b", 3, "strict"))
    answer, default = chosen.ask(QUESTION), engines.get(engines.default).ask(QUESTION)
    assert (answer.model, len(answer.passages), chosen.settings.strictness) == ("qwen2.5-coder-0.5b", 3, "strict")
    assert (default.model, len(default.passages)) == ("quoting", engines.default.passages)
    assert engines.status("qwen2.5-coder-0.5b").hosted
    assert not engines.status(engines.default.llm).hosted


@pytest.mark.parametrize("llm", ["openai:other", "http://127.0.0.1:9/v1", "/etc/passwd", None])
def test_a_model_that_the_page_does_not_offer_is_not_opened(engines: Engines, llm):
    with pytest.raises(SettingsError, match="offers no language model"):
        engines.get(Choice(llm, 3, "strict"))
