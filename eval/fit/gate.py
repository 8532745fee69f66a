"""Fits the gate on the development split and writes its part of ``assistant/grounding/calibration.json``.

    python -m eval fit gate --data FOLDER --news FOLDER --features FILE [--write]

Positive cases are ``fact`` and ``long`` questions, negative ones ``unanswerable`` (the passage is on the topic)
and ``absent``; with those of the development half of ``eval/data/news``, false premises among the negative ones, so
that long questions with places and dates count, too. Signals are collected once into FILE (JSONL) with the real index
and model, at every step of the evidence; fitting takes a second. The hard negatives count 0.6 and the easy ones 0.4 of
all negatives, so that the easy ones do not drown the hard ones. Thresholds are read off out-of-fold scores of the
second look, which sees the step that the first one has chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant import Assistant, load_settings
from assistant.embedding import load_embedder
from assistant.evidence import Evidence, SentenceSelector
from assistant.generation import Generator
from assistant.grounding.calibration import load_calibration, logistic, logit
from assistant.grounding.grounder import Grounder
from assistant.grounding.reader import SpacyReader
from assistant.grounding.statements import cleaned, repeats_itself
from assistant.models import ModelStore
from assistant.profiles import SMALL
from eval.cases.news import Question as NewsQuestion
from eval.cases.news import load_news_questions
from eval.cases.wiki import Question, load_questions, open_corpus, sample
from eval.fit.written import named_weights, show
from eval.rows import Row, each_once
from eval.trials.choice import fill, of_half
from eval.trials.news.command import INDEX
from eval.trials.news.measure import ARTICLES, write_articles

Q = TypeVar("Q", Question, NewsQuestion)

#: Share of answerable development questions that each strictness may refuse at the second look.
FALSE_REFUSALS = {"strict": 0.1, "balanced": 0.05, "open": 0.01}
#: And at the first look, which only saves the writing of an answer that would not be shown.
FIRST_LOOK = {"strict": 0.03, "balanced": 0.01, "open": 0.0}
#: Confidence at which the first step of the evidence is enough: 68 % of the fact questions, 12 % of the
#: unanswerable ones; from 0.5 to 0.9 as many answers are right, below 0.7 more inventions pass.
SURE = 0.75
#: Confidence at the first look from which the article's own sentence is shown where the written answer is turned
#: away: of those of 213 development questions seven answerable ones reach 0.8, others 0.77 at most.
QUOTABLE = {"strict": 0.9, "balanced": 0.8, "open": 0.65}
SIZES = {"fact": 60, "long": 24, "unanswerable": 50, "absent": 20}
SEED = 21
NEGATIVES = {"unanswerable": 0.6, "absent": 0.4}
FIRST = ("answerable", "coverage", "cosine")
#: The checker's probability of the first sentence gains nothing beside them (AUROC 0.92 both times, 104 questions).
WRITTEN = (*FIRST, "logprob", "recall")


def gate(
    data: Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")],
    news: Annotated[Path, typer.Option(help="Folder with the claims.jsonl whose articles `eval news` asks about.")],
    features: Annotated[Path, typer.Option(help="Signals of finished questions; made or continued.")],
    index: Path = Path("build/wiki-index"),
    write: Annotated[bool, typer.Option(help="Write the fitted numbers into calibration.json.")] = False,
) -> None:
    """Fit the gate on development halves."""
    show({"gate": calibrate([*collect_news(news, features), *collect(data, features, index)])}, write=write)


def collect(data: Path, features: Path, index: Path) -> list[Row]:
    """Signals of each sampled question, from FILE where they are there already."""
    chosen = sample(load_questions(data), "dev", SIZES, SEED)
    with open_corpus(data, index, load_settings()) as assistant:
        return _collect(assistant, chosen, lambda one: one.kind, features)


def collect_news(data: Path, features: Path) -> list[Row]:
    """The same of the development half of the questions about real news."""
    chosen = of_half(load_news_questions(), "dev")
    write_articles(data, chosen)
    with Assistant.open(INDEX, settings=load_settings()) as assistant:
        fill(assistant, [ARTICLES], prune=True)
        return _collect(assistant, chosen, _kind, features)


def _kind(question: NewsQuestion) -> str:
    return "fact" if question.kind in ("fact", "dated") and question.facts else "unanswerable"


def _collect(assistant: Assistant, chosen: Sequence[Q], kind: Callable[[Q], str], features: Path) -> list[Row]:
    signals = Signals(assistant)

    def row(question: Q) -> Row:
        return {"id": question.id, "kind": kind(question), "steps": signals.of(question.text)}

    return list(each_once(chosen, row, features, "signals"))


class Signals:
    """Collects what the gate sees of a question at every step of its evidence, whether it would pass or not."""

    def __init__(self, assistant: Assistant) -> None:
        settings = assistant.settings
        embedder = load_embedder(settings, ModelStore(settings.cache_folder))
        self._assistant = assistant
        self._selector = SentenceSelector(embedder, assistant.index.document_frequencies, *SMALL.evidence_tokens)
        self._generator = Generator(assistant.model, SMALL)
        self._grounder = Grounder(embedder, load_calibration().support, SpacyReader(assistant.store))

    def of(self, question: str) -> list[dict[str, float]]:
        """One row a step, in the order in which they are read."""
        steps = self._selector.steps(question, self._assistant.search(question))
        return [self._step(question, evidence) for evidence in steps]

    def _step(self, question: str, evidence: Evidence) -> dict[str, float]:
        answerable = self._generator.answerable(question, evidence).probability
        # an answer without a sentence of its own is as unsure as can be
        logprob, recall = -3.0, 0.0
        for written in self._generator.statements(question, evidence):
            text = cleaned(written.text)
            if text and not repeats_itself(text):
                logprob = written.logprob or 0.0
                recall = self._grounder.examine(text, question, evidence).alignment.recall
                break
        return {
            "answerable": logit(answerable if answerable is not None else 0.5),
            "coverage": evidence.best_coverage,
            "cosine": evidence.best_cosine,
            "logprob": logprob,
            "recall": recall,
        }


def calibrate(rows: Sequence[Row]) -> dict[str, Any]:
    """The ``gate`` part of the calibration."""
    kinds = np.array([row["kind"] for row in rows])
    answerable = np.isin(kinds, ["fact", "long"])
    first, last = [row["steps"][0] for row in rows], [row["steps"][-1] for row in rows]
    model, scores = fit(last, kinds, FIRST)
    without_model, scores_without = fit(last, kinds, FIRST[1:])
    looks = np.array([logistic(model, **{name: step[name] for name in FIRST}) for step in first])
    sure = looks >= SURE
    read = [one if passed else other for one, other, passed in zip(first, last, sure, strict=True)]
    for kind in ("fact", "long", *NEGATIVES):
        print(f"{kind}: the first step is enough for {sure[kinds == kind].mean():.2f}")
    written, scores_written = fit(read, kinds, WRITTEN)
    first_scores = np.where(sure, 1.0, scores)
    return {
        "with_model": model,
        "without_model": without_model,
        "written": written,
        "thresholds": quantiles(first_scores[answerable], FIRST_LOOK),
        "thresholds_written": quantiles(scores_written[answerable], FALSE_REFUSALS),
        "thresholds_without_model": quantiles(scores_without[answerable], FALSE_REFUSALS),
        "quotable": QUOTABLE,
        "sure": SURE,
        # half the lowest of any answerable question: what lies below has no answer, or is about something else
        "unlikely": round(float(looks[answerable].min()) / 2, 4),
        "hopeless": round(float(scores_without[answerable].min()) / 2, 4),
    }


def fit(
    steps: list[dict[str, float]], kinds: NDArray[np.str_], names: tuple[str, ...]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Weights by name, and out-of-fold scores (mean of five shuffles); prints what these separate."""
    signals = np.array([[step[name] for name in names] for step in steps])
    answerable = np.isin(kinds, ["fact", "long"])
    weights = len(kinds) * np.array(
        [
            1 / answerable.sum() if yes else NEGATIVES[kind] / (kinds == kind).sum()
            for yes, kind in zip(answerable, kinds, strict=True)
        ]
    )
    model = LogisticRegression(C=10.0, max_iter=1000)
    folds = [StratifiedKFold(10, shuffle=True, random_state=seed) for seed in range(5)]
    weighted = {"sample_weight": weights}
    out = [
        cross_val_predict(model, signals, answerable, cv=cv, method="predict_proba", params=weighted) for cv in folds
    ]
    scores = np.mean(out, axis=0)[:, 1]
    model.fit(signals, answerable, sample_weight=weights)
    print(f"{' + '.join(names)}, {len(kinds)} questions, out of fold:")
    thresholds = quantiles(scores[answerable], FALSE_REFUSALS)
    for kind in NEGATIVES:
        negative = kinds == kind
        auroc = roc_auc_score(answerable[answerable | negative], scores[answerable | negative])
        refused = ", ".join(f"{name} {np.mean(scores[negative] < value):.2f}" for name, value in thresholds.items())
        print(f"  {kind}: AUROC {auroc:.3f}; refused: {refused}")
    return named_weights(model, names), scores


def quantiles(scores: NDArray[np.float64], shares: dict[str, float]) -> dict[str, float]:
    """The score below which each share of the answerable questions lies."""
    return {name: round(float(np.quantile(scores, share)), 4) for name, share in shares.items()}
