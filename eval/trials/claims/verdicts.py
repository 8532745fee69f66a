"""Who says whether the cited sentences carry a claim: nobody, a yes to all, the labels, or the local model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.embedding import Embedder
from assistant.evidence import Evidence
from assistant.generation import Generator
from assistant.grounding.grounder import Entailment
from assistant.llm import open_model
from assistant.models import ModelStore
from assistant.profiles import SMALL
from assistant.settings import Settings
from eval.cases.claims import Claim, known_sentences
from eval.cases.pairs import LabelledPassage, evidence_from
from eval.errors import CaseError
from eval.rows import append_row, read_rows

#: What a strong model gives where it is sure.
YES, NO = 0.98, 0.02

#: The verdicts on the sentences of a claim.
Verdicts = Callable[[Claim], Entailment | None]


@contextmanager
def verdicts(
    name: str,
    claims: Sequence[Claim],
    sentences: Sequence[Sequence[str]],
    settings: Settings,
    embedder: Embedder,
    cache: Path | None,
) -> Iterator[Verdicts]:
    """The verdicts of this name.

    Args:
        name: ``none``; a number in [0, 1], given on everything; ``true``, by the labels; ``model``, the local one.
        claims: all that will be asked about.
        sentences: of each claim, as they will be asked about.
        settings: name the model.
        embedder: makes the evidence that the model is shown.
        cache: JSONL of the model's verdicts, made or continued.

    Raises:
        CaseError: the name is none of these.
        ModelError: the model cannot be used.
    """
    if name == "none":
        yield lambda _: None
    elif name == "true":
        right = known_sentences(claims, sentences)
        yield lambda claim: lambda text, _: YES if claim.faithful or (claim.article.article_id, text) in right else NO
    elif name == "model":
        with closing(open_model(settings, ModelStore(settings.cache_folder))) as model:
            asked = Remembered(Generator(model, SMALL), embedder, cache)
            yield lambda _: asked
    else:
        share = _share(name)
        yield lambda _: lambda *__: share


def _share(name: str) -> float:
    try:
        value = float(name)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise CaseError(f"The verdict “{name}” is unknown; write none, true, model or a number from 0 to 1.")
    return value


class Remembered:
    """The model's verdicts, each asked once; what is in the file is not asked again."""

    def __init__(self, generator: Generator, embedder: Embedder, cache: Path | None) -> None:
        self._generator = generator
        self._embedder = embedder
        self._cache = cache
        self._known: dict[str, float | None] = {row["key"]: row["verdict"] for row in read_rows(cache)}

    def __call__(self, text: str, cited: Sequence[str]) -> float | None:
        """P(the cited sentences say all that the text says)."""
        key = hashlib.sha256(json.dumps([self._generator.model_name, text, *cited]).encode()).hexdigest()
        if key not in self._known:
            verdict = self._generator.supported(text, self._read(cited), cited)
            self._known[key] = verdict
            if self._cache:
                append_row(self._cache, {"key": key, "verdict": verdict})
        return self._known[key]

    def _read(self, cited: Sequence[str]) -> Evidence:
        """The cited sentences alone: whole articles are beyond what a small model is given to read."""
        return evidence_from([LabelledPassage("cited", "", "\n\n".join(cited))], self._embedder)
