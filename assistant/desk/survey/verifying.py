"""Does a passage carry that a found member belongs on the list? The checks of an answer, on the statement about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.checkers import Check, Checker, Claim
from assistant.desk.survey.extracting import Found
from assistant.desk.survey.types import Standing
from assistant.desk.survey.wanted import Wanted
from assistant.embedding import Embedder
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.evidence.types import as_it_stands
from assistant.grounding.findings import Kind, Severity
from assistant.grounding.grounder import Examined, Grounded, Grounder
from assistant.grounding.names import absent_names
from assistant.grounding.premise import leans_back
from assistant.types import Support
from assistant.words import words

#: Of so many of a statement's words, by weight, a sentence must be for it to deny the statement.
ABOUT_IT = 0.6
#: A checker's probability from which a member counts whose sentence shares few words with the statement.
SURE = 0.8
#: Findings that say of a statement that the contrary is so.
_CONTRARY = frozenset((Kind.NEGATION, Kind.DIRECTION))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of a member in one passage; ``sentences`` are numbers of those that carry it, from 0."""

    name: str
    standing: Standing
    statement: str
    sentences: tuple[int, ...]
    support: Support
    score: float
    probability: float | None
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "name": self.name,
            "standing": self.standing,
            "statement": self.statement,
            "sentences": list(self.sentences),
            "support": self.support,
            "score": self.score,
            "probability": self.probability,
            "reason": self.reason,
        }

    @property
    def is_confirmed(self) -> bool:
        """Whether the passage carries that it belongs on the list."""
        return self.standing == "stated" and self.support != "unsupported"

    @classmethod
    def of(cls, row: Mapping[str, Any], sentences: int) -> Verdict | None:
        """What :meth:`to_dict` gave; None where it is something else."""
        try:
            numbers = tuple(int(one) for one in row["sentences"])
            probability = row["probability"]
            verdict = cls(
                str(row["name"]),
                row["standing"],
                str(row["statement"]),
                numbers,
                row["support"],
                float(row["score"]),
                None if probability is None else float(probability),
                str(row["reason"]),
            )
        except (KeyError, TypeError, ValueError):
            return None
        known = verdict.standing in ("stated", "denied") and verdict.support in ("supported", "partly", "unsupported")
        return verdict if known and all(0 <= number < sentences for number in numbers) else None


@dataclass(frozen=True, slots=True)
class _Pending:
    """A found member that waits for the checker; ``place`` is the number of its passage."""

    place: int
    found: Found
    statement: str
    examined: Examined


