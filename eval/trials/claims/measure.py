"""Every claim against all sentences of its article, through the real checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.embedding import Embedder
from assistant.evidence import Evidence
from assistant.grounding.calibration import load_calibration
from assistant.grounding.grounder import Grounder
from assistant.grounding.reader import Reader
from assistant.grounding.support import Verdict
from eval.cases.claims import Claim
from eval.cases.pairs import LabelledPassage, evidence_from
from eval.trials.claims.verdicts import Verdicts

Progress = Callable[[Sequence[Claim]], Iterable[Claim]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim: it is as well supported as its worst sentence, which gives ``support``, ``score`` and ``reason``."""

    id: str
    data: str
    article: str
    half: str
    lang: str
    wording: str
    kind: str
    faithful: bool
    claim: str
    sentence: str
    support: str
    score: float
    reason: str

    @property
    def supported(self) -> bool:
        """Whether all of the claim is shown as supported."""
        return self.support == "supported"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def check_all(
    claims: Sequence[Claim],
    sentences: Sequence[Sequence[str]],
    embedder: Embedder,
    reader: Reader,
    verdicts: Verdicts,
    progress: Progress,
) -> Iterator[Checked]:
    """One row a claim, in order."""
    grounder = Grounder(embedder, load_calibration().support, reader)
    parts = {claim.id: own for claim, own in zip(claims, sentences, strict=True)}
    read: _Read | None = None
    for claim in progress(claims):
        if read is None or read.article != claim.article:  # claims about one article stand in a row
            read = _Read(claim.article, evidence_from([claim.article], embedder))
        yield _checked(claim, parts[claim.id], read, grounder, verdicts)


@dataclass(frozen=True)
class _Read:
    """An article, and what was found about sentences before: pairs of claims share most of theirs."""

    article: LabelledPassage
    evidence: Evidence
    found: dict[tuple[str, bool], Verdict] = field(default_factory=dict)


def _checked(claim: Claim, sentences: Sequence[str], read: _Read, grounder: Grounder, verdicts: Verdicts) -> Checked:
    order = ("supported", "partly", "unsupported")
    for sentence in sentences:
        if (sentence, claim.faithful) not in read.found:
            grounded = grounder.ground(sentence, "", read.evidence, verdicts(claim))
            read.found[sentence, claim.faithful] = grounded.verdict
    found = [(sentence, read.found[sentence, claim.faithful]) for sentence in sentences]
    sentence, worst = max(found, key=lambda one: (order.index(one[1].support), -one[1].score))
    return Checked(
        id=claim.id,
        data=claim.data,
        article=claim.article.article_id,
        half=claim.half,
        lang=claim.lang,
        wording=claim.wording,
        kind=claim.kind,
        faithful=claim.faithful,
        claim=claim.text,
        sentence=sentence,
        support=worst.support,
        score=min(verdict.score for _, verdict in found),
        reason=worst.reason,
    )
