"""How many planted errors do the assistant's checks find, and how often do they cry wolf?

    python -m eval planted [--split dev|test] [--no-model] [--features FILE] [--show]

Runs :class:`~assistant.grounding.grounder.Grounder` on every sentence of the labelled answers
(``eval/data/pairs/pairs.jsonl``); an answer is as good as its worst sentence. FILE keeps one line a sentence with
everything that the score is made of, so that ``python -m eval fit support`` can refit it without the model,
and so that a further run asks the model only about what is new (delete it when prompt or model changed).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from assistant import load_settings
from assistant.embedding import Embedder, load_embedder
from assistant.generation import Generator
from assistant.grounding.calibration import load_calibration
from assistant.grounding.findings import Severity
from assistant.grounding.grounder import Examined, Grounder
from assistant.grounding.reader import Reader, SpacyReader
from assistant.grounding.support import Verdict
from assistant.llm import open_model
from assistant.models import ModelStore
from assistant.profiles import SMALL
from eval.cases.pairs import PAIRS, Pair, evidence_of, load_pairs, statements
from eval.grouped import grouped
from eval.rows import read_rows, write_rows

#: Share of faithful answers that may be flagged when the share of flawed ones found is compared.
FALSE_ALARMS = 0.05


@dataclass(frozen=True, slots=True)
class Features:
    """One sentence of one answer: the signals, what the checks found, and the grounder's verdict on it.

    ``findings`` are (kind, fatal). ``entailment`` is the model's P(the cited sentences say this), None without a model.
    """

    id: str
    group: str
    split: str
    kind: str
    label: bool
    statement: str
    recall: float
    cosine: float
    entailment: float | None
    findings: tuple[tuple[str, bool], ...]
    score: float
    support: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer: the score of its worst sentence, and whether all of them are called supported."""

    id: str
    kind: str
    label: bool
    score: float
    supported: bool


def planted(
    split: Annotated[str, typer.Option(help="dev or test; nothing may be tuned on test.")] = "dev",
    model: Annotated[bool, typer.Option(help="Ask the language model for its verdict, too.")] = True,
    features: Annotated[Path | None, typer.Option(help="JSONL of signals; made or continued.")] = None,
    show: Annotated[bool, typer.Option(help="Print missed flaws and false alarms.")] = False,
    labelled: Annotated[Path, typer.Option("--pairs", help="JSONL of labelled answers.")] = PAIRS,
) -> None:
    """How many planted errors do the checks find, and how often do they cry wolf?"""
    pairs = [pair for pair in load_pairs(labelled) if pair.split == split]
    known = read_features(features)
    settings = load_settings()
    store = ModelStore(settings.cache_folder)
    embedder = load_embedder(settings, store)
    with closing(open_model(settings, store)) if model else nullcontext() as language_model:
        generator = Generator(language_model, SMALL) if language_model else None
        rows = measure(pairs, embedder, SpacyReader(store), generator, known)
    if features:
        write_rows(features, map(asdict, [*(row for row in known if row.split != split), *rows]))
    report(rows)
    if show:
        show_mistakes(rows)


def measure(
    pairs: Sequence[Pair],
    embedder: Embedder,
    reader: Reader,
    generator: Generator | None = None,
    known: Sequence[Features] = (),
) -> list[Features]:
    """One row a sentence; the model is asked about every sentence that ``known`` has no verdict on."""
    asked = {(row.id, row.statement): row.entailment for row in known if row.entailment is not None}
    grounder = Grounder(embedder, load_calibration().support, reader)
    rows = []
    # pairs of a group share their passages, so the model's prefix cache reads them once
    for pair in tqdm(pairs, disable=generator is None):
        evidence = evidence_of(pair, embedder)
        for statement in statements(pair):
            examined = grounder.examine(statement, pair.question, evidence)
            entailment = asked.get((pair.id, statement)) if generator else None
            if generator and entailment is None:
                cited = examined.cited
                entailment = generator.supported(statement, evidence, cited) if cited else 0.0
            grounded = grounder.judged(examined, entailment)
            rows.append(_row(pair, statement, examined, entailment, grounded.verdict))
    return rows


def answers(rows: Sequence[Features]) -> list[Scored]:
    """The worst sentence of each answer."""
    return [
        Scored(
            id=own[0].id,
            kind=own[0].kind,
            label=own[0].label,
            score=min(row.score for row in own),
            supported=all(row.support == "supported" for row in own),
        )
        for own in grouped(rows, lambda row: row.id).values()
    ]


def figures(scored: Sequence[Scored]) -> dict[str, Any]:
    """AUROC, balanced accuracy of the label, and the share of flawed answers flagged at few false alarms."""
    labels = np.array([one.label for one in scored])
    scores = np.array([one.score for one in scored])
    flagged = np.array([not one.supported for one in scored])
    kinds = np.array([one.kind for one in scored])
    faithful = np.sort(scores[labels])
    threshold = faithful[int(FALSE_ALARMS * len(faithful))]
    return {
        "auroc": float(roc_auc_score(labels, scores)),
        "false alarms of the label": float(flagged[labels].mean()),
        "found by the label": float(flagged[~labels].mean()),
        "balanced accuracy of the label": float(((~flagged[labels]).mean() + flagged[~labels].mean()) / 2),
        "threshold": float(threshold),
        "found at few false alarms": float((scores[~labels] < threshold).mean()),
        "by kind": {
            kind: {
                "answers": int((kinds == kind).sum()),
                "not supported": float(flagged[kinds == kind].mean()),
                "below threshold": float((scores[kinds == kind] < threshold).mean()),
            }
            for kind in sorted({one.kind for one in scored}, key=lambda kind: (kind != "faithful", kind))
        },
    }


def report(rows: Sequence[Features]) -> None:
    """Print the figures as a table."""
    found = figures(answers(rows))
    for kind, shares in found.pop("by kind").items():
        name = "faithful (false alarms)" if kind == "faithful" else kind
        print(
            f"{name:24} {shares['answers']:3} answers, not called supported {shares['not supported']:.2f}, "
            f"below the threshold {shares['below threshold']:.2f}"
        )
    for name, value in found.items():
        print(f"{name:32} {value:.3f}")


def show_mistakes(rows: Sequence[Features]) -> None:
    """Print flawed answers that are called supported, and faithful ones that are not."""
    for row in rows:
        if row.label != (row.support == "supported"):
            entailment = "" if row.entailment is None else f", model {row.entailment:.2f}"
            print(f"\n{'false alarm' if row.label else 'missed'} {row.id}: {row.statement}")
            print(f"    {row.support} {row.score:.2f} (recall {row.recall:.2f}, cosine {row.cosine:.2f}{entailment})")
            if row.reason:
                print(f"    {row.reason}")


def read_features(path: Path | None) -> list[Features]:
    """The rows of a file that an earlier run wrote; none where there is no file."""
    return [Features(**row | {"findings": tuple(map(tuple, row["findings"]))}) for row in read_rows(path)]


def _row(pair: Pair, statement: str, examined: Examined, entailment: float | None, found: Verdict) -> Features:
    return Features(
        id=pair.id,
        group=pair.group,
        split=pair.split,
        kind=pair.kind,
        label=pair.label,
        statement=statement,
        recall=examined.alignment.recall,
        cosine=examined.alignment.cosine,
        entailment=entailment,
        findings=tuple((one.kind.value, one.severity is Severity.VETO) for one in examined.findings),
        score=found.score,
        support=found.support,
        reason=found.reason,
    )
