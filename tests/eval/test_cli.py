"""``python -m eval`` from end to end with a scripted model, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.llm.scripted import ScriptedModel
from assistant.settings import Settings
from eval.cli import app
from eval.errors import BaselineError, CaseError, RunError, RunStoppedError
from eval.suite.commands import Choice, run_cases
from eval.suite.runs import RunFolder

ROOT = Path(__file__).resolve().parents[2]
REPLY = "Poland, the United States and Germany publicly rejected the idea of sending troops."
CASES = [
    {
        "id": "rejected",
        "split": "test",
        "kind": "list",
        "question": "Which countries rejected sending troops?",
        "answer": REPLY,
        "facts": [["Poland"], ["United States"], ["Germany"]],
        "references": [{"article": "01-nato-no-plans-to-send-troops.txt", "quote": REPLY}],
    },
    {
        "id": "x",
        "split": "test",
        "kind": "absent_near",
        "question": "How much of the aid for Ukraine came from Germany?",
        "answer": "",
        "refused": True,
    },
]


@pytest.fixture
def choice(tmp_path: Path, seeds_index: Path) -> Choice:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return Choice(cases=path, index=seeds_index)


@pytest.fixture
def run(choice: Choice, tmp_path: Path, settings: Settings) -> RunFolder:
    model = ScriptedModel([REPLY], [0.99, 0.01, 0.01])
    return run_cases(choice, judge=False, out=tmp_path / "one", settings=settings, model=model)


def invoke(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    return result.exit_code, result.output


def test_a_run_leaves_cases_summary_and_report(run: RunFolder) -> None:
    files = {"run.json", "cases.jsonl", "summary.json", "report.html", "pictures"}
    assert {path.name for path in run.path.iterdir()} == files
    drawn = {path.name for path in (run.path / "pictures").iterdir()}
    assert drawn == {"deterministic.svg", "refusals.svg", "by_kind.svg", "cost.svg"}
    summary = json.loads((run.path / "summary.json").read_text())
    assert summary["deterministic"]["correctness"] == {"mean": 1.0, "interval": None, "scored": 1, "cases": 2}
    assert summary["deterministic"]["citation_precision"]["mean"] == 1
    assert summary["deterministic"]["evidence_recall"]["mean"] == 1
    assert summary["refusals"]["f1"]["mean"] == 1
    assert REPLY in (run.path / "report.html").read_text()


def test_a_stopped_run_goes_on_with_the_cases_it_was_begun_with(
    choice: Choice, tmp_path: Path, settings: Settings
) -> None:
    out = tmp_path / "run"
    with pytest.raises(RunStoppedError, match="1 of 2 cases are finished and kept"):
        run_cases(choice, judge=False, out=out, settings=settings, model=ScriptedModel([REPLY], [0.99, 0.99]))
    rest = ScriptedModel([], [0.01, 0.01])
    run = run_cases(Choice(), judge=False, out=out, resume=True, settings=settings, model=rest)
    assert [result.case.id for result in run.results()] == ["rejected", "x"]
    assert json.loads((out / "summary.json").read_text())["run"]["cases"] == 2
    other = settings.model_copy(update={"evidence_tokens": 100})
    with pytest.raises(RunError, match="begun with other settings"):
        run_cases(Choice(), judge=False, out=out, resume=True, settings=other, model=ScriptedModel())


def test_own_cases_need_their_index_and_their_quotes(choice: Choice, tmp_path: Path, settings: Settings) -> None:
    assert choice.cases
    with pytest.raises(CaseError, match="need --index"):
        Choice(cases=choice.cases).load()
    with pytest.raises(CaseError, match="The split “train” is unknown"):
        Choice(split="train").load()
    choice.cases.write_text(json.dumps(CASES[0] | {"references": [{"article": "01-nato-no-plans-to-send-troops.txt",
                                                                  "quote": "Poland agreed."}]}))  # fmt: skip
    with pytest.raises(CaseError, match=r"“Poland agreed\.” does not stand in 01-nato"):
        run_cases(choice, judge=False, out=tmp_path / "run", settings=settings, model=ScriptedModel())
    assert not (tmp_path / "run").exists()


def test_report_regress_and_compare(run: RunFolder, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    (run.path / "report.html").unlink()
    assert invoke("report", run.path)[0] == 0
    assert (run.path / "report.html").exists()
    assert invoke("regress", run.path, "--keep", "--baseline", baseline) == (
        0,
        f"2 cases of one are the baseline in {baseline}.\n",
    )
    code, text = invoke("regress", run.path, "--baseline", baseline)
    assert (code, text) == (0, "passed on 2 cases\n")
    assert "no case changed" in invoke("compare", run.path, run.path)[1]

    kept = json.loads(baseline.read_text())
    kept["cases"]["x"]["scores"]["citation_exactness"] = 1.0
    kept["cases"]["rejected"]["scores"]["citation_exactness"] = 2.0
    baseline.write_text(json.dumps(kept))
    code, text = invoke("regress", run.path, "--baseline", baseline)
    assert code == 1
    # of two cases: a refusal that quotes what comes nearest has citations, too
    assert text.startswith("fell: citation_exactness -0.50")
    assert text.endswith("not passed on 2 cases\n")


def test_a_baseline_stands_beside_a_run_in_its_report(run: RunFolder, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    invoke("regress", run.path, "--keep", "--baseline", baseline)
    kept = json.loads(baseline.read_text())
    kept["name"] = "before"
    kept["cases"]["rejected"]["scores"]["correctness"] = 0.25
    baseline.write_text(json.dumps(kept))
    changes = run.path / "pictures" / "changes.svg"

    assert invoke("report", run.path, "--baseline", baseline)[0] == 0
    summary = json.loads((run.path / "summary.json").read_text())
    assert (summary["run"]["baseline"], summary["run"]["in_common"]) == ("before", 2)
    assert summary["changes"]["correctness"] == {
        "change": 0.75, "interval": None, "better": 1, "worse": 0, "cases": 1,
    }  # fmt: skip
    assert "correctness +0.75, 1 case better" in changes.read_text()
    assert '<a href="#case-rejected">rejected</a>' in (run.path / "report.html").read_text()

    assert invoke("report", run.path)[0] == 0
    assert not changes.exists()  # nor is anything left of it elsewhere
    assert "changes" not in json.loads((run.path / "summary.json").read_text())
    assert invoke("report", run.path, "--baseline", run.path)[0] == 0
    assert "No case changed." in (run.path / "report.html").read_text()


def test_a_baseline_of_other_questions_is_refused_before_anything_is_asked(
    choice: Choice, run: RunFolder, tmp_path: Path, settings: Settings
) -> None:
    baseline = tmp_path / "baseline.json"
    invoke("regress", run.path, "--keep", "--baseline", baseline)
    kept = json.loads(baseline.read_text())
    for case in kept["cases"].values():
        case["hash"] = "other"
    baseline.write_text(json.dumps(kept))
    out = tmp_path / "two"
    with pytest.raises(RunError, match="None of the cases is in the baseline"):
        run_cases(choice, judge=False, out=out, baseline=str(baseline), settings=settings, model=ScriptedModel())
    assert not out.exists()
    with pytest.raises(BaselineError, match="is no baseline"):
        baseline.write_text("[]")
        run_cases(choice, judge=False, out=out, baseline=str(baseline), settings=settings, model=ScriptedModel())
    with pytest.raises(RunError, match="There is no run nowhere"):
        invoke("report", run.path, "--baseline", "nowhere")


def test_checking_cases(choice: Choice, tmp_path: Path) -> None:
    assert choice.cases
    assert "115 cases in order; every quote stands" in invoke("cases", "check", ROOT / "eval" / "data" / "questions")[1]
    assert "2 cases in order; quotes not checked" in invoke("cases", "check", choice.cases)[1]
    text = invoke("cases", "check", choice.cases, "--articles", ROOT / "seeds")[1]
    assert "2 cases in order; every quote stands" in text


def test_feedback_from_the_command_line(tmp_path: Path) -> None:
    vote = {"id": "t", "vote": "down", "comment": "", "question": "Q?", "answer": {"text": "A."}}
    (tmp_path / "feedback.jsonl").write_text(json.dumps(vote) + "\n")
    out = tmp_path / "out.jsonl"
    code, text = invoke("cases", "from-feedback", tmp_path / "feedback.jsonl", "--out", out)
    assert code == 0
    assert text.startswith("1 candidates in")
    assert json.loads(out.read_text())["question"] == "Q?"


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def test_wrong_input_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    done = python("-m", "eval", "report", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stderr == f"eval: There is no run {tmp_path / 'none'}; name its folder.\n"


def test_help_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'chromadb', 'ragas', 'matplotlib', 'scipy', 'assistant.assistant'}"
    done = python("-c", f"import sys, eval.__main__, eval.cli; print(sorted({heavy} & set(sys.modules)))")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_every_command_stands_where_the_help_says() -> None:
    text = invoke("--help")[1]
    for name in ("run", "report", "compare", "regress", "judge", "planted", "attacks", "fit", "draft", "strong",
                 "claims", "news", "cases"):  # fmt: skip
        assert f" {name} " in text
    for words, option in [
        (("judge",), "--sample"),
        (("planted",), "--features"),
        (("attacks",), "--only"),
        (("fit", "gate"), "--write"),
        (("fit", "support"), "--features"),
        (("draft", "review"), "--out"),
    ]:
        code, text = invoke(*words, "--help")
        assert code == 0 and option in text
    assert invoke("fit", "nothing")[0] == 2
