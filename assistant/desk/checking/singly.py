"""Verdicts one claim at a time: the rules say what is against it, a small model how far the words carry it.

In this order, because each step needs less of the model than the next: nothing near it, somebody else's words, carried
word for word, a number, date, name or denial that stands against it, then the model's own probabilities, then the parts
of the sentence one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.desk.checking.clashes import ABOUT, Clash, clashes, share_of
from assistant.desk.checking.claim import DraftClaim, Found
from assistant.desk.checking.judges import Judge
from assistant.evidence import Evidence, EvidenceSentence, nearest
from assistant.grounding.grounder import Examined, Grounder
from assistant.grounding.premise import denying_sentence
from assistant.grounding.reading import Reading

#: From this P(false) on, the words are against a claim of which no rule has found anything.
DENIED = 0.9
#: Below this P(it states a fact) what no article has is no claim.
STATES = 0.3


class Singly:
    """Judges by rules and a model that gives probabilities.

    Args:
        grounder: finds the premises and checks against them.
        judge: asks the model.
    """

    at_once = 1

    def __init__(self, grounder: Grounder, judge: Judge) -> None:
        self.name = judge.name
        self._grounder = grounder
        self._judge = judge

    def of(self, claims: Sequence[DraftClaim]) -> list[Found]:
        """See :class:`~assistant.desk.checking.claim.Verdicts`."""
        return [self._of(claim) for claim in claims]

    def _of(self, claim: DraftClaim) -> Found:
        if not claim.evidence.sentences:
            return self._absent(claim)
        examined = self._grounder.examine(claim.text, claim.before, claim.evidence)
        against = clashes(examined, self._read)
        first = against[0] if against else None
        if first is not None and first.kind in ("against", "speaker"):
            return _clashing(first)
        probability = None
        if not examined.is_verbatim:
            probability = self._judge.supported(examined.text, examined.premises)
        grounded = self._grounder.judged(examined, probability)
        if grounded.verdict.support == "supported":
            return self._supported(claim, examined)
        denial = self._denial(claim, examined)
        if denial is not None:
            return denial
        parts = self._parts(claim, examined)
        if parts is not None:
            return parts
        if first is not None and first.share >= ABOUT:
            return Found("partly", first.reason, (first.sentence,))
        if grounded.verdict.support == "partly":
            return Found("partly", grounded.verdict.reason, examined.alignment.cited_sentences)
        return self._absent(claim)

    def _supported(self, claim: DraftClaim, examined: Examined) -> Found:
        return Found("supported", "", examined.alignment.cited_sentences)

    def _denial(self, claim: DraftClaim, examined: Examined) -> Found | None:
        """The sentence that says otherwise, found by a rule or by the model."""
        if examined.reading is not None:
            denying = denying_sentence(examined.reading, claim.evidence, self._read)
            if denying is not None:
                return Found("contradicted", "the articles deny it", (denying,))
        best = examined.alignment.sentences[:1]
        if not best or share_of(claim.text, best[0]) < ABOUT:
            return None
        denied = self._judge.denied(examined.text, examined.premises)
        if denied is not None and denied >= DENIED:
            return Found("contradicted", "the articles say otherwise", best)
        return None

    def _parts(self, claim: DraftClaim, examined: Examined) -> Found | None:
        """Partly, where some of the facts that the sentence joins are carried and others are not."""
        facts = examined.reading.clauses if examined.reading is not None else ()
        if len(facts) < 2:
            return None
        carried = []
        for fact in facts:
            part = self._grounder.examine(fact, claim.before, claim.evidence)
            if part.hopeless:
                continue
            probability = None if part.is_verbatim else self._judge.supported(part.text, part.premises)
            if self._grounder.judged(part, probability).verdict.support == "supported":
                carried += part.alignment.cited_sentences
        if not carried:
            return None
        return Found("partly", "the articles say only part of this", tuple(dict.fromkeys(carried)))

    def _absent(self, claim: DraftClaim) -> Found:
        states = self._judge.states(claim.text)
        if states is not None and states < STATES:
            return Found("no claim", "it states nothing that could be looked up")
        return Found("not found", "the articles neither say so nor deny it", nearest(claim.evidence))

    def _read(self, sentence: EvidenceSentence) -> Reading:
        return self._grounder.read(sentence.text)


def _clashing(clash: Clash) -> Found:
    verdict = "misattributed" if clash.kind == "speaker" else "contradicted"
    return Found(verdict, clash.reason, (clash.sentence,))  # type: ignore[arg-type]
