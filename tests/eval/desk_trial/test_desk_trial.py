"""``eval desk``: results as metrics read them, and a trial that goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.assistant import Assistant
from assistant.errors import ModelError
from assistant.settings import Settings
from eval.cases.desk import (
    ARTICLES,
    Conditioned,
    DraftSentence,
    Halved,
    Hedged,
    ListQuestion,
    OutletQuestion,
    Topic,
    load_desk,
)
from eval.errors import RunError
from eval.trials.desk import adapters
from eval.trials.desk.figures import PRINTERS, condition_outcome, verdict_told
from eval.trials.desk.measure import (
    CLAIMS,
    CONDITIONS,
    LISTS,
    OUTLETS,
    OVERCONFIDENCE,
    TIMELINES,
    View,
    measure,
)

TEXT = "Norway will not send soldiers. Sweden has not decided."
NORWAY = {"number": 1, "article_id": "a", "title": "T", "start": 0, "end": 30, "quote": TEXT[:30]}
SPOILT = NORWAY | {"number": 2, "end": 29}


ARTICLE_NAMES = sorted(path.name for path in ARTICLES.iterdir())


class Result(dict[str, Any]):
    """A result of the desk."""

    def to_dict(self) -> Mapping[str, Any]:
        return self


class Desk:
    """An assistant that lists Norway whatever it is asked, and dies at the call it is told to."""

    def __init__(self, settings: Settings, dies_at: int = 0) -> None:
        self.settings = settings
        self.asked: list[str] = []
        self._dies_at = dies_at

    def survey(self, question: str) -> Result:
        self.asked.append(question)
        if len(self.asked) == self._dies_at:
            raise ModelError("The model died.")
        coverage = {"passages_read": 2, "passages": 2, "articles_read": 1, "articles": 1, "read": "2 of 2"}
        rows = [{"member": "Norway", "citation": 1}, {"member": "Sweden", "citation": 2}]
        return Result(rows=rows, citations=[NORWAY, SPOILT], coverage=coverage)

    def timeline(self, topic: str) -> Result:
        event = {"date": "until 2025-02-17", "approximate": False, "citations": [1]}
        return Result(events=[event], citations=[NORWAY])

    def outlets(self, question: str) -> Result:
        one = {"outlet": "Post", "other": "Ledger", "type": "opinion", "citations": [NORWAY]}
        return Result(differences=[one])

    def check(self, text: str) -> Result:
        sentence = {"text": text, "verdict": "supported", "reason": "", "citations": []}
        return Result(sentences=[sentence], citations=[])

    def ask(self, question: str) -> SimpleNamespace:
        return SimpleNamespace(text="Two thousand.", refused=False, reading=None)

    def articles(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(id=name, path=f"/x/{name}") for name in ("a", *ARTICLE_NAMES)]

    def article(self, article_id: str) -> SimpleNamespace:
        return SimpleNamespace(text=TEXT)


def desk(settings: Settings, dies_at: int = 0) -> Assistant:
    return cast(Assistant, Desk(settings, dies_at))


CASES = load_desk(ListQuestion, "dev")[:3]


def test_a_trial_goes_on_where_it_stopped(tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "rows.jsonl"
    with pytest.raises(ModelError):
        measure(LISTS, "dev", out, desk(settings, dies_at=3), cases=CASES)
    assert len(out.read_text().splitlines()) == 2
    second = desk(settings)
    rows = measure(LISTS, "dev", out, second, cases=CASES, resume=True)
    assert cast(Desk, second).asked == [CASES[2].question]
    assert [case.id for case, _ in rows] == [row["id"] for _, row in rows] == [case.id for case in CASES]
    again = desk(settings)
    measure(LISTS, "dev", out, again, cases=CASES)
    assert len(cast(Desk, again).asked) == 3  # begun anew
    assert len(out.read_text().splitlines()) == 3


def test_rows_of_other_settings_are_not_continued(tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "rows.jsonl"
    out.write_text(json.dumps({"id": "l", "settings": "others"}) + "\n")
    with pytest.raises(RunError, match="other settings"):
        measure(LISTS, "dev", out, desk(settings), resume=True)
    assert out.read_text()  # and they are not lost


def test_a_view_that_the_assistant_lacks_is_named(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(RunError, match="has no survey"):
        measure(LISTS, "dev", tmp_path / "rows", cast(Assistant, SimpleNamespace(settings=settings)), cases=CASES)


def test_words_that_do_not_stand_there_are_kept(tmp_path: Path, settings: Settings) -> None:
    rows = measure(LISTS, "dev", tmp_path / "rows.jsonl", desk(settings), cases=CASES[:1])
    assert [one["end"] for one in rows[0][1]["inexact"]] == [29]


@pytest.mark.parametrize(
    ("view", "kind", "shown"),
    [
        (LISTS, ListQuestion, "citations that do not stand in their article: 1"),
        (TIMELINES, Topic, "needed events at their date: 0 of"),
        (OUTLETS, OutletQuestion, "differences found: 0 of"),
        (CLAIMS, DraftSentence, "macro accuracy 1.00"),
        (CONDITIONS, Conditioned, "right: 0 of 1"),
        (OVERCONFIDENCE, Hedged, "answered beside the matter: 1 of 1"),
    ],
)
def test_every_view_is_asked_and_printed(
    view: View[Any],
    kind: type[Halved],
    shown: str,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = next(case for case in load_desk(kind, "dev") if kind is not ListQuestion or case.id == "list-troops-refused")
    PRINTERS[view.name](measure(view, "dev", tmp_path / "rows.jsonl", desk(settings), cases=[case]))
    assert shown in capsys.readouterr().out


def test_a_date_is_told_without_its_bound_and_with_all_its_words() -> None:
    event = {"date": "since 2025-02-17", "approximate": True, "citations": [1, 2]}
    told = adapters.timeline_events({"events": [event], "citations": [NORWAY, SPOILT]})
    assert (told[0]["date"], told[0]["quotes"]) == ("2025-02-17", [NORWAY["quote"]] * 2)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "no claim"),
        (["no claim"], "no claim"),
        (["supported"], "supported"),
        (["no claim", "supported"], "supported"),
        (["supported", "not found"], "not found"),
    ],
)
def test_a_sentence_in_parts_has_one_verdict(verdicts: list[str], expected: str) -> None:
    assert verdict_told({"told": [{"verdict": verdict} for verdict in verdicts]}) == expected


@pytest.mark.parametrize(
    ("text", "refused", "expected"),
    [
        ("Portugal offered 300 soldiers.", False, "right"),
        ("It offered 300, now 450.", False, "wrong"),
        ("It offered many.", False, "beside"),
        ("Nothing is known.", True, "refused"),
    ],
)
def test_an_answer_keeps_to_its_condition(text: str, refused: bool, expected: str) -> None:
    case = next(one for one in load_desk(Conditioned) if one.id == "when-portugal")
    assert condition_outcome(case, {"text": text, "refused": refused}) == expected
