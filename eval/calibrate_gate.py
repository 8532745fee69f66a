"""Fits the gate on the development split and writes its part of ``assistant/grounding/calibration.json``.

    python eval/calibrate_gate.py --data FOLDER --features FILE [--write]

Positive cases are ``fact`` and ``long`` questions, negative ones ``unanswerable`` (the passage is on the topic)
and ``absent``. Signals are collected once into FILE (JSONL) with the real index and model; fitting takes a
second. Each kind of negative counts half, so that the easy ones do not drown the hard ones. Thresholds are
read off out-of-fold scores: ``strict`` refuses falsely at most 10 % of the answerable development questions,
``balanced`` 3 %, ``open`` 1 %; the checks of what is written refuse some more.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from wiki_data import load_questions, open_corpus, sample

from assistant import load_settings
from assistant.embedding import load_embedder
from assistant.evidence import EvidenceSelector
from assistant.generation import Generator
from assistant.grounding.calibration import logit
from assistant.models import ModelStore

#: Share of answerable development questions that each strictness may refuse.
FALSE_REFUSALS = {"strict": 0.1, "balanced": 0.03, "open": 0.01}
SIZES = {"fact": 70, "long": 30, "unanswerable": 70, "absent": 30}
CALIBRATION = Path(__file__).resolve().parent.parent / "assistant" / "grounding" / "calibration.json"


def main(
    data: Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")],
    features: Annotated[Path, typer.Option(help="Signals of finished questions; made or continued.")],
    index: Path = Path("build/wiki-index"),
    write: Annotated[bool, typer.Option(help="Write the fitted numbers into calibration.json.")] = False,
) -> None:
    """Collect, fit, report."""
    rows = collect(data, features, index)
    gate = {
        "with_model": fit(rows, ("verdict", "coverage", "cosine")),
        "without_model": fit(rows, ("coverage", "cosine")),
    }
    gate["thresholds"] = gate["with_model"].pop("thresholds")
    gate["thresholds_without_model"] = gate["without_model"].pop("thresholds")
    print(json.dumps(gate, indent=2))
    if write:
        whole = json.loads(CALIBRATION.read_text("utf-8"))
        CALIBRATION.write_text(json.dumps(whole | {"gate": gate}, indent=2) + "\n", "utf-8")


def collect(data: Path, features: Path, index: Path) -> list[dict[str, Any]]:
    """Signals of each sampled question, from FILE where they are there already."""
    done = {}
    if features.exists():
        done = {row["id"]: row for row in map(json.loads, features.read_text("utf-8").splitlines())}
    settings = load_settings()
    embedder = load_embedder(settings, ModelStore(settings.cache_folder))
    chosen = sample(load_questions(data), "dev", SIZES)
    with open_corpus(data, index, settings) as assistant:
        selector = EvidenceSelector(embedder, assistant.index.document_frequencies, settings.evidence_tokens)
        for question in tqdm(chosen):
            if question.id in done:
                continue
            evidence = selector.select(question.text, assistant.search(question.text))
            verdict = Generator(assistant.model, settings.llm_max_tokens).answerable(question.text, evidence)
            done[question.id] = {
                "id": question.id,
                "kind": question.kind,
                "verdict": logit(verdict or 0.5),
                "coverage": evidence.coverage,
                "cosine": evidence.best_cosine,
            }
            with features.open("a", encoding="utf-8") as file:
                file.write(json.dumps(done[question.id]) + "\n")
    return [done[question.id] for question in chosen]


def fit(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
    """Weights by name with thresholds from out-of-fold scores; prints what they separate."""
    signals = np.array([[row[name] for name in names] for row in rows])
    kinds = np.array([row["kind"] for row in rows])
    answerable = np.isin(kinds, ["fact", "long"])
    share = {"unanswerable": 0.5, "absent": 0.5}
    weights = np.array(
        [
            1 / answerable.sum() if yes else share[kind] / (kinds == kind).sum()
            for yes, kind in zip(answerable, kinds, strict=True)
        ]
    )
    model = LogisticRegression(C=10.0)
    scores = cross_val_predict(
        model, signals, answerable, cv=10, method="predict_proba", params={"sample_weight": weights * len(rows)}
    )[:, 1]
    model.fit(signals, answerable, sample_weight=weights * len(rows))
    thresholds = {name: float(np.quantile(scores[answerable], share)) for name, share in FALSE_REFUSALS.items()}
    print(f"{' + '.join(names)}, {len(rows)} questions, out of fold:")
    for kind in ("unanswerable", "absent"):
        negative = kinds == kind
        auroc = roc_auc_score(answerable[answerable | negative], scores[answerable | negative])
        refused = ", ".join(f"{name} {np.mean(scores[negative] < value):.2f}" for name, value in thresholds.items())
        print(f"  {kind}: AUROC {auroc:.3f}; refused: {refused}")
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        **{name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
        "thresholds": {name: round(value, 4) for name, value in thresholds.items()},
    }


if __name__ == "__main__":
    typer.run(main)
