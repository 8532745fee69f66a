"""Who said it: the person to whom a claim is attributed must be the one the source attributes it to.

Word overlap and small judges miss this swap, because the words stay the same and only the name in front
changes. Attributions are read off reporting verbs, which news uses with great regularity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.grounding.names import names, same_name

_VERBS = (
    "said says say told tells warned warns added adds stated states declared declares announced announces "
    "stressed stresses insisted insists argued argues claimed claims noted notes confirmed confirms denied denies "
    "rejected rejects contradicted contradicts suggested suggests explained explains emphasised emphasized "
    "emphasises emphasizes accused accuses called calls replied replies mentioned mentions wrote writes "
    "acknowledged acknowledges reiterated reiterates vowed vows threatened threatens urged urges asked believes "
    "believed described describes pledged promised predicted"
).split()
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_PRONOUN = re.compile(r"\b(?:he|she|they)\b[\s,]*$", re.IGNORECASE)
#: A name further from the verb than this belongs to something else ("spokesman for the office of …").
_REACH = 90


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reporting verb with its speaker; ``speaker`` is None where only a pronoun stands there."""

    verb: str
    speaker: str | None


def attributions(text: str, before: str = "") -> list[Attribution]:
    """Every attribution of the text; a pronoun is resolved to the last speaker named before it.

    Args:
        text: one or two sentences.
        before: the text that precedes them in the article.
    """
    found: list[Attribution] = []
    for match in _ACCORDING.finditer(text):
        after = names(text[match.end() : match.end() + _REACH])
        if after:
            found.append(Attribution("according to", after[0]))
    for match in _VERB.finditer(text):
        speaker = _speaker(text, match, before)
        if speaker is not None or _PRONOUN.search(text[: match.start()]):
            found.append(Attribution(match.group().lower(), speaker))
    return found


def swapped_speaker(claim: str, source: str, before: str = "") -> tuple[str, str] | None:
    """(speaker in the claim, speaker in the source) where they differ; None where they agree or none is named.

    The claim is right when any attribution of the source has its speaker: one sentence may report two.
    """
    in_source = [a.speaker for a in attributions(source, before) if a.speaker]
    if not in_source:
        return None
    for attribution in attributions(claim):
        speaker = attribution.speaker
        if speaker and not any(same_name(speaker, other) for other in in_source):
            return speaker, in_source[0]
    return None


def _speaker(text: str, verb: re.Match[str], before: str) -> str | None:
    ahead = text[max(0, verb.start() - _REACH) : verb.start()]
    clause = re.split(r"[.;!?]\s|[“”\"]", ahead)[-1]
    if _PRONOUN.search(clause):
        return _last_speaker(before + " " + text[: verb.start()])
    subject = names(clause)
    if subject:
        return subject[-1] if _adjacent(clause, subject[-1]) else subject[0]
    # "…, said Dmitry Peskov": the speaker follows, after a quotation as a rule
    if re.search(r"[”\"',]\s*$", text[: verb.start()]):
        phrase = re.split(r"[,.;:“”\"]", text[verb.end() : verb.end() + _REACH])[0]
        following = names(phrase)
        return following[-1] if following else None
    return None


def _adjacent(clause: str, name: str) -> bool:
    return len(clause) - (clause.rfind(name) + len(name)) <= 25


def _last_speaker(before: str) -> str | None:
    named = [a.speaker for a in attributions(before) if a.speaker] if _VERB.search(before) else []
    if named:
        return named[-1]
    named_before = names(before)
    people = [name for name in named_before if " " in name] or named_before
    return people[-1] if people else None
