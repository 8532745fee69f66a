"""A passage → the members that a model finds in it; whether they are any is decided by the checks.

A small model reads one passage a request and writes names alone: what it writes costs more than what it reads. A
strong one gets as many passages as its profile allows, and also names the sentences and says what is denied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.desk.survey.wanted import Wanted
from assistant.evidence import Evidence, EvidenceSentence
from assistant.generation import listed_evidence, numbered_evidence
from assistant.llm import LanguageModel, Message
from assistant.profiles import ModelProfile
from assistant.prompts import load_prompt
from assistant.words import words

#: Names in one passage; a small model that goes on beyond repeats itself.
MOST_NAMES = 20
#: Longest reply about one passage, and what each further passage of a request adds.
REPLY_TOKENS, REPLY_TOKENS_EACH = 160, 90
#: Longest cell.
CELL_TOKENS = 60
#: Words of a name that are a name; more are a sentence.
LONGEST_NAME = 12
#: What a model writes that finds nothing and will not leave its list empty.
_NONE = frozenset({"none", "n/a", "nobody", "nothing", "no one", "unknown", "not named", "not mentioned", "null"})
#: Characters of a token, at least: how many passages go into one request is a rough matter.
_CHARACTERS = 3.5

NAMES_SCHEMA = {
    "type": "object",
    "properties": {"answers": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_NAMES}},
    "required": ["answers"],
    "additionalProperties": False,
}
MEMBERS_SCHEMA = {
    "type": "object",
    "properties": {
        "members": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "member": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                    "denied": {"type": "boolean"},
                },
                "required": ["member", "sentences", "denied"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["members"],
    "additionalProperties": False,
}
CELL_SCHEMA = {
    "type": "object",
    "properties": {"words": {"type": "string"}},
    "required": ["words"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A member that a model found: its name, the sentences it named, whether it says that they deny it."""

    name: str
    named: tuple[EvidenceSentence, ...] = ()
    denied: bool = False


class Extractor(Protocol):
    """Finds members in passages. Thread-safe."""

    def batches(self, lengths: Sequence[int]) -> list[int]:
        """How many passages go into each request, for passages of so many characters in this order."""

    def found(self, wanted: Wanted, passages: Sequence[Evidence]) -> list[list[Found]]:
        """The members of each passage.

        Raises:
            ModelError: the model cannot be used.
        """


class NameExtractor:
    """One passage a request, and names alone."""

    def __init__(self, model: LanguageModel, profile: ModelProfile) -> None:
        self._model = model
        self._prompt = load_prompt(f"{profile.prompts}/survey", frozenset({"sources", "question"}))

    def batches(self, lengths: Sequence[int]) -> list[int]:
        """See :class:`Extractor`."""
        return [1] * len(lengths)

    def found(self, wanted: Wanted, passages: Sequence[Evidence]) -> list[list[Found]]:
        """See :class:`Extractor`."""
        return [self._one(wanted, evidence) for evidence in passages]

    def _one(self, wanted: Wanted, evidence: Evidence) -> list[Found]:
        user = self._prompt.user(sources=listed_evidence(evidence), question=wanted.question)
        messages = [Message("system", self._prompt.system), Message("user", user)]
        reply = self._model.structured(messages, NAMES_SCHEMA, name="answers", max_tokens=REPLY_TOKENS)
        names = reply.get("answers", []) if isinstance(reply, dict) else []
        return [Found(name) for name in dict.fromkeys(map(_bare, names)) if _is_name(name)]


class MemberExtractor:
    """Several passages a request; the model names the sentences and says what is denied."""

    def __init__(self, model: LanguageModel, profile: ModelProfile) -> None:
        self._model = model
        self._room = int(profile.evidence_tokens[-1] * _CHARACTERS)
        self._reply = profile.answer_tokens
        self._prompt = load_prompt(f"{profile.prompts}/survey", frozenset({"sources", "question", "kind"}))

    def batches(self, lengths: Sequence[int]) -> list[int]:
        """See :class:`Extractor`."""
        sizes: list[int] = []
        left = 0
        for length in lengths:
            if not sizes or length > left:
                sizes.append(0)
                left = self._room
            sizes[-1] += 1
            left -= length
        return sizes

    def found(self, wanted: Wanted, passages: Sequence[Evidence]) -> list[list[Found]]:
        """See :class:`Extractor`."""
        whole = Evidence(tuple(sentence for evidence in passages for sentence in evidence.sentences))
        user = self._prompt.user(sources=numbered_evidence(whole), question=wanted.question, kind=wanted.kind)
        messages = [Message("system", self._prompt.system), Message("user", user)]
        room = min(self._reply, REPLY_TOKENS + REPLY_TOKENS_EACH * len(passages))
        reply = self._model.structured(messages, MEMBERS_SCHEMA, name="members", max_tokens=room)
        told = reply.get("members", []) if isinstance(reply, dict) else []
        return _by_passage(told, whole, passages)


class CellAsker:
    """Asks for a cell that no rule can read: words of a passage that tell something of a member."""

    def __init__(self, model: LanguageModel, profile: ModelProfile) -> None:
        self._model = model
        self._prompt = load_prompt(f"{profile.prompts}/survey_cell", frozenset({"sources", "statement", "column"}))
        self._listed = numbered_evidence if profile.whole else listed_evidence

    def words(self, statement: str, column: str, evidence: Evidence) -> str:
        """The words that the model copied; empty where it found none. They need not stand there.

        Raises:
            ModelError: the model cannot be used.
        """
        user = self._prompt.user(sources=self._listed(evidence), statement=statement, column=column)
        messages = [Message("system", self._prompt.system), Message("user", user)]
        reply = self._model.structured(messages, CELL_SCHEMA, name="cell", max_tokens=CELL_TOKENS)
        told = _bare(reply.get("words", "")) if isinstance(reply, dict) else ""
        return "" if told.lower() in _NONE else told


def extractor_for(model: LanguageModel, profile: ModelProfile) -> Extractor:
    """The extractor that fits the profile."""
    return MemberExtractor(model, profile) if profile.whole else NameExtractor(model, profile)


def _by_passage(told: Sequence[Mapping[str, Any]], whole: Evidence, passages: Sequence[Evidence]) -> list[list[Found]]:
    """Each member where its first sentence stands; one whose sentences are not given, where its name stands."""
    owners = [number for number, evidence in enumerate(passages) for _ in evidence.sentences]
    found: list[list[Found]] = [[] for _ in passages]
    for one in told:
        name = _bare(one["member"])
        if not _is_name(name):
            continue
        numbers = [number - 1 for number in one["sentences"] if 1 <= number <= len(whole.sentences)]
        if not numbers:
            numbers = [
                at for at, sentence in enumerate(whole.sentences) if set(words(name)) <= set(words(sentence.text))
            ]
        for owner in dict.fromkeys(owners[number] for number in numbers):
            own = tuple(whole.sentences[number] for number in numbers if owners[number] == owner)
            found[owner].append(Found(name, own, one["denied"]))
    return found


def _bare(name: object) -> str:
    return " ".join(str(name).split()).strip(' .,;:"“”')


def _is_name(name: str) -> bool:
    return name.lower() not in _NONE and any(char.isalnum() for char in name) and len(name.split()) <= LONGEST_NAME
