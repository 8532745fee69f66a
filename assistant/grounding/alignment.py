"""Which evidence sentences does a claim rest on? Decided by us, never read off the model's brackets.

Sentences are taken one after the other, each for the words of the claim that those before it lack and for its meaning
(cosine), so that a paraphrase finds its sentence and a claim that joins several facts finds them all. On development
claims in the wording of strong models three sentences hold all that is needed for 0.83, five for 0.88, where one and a
few more by shared words held 0.72 (`docs/grounding.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import EvidenceSentence
from assistant.grounding.names import name_stems
from assistant.grounding.quantities import missing_quantities, quantities
from assistant.grounding.quotes import is_verbatim, quotations
from assistant.words import FUNCTION_WORDS, stem, words

#: Sentences a claim may rest on by default; a large model that sums up wants more (`docs/grounding.md`).
MOST = 3
#: Names and numbers tell sentences apart; other words are shared by all that is said about a topic.
DISTINCTIVE_WEIGHT = 2.0
#: The share of words beside that of cosine; 0.4 to 0.7 find the same sentences.
LEXICAL_SHARE = 0.6
#: What goes on where a chosen sentence ends is a little likelier to belong to it ("He added …").
BESIDE = 0.03
#: A second sentence is cited only when it brings this much of the claim that the first lacks; the checker reads the
#: others too.
MIN_GAIN = 0.15
#: What another article says without a name of the claim must bring more: "the Chiefs' first game in 1959" does not
#: rest on "the first baseman to be named most valuable in a game since 1998".
MIN_GAIN_ELSEWHERE = 0.3
#: Share of the claim's other words that a further cited sentence must have; without it "Poland and France rejected it"
#: is put together from "Poland rejected it" and any sentence that names France.
MIN_SHARED = 0.34
_PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its)\b", re.IGNORECASE)
#: "He said so" in an article about Stoltenberg: the title names him, which is less than the sentence doing so.
TITLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """The evidence sentences a claim is held against, best first; the first ``cited`` of them carry it.

    ``recall`` is the weighted share of the claim's content words found in them, ``cosine`` the similarity to
    the best of them.
    """

    sentences: tuple[EvidenceSentence, ...]
    recall: float
    cosine: float
    cited: int = 1

    @property
    def cited_sentences(self) -> tuple[EvidenceSentence, ...]:
        """The sentences to cite."""
        return self.sentences[: self.cited]

    @property
    def text(self) -> str:
        """The sentences, one after the other."""
        return " ".join(sentence.text for sentence in self.sentences)


def align(
    claim: str,
    claim_vector: NDArray[np.float32],
    evidence: Sequence[EvidenceSentence],
    most: int = MOST,
    named: Sequence[EvidenceSentence] = (),
) -> Alignment:
    """The best sentences for the claim, at most so many; further ones only where they have its number or quotation.

    Args:
        claim: one sentence.
        claim_vector: its embedding, float32 (dimension,), L2-normalised.
        evidence: all that was read.
        most: sentences to choose.
        named: sentences of the evidence that a model says carry it; they come first.
    """
    weights = claim_weights(claim)
    if not evidence or not (weights or named):
        return Alignment((), 0.0, 0.0, 0)
    names = name_stems(claim)
    total = sum(weights.values()) or 1.0
    held = [_held(sentence, weights, names) for sentence in evidence]
    cosines = [float(sentence.vector @ claim_vector) for sentence in evidence]
    chosen = [i for i, sentence in enumerate(evidence) if sentence in named]
    chosen.sort(key=lambda i: -sum(held[i].values()))
    cited = list(chosen)
    covered: dict[str, float] = {}
    for i in chosen:
        covered = {one: max(covered.get(one, 0.0), held[i].get(one, 0.0)) for one in covered | held[i]}
    while weights and len(chosen) < min(most, len(evidence)):
        beside = {_end(evidence[i]) for i in chosen}
        gains = {i: _gain(held[i], covered) / total for i in range(len(evidence)) if i not in chosen}

        def worth(i: int, gains: Mapping[int, float] = gains, beside: AbstractSet[tuple[str, str]] = beside) -> float:
            goes_on = BESIDE if _joint(evidence[i]) in beside else 0.0
            return LEXICAL_SHARE * gains[i] + (1 - LEXICAL_SHARE) * cosines[i] + goes_on

        best = max(gains, key=worth)
        if not chosen or _is_cited(evidence[best], evidence[chosen[0]], held[best], gains[best], names, weights):
            cited.append(best)
        chosen.append(best)
        covered = {one: max(covered.get(one, 0.0), held[best].get(one, 0.0)) for one in covered | held[best]}
    order = cited + [i for i in chosen if i not in cited]
    found = Alignment(
        tuple(evidence[i] for i in order),
        recall=sum(covered.values()) / total,
        cosine=max(cosines[i] for i in chosen),
        cited=len(cited),
    )
    return _with_quoted(claim, _with_missing_numbers(claim, found, evidence, weights), evidence)


def _with_missing_numbers(
    claim: str, found: Alignment, evidence: Sequence[EvidenceSentence], weights: Mapping[str, float]
) -> Alignment:
    """Also cite the sentence that has a number the chosen ones lack.

    It must share another word of the claim, or two where it is of another article: a number alone stands in many
    places.
    """
    articles = {sentence.origin.article_id for sentence in found.sentences}
    for quantity in missing_quantities(claim, found.text):
        for sentence in evidence:
            shared = sum(not one[0].isdigit() for one in _held(sentence, weights, set()))
            enough = shared >= (1 if sentence.origin.article_id in articles else 2)
            has_it = any(quantity.agrees_with(other) for other in quantities(sentence.text))
            if sentence not in found.sentences and enough and has_it:
                found = _and_cited(found, sentence)
                break
    return found


def _with_quoted(claim: str, found: Alignment, evidence: Sequence[EvidenceSentence]) -> Alignment:
    """A quotation must be found in a *cited* sentence: cite the sentence that has it."""
    for quotation in quotations(claim):
        if is_verbatim(quotation, [sentence.text for sentence in found.cited_sentences]):
            continue
        has_it = next((sentence for sentence in evidence if is_verbatim(quotation, [sentence.text])), None)
        if has_it is not None:
            found = _and_cited(found, has_it)
    return found


def _and_cited(found: Alignment, sentence: EvidenceSentence) -> Alignment:
    others = tuple(one for one in found.sentences[found.cited :] if one != sentence)
    return replace(found, sentences=(*found.cited_sentences, sentence, *others), cited=found.cited + 1)


def claim_weights(claim: str) -> dict[str, float]:
    """Weight of each content stem of the claim."""
    distinctive = name_stems(claim)
    return {
        stem(word): DISTINCTIVE_WEIGHT if stem(word) in distinctive or word[0].isdigit() else 1.0
        for word in words(claim)
        if word not in FUNCTION_WORDS
    }


def _held(sentence: EvidenceSentence, weights: Mapping[str, float], named: AbstractSet[str]) -> dict[str, float]:
    """Weight of each stem of the claim that the sentence has; half for a name that only title or context has."""
    own = {stem(word) for word in words(sentence.text)}
    before = sentence.origin.before if _PRONOUN.search(sentence.text) else ""
    titled = {stem(word) for word in words(f"{sentence.origin.heading} {before}")} & named
    shares = {one: 1.0 if one in own else TITLE_SHARE for one in weights.keys() & (own | titled)}
    return {one: share * weights[one] for one, share in shares.items()}


def _gain(held: Mapping[str, float], covered: Mapping[str, float]) -> float:
    return sum(max(0.0, weight - covered.get(one, 0.0)) for one, weight in held.items())


def _is_cited(
    sentence: EvidenceSentence,
    best: EvidenceSentence,
    held: Mapping[str, float],
    gain: float,
    named: AbstractSet[str],
    weights: Mapping[str, float],
) -> bool:
    """A further source must share what is said, not only bring a name that the first one lacks."""
    said = sum(weight for one, weight in weights.items() if one not in named)
    shared = sum(weight for one, weight in held.items() if one not in named)
    near = sentence.origin.article_id == best.origin.article_id or not named or not named.isdisjoint(held)
    return gain >= (MIN_GAIN if near else MIN_GAIN_ELSEWHERE) and shared >= MIN_SHARED * said


def _end(sentence: EvidenceSentence) -> tuple[str, str]:
    return sentence.origin.article_id, sentence.origin.text[-40:]


def _joint(sentence: EvidenceSentence) -> tuple[str, str]:
    """What stands right before the sentence; equal to the end of the one before it."""
    return sentence.origin.article_id, sentence.origin.before.rstrip()[-40:]
