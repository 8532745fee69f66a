"""Figures and fits on made-up rows whose right result is known."""

from dataclasses import replace
from pathlib import Path

import pytest
import typer

from assistant.embedding import Embedder
from assistant.grounding.calibration import SupportCalibration, logistic, logit
from assistant.grounding.reader import Reader
from eval.cases.pairs import load_pairs
from eval.fit.support import calibrate
from eval.trials.planted import Features, Scored, answers, figures, measure, read_features

ROW = Features("a", "g", "dev", "faithful", True, "A.", 1.0, 0.9, 0.9, (), 0.9, "supported", "")


def test_an_answer_is_as_good_as_its_worst_sentence() -> None:
    rows = [ROW, replace(ROW, score=0.2, support="partly"), replace(ROW, id="b")]
    assert answers(rows) == [Scored("a", "faithful", True, 0.2, False), Scored("b", "faithful", True, 0.9, True)]


def test_figures() -> None:
    good = [Scored(f"g{i}", "faithful", True, 0.8 + i / 1000, True) for i in range(39)]
    alarm = Scored("g", "faithful", True, 0.1, False)
    bad = [Scored("x", "negation", False, 0.05, False), Scored("y", "role_swap", False, 0.9, True)]
    found = figures([*good, alarm, *bad])
    assert found["false alarms of the label"] == pytest.approx(1 / 40)
    assert found["found by the label"] == 0.5
    assert found["threshold"] == 0.801  # two of 40 lie below
    assert found["found at few false alarms"] == 0.5
    assert found["auroc"] == pytest.approx(0.5)
    assert found["by kind"]["negation"] == {"answers": 1, "not supported": 1.0, "below threshold": 1.0}


def test_features_come_from_the_real_checks_and_survive_a_file(
    embedder: Embedder, reader: Reader, tmp_path: Path
) -> None:
    import json
    from dataclasses import asdict

    pairs = [pair for pair in load_pairs() if pair.id.startswith("velmar-harbour/wrong_")]
    rows = measure(pairs, embedder, reader)
    number = next(row for row in rows if row.kind == "wrong_number")
    assert ("number", True) in number.findings
    assert number.support == "unsupported"
    assert number.entailment is None
    path = tmp_path / "features.jsonl"
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")
    assert read_features(path) == rows


def made_up() -> list[Features]:
    faithful = [replace(ROW, group=f"g{i}", recall=0.7 + i / 100, entailment=0.9) for i in range(20)]
    flawed = [replace(row, label=False, kind="role_swap", entailment=0.3, recall=row.recall - 0.3) for row in faithful]
    fatal = [replace(row, label=False, recall=1.0, findings=(("number", True),)) for row in faithful]
    return [*faithful, *flawed, *fatal]


def test_the_fit_separates_what_can_be_separated() -> None:
    rows = made_up()
    support = SupportCalibration(**calibrate(rows))
    assert 0 < support.partly < support.supported < 1
    for row in rows[:40]:
        shared = {"recall": row.recall, "cosine": row.cosine}
        score = logistic(support.with_model, entailment=logit(row.entailment or 0.0), **shared)
        assert (score >= support.partly) == row.label
    missed = [
        row
        for row in rows[:20]
        if logistic(support.without_model, recall=row.recall, cosine=row.cosine) < support.supported_without_model
    ]
    assert len(missed) <= 2


def test_the_fit_needs_dev_statements_with_the_models_verdict() -> None:
    with pytest.raises(typer.BadParameter):
        calibrate([replace(row, entailment=None) for row in made_up()])
    with pytest.raises(typer.BadParameter):
        calibrate([replace(row, split="test") for row in made_up()])
