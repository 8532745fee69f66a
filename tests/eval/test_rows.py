"""Rows that survive a stop, and things taken in turns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eval.grouped import grouped, in_turns
from eval.rows import append_row, each_once, read_rows, write_rows


@dataclass(frozen=True)
class Thing:
    id: str


THINGS = [Thing("a"), Thing("b"), Thing("c")]


def test_half_a_line_is_taken_off_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "rows.jsonl"
    write_rows(path, [{"id": "a", "text": "Käse"}])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "b"')
    assert read_rows(path) == [{"id": "a", "text": "Käse"}]
    append_row(path, {"id": "c"})
    assert [row["id"] for row in read_rows(path)] == ["a", "c"]
    assert read_rows(tmp_path / "none.jsonl") == read_rows(None) == []


def test_each_is_made_once_and_kept_before_the_next(tmp_path: Path) -> None:
    path, made = tmp_path / "rows.jsonl", []

    def make(thing: Thing) -> dict[str, Any]:
        if thing.id == "c" and len(made) < 3:
            made.append("stopped")
            raise KeyboardInterrupt
        made.append(thing.id)
        return {"id": thing.id}

    with pytest.raises(KeyboardInterrupt):
        list(each_once(THINGS, make, path, "things"))
    assert [row["id"] for row in read_rows(path)] == ["a", "b"]
    assert [row["id"] for row in each_once(THINGS[::-1], make, path, "things")] == ["c", "b", "a"]
    assert made == ["a", "b", "stopped", "c"]
    assert [row["id"] for row in read_rows(path)] == ["a", "b", "c"]


def test_groups_and_turns() -> None:
    words = ["ant", "bee", "ape", "asp", "bat", "cat"]
    assert grouped(words, lambda word: word[0]) == {"a": ["ant", "ape", "asp"], "b": ["bee", "bat"], "c": ["cat"]}
    assert in_turns(words, lambda word: word[0]) == ["ant", "bee", "cat", "ape", "bat", "asp"]
