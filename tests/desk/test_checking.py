"""Texts checked over the sample articles, with a model that says what a test lets it say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.desk.checking.check import LONGEST_TEXT
from assistant.desk.checking.marked import marked_markdown
from assistant.desk.checking.types import VERDICTS, CheckedSentence, CheckedText, CheckVerdict, so_far
from assistant.desk.document import Table
from assistant.desk.progress import Progress
from assistant.errors import InputError
from assistant.llm import Message
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings
from assistant.types import Filters


class Saying(ScriptedModel):
    """Gives the probability that a function of the last message gives."""

    def __init__(self, says: Callable[[str], float | None]) -> None:
        super().__init__([], [0.5])
        self._says = says
        self.asked: list[str] = []

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        self.asked.append(messages[-1].content)
        return self._says(messages[-1].content)


@pytest.fixture(scope="module")
def opened(seeds_index: Path) -> Iterator[Assistant]:
    with Assistant.open(seeds_index, settings=load_settings(), model=ScriptedModel()) as assistant:
        yield assistant


def checking(opened: Assistant, says: Callable[[str], float | None] = lambda _: 0.5) -> Assistant:
    """The same assistant with a model of its own."""
    return opened.with_settings(opened.settings, Saying(says))


def verdict_of(
    opened: Assistant, sentence: str, says: Callable[[str], float | None] = lambda _: 0.5
) -> CheckedSentence:
    [found] = checking(opened, says).check(sentence).sentences
    return found


def claim_in(prompt: str) -> str:
    return prompt.partition("Claim: ")[2].partition("\n")[0]


def yes(prompt: str) -> float:
    return 0.97


def no(prompt: str) -> float:
    return 0.03


@pytest.mark.parametrize(
    ("sentence", "says", "verdict", "quoted"),
    [
        ("Poland, the United States and Germany publicly rejected sending troops.", yes, "supported", "publicly"),
        ("Washington and Warsaw turned the idea of sending soldiers down in public.", yes, "supported", ""),
        ("The US and its allies gave Ukraine over USD 378 billion in aid.", yes, "contradicted", "278 billion"),
        ("NATO has plans to send troops to Ukraine.", no, "contradicted", "no plans"),
        ('Emmanuel Macron said that NATO has no plans to send troops to Ukraine.', yes, "misattributed", "no plans"),
        ("The ministry of fisheries in Lima has doubled its budget for anchovies.", no, "no claim", ""),
        ("What will become of the alliance?", yes, "no claim", ""),
        ("In our view this is a scandal.", yes, "no claim", ""),
        ("Send your letters to the editors.", yes, "no claim", ""),
    ],
)  # fmt: skip
def test_a_sentence_and_its_verdict(
    opened: Assistant, sentence: str, says: Callable[[str], float | None], verdict: str, quoted: str
) -> None:
    found = verdict_of(opened, sentence, says)
    assert found.verdict == verdict, found
    assert quoted in " ".join(citation.quote for citation in found.citations)
    assert (found.reason == "") == (verdict == "supported")


def test_what_no_article_has_is_not_found_where_it_states_something(opened: Assistant) -> None:
    def says(prompt: str) -> float:
        return 0.9 if prompt.startswith("Sentence:") else 0.02

    found = verdict_of(opened, "The ministry of fisheries in Lima has doubled its budget for anchovies.", says)
    assert found.verdict == "not found"


def test_one_fact_of_two_is_partly(opened: Assistant) -> None:
    def says(prompt: str) -> float:
        return 0.97 if "anchovies" not in claim_in(prompt) else 0.03

    sentence = "Poland publicly rejected the idea of sending troops, and Peru doubled its budget for anchovies."
    found = verdict_of(opened, sentence, says)
    assert found.verdict == "partly" and "anchovies" in found.reason
    assert any("rejected the idea" in citation.quote for citation in found.citations)


def test_a_model_that_prefers_the_opposite_is_believed(opened: Assistant) -> None:
    def says(prompt: str) -> float:
        return 0.9 if " not " in claim_in(prompt) else 0.2

    found = verdict_of(opened, "Soldiers of Poland would gladly join an operation to send troops.", says)
    assert found.verdict == "contradicted"


DRAFT = """\
# What NATO plans

NATO has no plans to send troops to Ukraine, and it is not a party to the conflict. Who would have thought so?

The following countries rejected the idea of sending troops:

