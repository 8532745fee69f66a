"""How good a judge is: balanced accuracy and AUROC on labelled pairs, by kind of flaw, and their file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from eval.cases.pairs import Pair
from eval.errors import JudgeConfigError
from eval.metrics.refusal import recall
from eval.suite.statistics import Interval, bootstrap
from eval.suite.summary import JUDGE_ACCURACY
from eval.types import Score

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class JudgeAccuracy:
    """What one judge reached on labelled answers.

    ``balanced_accuracy`` is the mean of the shares of faithful answers at or above ``threshold`` and of flawed
    ones below it; ``auroc`` needs no threshold. ``threshold_from`` names the pairs on which it was chosen.
    ``by_kind`` is the share told rightly of each kind; ``faithful`` is the kind without a flaw. ``scored`` of
    ``pairs`` took part; None where it cannot be known.
    """

    name: str
    model: str
    sha256: str | None
    split: str
    pairs: int
    scored: int
    threshold: float | None
    threshold_from: str
    balanced_accuracy: float | None
    balanced_accuracy_interval: Interval | None
    auroc: float | None
    auroc_interval: Interval | None
    by_kind: Mapping[str, float] = field(default_factory=dict)
    by_kind_pairs: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name and model: what tells judges apart."""
        return f"{self.name}, {self.model}"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def measure_accuracy(
    name: str,
    model: str,
    sha256: str | None,
    pairs: Sequence[Pair],
    scores: Mapping[str, Score],
    *,
    split: str,
    threshold: float | None = None,
    threshold_from: str = "",
) -> JudgeAccuracy:
    """The figures on the pairs of ``split``.

    Args:
        name: what judges.
        model: with which model.
        sha256: of the model's file.
        pairs: labelled answers; others than of ``split`` only serve to choose the threshold.
        scores: by the pair's id; higher is more faithful.
        split: ``dev`` or ``test``.
        threshold: given; else chosen on the dev pairs that were scored.
        threshold_from: where a given threshold is from.
    """
    if threshold is None:
        threshold = choose_threshold(*_columns([pair for pair in pairs if pair.split == "dev"], scores))
        threshold_from = "dev" if threshold is not None else ""
    own = [pair for pair in pairs if pair.split == split]
    labels, values = _columns(own, scores)
    both = bool(len(labels)) and labels.any() and not labels.all()
    called = None if threshold is None else values >= threshold
    told = None if called is None else called == labels
    kinds = np.array([pair.kind for pair in own if _scored(pair, scores)])
    return JudgeAccuracy(
        name=name,
        model=model,
        sha256=sha256,
        split=split,
        pairs=len(own),
        scored=len(labels),
        threshold=threshold,
        threshold_from=threshold_from,
        balanced_accuracy=float(_balanced(labels, called)) if both and called is not None else None,
        balanced_accuracy_interval=bootstrap(_balanced, labels, called) if both and called is not None else None,
        auroc=float(auroc(labels[None], values[None])[0]) if both else None,
        auroc_interval=bootstrap(auroc, labels, values) if both else None,
        by_kind={} if told is None else {str(kind): float(told[kinds == kind].mean()) for kind in np.unique(kinds)},
        by_kind_pairs={str(kind): int((kinds == kind).sum()) for kind in np.unique(kinds)},
    )


def choose_threshold(labels: Array, values: Array) -> float | None:
    """The cut between two neighbouring scores with the best balanced accuracy, the middle one of equals.

    None when only one class was scored, or all scores are the same.
    """
    from sklearn.metrics import roc_curve

    if not len(labels) or labels.all() or not labels.any():
        return None
    # from nobody at an infinite cut to everybody at the lowest score, turned round
    false, true, scores = (column[::-1] for column in roc_curve(labels, values, drop_intermediate=False))
    cuts = (scores[1:-1] + scores[:-2]) / 2
    if not len(cuts):
        return None
    reached = (true - false + 1)[1:-1] / 2
    best = np.flatnonzero(np.isclose(reached, reached.max()))
    return float(cuts[best[len(best) // 2]])


def auroc(labels: Array, values: Array) -> Array:
    """P(a faithful answer scores above a flawed one), ties half (Mann and Whitney 1947).

    Args:
        labels: booleans (resamples, n).
        values: scores (resamples, n).

    Returns:
        (resamples,); NaN where only one class is there.
    """
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=-1)
    faithful = labels.sum(axis=-1)
    flawed = labels.shape[-1] - faithful
    with np.errstate(invalid="ignore", divide="ignore"):
        above = (ranks * labels).sum(axis=-1) - faithful * (faithful + 1) / 2
        return np.where((faithful > 0) & (flawed > 0), above / (faithful * flawed), np.nan)


def load_judge_accuracy(path: Path = JUDGE_ACCURACY) -> dict[str, JudgeAccuracy]:
    """What `python -m eval judge` wrote, by :attr:`JudgeAccuracy.key`; empty where nothing was measured.

    Raises:
        JudgeConfigError: the file is none of these.
    """
    try:
        return TypeAdapter(dict[str, JudgeAccuracy]).validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise JudgeConfigError(
            f"{path} is no table of judges ({error}); delete it and run `make eval-judge`."
        ) from error


def save_judge_accuracy(judges: Sequence[JudgeAccuracy], path: Path = JUDGE_ACCURACY) -> None:
    """Put judges into the file; others that stand there stay.

    Raises:
        JudgeConfigError: the file is something else, or cannot be written.
    """
    known = load_judge_accuracy(path) | {judge.key: judge for judge in judges}
    text = json.dumps({key: known[key].to_dict() for key in sorted(known)}, indent=2, ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise JudgeConfigError(f"{path} cannot be written ({error.strerror}); name another file with --out.") from error


def accuracy_sentences(judges: Mapping[str, Any]) -> list[str]:
    """One line a judge, of what :func:`load_judge_accuracy` or its JSON gives."""
    lines = []
    for key, judge in judges.items():
        row = judge.to_dict() if isinstance(judge, JudgeAccuracy) else judge
        if not isinstance(row, Mapping) or "auroc" not in row:  # a table of another version
            lines.append(f"{key}: {row}")
            continue
        told, area = ("–" if row.get(name) is None else f"{row[name]:.2f}" for name in ("balanced_accuracy", "auroc"))
        lines.append(f"{key}: balanced accuracy {told}, AUROC {area} on {row.get('scored')} {row.get('split')} pairs")
    return lines


def _balanced(labels: Array, called: Array) -> Array:
    """The mean of both classes' shares of right decisions; ``called`` is True where faithful was said."""
    return (recall(labels, called) + recall(~labels, ~called)) / 2


def _columns(pairs: Sequence[Pair], scores: Mapping[str, Score]) -> tuple[Array, Array]:
    scored = [pair for pair in pairs if _scored(pair, scores)]
    return np.array([pair.label for pair in scored], bool), np.array([scores[pair.id].value for pair in scored], float)


def _scored(pair: Pair, scores: Mapping[str, Score]) -> bool:
    return pair.id in scores and scores[pair.id].value is not None