class Verifier:
    """Checks found members.

    Args:
        grounder: compares statements with sentences.
        checker: gives probabilities.
        embedder: for the similarity of statement and sentence.
    """

    def __init__(self, grounder: Grounder, checker: Checker, embedder: Embedder) -> None:
        self._grounder = grounder
        self._checker = checker
        self._embedder = embedder

    def verdicts(
        self, wanted: Wanted, found: Sequence[Sequence[Found]], passages: Sequence[Sequence[Span]]
    ) -> list[list[Verdict]]:
        """The verdicts on what was found, passage by passage.

        Raises:
            ModelError: the model that checks cannot be used.
        """
        evidence = [self._evidence(one) if own else Evidence(()) for own, one in zip(found, passages, strict=True)]
        told: list[list[Verdict]] = [[] for _ in passages]
        pending = []
        for place, own in enumerate(found):
            text = " ".join(sentence.text for sentence in evidence[place].sentences)
            for one in dict.fromkeys(own):
                statement = wanted.statement(one.name)
                if _stands(one.name, text):
                    examined = self._examined(wanted, one, statement, evidence[place])
                    pending.append(_Pending(place, one, statement, examined))
                else:
                    told[place].append(_rejected(one, statement, "the article does not have this name"))
        for one_pending, check in zip(pending, self._checks(wanted, pending, evidence), strict=True):
            told[one_pending.place].append(self._verdict(one_pending, check, evidence[one_pending.place]))
        return told

    def denial(self, wanted: Wanted, name: str, sentences: Sequence[Span]) -> Verdict | None:
        """A sentence of a passage that says of a member the contrary of what is asked; None where none does.

        The rules alone decide: a model that is asked for denials finds them where a thing is only not mentioned.
        """
        statement, evidence = wanted.statement(name), self._evidence(sentences)
        examined = self._grounder.examine(statement, wanted.question, _about(name, evidence))
        contrary = [finding for finding in examined.findings if finding.kind in _CONTRARY]
        best = examined.alignment.sentences[:1]
        if not contrary or examined.alignment.recall < ABOUT_IT or not best or absent_names([name], best[0].text):
            return None
        numbers = _numbers([best[0].origin], evidence)
        return Verdict(name, "denied", statement, numbers, "supported", examined.alignment.recall, None, "")

    def _evidence(self, sentences: Sequence[Span]) -> Evidence:
        vectors = self._embedder.encode([f"{one.heading}\n{one.text}" for one in sentences])
        return Evidence(tuple(as_it_stands(one, vector) for one, vector in zip(sentences, vectors, strict=True)))

    def _examined(self, wanted: Wanted, found: Found, statement: str, evidence: Evidence) -> Examined:
        named = tuple(sentence for sentence in evidence.sentences if sentence in found.named)
        about = Evidence(named) if named else _about(found.name, evidence)
        return self._grounder.examine(statement, wanted.question, about)

    def _checks(self, wanted: Wanted, pending: Sequence[_Pending], evidence: Sequence[Evidence]) -> list[Check]:
        """The checker's word on each: on all in one request where it wants that."""
        asked = [one for one in pending if not (one.examined.hopeless or one.examined.is_verbatim)]
        claims = [Claim(one.examined.text, tuple(one.examined.cited)) for one in asked]
        checks: list[Check] = []
        if self._checker.whole and claims:
            whole = Evidence(tuple(sentence for one in evidence for sentence in one.sentences))
            checks = list(self._checker.check(wanted.question, claims, whole).checks)
        elif claims:
            checks = [
                self._checker.check(wanted.question, [claim], evidence[one.place]).checks[0]
                for one, claim in zip(asked, claims, strict=True)
            ]
        known = dict(zip(map(id, asked), checks, strict=True))
        return [known.get(id(one), Check()) for one in pending]

    def _verdict(self, pending: _Pending, check: Check, evidence: Evidence) -> Verdict:
        found, examined = pending.found, pending.examined
        if found.denied:
            return self._denied(found, pending.statement, examined, evidence)
        grounded = self._grounder.judged(examined, check.probability)
        numbers = _numbers(_carrying(found, grounded, examined), evidence)
        support, reason = grounded.verdict.support, grounded.verdict.reason
        if support == "unsupported" and _is_sure(examined, check.probability):
            support = "partly"
        return Verdict(
            found.name,
            "stated",
            pending.statement,
            numbers,
            support if numbers else "unsupported",
            round(grounded.verdict.score, 4),
            check.probability,
            reason,
        )

    def _denied(self, found: Found, statement: str, examined: Examined, evidence: Evidence) -> Verdict:
        """What a strong model calls denied, and the rules as well, or do not contradict."""
        contrary = any(one.kind in _CONTRARY for one in examined.findings)
        spans = [one.origin for one in (found.named or examined.alignment.cited_sentences)]
        support: Support = "supported" if contrary else "unsupported"
        reason = "" if contrary else "the checks do not find that it is denied"
        return Verdict(
            found.name, "denied", statement, _numbers(spans, evidence), support, examined.alignment.recall, None, reason
        )


def _carrying(found: Found, grounded: Grounded, examined: Examined) -> list[Span]:
    """The sentences to cite: one that has the name first, for the reader looks for it there."""
    spans = list(grounded.spans) or [one.origin for one in examined.alignment.cited_sentences]
    return sorted(spans, key=lambda one: bool(absent_names([found.name], one.text)))


def _about(name: str, evidence: Evidence) -> Evidence:
    """The sentences about a name: those that have it, and what goes on about it behind them.

    Others would speak against it: "Kenya has agreed to send 500 men" denies no refusal but Kenya's.
    """
    own = set(words(name))
    chosen: list[EvidenceSentence] = []
    for before, sentence in zip((None, *evidence.sentences), evidence.sentences, strict=False):
        has_it = own <= set(words(sentence.text)) or not absent_names([name], sentence.text)
        if has_it or (before is not None and before in chosen and leans_back(sentence.text)):
            if not chosen and before is not None and leans_back(sentence.text):
                chosen.append(before)
            chosen.append(sentence)
    return Evidence(tuple(chosen)) if chosen else evidence


def _is_sure(examined: Examined, probability: float | None) -> bool:
    """Whether the checker is sure enough of what no rule holds anything against.

    A statement about one of several ("New Zealand stays away") shares few words with its sentence, which the fitted
    weights take for a sign that it is made up; here its name was found there.
    """
    vetoed = any(one.severity is Severity.VETO and not one.is_overruled(probability) for one in examined.findings)
    return probability is not None and probability >= SURE and not vetoed


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text, as it is written or in another of its spellings."""
    return set(words(name)) <= set(words(text)) or not absent_names([name], text)


def _rejected(found: Found, statement: str, reason: str) -> Verdict:
    return Verdict(found.name, "stated", statement, (), "unsupported", 0.0, None, reason)


def _numbers(spans: Sequence[Span], evidence: Evidence) -> tuple[int, ...]:
    by_place = {sentence.origin.place: number for number, sentence in enumerate(evidence.sentences)}
    return tuple(dict.fromkeys(by_place[span.place] for span in spans if span.place in by_place))
