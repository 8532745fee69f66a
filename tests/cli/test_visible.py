"""What would act on a terminal is shown as an escape instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.visible import in_json, one_line, visible
from tests.cli.test_commands import run

NAME = "a\x1b]0;owned\x07\x1b[31m\nsecond\u202eline.txt"


def test_controls_become_escapes_and_text_stays() -> None:
    assert visible("„Größe“\n\x1b[2J\x9b\r") == "„Größe“\n\\x1b[2J\\x9b\\r"
    assert one_line("two\nlines") == "two\\nlines"


def test_json_keeps_its_value() -> None:
    assert in_json(json.dumps("a\x7f\x9b", ensure_ascii=False)) == '"a\\u007f\\u009b"'
    assert json.loads(in_json(json.dumps("a\x7f\x9b", ensure_ascii=False))) == "a\x7f\x9b"


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_file_names_do_not_reach_the_terminal_raw(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("harbour.txt", NAME, f"{NAME}.bin"):
        (folder / name).write_text("Harbour opened\n\nThe harbour was opened on Monday by the mayor.\n", "utf-8")
    done = run("ingest", str(folder), *options, ASSISTANT_INDEX=str(tmp_path / "index"))
    assert "Harbour opened" in done.stdout or "1 added" in done.stdout
    assert "x1b" in done.stdout
    for told in (done.stdout, done.stderr):
        assert not {"\x1b", "\x07", "\u202e"} & set(told)


def test_a_missing_path_with_controls_is_told_without_them(tmp_path: Path) -> None:
    done = run("ingest", str(tmp_path / "no\x1b[31mfile"), ASSISTANT_INDEX=str(tmp_path / "index"))
    assert done.returncode == 2
    assert "\\x1b[31m" in done.stderr and "\x1b" not in done.stderr
