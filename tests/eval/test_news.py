"""``eval news``: keys and outcomes, and a run that goes on where it stopped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.llm import Message
from assistant.llm.scripted import Call, ScriptedModel
from assistant.settings import load_settings
from eval.cases.articles import article_id
from eval.cases.news import Question, load_news_questions
from eval.errors import CaseError, RunError
from eval.trials.news.command import measure_news
from eval.trials.news.outcomes import outcome

MILL = (
    "(CNN)The old mill of Arle was sold on Friday, ninety years after it was built, to the town itself. Ines Vogt, who "
    "had inherited the mill from her father, sold it for 40,000 crowns. The council will turn it into a library."
)
BUILT = "Who built the old mill of Arle?"
SOLD = "For how much did Ines Vogt sell the mill?"


def test_the_shipped_questions_are_in_order() -> None:
    questions = load_news_questions()
    assert Counter(one.kind for one in questions) == {
        "fact": 50,
        "false_premise": 12,
        "unanswerable": 10,
        "dated": 8,
    }
    assert len({one.id for one in questions}) == len({one.text for one in questions}) == len(questions)
    for half in ("dev", "held"):
        assert sum(one.half == half for one in questions) >= 30
    assert all(one.facts for one in questions if one.kind in ("fact", "false_premise"))
    # keys are words, not text of articles
    assert max(len(way.split()) for one in questions for ways in one.facts for way in ways) <= 7


def question(kind: Any = "fact", facts: Any = (("40,000",),), wrong: tuple[str, ...] = ()) -> Question:
    return Question("q", "a", kind, "number", SOLD, facts, wrong)


def answer(text: str = "", dropped: str = "") -> dict[str, Any]:
    shown = [{"text": text, "support": "supported"}] if text else []
    return {"text": text, "refused": not text, "statements": shown, "dropped": [{"text": dropped}] if dropped else []}


RIGHT = "She sold it for 40,000 crowns [1]."


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        (question(), answer(RIGHT), "right"),
        (question(), answer("Ines Vogt did sell the mill."), "bare"),
        (question(), answer("The council bought it from Vogt."), "other"),
        (question(), answer("The council bought it.", dropped=RIGHT), "lost"),
        (question(), answer("", dropped=RIGHT), "lost"),
        (question(), answer(), "refused"),
        (question(facts=(("40,000",), ("Friday",))), answer(RIGHT), "half"),
        (question("false_premise", (("town",),)), answer("The town bought it."), "right"),
        (question("false_premise", (("town",),)), answer(RIGHT), "accepted"),
        (question("false_premise", (("town",),)), answer(), "refused"),
        (
            question("false_premise", (("town",),)),
            answer("Not answered. The town bought it.") | {"refused": True},
            "quoted",
        ),
        (question("dated", wrong=("90,000",)), answer("It was sold for 90,000 crowns."), "wrong"),
        (question("dated", (), wrong=("90,000",)), answer("It was sold for 90,000 crowns."), "wrong"),
        (question("dated", (), wrong=("90,000",)), answer(RIGHT), "answered"),
        (question("dated", ()), answer(), "right"),
        (question("unanswerable", ()), answer(), "right"),
        (question("unanswerable", ()), answer(RIGHT), "answered"),
        (question("unanswerable", (("not known",),)), answer("The price is not known."), "right"),
        (question("unanswerable", (("not known",),)), answer(), "right"),
    ],
)
def test_outcomes(asked: Question, given: dict[str, Any], expected: str) -> None:
    assert outcome(asked, given) == expected


class Model(ScriptedModel):
    """Writes one sentence, finds that the article answers the first question only, and dies at some words."""

    def __init__(self, dies_at: str = "") -> None:
        super().__init__()
        self._dies_at = dies_at

    def stream(self, messages: Sequence[Message], **_: Any) -> Iterator[str]:
        self.calls.append(Call("stream", tuple(messages)))
        yield "Ines Vogt sold the mill for 40,000 crowns."

    def probability(self, messages: Sequence[Message], **_: Any) -> float | None:
        self.calls.append(Call("probability", tuple(messages)))
        if self._dies_at and self._dies_at in messages[-1].content:
            raise ModelError("The model died.")
        return 0.01 if BUILT in messages[-1].content else 0.99


@pytest.fixture
def news(tmp_path: Path) -> dict[str, Any]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "claims.jsonl").write_text("".join(json.dumps({"article": MILL, "id": at}) + "\n" for at in "ab"))
    shared = {"article": article_id(MILL), "shape": "number"}
    rows = [
        shared | {"id": "1", "kind": "fact", "question": SOLD, "facts": [["40,000"]]},
        shared | {"id": "2", "kind": "unanswerable", "question": BUILT, "facts": []},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows))
    folders = {"folder": tmp_path / "articles", "index": tmp_path / "index", "out": tmp_path / "out.jsonl"}
    return folders | {"data": data, "questions": questions}


def test_a_run_is_judged_written_and_goes_on(news: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelError, match="died"):
        measure_news(**news, resume=False, model=Model(dies_at=BUILT))
    assert [json.loads(line)["outcome"] for line in news["out"].read_text().splitlines()] == ["right"]
    with pytest.raises(ModelError):
        measure_news(**news, resume=True, model=Model(dies_at=BUILT))
    assert len(news["out"].read_text().splitlines()) == 1  # and is not lost by a second death
    second = Model()
    rows = measure_news(**news, resume=True, model=second)
    assert [row.outcome for row in rows] == ["right", "right"]
    assert rows[0].found and rows[0].supported
    assert not any(SOLD in call.messages[-1].content for call in second.calls)  # it was finished
    assert "fact" in capsys.readouterr().out
    # a key that is mended counts for what is finished
    mended = news["questions"].read_text().replace("40,000", "50,000")
    news["questions"].write_text(mended)
    rows = measure_news(**news, resume=True, model=Model())
    assert rows[0].outcome == "other"
    with pytest.raises(RunError, match="other settings"):
        measure_news(**news, resume=True, model=Model(), settings=load_settings(strictness="open"))


def test_a_title_is_the_beginning_of_the_text(news: dict[str, Any]) -> None:
    measure_news(**news, resume=False, kinds=["unanswerable"], model=Model())
    written = (news["folder"] / f"{article_id(MILL)}.txt").read_text()
    assert written.startswith("The old mill of Arle was sold on Friday, ninety years after\n\n(CNN)The old")


def test_questions_about_other_articles_are_refused(news: dict[str, Any]) -> None:
    (news["data"] / "claims.jsonl").write_text(json.dumps({"article": MILL.replace("Arle", "Corvin")}) + "\n")
    with pytest.raises(CaseError, match="not in this data"):
        measure_news(**news, resume=False, model=Model())
