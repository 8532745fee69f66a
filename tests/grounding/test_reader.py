"""Sentences read by the real parser."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.errors import ModelStoreError
from assistant.grounding.reader import PARSER, Reader, SpacyReader
from assistant.models import ModelStore


@pytest.mark.parametrize(
    "opener", ["Investors", "Scientists", "Police", "Prosecutors", "Officials", "Residents", "Shares", "Doctors"]
)
def test_an_ordinary_word_that_opens_a_sentence_is_no_name(opener: str, reader: Reader) -> None:
    assert reader.read(f"{opener} were surprised by the news from the valley.").names == ()


def test_people_are_called_without_their_office(reader: Reader) -> None:
    assert "Henrik Dahl" in reader.read("On Tuesday Captain Henrik Dahl blamed the fog.").names


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Governor Milos Radek said inflation had fallen.", "Radek"),
        ("Inflation has fallen, according to Milos Radek.", "Radek"),
        ("“Inflation has fallen,” said Milos Radek.", "Radek"),
        ("Hydra was warned by Carla Weg.", "Weg"),
    ],
)
def test_who_speaks(sentence: str, speaker: str, reader: Reader) -> None:
    assert any(speaker in name for one in reader.read(sentence).attributions for name in one.names)


@pytest.mark.parametrize(
    ("sentence", "word", "denied"),
    [
        ("The union did not accept the offer.", "accept", True),
        ("No date was set by the court.", "set", True),
        ("The firm refused to pay the fine.", "pay", True),
        ("The club failed to win the cup.", "win", True),
        ("She is unable to travel.", "travel", True),
        ("They never signed the treaty.", "sign", True),
        ("Sales declined by 5 percent.", "declin", False),
        ("The club dismissed its coach.", "dismiss", False),
        ("He retired at the age of 80.", "retir", False),
        ("The firm did not refuse to pay the fine.", "pay", False),
    ],
)
def test_what_is_denied(sentence: str, word: str, denied: bool, reader: Reader) -> None:
    found = [one.denied for one in reader.read(sentence).predicates if one.root == word]
    assert found == [denied]


@pytest.mark.parametrize("sentence", ["The mayor opened the bridge.", "The report names the plan.", "They like tea."])
def test_nouns_and_plain_verbs_are_no_hedges(sentence: str, reader: Reader) -> None:
    assert reader.read(sentence).hedges == ()


@pytest.mark.parametrize("sentence", ["The club may sell two players.", "A pump reportedly failed."])
def test_hedges(sentence: str, reader: Reader) -> None:
    assert reader.read(sentence).hedges


def test_the_memory_is_bounded_and_shared(store: ModelStore) -> None:
    small = SpacyReader(store, kept=2)
    first = small.read("Rain fell.")
    assert small.read("Rain fell.") is first
    small.read("Snow fell.")
    small.read("Hail fell.")
    assert small.read("Rain fell.") is not first


def test_several_threads_read(store: ModelStore) -> None:
    shared = SpacyReader(store)
    shared.prepare()
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(shared.read("Ruth Calder won.").names)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [("Ruth Calder",)] * 4


def test_a_damaged_file_is_told(store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    cache = tmp_path / "cache"
    shutil.copytree(store.path(PARSER), cache / "models" / PARSER)
    model = cache / "models" / PARSER / "ner" / "model"
    model.write_bytes(b"x" + model.read_bytes()[1:])
    mine = ModelStore(cache, progress=False)
    with pytest.raises(ModelStoreError, match="missing or damaged"):
        mine.verify(PARSER)
    # reading fetches it again; where that cannot be done, one sentence says so
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(ModelStoreError, match=PARSER):
        SpacyReader(mine).read("Rain fell.")
