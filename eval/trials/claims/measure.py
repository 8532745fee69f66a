"""Every claim against all sentences of its article, through the real checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tqdm import tqdm

from assistant.embedding import Embedder
from assistant.evidence import Evidence
from assistant.grounding.calibration import load_calibration
from assistant.grounding.grounder import Grounder
from assistant.grounding.reader import Reader
from assistant.grounding.support import Verdict
from eval.cases.claims import Claim
from eval.cases.pairs import evidence_from
from eval.trials.claims.verdicts import Verdicts

#: Best first.
_SUPPORT = ("supported", "partly", "unsupported")


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


def check_all(
    claims: Sequence[Claim],
    sentences: Sequence[Sequence[str]],
    embedder: Embedder,
    reader: Reader,
    verdicts: Verdicts,
) -> Iterator[Checked]:
    """One row a claim, in order; claims about one article stand in a row, and pairs of them share most sentences."""
    grounder = Grounder(embedder, load_calibration().support, reader)
    article, evidence = None, Evidence(())
    found: dict[tuple[str, bool], Verdict] = {}
    for claim, own in zip(tqdm(claims, desc="claims", unit="claim", disable=None), sentences, strict=True):
        if claim.article != article:
            article, evidence, found = claim.article, evidence_from([claim.article], embedder), {}
        for sentence in own:
            if (sentence, claim.faithful) not in found:
                grounded = grounder.ground(sentence, "", evidence, verdicts(claim))
                found[sentence, claim.faithful] = grounded.verdict
        yield _checked(claim, {sentence: found[sentence, claim.faithful] for sentence in own})


def _checked(claim: Claim, verdicts: dict[str, Verdict]) -> Checked:
    sentence, worst = max(verdicts.items(), key=lambda one: (_SUPPORT.index(one[1].support), -one[1].score))
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
        score=min(verdict.score for verdict in verdicts.values()),
        reason=worst.reason,
    )