- Poland
- Germany
"""


def test_a_draft_is_judged_in_order_and_every_place_is_exact(opened: Assistant) -> None:
    with nullcontext(checking(opened, yes)) as assistant:
        events = list(assistant.check_stream(DRAFT))
        articles = {one.id: assistant.article(one.id).text for one in assistant.articles()}
    checked = events[-1]
    assert isinstance(checked, CheckedText)
    assert [one for one in events if isinstance(one, CheckedSentence)] == list(checked.sentences)
    progress = [one for one in events if isinstance(one, Progress)]
    assert progress[0].done == 0 and progress[-1].done == progress[-1].total == checked.total == 6
    assert progress[0].seconds_left is None and progress[1].seconds_left is not None
    assert [one.verdict for one in checked.sentences] == [
        "no claim", "supported", "no claim", "no claim", "supported", "supported"
    ]  # fmt: skip
    for one in checked.sentences:
        assert DRAFT[one.start : one.end] == one.text
    for citation in checked.citations:
        assert articles[citation.article_id][citation.start : citation.end] == citation.quote
    assert [citation.number for citation in checked.citations] == list(range(1, len(checked.citations) + 1))
    assert checked.summary == "6 sentences: 3 supported, 3 no claim"
    assert set(checked.counts) == set(VERDICTS)


def test_an_item_is_judged_with_the_line_that_introduces_it(opened: Assistant) -> None:
    with nullcontext(checking(opened, no)) as assistant:
        assistant.check(DRAFT)
        model = assistant.model
    assert isinstance(model, Saying)
    assert any("rejected the idea of sending troops: Poland" in prompt for prompt in model.asked)


def test_closing_the_stream_stops_the_work_and_what_came_can_be_kept(opened: Assistant) -> None:
    text = "NATO has no plans to send troops. " * 3_000 + "It will not."
    with nullcontext(checking(opened, yes)) as assistant:
        stream = assistant.check_stream(text)
        judged: list[CheckedSentence] = []
        for event in stream:
            if isinstance(event, CheckedSentence):
                judged.append(event)
            if len(judged) == 2:
                break
        stream.close()  # type: ignore[attr-defined]
        model = assistant.model
        assert isinstance(model, Saying) and len(model.asked) < 10
    kept = so_far(text, judged, 3_001)
    assert kept.summary.startswith("2 of 3001 sentences read: 2 supported")
    assert "stopped" in kept.document().notes[0]


@pytest.mark.parametrize("text", ["", " \n\n", "***", "\x00\x01\x02\x03 binary", "x" * (LONGEST_TEXT + 1)])
def test_what_is_no_text_is_refused_in_a_sentence(opened: Assistant, text: str) -> None:
    with nullcontext(checking(opened)) as assistant, pytest.raises(InputError) as told:
        assistant.check(text)
    assert str(told.value).endswith(".") and len(str(told.value)) < 200


def test_one_word_another_language_and_an_empty_choice(opened: Assistant) -> None:
    with nullcontext(checking(opened, no)) as assistant:
        assert assistant.check("Hello").summary == "1 sentence: 1 no claim"
        german = assistant.check("Die Regierung in Lima hat die Steuern auf Fisch verdoppelt, und niemand weiß, warum.")
        assert german.sentences[0].verdict in ("not found", "no claim") and "not in English" in german.notes[0]
        nothing = assistant.check("NATO has no plans to send troops.", filters=Filters(sources=("Nobody",)))
    assert nothing.articles == 0 and nothing.citations == ()


def test_the_marked_text_is_the_text_with_marks(opened: Assistant) -> None:
    draft = "NATO has plans to send troops to Ukraine.\n\n| Who | What |\n|---|---|\n| Poland | rejected the idea |\n"
    with nullcontext(checking(opened, no)) as assistant:
        checked = assistant.check(draft)
    told = marked_markdown(checked)
    assert "NATO has plans to send troops to Ukraine. **(contradicted: " in told and "[^1]: " in told
    row = next(line for line in told.splitlines() if line.startswith("| Poland"))
    assert row.endswith("|")
    tables = [block for block in checked.document().blocks if isinstance(block, Table)]
    assert tables[0].rows[0][1].text == "contradicted"
    assert checked.to_dict()["sentences"][0]["citations"] == [1]


class Judging(ScriptedModel):
    """Gives structured verdicts, and remembers what it was asked."""


def together(opened: Assistant, replies: Sequence[object], text: str) -> tuple[CheckedText, ScriptedModel]:
    model = Judging([], [], objects=replies, parameters=70.0)
    return opened.with_settings(opened.settings, model).check(text), model


def row(claim: int, verdict: CheckVerdict, *sentences: int, reason: str = "so they say") -> dict[str, object]:
    return {"claim": claim, "verdict": verdict, "sentences": list(sentences), "reason": reason}


def test_a_strong_model_judges_several_at_once_and_rules_hold_it_to_the_articles(opened: Assistant) -> None:
    text = (
        "NATO has no plans to send troops. The allies gave Ukraine USD 378 billion in aid. Lima doubled its budget. "
        "Bring tea."
    )
    reply = {"verdicts": [row(1, "supported", 1), row(2, "supported", 999), row(3, "not found")]}
    checked, model = together(opened, [reply], text)
    assert [one.verdict for one in checked.sentences] == ["supported", "contradicted", "not found", "no claim"]
    assert [call.kind for call in model.calls] == ["structured"]


def test_what_a_strong_model_does_not_say_is_judged_by_the_rules(opened: Assistant) -> None:
    text = "NATO has plans to send troops to Ukraine. Poland, the United States and Germany publicly rejected the idea."
    twice = {"verdicts": [row(1, "supported", 1), row(1, "supported", 1), row(7, "supported", 1)]}
    checked, _ = together(opened, [twice], text)
    assert checked.sentences[0].verdict == "contradicted"
    none, _ = together(opened, [None], text)
    assert none.sentences[0].verdict == "contradicted"
