"""Run folders: what is refused, what survives, and that no secret is written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.llm.scripted import ScriptedModel
from assistant.settings import load_settings
from eval.errors import RunError, RunStoppedError
from eval.suite.provenance import describe, git_state, masked, model_digest
from eval.suite.runs import MUST_AGREE, RunFolder, find, new_path
from eval.types import Case, Score

FACTS = dict.fromkeys(MUST_AGREE, "same")


def test_a_result_comes_back_as_it_was(tmp_path: Path, case: Case, build) -> None:
    run = RunFolder.create(tmp_path / "run", FACTS)
    whole = replace(case, history=("Before?",), forbidden=("x",), note="n")
    result = build(whole, "Sold\u2028 for “40,000” crowns [1].", [("mill", "The mill closed in May.")])
    result = replace(result, contexts=("a", "b"), scores={"x": Score(None, "why")})
    run.append(result)
    run.append(replace(result, answer={}, error="no"))
    assert RunFolder.open(run.path).results() == [result, replace(result, answer={}, error="no")]


def test_a_folder_in_use_is_not_overwritten(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "run", FACTS)
    with pytest.raises(RunError, match=r"run is not empty; name another folder, or continue the run in it"):
        RunFolder.create(tmp_path / "run", FACTS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps({"format": 99}), "has format 99, this version reads format 1; run the evaluation again"),
        ("{", r"run\.json cannot be read"),
        ("[]", r"run\.json cannot be read"),
        (None, r"is no run \(it has no run\.json\)"),
    ],
)
def test_a_folder_of_another_version_is_refused_in_one_sentence(text: str | None, message: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "run.json").write_text(text)
    with pytest.raises(RunError, match=message) as raised:
        RunFolder.open(tmp_path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", MUST_AGREE)
def test_a_run_is_only_continued_with_what_it_was_begun_with(name: str, tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "run", FACTS)
    run.check_agrees(FACTS)
    with pytest.raises(RunError, match=f"begun with other {name.removesuffix('_fingerprint')}; start a new one"):
        run.check_agrees(FACTS | {name: "other"})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this system")
def test_a_full_disk_is_one_sentence_and_finished_cases_are_kept(tmp_path: Path, case: Case, build) -> None:
    run = RunFolder.create(tmp_path / "run", FACTS)
    run.append(build(case, "x"))
    kept = tmp_path / "kept.jsonl"
    (run.path / "cases.jsonl").rename(kept)
    (run.path / "cases.jsonl").symlink_to("/dev/full")
    with pytest.raises(RunStoppedError, match=r"the disk is full.*finished cases are kept.*--resume"):
        run.append(build(replace(case, id="b"), "y"))
    (run.path / "cases.jsonl").unlink()
    kept.rename(run.path / "cases.jsonl")
    (run.path / ".cases.jsonl.half").symlink_to("/dev/full")
    with pytest.raises(RunStoppedError, match="the disk is full"):
        run.replace_results([build(replace(case, id="b"))])
    assert [result.case.id for result in run.results()] == [case.id]


def test_a_damaged_line_is_named(tmp_path: Path, case: Case, build) -> None:
    run = RunFolder.create(tmp_path / "run", FACTS)
    run.append(build(case, "x"))
    with (run.path / "cases.jsonl").open("a") as stream:
        stream.write('{"case": 1}\n')
    with pytest.raises(RunError, match=r"cases\.jsonl, line 2 is damaged"):
        run.results()


def test_no_number_that_is_none_is_ever_written(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "run", FACTS)
    with pytest.raises(ValueError, match="not JSON compliant"):
        run.write_summary({"mean": float("nan")})
    assert list(run.path.iterdir()) == [run.path / "run.json"]


def test_finding_runs(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="There is no run in"):
        find(None, tmp_path)
    for age, name in enumerate(["new", "old"]):
        RunFolder.create(tmp_path / name, FACTS)
        os.utime(tmp_path / name / "run.json", (1_700_000_000 - age, 1_700_000_000 - age))
    assert find(None, tmp_path) == find("new", tmp_path) == find(str(tmp_path / "new"), tmp_path) == tmp_path / "new"
    with pytest.raises(RunError, match="There is no run other"):
        find("other", tmp_path)
    assert new_path("a b/c", tmp_path, lambda: datetime(2024, 3, 11, 9, 5, 7)) == tmp_path / "20240311-090507-a-b-c"


def test_secrets_are_masked() -> None:
    settings = load_settings(llm="http://me:hunter2@localhost:1/v1", llm_key="sk-hunter3", auth="a:hunter4")
    shown = json.dumps(masked(settings))
    assert "hunter" not in shown
    assert "http://**********@localhost:1/v1" in shown


def test_a_run_says_what_it_was_made_with(seeds_index: Path, settings, case: Case) -> None:
    with Assistant.open(seeds_index, settings=settings, model=ScriptedModel()) as assistant:
        facts = describe(assistant, [case])
        assert set(MUST_AGREE) <= facts.keys()
        assert facts["model"] == {"name": "scripted", "sha256": model_digest(settings.llm)}
        assert set(facts["prompts"]) >= {"small/answer", "small/answerable", "standalone", "small/supported"}
        assert facts["libraries"]["chromadb"]
        assert describe(assistant, [replace(case, answer="x")])["cases"] != facts["cases"]
    json.dumps(facts)


def test_digests_of_files(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"abc")
    assert model_digest(str(path)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert model_digest("openai:gpt") is None
    assert git_state(tmp_path) is None
