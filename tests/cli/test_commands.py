"""The command line as a user runs it: separate processes, exit codes, clean output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MAIN = "from assistant.cli import main; main()"
TROOPS = "Which countries rejected sending troops?"


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100", **environment}
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd or root, env=env, timeout=300, check=False)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "2024-05-01-port.txt").write_text(
        "Port of Marlow to be dredged\n\nThe harbour authority said on Tuesday that dredging would begin in May. "
        "The work will cost 14 million euros.\n",
        "utf-8",
    )
    return folder


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "chromadb",
        "llama_index",
        "gradio",
        "onnxruntime",
        "openai",
    }
    program = f"import sys; sys.argv = ['assistant', '--help']\ntry:\n    {MAIN.replace('; ', chr(10) + '    ')}\n" + (
        "except SystemExit: pass\nprint('LOADED', *sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=root, timeout=60, check=True
    )
    loaded = done.stdout.split("LOADED", 1)[1].split()
    assert heavy.isdisjoint(loaded)
    for command in ("ingest", "ask", "chat", "serve", "articles", "remove", "search", "doctor", "models", "survey"):
        assert command in done.stdout


def test_ingest_articles_search_and_remove(articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    report = json.loads(run("ingest", "--index", index, "--json", articles).stdout)
    assert [item["title"] for item in report["added"]] == ["Port of Marlow to be dredged"]
    assert len(json.loads(run("ingest", "--index", index, "--json", articles).stdout)["unchanged"]) == 1
    listed = json.loads(run("articles", "--index", index, "--json").stdout)
    assert (listed[0]["id"], listed[0]["date"]) == ("2024-05-01-port", "2024-05-01")
    found = json.loads(run("search", "What does the dredging cost?", "--index", index, "--json").stdout)
    assert "14 million euros" in found[0]["text"]
    assert json.loads(run("search", "cost", "--index", index, "--json", "--to", "2024-04-30").stdout) == []
    assert run("remove", "2024-05-01-port", "--index", index).returncode == 0
    assert json.loads(run("articles", "--index", index, "--json").stdout) == []


@pytest.mark.models
def test_ask_prints_sources_answer_and_quoted_passages(seeds_index: Path) -> None:
    done = run("ask", TROOPS, "--index", seeds_index)
    assert "For a complete list, with a table: assistant survey" in done.stdout
    assert done.returncode == 0, done.stderr
    sources, _, answer = done.stdout.partition("\n\n")
    assert "NATO has no plans to send troops to Ukraine" in sources
    assert "Poland" in answer and "Germany" in answer and "[1]" in answer
    assert "publicly rejected" in " ".join(answer.split())
    assert "2024-03-11" in answer


@pytest.mark.models
def test_json_of_an_answer_is_clean_and_exact(seeds_index: Path) -> None:
    done = run("ask", TROOPS, "--index", seeds_index, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and done.stderr == ""
    assert answer["refused"] is False and answer["citations"]
    assert {"retrieval", "first_token", "generation", "grounding", "total"} == set(answer["timings"])


@pytest.mark.models
def test_a_refusal_is_exit_code_0(seeds_index: Path) -> None:
    done = run("ask", "What is the capital of Australia?", "--index", seeds_index, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["refused"] is True


def test_doctor_masks_secrets_and_finds_a_healthy_index(seeds_index: Path) -> None:
    done = run("doctor", "--index", seeds_index, "--json", ASSISTANT_LLM_KEY="s3cret")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["problems"] == [] and "s3cret" not in done.stdout
    assert report["settings"]["passages"] == 10
    assert report["engine"].startswith("the portable engine")

    named = run("doctor", "--index", seeds_index, "--json", ASSISTANT_ENGINE="no-such-engine")
    assert named.returncode == 1
    assert json.loads(named.stdout)["problems"][0].startswith("ASSISTANT_ENGINE names no-such-engine")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ingest", "nowhere"), "nowhere"),
        (("ingest", "EMPTY"), ""),
        (("ask", TROOPS), "ingest"),
        (("ask", TROOPS, "--from", "yesterday"), "2024-03-31"),
        (("articles", "--index", "FILE"), ""),
        (("remove", "nothing"), "ingest"),
        (("ask",), "question"),
        (("fly",), "fly"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], complaint: str, tmp_path: Path) -> None:
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "FILE").write_text("x", "utf-8")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"ASSISTANT_PASAGES": "3"}, "ASSISTANT_PASSAGES"),
        ({"ASSISTANT_PASSAGES": "0"}, "passages"),
        ({"ASSISTANT_LLM": "no-such-model"}, "no-such-model"),
        ({"ASSISTANT_LLM": "openai:gpt-x", "OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ({"ASSISTANT_LLM": "/nowhere/model.gguf"}, "/nowhere/model.gguf"),
    ],
)
def test_wrong_settings_are_one_sentence_and_exit_code_2(
    environment: dict[str, str], complaint: str, seeds_index: Path
) -> None:
    done = run("ask", TROOPS, "--index", seeds_index, **environment)
    assert done.returncode == 2, done.stderr
    assert complaint in done.stderr and "Traceback" not in done.stderr


def test_empty_and_endless_questions(seeds_index: Path) -> None:
    for question, complaint in (("", "empty"), ("why " * 25_000, "100,000")):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "ask", "-", "--index", str(seeds_index)],
            input=question,
            capture_output=True,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            timeout=60,
            check=False,
        )
        assert done.returncode == 2 and (complaint in done.stderr or "99,999" in done.stderr)


def test_a_failing_article_is_named_and_the_others_are_kept(articles: Path, tmp_path: Path) -> None:
    (articles / "broken.txt").write_bytes(bytes(range(256)) * 10)
    done = run("ingest", "--index", tmp_path / "index", articles)
    assert done.returncode == 2
    assert "1 added" in done.stdout and "broken.txt" in done.stdout.replace("\n", "")


def test_names_that_the_locale_cannot_spell_are_read_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "ünïcode – ordner"
    folder.mkdir()
    (folder / "größe.txt").write_text("Harbour opened\n\nThe harbour was opened on Monday by the mayor.\n", "utf-8")
    ascii_only = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    done = run("ingest", str(folder), "--json", ASSISTANT_INDEX=str(tmp_path / "index"), **ascii_only)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"][0]["location"].endswith("ünïcode – ordner/größe.txt")
