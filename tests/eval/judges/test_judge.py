from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.embedding import Embedder
from assistant.errors import SettingsError
from assistant.settings import load_settings
from eval.errors import JudgeConfigError, JudgeStoppedError
from eval.judges import load_judged_metrics
from eval.judges.judge import open_judge
from eval.judges.settings import load_judge_settings
from tests.eval.judges.conftest import NAMES
from tests.eval.judges.fake_judge import Bench


def test_settings_of_the_judge_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVAL_JUDGE_LLM", "openai:judge")
    monkeypatch.setenv("ASSISTANT_LLM", "some-model")
    assert load_judge_settings().llm == "openai:judge"
    assert load_settings().llm == "some-model"


def test_an_endpoint_is_named_by_its_url(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.script.key = "secret"
    for name, value in (("URL", bench.url), ("MODEL", "second"), ("KEY", "secret")):
        monkeypatch.setenv(f"EVAL_JUDGE_{name}", value)
    judge = open_judge(load_settings(cache=bench.folder), load_judge_settings())
    bench.judges.append(judge)
    assert judge.name == "second at 127.0.0.1"
    assert (judge.endpoint.url, judge.endpoint.model, judge.endpoint.key) == (bench.url, "second", "secret")
    with pytest.raises(SettingsError, match="EVAL_JUDGE_URL"):
        load_judge_settings(url="second")


def test_a_misspelt_setting_names_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVAL_JUDGE_TIMEOT", "3")
    with pytest.raises(SettingsError, match="did you mean EVAL_JUDGE_TIMEOUT"):
        load_judge_settings()


def test_a_value_out_of_bounds_names_the_setting() -> None:
    with pytest.raises(SettingsError, match="EVAL_JUDGE_CONCURRENCY"):
        load_judge_settings(concurrency=0)


def test_the_bytes_of_a_model_identify_it(tmp_path: Path) -> None:
    file = tmp_path / "judge.gguf"
    file.write_bytes(b"GGUFnonsense")
    settings = load_settings(cache=tmp_path)
    first = open_judge(settings, load_judge_settings(llm=str(file), cached=False))
    identity = first.identity
    first.close()
    file.write_bytes(b"GGUFother")
    second = open_judge(settings, load_judge_settings(llm=str(file), cached=False))
    assert identity.startswith("sha256:")
    assert second.identity != identity
    second.close()


def test_an_endpoint_is_identified_by_model_and_place_without_its_password(tmp_path: Path) -> None:
    url = "http://user:secret@127.0.0.1:9/v1"
    judge = open_judge(load_settings(cache=tmp_path), load_judge_settings(llm=url, model="big", cached=False))
    assert judge.identity == "big at 127.0.0.1"
    judge.close()


def test_an_endpoint_that_is_not_there_is_named_with_what_to_set(tmp_path: Path) -> None:
    judge = open_judge(load_settings(cache=tmp_path), load_judge_settings(llm="http://127.0.0.1:9/v1", cached=False))
    with pytest.raises(JudgeStoppedError, match="EVAL_JUDGE_LLM") as stopped:
        _ = judge.llm
    assert stopped.value.exit_code == 1
    judge.close()


def test_an_unknown_model_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(JudgeConfigError, match="judge cannot be used"):
        open_judge(load_settings(cache=tmp_path), load_judge_settings(llm="no-such-model"))


def test_one_request_at_a_time_on_this_machine(bench: Bench) -> None:
    assert bench.judge().concurrency == 1
    assert bench.judge(concurrency=3).concurrency == 3


def test_all_metrics_share_one_judge_that_stops_with_them(bench: Bench, embedder: Embedder) -> None:
    judge = bench.judge()
    with load_judged_metrics(judge=judge, embedder=embedder) as metrics:
        assert [metric.name for metric in metrics] == NAMES
    with pytest.raises(JudgeStoppedError):
        _ = judge.endpoint


@pytest.mark.slow
def test_ragas_is_imported_with_its_telemetry_off_and_only_when_a_score_is_asked_for() -> None:
    code = (
        "import sys; import eval.judges, eval.judges.cli; assert 'ragas' not in sys.modules;"
        "from eval.judges.ragas_import import import_ragas; import_ragas();"
        "from ragas._analytics import do_not_track; assert do_not_track(); print('off')"
    )
    environment = {name: value for name, value in os.environ.items() if name != "RAGAS_DO_NOT_TRACK"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "off", done.stderr
