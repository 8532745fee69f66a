"""Verdicts one claim at a time: the rules say what is against it, a small model how far the words carry it.

In this order: nothing near it; somebody else's words; a number, date, name or denial that stands against it; carried;
denied; carried in part, looked at fact by fact; nothing said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.desk.checking.claim import DraftClaim, Found
from assistant.desk.checking.clashes import ABOUT, SAME_THING, Clash, clashes, near, share_of
from assistant.desk.checking.judges import Judge
from assistant.desk.checking.speakers import other_speaker, said_in
from assistant.evidence import Evidence, EvidenceSentence, nearest
from assistant.grounding.alignment import claim_weights
from assistant.grounding.clauses import without_detail
from assistant.grounding.findings import Kind
from assistant.grounding.grounder import Examined, Grounder
from assistant.grounding.names import absent_names
from assistant.grounding.premise import denying_sentence
from assistant.grounding.reading import Reading
from assistant.types import Support
from assistant.words import stem, words

#: A model that is this sure need not be asked whether the words say the opposite.
SURE = 0.9
#: From this P(the words say the opposite) on, they are against a claim of which no rule has found anything …
DENIED = 0.6
#: Below this P(it states a fact) what no article has is no claim.
STATES = 0.3

#: A sentence that has this share of what somebody is said to say, by weight, is what they are said to say.
SAME_WORDS = 0.6
#: Share of a fact's words that must stand in the articles where no model tells whether they say it.
NEARLY_ALL = 0.8
#: A sentence that joins more facts is a list.
MOST_FACTS = 6
#: Sentences of which it is asked who says them: a report may have the words twice, once without a speaker.
SPOKEN = 3


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
        """The sentence as a whole where it tells one fact, else what its facts come to together."""
        if not claim.evidence.sentences:
            return self._absent(claim)
        names = self._names(claim.text)
        examined = self._examined(claim, names)
        if (other := self._somebody_else(examined, claim)) is not None:
            return other
        facts = examined.reading.clauses if examined.reading is not None else ()
        if len(facts) < 2 or examined.is_verbatim:
            return self._fact(claim, examined) or self._absent(claim)
        parts = []
        for fact in facts[:MOST_FACTS]:
            part = replace(claim, text=fact, before=claim.text)
            parts.append((fact, self._fact(part, self._examined(part, self._names(fact) or names))))
        return _together(parts) or self._absent(claim)

    def _names(self, text: str) -> list[str]:
        """The names in a claim of those whom it is about: not who says it."""
        told = self._grounder.read(text)
        spoken = {name for one in told.attributions for name in one.names}
        dates = " ".join(date.written for date in told.dates)
        return [name for name in told.names if name not in spoken and name not in dates]

    def _examined(self, claim: DraftClaim, names: Sequence[str]) -> Examined:
        """The claim beside the sentences that have one of the names or stand near it."""
        return self._grounder.examine(claim.text, claim.before, about(claim.evidence, names))

    def _fact(self, claim: DraftClaim, examined: Examined) -> Found | None:
        """The verdict on one fact; None where the articles say nothing of it."""
        support, probability = self._support(examined)
        against = [
            one
            for one in clashes(examined, self._read)
            # a denial in nearly the same words is one, however sure a small model is
            if not one.finding.is_overruled(probability)
            or (one.finding.kind is Kind.NEGATION and one.share >= NEARLY_ALL)
        ]
        if against and against[0].kind == "against":
            return Found("contradicted", against[0].finding.reason, (against[0].sentence,))
        if not examined.is_verbatim and (denied := self._denied(claim, examined, probability)) is not None:
            return denied
        if support == "supported":
            return Found("supported", "", examined.alignment.cited_sentences)
        return self._less(against, support == "partly", examined, claim)

    def _support(self, examined: Examined) -> tuple[Support, float | None]:
        """How far the words carry a fact, and P(they do) of the model.

        Where no model tells, they must have nearly all of its words: recall and cosine alone say what they are about.
        """
        probability = None
        if not (examined.hopeless or examined.is_verbatim):
            probability = self._judge.supported(examined.text, examined.premises)
        support = self._grounder.judged(examined, probability).verdict.support
        if probability is None and support == "supported" and not examined.is_verbatim:
            names = self._names(examined.text)
            about_it = [one for one in examined.premises if not absent_names(names, near(one))]
            told = {stem(word) for sentence in about_it for word in words(sentence.text)}
            weights = claim_weights(examined.text)
            own = sum(weight for one, weight in weights.items() if one in told)
            support = "supported" if own >= NEARLY_ALL * sum(weights.values()) else "unsupported"
        return support, probability

    def _somebody_else(self, examined: Examined, claim: DraftClaim) -> Found | None:
        """Misattributed, where what the claim lets somebody say is said by another."""
        said = said_in(examined.reading) if examined.reading is not None else None
        if said is None:
            return None
        ranked = sorted(claim.evidence.sentences, key=lambda one: -share_of(said.content, one))
        for sentence in ranked[:SPOKEN]:
            if share_of(said.content, sentence) < SAME_THING:
                break
            other = other_speaker(said, sentence, self._grounder.read)
            if other is None:
                return None
            if not other:
                continue
            part = self._grounder.examine(f"{said.content[:1].upper()}{said.content[1:]}.", "", Evidence((sentence,)))
            if share_of(said.content, sentence) >= SAME_WORDS or self._support(part)[0] != "unsupported":
                reason = f"the source has {other} say this, not {said.speaker}"
                return Found("misattributed", reason, (sentence,))
        return None

    def _denied(self, claim: DraftClaim, examined: Examined, probability: float | None) -> Found | None:
        """The sentence that says otherwise, found by a rule or by the model."""
        if examined.reading is None:
            return None
        denying = denying_sentence(examined.reading, claim.evidence, self._read)
        if denying is not None:
            return Found("contradicted", "the articles deny it", (denying,))
        best = examined.alignment.sentences[:1]
        if probability is not None and probability >= SURE:
            return None
        if not best or share_of(claim.text, best[0]) < ABOUT or probability is None or not examined.reading.denial:
            return None
        opposite = self._judge.supported(examined.reading.denial, examined.premises)
        if opposite is not None and opposite >= DENIED and opposite > probability:
            return Found("contradicted", "the articles say otherwise", best)
        return None

    def _less(self, against: Sequence[Clash], is_partly: bool, examined: Examined, claim: DraftClaim) -> Found | None:
        """Partly, where the sentence is carried without a detail that no article has, or with less certainty."""
        for one in against:
            if one.kind == "added":
                rest = without_detail(examined.reading, one.wrong)
                if not rest:
                    continue
                part = self._examined(replace(claim, text=rest), self._names(rest))
                if self._support(part)[0] == "supported":
                    return Found("partly", one.finding.reason, part.alignment.cited_sentences)
            elif one.share >= SAME_THING:
                return Found("partly", one.finding.reason, (one.sentence,))
        if is_partly and not any(one.kind == "added" for one in against):
            return Found("partly", "the articles say only part of this", examined.alignment.cited_sentences)
        return None

    def _absent(self, claim: DraftClaim) -> Found:
        states = self._judge.states(claim.text)
        if states is not None and states < STATES:
            return Found("no claim", "it states nothing that could be looked up")
        return Found("not found", "the articles neither say so nor deny it", nearest(claim.evidence))

    def _read(self, sentence: EvidenceSentence) -> Reading:
        return self._grounder.read(sentence.text, sentence.origin.date)


def about(evidence: Evidence, names: Sequence[str]) -> Evidence:
    """The sentences that have one of the names, by themselves or near them; all where none has any."""
    named = tuple(one for one in evidence.sentences if len(absent_names(names, near(one))) < len(names))
    return replace(evidence, sentences=named) if named else evidence


def _together(parts: Sequence[tuple[str, Found | None]]) -> Found | None:
    """What the facts of a sentence come to: what is against one is against all; some carried is partly.

    None where nothing is said of any of them.
    """
    for verdict in ("contradicted", "misattributed"):
        for _, found in parts:
            if found is not None and found.verdict == verdict:
                return found
    told = [found for _, found in parts if found is not None]
    beside = tuple(dict.fromkeys(sentence for found in told for sentence in found.beside))
    if not told:
        return None
    if all(found is not None and found.verdict == "supported" for _, found in parts):
        return Found("supported", "", beside)
    lacking = next((fact for fact, found in parts if found is None), "")
    reason = f"the articles do not say: “{lacking}”" if lacking else told[0].reason or told[-1].reason
    return Found("partly", reason, beside)
