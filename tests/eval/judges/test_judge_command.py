"""`python -m eval judge` over some of the real pairs, with judges whose replies are known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings
from eval.cases.pairs import EDITS, PAIRS, Pair, load_pairs
from eval.cli import app
from eval.errors import JudgeConfigError, JudgeStoppedError
from eval.judges.accuracy import load_judge_accuracy
from eval.judges.cli import DEFAULT, default_judges, judged
from eval.judges.pair_judges import as_result, ragas_scores, sample
from eval.judges.settings import load_judge_settings
from tests.eval.judges.fake_judge import Bench, filled


def run(*words: str) -> None:
    app(args=["judge", *words], standalone_mode=False)


@cache
def labelled() -> list[Pair]:
    return load_pairs(PAIRS, EDITS)


def knowing_the_answer(name: str, prompt: str) -> object:
    """Finds every flaw but negations: a judge with a known table."""
    reply = filled(name, prompt)
    if name == "NLIStatementOutput":
        missed = {pair.answer for pair in labelled() if pair.label or pair.kind == "negation"}
        for row in reply["statements"]:
            row["verdict"] = int(any(row["statement"].rstrip(".") in answer for answer in missed))
    return reply


def test_a_sample_is_half_faithful_and_spread_over_the_flaws() -> None:
    pairs = [pair for pair in load_pairs() if pair.split == "dev"]
    chosen = sample(pairs, 12)
    assert len(chosen) == 12
    assert sum(pair.label for pair in chosen) == 6
    assert len({pair.kind for pair in chosen if not pair.label}) == 6
    assert sample(pairs, 12) == chosen


def test_a_pair_is_judged_on_the_text_of_its_passages(bench: Bench) -> None:
    pair = load_pairs()[0]
    result = as_result(pair)
    assert all(passage.text in context for passage, context in zip(pair.passages, result.contexts, strict=True))
    ragas_scores([pair], bench.judge())
    sent = bench.script.requests[-1]["messages"][-1]["content"]
    assert pair.passages[0].text[:60] in sent


def test_the_table_is_printed_and_kept(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVAL_JUDGE_MODEL", "first")
    monkeypatch.setenv("EVAL_JUDGE_LLM", bench.url)
    monkeypatch.setenv("EVAL_JUDGE_CACHED", "false")
    bench.script.reply = knowing_the_answer
    out = tmp_path / "accuracy.json"
    run("--judge", f"ragas:{bench.url}", "--sample", "26", "--out", str(out))
    printed = capsys.readouterr().out
    (found,) = load_judge_accuracy(out).values()
    assert (found.name, found.model, found.split, found.pairs, found.scored) == (
        "ragas faithfulness", "first at 127.0.0.1", "test", 26, 26,
    )  # fmt: skip
    assert found.threshold_from == "dev"
    assert found.by_kind["negation"] == 0.0
    assert found.by_kind["wrong_number"] == 1.0
    assert found.balanced_accuracy is not None
    assert 0.8 < found.balanced_accuracy < 1.0
    assert f"{found.balanced_accuracy:.2f}" in printed
    assert "negation" in printed
    assert "best by AUROC: ragas faithfulness" in printed


def test_without_dev_the_known_threshold_of_the_same_model_counts(bench: Bench) -> None:
    bench.script.reply = knowing_the_answer
    pairs = sample([pair for pair in load_pairs() if pair.split == "test"], 8)
    settings = load_settings(cache=bench.folder)
    own = load_judge_settings(llm=bench.url, model="first", cached=False)
    (without,) = judged(f"ragas:{bench.url}", pairs, ("test",), settings, own, {})
    assert without.balanced_accuracy is None
    assert without.auroc is not None
    known = {without.key: replace(without, threshold=0.5, threshold_from="dev")}
    (with_known,) = judged(f"ragas:{bench.url}", pairs, ("test",), settings, own, known)
    assert (with_known.threshold, with_known.threshold_from) == (0.5, "dev")
    changed = {without.key: replace(known[without.key], sha256="another")}
    (of_another,) = judged(f"ragas:{bench.url}", pairs, ("test",), settings, own, changed)
    assert of_another.threshold is None


def test_the_configured_judge_comes_on_top() -> None:
    assert default_judges(load_judge_settings()) == list(DEFAULT)
    assert default_judges(load_judge_settings(llm="openai:big"))[-2:] == ["own:openai:big", "ragas:openai:big"]


@pytest.mark.slow
def test_the_checks_judge_without_a_model(tmp_path: Path) -> None:
    out = tmp_path / "accuracy.json"
    run("--judge", "checks", "--sample", "156", "--out", str(out))
    (found,) = load_judge_accuracy(out).values()
    assert (found.key, found.pairs, found.scored, found.threshold_from) == ("checks, no model", 156, 156, "dev")
    assert found.auroc is not None and 0.6 < found.auroc < 1
    # one that stands nowhere is always seen; the number of something else in the same sentence needs a checker, as does
    # who did it to whom, with every word in place
    assert found.by_kind["wrong_number"] > 0.8 > found.by_kind["role_swap"]


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (["--split", "train"], JudgeConfigError, "dev, test or both"),
        (["--judge", "truth:x"], JudgeConfigError, "own:MODEL or ragas:MODEL"),
        (["--judge", "ragas:"], JudgeConfigError, "own:MODEL or ragas:MODEL"),
        (["--judge", "ragas:no-such-model", "--sample", "4"], JudgeConfigError, "no-such-model"),
        (["--judge", "ragas:http://127.0.0.1:9/v1", "--sample", "4"], JudgeStoppedError, "EVAL_JUDGE_LLM"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words: list[str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        run(*words)


def test_a_setting_that_is_misspelt_stops_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVAL_JUDGE_MODLE", "x")
    with pytest.raises(SettingsError, match="EVAL_JUDGE_MODEL"):
        run("--split", "dev")
