"""``assistant survey`` without a model: bad input, an empty collection, asking first, and what a terminal shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from assistant.cli.desk import survey as command
from assistant.cli.desk.survey_text import survey as shown
from assistant.desk.progress import Progress
from assistant.desk.survey import Survey
from tests.cli.test_commands import run
from tests.desk.listing import QUESTION, made, opened


def test_bad_input_ends_with_a_sentence_and_2(tmp_path: Path, seeds_index: Path) -> None:
    done = run("survey", "Why did Poland refuse?", "--index", seeds_index)
    assert (done.returncode, "asks for nothing that can be listed" in done.stderr) == (2, True), done.stderr
    done = run("survey", QUESTION, "--index", tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    done = run("survey", "--index", seeds_index)
    assert (done.returncode, "--grid" in done.stderr) == (2, True)


def events(total: int, closed: list[bool]) -> Iterator[Progress | Survey]:
    try:
        yield Progress(0, total, "passages", 5.0 * total)
        yield Progress(total, total, "passages", 0.0)
        yield Survey("q", "k", ("k",), (), (), (), (), None, "m", 1.0)  # type: ignore[arg-type]
    finally:
        closed.append(True)


def test_long_work_is_asked_about_first(capsys: pytest.CaptureFixture[str]) -> None:
    closed: list[bool] = []
    with pytest.raises(typer.Abort):  # nobody is there to answer
        command._followed(events(10_000, closed), yes=False)
    assert closed
    assert "10,000 passages are to be read, which takes about 14 hours" in capsys.readouterr().err
    assert command._followed(events(10_000, closed), yes=True).type == "survey"
    assert command._followed(events(command.ASKED_FROM, closed), yes=False).type == "survey"


@pytest.mark.parametrize(
    ("seconds", "words"), [(40, "40 seconds"), (119, "119 seconds"), (720, "12 minutes"), (50_000, "14 hours")]
)
def test_durations_for_a_reader(seconds: float, words: str) -> None:
    assert command.in_words(seconds) == words


def test_a_terminal_shows_members_words_and_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(made(tmp_path)) as (assistant, _):
        found = assistant.survey(QUESTION, columns=["country", "who said it", "outlet"])
    assert found.columns == ("country", "who said it", "outlet")
    shown(found, by="member")
    text = " ".join(capsys.readouterr().out.split())
    for part in ("Norway", "United States", "contradicted", "Found, but not confirmed", "Sweden",
                 "The United States refused to send soldiers", "6 of 6 candidate passages"):  # fmt: skip
        assert part in text
    assert json.loads(json.dumps(found.to_dict()))["coverage"]["read"].startswith("6 of 6")
