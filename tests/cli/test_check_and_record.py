"""``assistant check`` and ``assistant record`` as commands; what needs no model is tried without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.desk.check import in_words, read_draft
from assistant.desk.records.record import load_record
from assistant.errors import InputError
from tests.conftest import SEEDS

ROOT = SEEDS.parent
#: The command line with a model that says yes to everything.
MAIN = """
import sys
from assistant.assistant import Assistant
from assistant.llm.scripted import ScriptedModel
class Yes(ScriptedModel):
    def probability(self, messages, *, yes="yes", no="no"):
        return 0.97
Assistant.model = property(lambda self: self.__dict__.setdefault("_yes", Yes([], [0.5])))
from assistant.cli import main
main()
"""
TEXT = (
    "Poland, the United States and Germany publicly rejected the idea.\n\nNATO has plans to send troops to Ukraine.\n"
)


def run(*arguments: str | Path, given: str | bytes = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run(command, capture_output=True, input=data, cwd=ROOT, env=env, timeout=300, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_check_record_verify_and_diff(seeds_index: Path, tmp_path: Path) -> None:
    out, record = tmp_path / "marked.md", tmp_path / "r.json"
    index = ("--index", seeds_index)
    done = run("check", "-", *index, "--json", "--out", out, "--record", record, given=TEXT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["summary"] == "2 sentences: 1 supported, 1 contradicted"
    assert "**(contradicted" in out.read_text("utf-8")
    assert load_record(record).intact

    again = run("check", "-", *index, "--record", record, given=TEXT)
    assert again.returncode == 2 and "--force" in again.stderr and again.stdout == ""

    verified = run("record", "verify", record, *index)
    assert verified.returncode == 0 and "as it was sealed" in verified.stdout
    changed = json.loads(record.read_text("utf-8"))
    changed["passages"][0]["quote"] = "Poland agreed."
    other = tmp_path / "s.json"
    other.write_text(json.dumps(changed), "utf-8")
    spoilt = run("record", "verify", other, *index)
    assert spoilt.returncode == 1 and "has been changed since it was sealed" in spoilt.stdout
    differs = run("record", "diff", record, other)
    assert differs.returncode == 0 and "Poland agreed." in differs.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("check", "nowhere.md"), "nowhere.md cannot be read"),
        (("check", "seeds/README.md", "--out", "none/there.md"), "none/there.md cannot be written"),
        (("record", "show", "seeds/README.md"), "no record of this assistant"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], complaint: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and complaint in done.stderr and done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_a_record_is_kept_out_of_the_index_folder(seeds_index: Path) -> None:
    done = run("check", "-", "--index", seeds_index, "--record", seeds_index / "r.json", given=TEXT)
    assert done.returncode == 2 and "outlive the articles" in done.stderr
    assert not (seeds_index / "r.json").exists()


def test_a_draft_of_another_encoding_is_read_and_a_binary_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_bytes("Die Übersicht über die Häfen reicht für die Prüfung.".encode("cp1252"))
    assert read_draft(str(file)).startswith("Die Übersicht")
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    with pytest.raises(InputError, match="is not text"):
        read_draft(str(file))


def test_times_that_are_left_are_told_as_one_waits() -> None:
    assert [in_words(seconds) for seconds in (4.2, 300, 9_000)] == ["4 s", "5 min", "2.5 h"]
