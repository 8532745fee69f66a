"""Who says it, by reporting verbs and capitals alone: enough to find words of an article that can be asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.grounding.names import telling_names

#: Verbs that report words. "Rejected" and "confirmed" also take things ("rejected the idea"), whose subjects
#: news lists by the dozen; negation and names look after those.
_VERBS = (
    "said says say told tells warned warns added adds stated states declared declares announced announces "
    "stressed stresses insisted insists argued argues claimed claims noted notes suggested suggests explained "
    "explains emphasised emphasized emphasises emphasizes replied replies wrote writes acknowledged acknowledges "
    "reiterated reiterates vowed vows threatened threatens urged urges believes believed pledged promised predicted"
).split()
# a capital is a name: "the United States"
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_PRONOUN = re.compile(r"\b(?:he|she|they)\b[\s,]*$", re.IGNORECASE)
#: "…, the secretary general said": described, not named; it may be anybody named before, like a pronoun.
_DESCRIBED = re.compile(
    r"(?:^|[,;“”\"])\s*(?:the|an?|its|his|her|their)\s+[a-z-]+(?:\s+[a-z-]+){0,3}\s*$", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: \w+ly| not)?\s$")
_QUOTATION = re.compile(r"[“„\"][^“”„\"]*[”“\"]")
#: A name further from the verb than this belongs to something else ("spokesman for the office of …").
_REACH = 90


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reporting verb with the names in front of it (or behind, after a quotation); several in a list.

    ``speakers`` are all candidates where a pronoun stands there, none where nobody was named before.
    """

    verb: str
    speakers: tuple[str, ...]


def attributions(text: str, before: str = "") -> list[Attribution]:
    """Every attribution of the text.

    A pronoun may stand for anybody named before it: "Stoltenberg contradicted Macron, who said … . He said"
    cannot be resolved by rule, and a wrong guess would reject a right statement.

    Args:
        text: one or two sentences.
        before: the text that precedes them in the article.
    """
    found: list[Attribution] = []
    for match in _ACCORDING.finditer(text):
        told_by = _named_behind(text[match.end() : match.end() + _REACH])
        if told_by:
            found.append(Attribution("according to", (told_by,)))
    for match in _VERB.finditer(text):
        speakers = _speakers(text, match, before)
        if speakers is not None:
            found.append(Attribution(match.group().lower(), speakers))
    return found


def _speakers(text: str, verb: re.Match[str], before: str) -> tuple[str, ...] | None:
    """The names that the verb belongs to; None where nothing shows that somebody speaks."""
    if _PASSIVE.search(text[: verb.start()]):  # "Hydra was warned by …"
        teller = re.match(r"[^.;,]*?\bby\b", text[verb.end() : verb.end() + _REACH])
        told_by = telling_names(text[verb.end() + teller.end() : verb.end() + _REACH]) if teller else []
        return tuple(told_by[:1]) or None
    ahead = text[max(0, verb.start() - _REACH) : verb.start()]
    if len(ahead) == _REACH:
        ahead = ahead.partition(" ")[2]  # never half a name
    clause = re.split(r"[.;!?]\s|[“”\"]", ahead)[-1]
    described = _is_described(text[: verb.start()])
    if described and not before:
        return ()  # a claim that does not name its speaker
    if described or _PRONOUN.search(clause):
        # whoever is named in the words that are quoted does not say them
        return tuple(telling_names(f"{before} {_QUOTATION.sub(' ', text[: verb.start()])}"))
    subject = telling_names(clause)
    if subject:
        return tuple(subject)
    # "…, said Dmitry Peskov": the speaker follows, after a quotation as a rule
    if re.search(r"[”\"',]\s*$", text[: verb.start()]):
        phrase = re.split(r"[,.;:“”\"]", text[verb.end() : verb.end() + _REACH])[0]
        following = telling_names(phrase)
        return (following[-1],) if following else None
    return None


def _named_behind(text: str) -> str | None:
    """The name in "… police spokesman Denzer" or "… the minister, Tove Aas,"; none in "… the result, Aas has won"."""
    first, *others = re.split(r"[,;:]\s|\.\s|\.$", text)
    found = telling_names(f"then {first}")
    if not found and others and telling_names(f"then {others[0]}") == [others[0].strip()]:
        found = [others[0].strip()]
    return found[0] if found else None


def _is_described(ahead: str) -> bool:
    """True when a speaker without a name stands there; a capital in the description would be one."""
    found = _DESCRIBED.search(ahead)
    return found is not None and not any(char.isupper() for char in found.group().lstrip(',;“”" ')[1:])
