"""Figures of made-up judges whose right result is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.cases.pairs import LabelledPassage, Pair
from eval.errors import JudgeConfigError
from eval.judges.accuracy import (
    JudgeAccuracy,
    accuracy_sentences,
    auroc,
    choose_threshold,
    load_judge_accuracy,
    measure_accuracy,
    save_judge_accuracy,
)
from eval.types import Score

PAIR = Pair("a", "g", "test", "faithful", True, "Q?", "A.", "", (LabelledPassage("x", "X", "A."),))


def pairs(split: str = "test") -> list[Pair]:
    faithful = [replace(PAIR, id=f"{split}/good-{at}", split=split) for at in range(4)]
    flawed = [
        replace(PAIR, id=f"{split}/bad-{kind}-{at}", split=split, kind=kind, label=False)
        for kind in ("negation", "wrong_number")
        for at in range(2)
    ]
    return [*faithful, *flawed]


def scored(own: list[Pair], values: list[float | None]) -> dict[str, Score]:
    return {pair.id: Score(value) for pair, value in zip(own, values, strict=True)}


def measured(own: list[Pair], scores: dict[str, Score], **options: object) -> JudgeAccuracy:
    return measure_accuracy("j", "m", "abc", own, scores, split="test", **options)  # type: ignore[arg-type]


def test_the_threshold_comes_from_dev_and_the_accuracy_from_test() -> None:
    dev, test = pairs("dev"), pairs("test")
    scores = scored(dev, [0.9, 0.9, 0.9, 0.9, 0.7, 0.7, 0.7, 0.7]) | scored(
        test, [0.9, 0.9, 0.9, 0.75, 0.2, 0.85, 0.2, 0.2]
    )
    found = measured([*dev, *test], scores)
    assert found.threshold == pytest.approx(0.8)
    assert found.threshold_from == "dev"
    assert found.balanced_accuracy == pytest.approx((3 / 4 + 3 / 4) / 2)
    assert found.auroc == pytest.approx((4 * 3 + 3) / 16)
    assert found.by_kind == {"faithful": 0.75, "negation": 0.5, "wrong_number": 1.0}
    assert found.by_kind_pairs == {"faithful": 4, "negation": 2, "wrong_number": 2}
    assert (found.pairs, found.scored) == (8, 8)
    low, high = found.balanced_accuracy_interval or (1.0, 0.0)
    assert low < 0.75 < high


def test_without_dev_scores_there_is_an_area_and_no_accuracy() -> None:
    own = pairs()
    found = measured(own, scored(own, [0.9] * 4 + [0.1] * 4))
    assert (found.auroc, found.balanced_accuracy, found.threshold, found.by_kind) == (1.0, None, None, {})
    known = measured(own, scored(own, [0.9] * 4 + [0.1] * 4), threshold=0.5, threshold_from="dev")
    assert (known.balanced_accuracy, known.threshold_from) == (1.0, "dev")


def test_what_was_not_scored_is_counted_and_left_out() -> None:
    own = pairs()
    found = measured(own, scored(own, [0.9, None, 0.9, 0.9] + [0.1] * 4), threshold=0.5)
    assert (found.scored, found.pairs, found.balanced_accuracy) == (7, 8, 1.0)
    nothing = measured(own, {})
    assert (nothing.scored, nothing.auroc, nothing.balanced_accuracy) == (0, None, None)


def test_ties_count_half() -> None:
    labels = np.array([[True, True, False, False]])
    assert auroc(labels, np.array([[1.0, 0.0, 0.0, 0.0]]))[0] == pytest.approx((2 + 1) / 4)
    assert np.isnan(auroc(np.array([[True, True]]), np.array([[1.0, 0.0]]))[0])


def test_the_area_agrees_with_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(3)
    labels = random.random(60) < 0.4
    values = np.round(random.random(60) + 0.3 * labels, 1)
    assert auroc(labels[None], values[None])[0] == pytest.approx(roc_auc_score(labels, values))


def test_a_judge_that_says_the_same_of_all_has_no_threshold() -> None:
    assert choose_threshold(np.array([True, False]), np.array([1.0, 1.0])) is None
    assert choose_threshold(np.array([True, True]), np.array([1.0, 0.0])) is None
    assert choose_threshold(np.array([], bool), np.array([])) is None


def test_the_table_survives_its_file_and_keeps_other_judges(tmp_path: Path) -> None:
    file = tmp_path / "judge" / "accuracy.json"
    assert load_judge_accuracy(file) == {}
    own = pairs()
    first = measured(own, scored(own, [0.9] * 4 + [0.1] * 4), threshold=0.5)
    second = replace(first, name="k", auroc=None, auroc_interval=None)
    save_judge_accuracy([first], file)
    save_judge_accuracy([second], file)
    assert load_judge_accuracy(file) == {"j, m": first, "k, m": second}
    assert accuracy_sentences(load_judge_accuracy(file)) == [
        "j, m: balanced accuracy 1.00, AUROC 1.00 on 8 test pairs",
        "k, m: balanced accuracy 1.00, AUROC – on 8 test pairs",
    ]


def test_another_file_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "accuracy.json"
    file.write_text('{"judge": "grounding"}')
    with pytest.raises(JudgeConfigError, match="no table of judges"):
        save_judge_accuracy([], file)
    assert file.read_text() == '{"judge": "grounding"}'
