"""Sealed records: saved, loaded, verified against the articles, compared, asked again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.desk.records.comparing import diff_records
from assistant.desk.records.making import effective
from assistant.desk.records.record import Loaded, Record, canonical, load_record, sealed
from assistant.desk.records.showing import lines_of
from assistant.desk.records.verifying import verify_record
from assistant.errors import InputError, NotFoundError
from assistant.settings import load_settings
from assistant.types import Answer, Article
from tests.test_answering import RIGHT, TROOPS, scripted


@pytest.fixture(scope="module")
def made(seeds_index: Path) -> tuple[Record, Answer]:
    with scripted(seeds_index, [RIGHT]) as (assistant, _):
        answer = assistant.ask(TROOPS)
        return assistant.record(answer), answer


@pytest.fixture
def articles(made: tuple[Record, Answer], seeds_index: Path) -> dict[str, Article]:
    with scripted(seeds_index, []) as (assistant, _):
        return {one.id: assistant.article(one.id) for one in made[0].articles}


def lookup(articles: dict[str, Article]) -> Any:
    def article(article_id: str) -> Article:
        if article_id not in articles:
            raise NotFoundError(article_id)
        return articles[article_id]

    return article


def test_a_record_holds_all_that_made_an_answer_and_comes_back_whole(
    made: tuple[Record, Answer], tmp_path: Path
) -> None:
    record, answer = made
    assert (record.kind, record.given) == ("answer", TROOPS)
    assert [one.quote for one in record.passages] == [citation.quote for citation in answer.citations]
    assert {one.id for one in record.articles} == {citation.article_id for citation in answer.citations}
    assert record.index["articles"] == 5 and len(record.index["fingerprint"]) == 64
    assert record.model["name"] == "scripted" and record.model["sha256"] is None
    assert {"small/answer", "standalone"} <= record.prompts.keys()
    assert record.settings["strictness"] == "balanced" and "llm_key" not in record.settings
    assert record.result["text"] == answer.text
    file = tmp_path / "a.json"
    record.save(file)
    loaded = load_record(file)
    assert loaded.intact and loaded.record == record and loaded.seal == record.seal
    assert file.stat().st_mode & 0o077 == 0 and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("field", ["given", "made", "settings", "passages", "result"])
def test_any_change_breaks_the_seal(made: tuple[Record, Answer], tmp_path: Path, field: str) -> None:
    file = tmp_path / "a.json"
    made[0].save(file)
    told = json.loads(file.read_text("utf-8"))
    if field == "passages":
        told["passages"][0]["start"] += 1
    elif field in ("settings", "result"):
        told[field]["text" if field == "result" else "strictness"] = "open"
    else:
        told[field] += "!"
    file.write_text(json.dumps(told), "utf-8")
    assert not load_record(file).intact


def test_the_seal_does_not_depend_on_how_the_file_is_written(made: tuple[Record, Answer], tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    told = made[0].to_dict()
    file.write_text(json.dumps(dict(reversed(told.items())), ensure_ascii=True, indent=7), "utf-8")
    assert load_record(file).intact
    assert canonical({"b": "é", "a": [1.5, None]}) == '{"a":[1.5,null],"b":"é"}'.encode()
    assert sealed({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "cited-news-assistant record 1"}', "\x00\xff", "[" * 100_000]
)
def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match="no record"):
        load_record(file)


@pytest.mark.parametrize(("field", "value"), [("passages", [{"number": 1}]), ("settings", []), ("given", 7)])
def test_a_record_of_the_wrong_kinds_is_none(
    made: tuple[Record, Answer], tmp_path: Path, field: str, value: object
) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps(made[0].to_dict() | {field: value}), "utf-8")
    with pytest.raises(InputError, match="no record"):
        load_record(file)


def test_a_file_that_exists_is_kept_and_what_cannot_be_written_is_told(
    made: tuple[Record, Answer], tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="--force"):
        made[0].save(file)
    assert file.read_text("utf-8") == "mine"
    made[0].save(file, force=True)
    assert load_record(file).intact
    for place in (tmp_path, tmp_path / "none" / "a.json", file / "a.json"):
        with pytest.raises(InputError, match="cannot be written"):
            made[0].save(place, force=True)


def test_a_record_that_still_holds(made: tuple[Record, Answer], articles: dict[str, Article]) -> None:
    found = verify_record(Loaded(made[0], made[0].seal), lookup(articles))
    assert found.holds and {one.state for one in found.passages} == {"there"}
    assert len(found.sentences) == 1 + len(found.passages)


def test_moved_changed_and_vanished_passages_are_told_apart(
    made: tuple[Record, Answer], articles: dict[str, Article]
) -> None:
    record = made[0]
    passage = record.passages[0]
    text = articles[passage.article_id].text
    loaded = Loaded(record, record.seal)

    def with_text(other: str) -> dict[str, Article]:
        return articles | {passage.article_id: replace(articles[passage.article_id], text=other)}

    moved = verify_record(loaded, lookup(with_text(f"Corrected.\n\n{text}")))
    assert moved.holds and moved.passages[0].state == "moved" and moved.passages[0].start == passage.start + 12
    assert moved.articles_changed
    changed = verify_record(loaded, lookup(with_text(text.replace("Poland", "Portugal"))))
    assert not changed.holds and changed.passages[0].state == "changed"
    assert "Portugal" in changed.passages[0].now and "Portugal" in " ".join(changed.sentences)
    gone = verify_record(loaded, lookup({k: v for k, v in articles.items() if k != passage.article_id}))
    assert not gone.holds and gone.passages[0].state == "vanished" and passage.quote in " ".join(gone.sentences)
    assert not verify_record(Loaded(record, "0" * 64), lookup(articles)).holds


def test_what_differs_between_two_records(made: tuple[Record, Answer]) -> None:
    record = made[0]
    assert diff_records(record, record).sentences == ("Nothing differs.",)
    assert diff_records(record, replace(record, made="2030-01-01T00:00:00+00:00")).differences == ()
    settings = diff_records(record, replace(record, settings={**record.settings, "strictness": "open"}))
    assert settings.same_result and settings.sentences[-1] == "setting strictness: balanced → open"
    statement = {**record.result["statements"][0], "support": "partly"}
    other = replace(record, result={**record.result, "text": "Nobody did.", "statements": [statement]}, passages=())
    found = diff_records(record, other)
    assert not found.same_result
    assert {one.about for one in found.differences} == {"text", "citation", "verdict"}
    assert any(one.after == "Nobody did." for one in found.differences)


@pytest.fixture
def own_index(seeds_index: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "own"
    shutil.copytree(seeds_index, folder)
    yield folder


def test_a_record_is_asked_again_with_its_settings(made: tuple[Record, Answer], own_index: Path) -> None:
    record = replace(made[0], settings={**made[0].settings, "strictness": "open", "bygone": 3})
    with scripted(own_index, [RIGHT, "Canberra is the capital."], (0.95,) * 12) as (assistant, _):
        again = assistant.replay(record)
        assert again.record.settings["strictness"] == "open" and assistant.settings.strictness == "balanced"
        assert again.diff.same_result and "bygone" in again.notes[0]
        assert not assistant.replay(made[0]).diff.same_result
        with pytest.raises(InputError, match="cannot be asked again"):
            assistant.replay(replace(record, kind="portrait"))
        first = made[0].passages[0].article_id
        assistant.remove(first)
        assert {one.state for one in assistant.verify(made[0]).passages} >= {"vanished"}
        with pytest.raises(NotFoundError):
            assistant.record(made[1])


def test_the_settings_of_a_record_are_those_that_change_a_result() -> None:
    here, there = load_settings(llm_key="s3cret", llm_threads=1), load_settings(llm_threads=7, index=Path("other"))
    assert effective(here) == effective(there) and "s3cret" not in str(effective(here))
    assert effective(here) != effective(load_settings(passages=3))


def test_a_record_is_shown_in_lines(made: tuple[Record, Answer]) -> None:
    told = "\n".join(lines_of(Loaded(made[0], made[0].seal)))
    assert TROOPS in told and made[0].passages[0].quote in told and made[0].seal in told


def test_a_checked_text_can_be_recorded(seeds_index: Path) -> None:
    with scripted(seeds_index, [], checker="rules") as (assistant, _):
        checked = assistant.check("Poland, the United States and Germany publicly rejected the idea.")
        record = assistant.record(checked)
        assert record.kind == "checked" and record.given == checked.text
        assert assistant.verify(record).holds
        assert assistant.replay(record).diff.sentences == ("Nothing differs.",)
