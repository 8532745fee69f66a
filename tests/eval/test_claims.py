"""``eval claims``: loading of both shapes of data, the verdicts, and the figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import Embedder
from assistant.settings import Settings
from eval.cases.articles import half_of
from eval.cases.claims import load_claims
from eval.cases.pairs import statements_of
from eval.errors import CaseError
from eval.trials.claims.command import measure_claims, spread
from eval.trials.claims.figures import figures
from eval.trials.claims.measure import Checked
from eval.trials.claims.verdicts import Remembered, verdicts
from eval.trials.kept_vectors import KeptVectors

MILL = (
    "The mill of Arle closed in May 2024, after ninety years. Ines Vogt, who had inherited it from her father, sold it "
    "for 40,000 crowns. The town of Arle bought it. The council will turn it into a library for the children of Arle."
)


def rows_of(folder: Path, rows: list[dict[str, object]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    both = "The town of Arle bought the mill . Ines Vogt sold it for {} crowns ."
    return rows_of(
        tmp_path / "mills",
        [
            {"id": "f", "article": MILL, "claim": both.format("40,000"), "faithful": True, "kind": "reference"},
            {"id": "e", "article": MILL, "claim": both.format("90,000"), "faithful": False, "kind": "number"},
        ],
    )


def test_claims_bring_their_article_or_name_its_file(data: Path, tmp_path: Path) -> None:
    first, _ = load_claims(data)
    assert first.article.text == MILL
    assert first.text == "The town of Arle bought the mill. Ines Vogt sold it for 40,000 crowns."
    assert first.kind == "" and first.data == "mills" and first.half == half_of(first.article.article_id)
    files = tmp_path / "files"
    (files / "articles").mkdir(parents=True)
    (files / "articles" / "mill.txt").write_text(f"The mill is sold\n\n{MILL}\n")
    claim = {"id": "c", "article": "mill.txt", "claim": "Vogt sold.", "faithful": True, "lang": "de", "wording": "x"}
    (one,) = load_claims(rows_of(files, [claim]))
    assert one.article.text.endswith("children of Arle.") and one.article.title == "The mill is sold"
    assert (one.lang, one.wording) == ("de", "x")
    with pytest.raises(CaseError, match="line 1"):
        load_claims(rows_of(files, [claim | {"article": "none.txt"}]))


def test_a_wrong_number_is_found_by_the_real_checks_and_all_is_printed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.trials.claims.command.VECTORS", tmp_path / "vectors")
    out = tmp_path / "rows.jsonl"
    right, wrong = measure_claims([data], "0.99", half="all", limit=None, cache=None, out=out)
    assert right.supported and not wrong.supported
    assert "90,000" in wrong.sentence  # the sentence that decides
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["f", "e"]
    printed = capsys.readouterr().out
    assert "1.00" in printed and "not told" in printed


def test_verdicts_by_name(data: Path, settings: Settings, embedder: Embedder) -> None:
    claims = load_claims(data)
    sentences = [statements_of(claim.text) for claim in claims]

    def given(name: str) -> list[list[float | None]]:
        with verdicts(name, claims, sentences, settings, embedder, None) as by:
            return [
                [entail(text, []) if (entail := by(claim)) else None for text in own]
                for claim, own in zip(claims, sentences, strict=True)
            ]

    assert given("none") == [[None, None], [None, None]]
    assert given("0.99") == [[0.99, 0.99], [0.99, 0.99]]
    assert given("true") == [[0.98, 0.98], [0.98, 0.02]]  # the sentence without the error is right
    for name in ("maybe", "7"):
        with pytest.raises(CaseError):
            given(name)


class Counted:
    """A generator that says yes, and counts."""

    model_name = "counted"
    asked = 0

    def supported(self, *_: object) -> float:
        self.asked += 1
        return 0.75


def test_the_models_verdicts_are_kept(tmp_path: Path, embedder: Embedder) -> None:
    generator, cache = Counted(), tmp_path / "verdicts.jsonl"
    for _ in range(2):
        remembered = Remembered(generator, embedder, cache)  # type: ignore[arg-type]
        assert remembered("The mill closed.", ["It closed."]) == 0.75
    assert generator.asked == 1
    remembered("The mill closed.", ["It was sold."])
    assert generator.asked == 2


def test_vectors_are_made_once(tmp_path: Path, embedder: Embedder) -> None:
    made: list[str] = []

    class Counting:
        name, dimension, max_tokens = embedder.name, embedder.dimension, embedder.max_tokens

        def encode(self, texts: list[str], **more: object) -> object:
            made.extend(texts)
            return embedder.encode(texts)

    texts = ["The mill closed.", "It was sold.", "The mill closed."]
    first = KeptVectors(Counting(), tmp_path).encode(texts)  # type: ignore[arg-type]
    again = KeptVectors(Counting(), tmp_path).encode([*texts, "New."])  # type: ignore[arg-type]
    assert made == ["The mill closed.", "It was sold.", "New."]
    np.testing.assert_array_equal(first, again[:3])
    np.testing.assert_allclose(first, embedder.encode(texts), atol=1e-6)
    assert KeptVectors(Counting(), tmp_path).encode([]).shape == (0, embedder.dimension)  # type: ignore[arg-type]


ROW = Checked("a", "d", "m", "dev", "en", "", "", True, "C.", "C.", "supported", 0.9, "")


def test_figures() -> None:
    bad = replace(ROW, faithful=False, support="unsupported", score=0.1)
    rows = [
        *(replace(ROW, article=f"m{at}") for at in range(3)),
        replace(ROW, article="m3", support="partly", score=0.1),
        *(replace(bad, article=f"m{at}") for at in range(3)),
        replace(bad, article="m3", support="supported", score=0.9),
    ]
    found = figures(rows)
    assert (found.faithful, found.unfaithful) == (4, 4)
    assert found.lost == found.passed == 0.25
    assert found.balanced == 0.75
    # of 16 pairs nine are in order, six are draws, one is turned round
    assert found.auroc == pytest.approx((9 + 6 / 2) / 16)
    assert found.auroc_interval and found.auroc_interval[0] < 0.75 < found.auroc_interval[1]
    assert found.balanced_interval and found.balanced_interval[1] == 1.0
    only = figures(rows[:3])
    assert (only.lost, only.balanced, only.auroc) == (0.0, None, None)


def test_a_limit_takes_whole_pairs_from_everywhere(data: Path) -> None:
    claims = [replace(claim, id=f"{claim.id}{at}") for at in range(10) for claim in load_claims(data)]
    some = [claim.id for claim in spread(claims, 6)]
    assert some == ["f0", "e0", "f3", "e3", "f6", "e6"]
    assert spread(claims, 99) == claims
