"""How far can each judge be trusted? Balanced accuracy and AUROC on labelled answers, by kind of flaw.

    python -m eval judge [--judge ragas:MODEL …] [--split test|dev|both] [--sample N] [--out FILE]

The threshold of each judge is chosen on the dev pairs and its accuracy told on the test pairs. A judge is
``KIND:MODEL``: ``ragas`` (its faithfulness) or ``own`` (the assistant's grounding score, and the one-token verdict
alone), and MODEL as in ``EVAL_JUDGE_LLM``; or ``checks``, the grounding score without a model.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as Grid

from assistant import load_settings
from assistant.embedding import load_embedder
from assistant.grounding.reader import SpacyReader
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.cases.pairs import EDITS, PAIRS, Pair, load_pairs
from eval.errors import JudgeConfigError, JudgeStoppedError
from eval.judges.accuracy import JudgeAccuracy, load_judge_accuracy, measure_accuracy, save_judge_accuracy
from eval.judges.judge import Judge, open_judge
from eval.judges.pair_judges import check_scores, own_scores, ragas_scores, sample
from eval.judges.settings import JudgeSettings, load_judge_settings
from eval.suite.printing import console_for_figures
from eval.suite.summary import JUDGE_ACCURACY
from eval.types import Score

KINDS = ("own", "ragas")
CHECKS = "checks"
#: Judged by default; the model of EVAL_JUDGE_LLM comes on top. A hosted model costs money and sees the pairs,
#: which are fictional, so it is asked when it is named there, and not because some key lies about.
DEFAULT = (CHECKS, "own:qwen2.5-coder-1.5b", "ragas:qwen2.5-coder-1.5b", "ragas:qwen2.5-coder-0.5b")


def judge(
    named: Annotated[
        list[str] | None, typer.Option("--judge", help="checks, own:MODEL or ragas:MODEL; repeatable.")
    ] = None,
    split: Annotated[str, typer.Option(help="test (threshold from dev), dev, or both.")] = "test",
    sample_size: Annotated[int | None, typer.Option("--sample", min=4, help="Pairs of each split, to try.")] = None,
    threshold: Annotated[
        bool, typer.Option(help="Judge the dev pairs, too, for the threshold (else the known one).")
    ] = True,
    out: Annotated[Path | None, typer.Option(help="Where the table is kept; a sample is not, unless named.")] = None,
) -> None:
    """Measure judges on labelled answers, print the table and keep it for the reports."""
    if split not in ("dev", "test", "both"):
        raise JudgeConfigError(f"The split “{split}” is unknown; write dev, test or both.")
    settings, configured = load_settings(), load_judge_settings()
    specs = list(named or default_judges(configured))
    for spec in specs:
        split_spec(spec)
    splits = ("dev", "test") if split == "both" else (split,)
    labelled = load_pairs(PAIRS, EDITS)
    pairs = [
        pair
        for half in ("dev", "test")
        if half in splits or (threshold and half == "dev")
        for pair in sample([pair for pair in labelled if pair.split == half], sample_size)
    ]
    file = out or (JUDGE_ACCURACY if sample_size is None else None)
    known = load_judge_accuracy(file) if file else {}
    measured: list[JudgeAccuracy] = []
    for spec in specs:
        found = judged(spec, pairs, splits, settings, configured, known)
        # shown and kept judge by judge: the next may take an hour
        print_table(found)
        measured += found
        if file:
            save_judge_accuracy([one for one in found if one.split == splits[-1]], file)
    best = best_judge([one for one in measured if one.split == splits[-1]])
    if best:
        typer.echo(f"\nbest by AUROC: {best.key}" + (f"; kept in {file}" if file else "; a sample, not kept"))


def judged(
    spec: str,
    pairs: Sequence[Pair],
    splits: Sequence[str],
    settings: Settings,
    configured: JudgeSettings,
    known: Mapping[str, JudgeAccuracy],
) -> list[JudgeAccuracy]:
    """The figures of one judge, a row each split and score.

    Raises:
        JudgeConfigError: the judge cannot be used as it is named.
        JudgeStoppedError: it could not be asked at all.
    """
    kind, model = split_spec(spec)
    if kind == CHECKS:
        store = ModelStore(settings.cache_folder)
        found = check_scores(pairs, load_embedder(settings, store), SpacyReader(store))
        return [measure_accuracy(CHECKS, "no model", None, pairs, found, split=split) for split in splits]
    another = configured.model_copy(update={"llm": model, "model": None})
    own_settings = configured if model == configured.llm else another
    with closing(open_judge(settings, own_settings)) as opened:
        scores = _scores(kind, opened, pairs, settings)
    rows: list[JudgeAccuracy] = []
    for name, own in scores.items():
        threshold, threshold_from = _known_threshold(known.get(f"{name}, {opened.name}"), opened, pairs)
        rows += [
            measure_accuracy(
                name,
                opened.name,
                opened.digest,
                pairs,
                own,
                split=split,
                threshold=threshold,
                threshold_from=threshold_from,
            )
            for split in splits
        ]
    return rows


def _known_threshold(earlier: JudgeAccuracy | None, judge: Judge, pairs: Sequence[Pair]) -> tuple[float | None, str]:
    """Of the same model, where no dev pair was judged that would tell it anew."""
    if earlier is None or earlier.sha256 != judge.digest or any(pair.split == "dev" for pair in pairs):
        return None, ""
    return earlier.threshold, earlier.threshold_from


def print_table(rows: Sequence[JudgeAccuracy]) -> None:
    """The figures, then the share told rightly of each kind."""
    console = console_for_figures()
    for row in rows:
        grid = Grid(f"{row.key}, {row.split}", "told rightly", "pairs", box=None)
        scored = f"{row.scored} of {row.pairs}"
        grid.add_row("balanced accuracy", _figure(row.balanced_accuracy, row.balanced_accuracy_interval), scored)
        grid.add_row("AUROC", _figure(row.auroc, row.auroc_interval), "")
        for kind in sorted(row.by_kind_pairs, key=lambda kind: (kind != "faithful", kind)):
            grid.add_row(f"  {kind.replace('_', ' ')}", _figure(row.by_kind.get(kind)), str(row.by_kind_pairs[kind]))
        console.print(grid)
        cut = "none: all dev scores are the same" if row.threshold is None else f"{row.threshold:.3f}"
        note = " (the same pairs: flattering)" if row.split == row.threshold_from else ""
        console.print(f"threshold {cut}, from {row.threshold_from or 'nowhere'}{note}\n")


def best_judge(rows: Sequence[JudgeAccuracy]) -> JudgeAccuracy | None:
    """The judge with the highest AUROC, which no threshold can spoil."""
    known = [row for row in rows if row.auroc is not None]
    return max(known, key=lambda row: row.auroc or 0.0) if known else None


def default_judges(configured: JudgeSettings) -> list[str]:
    """The local ones, and the configured one with both kinds."""
    named = [f"{kind}:{configured.llm}" for kind in KINDS]
    return [*DEFAULT, *(spec for spec in named if spec not in DEFAULT)]


def split_spec(spec: str) -> tuple[str, str]:
    """(kind, model).

    Raises:
        JudgeConfigError: it is malformed.
    """
    kind, colon, model = spec.partition(":")
    if spec == CHECKS:
        return CHECKS, ""
    if kind not in KINDS or not colon or not model:
        raise JudgeConfigError(f"“{spec}” names no judge; write checks, own:MODEL or ragas:MODEL.")
    return kind, model


def _scores(kind: str, judge: Judge, pairs: Sequence[Pair], settings: Settings) -> dict[str, dict[str, Score]]:
    if kind == "own":
        store = ModelStore(settings.cache_folder)
        return own_scores(pairs, judge, load_embedder(settings, store), SpacyReader(store))
    try:
        return {"ragas faithfulness": ragas_scores(pairs, judge)}
    except JudgeStoppedError as error:
        if not error.scores:
            raise
        print(f"eval judge: {error} The table has what was scored before.", file=sys.stderr)
        return {"ragas faithfulness": error.scores}


def _figure(value: float | None, interval: tuple[float, float] | None = None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")
