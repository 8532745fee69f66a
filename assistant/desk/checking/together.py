"""Verdicts on several claims in one request, for a model that reads much and obeys a schema.

The model sees all sentences that come near any of the claims, numbered, and names those that carry or contradict each.
What it says is taken as far as the articles bear it out: a quotation that nobody wrote, or a number or date that stands
nowhere, is not supported by a yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.desk.checking.claim import DraftClaim, Found, Verdicts
from assistant.desk.checking.clashes import clashes
from assistant.desk.checking.types import VERDICTS, CheckVerdict
from assistant.evidence import Evidence, EvidenceSentence, nearest
from assistant.generation import numbered_evidence
from assistant.grounding.findings import Kind
from assistant.grounding.grounder import Grounder
from assistant.llm import LanguageModel, Message
from assistant.prompts import load_prompt

#: Claims in one request: with their evidence they fill some 3,000 tokens.
AT_ONCE = 8
#: Tokens of the reply: what is around, and what each claim takes.
TOKENS, TOKENS_EACH = 60, 70

_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "integer"},
                    "verdict": {"type": "string", "enum": list(VERDICTS)},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                    "reason": {"type": "string"},
                },
                "required": ["claim", "verdict", "sentences", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}
#: What no yes of a model makes good.
_NOWHERE = frozenset((Kind.NUMBER, Kind.QUOTATION))
#: Longest reason that is shown.
_REASON = 300


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: CheckVerdict
    sentences: tuple[int, ...]
    reason: str


class Together:
    """Judges several claims at once.

    Args:
        model: the language model.
        grounder: checks what it says.
        otherwise: judges a claim of which the model says nothing usable.
    """

    at_once = AT_ONCE

    def __init__(self, model: LanguageModel, grounder: Grounder, otherwise: Verdicts) -> None:
        self.name = "structured verdicts"
        self._model = model
        self._grounder = grounder
        self._otherwise = otherwise
        self._prompt = load_prompt("claim/verdicts", frozenset({"sources", "claims"}))

    def of(self, claims: Sequence[DraftClaim]) -> list[Found]:
        """See :class:`~assistant.desk.checking.claim.Verdicts`."""
        evidence = _together(claims)
        judged = self._judged(claims, evidence)
        found = []
        for number, claim in enumerate(claims):
            one = judged.get(number)
            found.append(self._held_to(one, claim, evidence) if one else self._otherwise.of([claim])[0])
        return found

    def _judged(self, claims: Sequence[DraftClaim], evidence: Evidence) -> dict[int, _Judged]:
        listed = "\n".join(
            f"{number}. {claim.text}" + (f" (It goes on from: {claim.before})" if claim.before else "")
            for number, claim in enumerate(claims, 1)
        )
        messages = [
            Message("system", self._prompt.system),
            Message("user", self._prompt.user(sources=numbered_evidence(evidence), claims=listed)),
        ]
        room = TOKENS + TOKENS_EACH * len(claims)
        reply = self._model.structured(messages, _SCHEMA, name="verdicts", max_tokens=room)
        return _usable(reply, len(claims), len(evidence.sentences))

    def _held_to(self, judged: _Judged, claim: DraftClaim, evidence: Evidence) -> Found:
        """The model's verdict, less what the articles do not bear out."""
        beside = tuple(evidence.sentences[number - 1] for number in judged.sentences)
        if judged.verdict in ("no claim", "not found"):
            return Found(judged.verdict, judged.reason, () if judged.verdict == "no claim" else nearest(claim.evidence))
        examined = self._grounder.examine(claim.text, claim.before, evidence, beside)
        beside = beside or examined.alignment.cited_sentences
        if judged.verdict != "supported":
            return Found(judged.verdict, judged.reason, beside)
        for clash in clashes(examined, lambda one: self._grounder.read(one.text, one.origin.date)):
            if clash.finding.kind in _NOWHERE:
                verdict: CheckVerdict = "contradicted" if clash.kind == "against" else "partly"
                return Found(verdict, clash.finding.reason, (clash.sentence,))
        return Found("supported", "", beside)


def _together(claims: Sequence[DraftClaim]) -> Evidence:
    """The evidence of all claims, each sentence once, article by article."""
    by_place: dict[Any, EvidenceSentence] = {}
    articles: dict[str, int] = {}
    for claim in claims:
        for sentence in claim.evidence.sentences:
            articles.setdefault(sentence.origin.article_id, len(articles))
            by_place.setdefault(sentence.origin.place, sentence)
    order = sorted(by_place.values(), key=lambda one: (articles[one.origin.article_id], one.origin.start))
    return Evidence(tuple(order))


def _usable(reply: object, claims: int, sentences: int) -> dict[int, _Judged]:
    """What can be used of a reply: the endpoint may have sent anything. A claim that is judged twice is not judged."""
    rows = reply.get("verdicts") if isinstance(reply, dict) else None
    found: dict[int, _Judged] = {}
    twice: set[int] = set()
    for row in rows if isinstance(rows, list) else ():
        match row:
            case {"claim": int(number), "verdict": str(verdict), "sentences": list(ids), "reason": str(reason)}:
                if 1 <= number <= claims and verdict in VERDICTS:
                    if number - 1 in found:
                        twice.add(number - 1)
                    named = tuple(dict.fromkeys(i for i in ids if type(i) is int and 1 <= i <= sentences))
                    told = "" if verdict == "supported" else " ".join(reason.split())[:_REASON].rstrip(". ")
                    found[number - 1] = _Judged(verdict, named, told)
    return {number: one for number, one in found.items() if number not in twice}
