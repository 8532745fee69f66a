"""The mutation run: what it changes, and that its areas are there."""

from __future__ import annotations

import ast

import pytest

from benchmarks import mutation

MODULE = "assistant/evidence/relevance.py"


def test_every_area_has_its_modules_and_tests() -> None:
    for area in mutation.AREAS.values():
        for path in (*area.modules, *area.tests):
            assert (mutation.ROOT / path).exists(), path


def test_each_named_number_is_halved_doubled_and_set_to_0_and_1() -> None:
    source = (mutation.ROOT / MODULE).read_text("utf-8")
    made = [
        new
        for mutant in mutation.constants(MODULE)
        for old, new in zip(source.splitlines(), mutant.source.splitlines(), strict=True)
        if old != new
    ]
    assert made[:4] == ["TITLE_SHARE = 0.125", "TITLE_SHARE = 0.5", "TITLE_SHARE = 0.0", "TITLE_SHARE = 1.0"]
    assert [line.split()[0] for line in made[4:]] == ["KIND_SHARE"] * 3, "its half, 0 and 1; its double is 1 as well"


def test_a_sample_is_the_same_for_a_seed() -> None:
    pytest.importorskip("cosmic_ray")
    source = (mutation.ROOT / MODULE).read_text("utf-8")
    mutants = mutation.sampled(MODULE, 12, seed=0)
    assert [one.key for one in mutants] == [one.key for one in mutation.sampled(MODULE, 12, seed=0)]
    assert {one.key for one in mutants} != {one.key for one in mutation.sampled(MODULE, 12, seed=1)}
    assert len({one.key for one in mutants}) == 12
    for mutant in mutants:
        ast.parse(mutant.source)
        assert mutant.source != source


def test_types_are_not_mutated() -> None:
    pytest.importorskip("cosmic_ray")
    module = "assistant/grounding/gate.py"
    source = (mutation.ROOT / module).read_text("utf-8")
    mutants = mutation.sampled(module, 1_000, seed=0)
    assert len(mutants) > 20
    assert {mutant.source.count("float | None") for mutant in mutants} == {source.count("float | None")}
