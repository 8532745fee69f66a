"""The words are there, but somebody else's: a claim's speaker against those of the articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import EvidenceSentence
from assistant.grounding.names import absent_names, same_name
from assistant.grounding.reading import Reading
from assistant.words import FUNCTION_WORDS, stem, words

Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim lets somebody say: ``speaker`` as it names them, their ``names``, and what they say."""

    speaker: str
    names: tuple[str, ...]
    content: str


def said_in(claim: Reading) -> Said | None:
    """The first thing that a claim lets somebody by name say; None where it lets nobody."""
    for one in claim.attributions:
        if one.names and one.content:
            return Said(one.speaker, one.names, one.content)
    return None


def other_speaker(said: Said, sentence: EvidenceSentence, read: Read) -> str | None:
    """Who else says a sentence, as the article calls them; None where it is the claim's speaker, empty where not told.

    A pronoun is whoever the text before it lets speak last. Somebody who is only described ("the baker said") or meant
    by a pronoun may be the claim's speaker where the article has their name near. An outlet reports what it says.
    """
    origin = sentence.origin
    told = read(sentence.text).attributions
    spoken = [(one.speaker, one.names) for one in told if not one.is_pronoun]
    if not spoken and told and origin.before:
        before = [one for one in read(origin.before).attributions if one.names]
        spoken = [(before[-1].speaker, before[-1].names)] if before else []
        is_named = False
    else:
        is_named = any(names for _, names in spoken)
    if any(_is_same(said, phrase, names) for phrase, names in spoken):
        return None
    if origin.source and any(same_name(name, origin.source) for name in said.names):
        return None
    near = f"{origin.heading} {origin.before} {sentence.text}"
    if not spoken or (not is_named and _is_person(said) and not absent_names(said.names, near)):
        return ""
    return spoken[0][0]


def _is_same(said: Said, phrase: str, names: Sequence[str]) -> bool:
    """By name, or where one describes the other: "the federation" and "the Dockers' Federation"."""
    if any(same_name(one, other) for one in said.names for other in names):
        return True
    own, other = _telling(said.speaker), _telling(phrase)
    return bool(own & other) and (own <= other or other <= own)


def _telling(phrase: str) -> set[str]:
    return {stem(word) for word in words(phrase) if word not in FUNCTION_WORDS}


def _is_person(said: Said) -> bool:
    """Whether a description could be meant for them: "the Dockers' Federation" says itself what it is."""
    return not said.speaker.lower().startswith(("the ", "a ", "an "))
