"""Who did it to whom: the roles around a verb, read off the order of words.

"A sold the mill to B" and "B sold the mill to A" share every word, so that neither word overlap nor a small judge
tells them apart. No parser is used. English puts the one who acts before the verb and the rest behind it, a passive
with "by" turns that round, and some verbs name one event from its two ends ("buy" and "sell"). What cannot be
read in this way is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assistant.grounding.dates import MONTHS, WEEKDAYS
from assistant.grounding.names import names, same_name
from assistant.grounding.verbs import (
    ALSO_NOUNS,
    BE,
    BEFORE_A_VERB,
    CONVERSES,
    IRREGULAR,
    PREPOSITIONS,
    SPEECH,
    SYMMETRIC,
    VERBS,
    is_participle,
    verb_stem,
)
from assistant.words import FUNCTION_WORDS, stem, words

_TOKEN = re.compile(r"(?:[A-Z]\.)+(?=\s?\w)|[^\W_][\w.,]*[^\W_]|[^\W_]|[,;:.!?“”\"]")
_AUXILIARIES = frozenset("is are was were has have had will would".split())
_DETERMINERS = frozenset("a an the his her its their this that these those of no each every".split())
_RELATIVE = frozenset("who which that".split())
#: Begin a clause of their own, in which the words before them play no part.
_SUBORDINATE = frozenset(
    "who which that whose while whereas but although though because after before when since if unless until as "
    "so where".split()
)
_PHRASE_ENDS = frozenset("on at in for to with about from during over against into".split())
_PERSONAL = frozenset("he she they him her them".split())
_PRONOUNS = frozenset("he she it they we i who".split())
#: "The year before" or "on Monday" are neither actors nor objects.
_TIME = frozenset(
    stem(word)
    for word in WEEKDAYS.union(
        MONTHS,
        "year years month week day hour minute time today yesterday tomorrow earlier later last next ago first "
        "second".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One verb with what stands on its sides, turned so that ``agent`` is the one who acts.

    ``agents`` are the names among the agent's words and ``patients`` those of the other side; ``open_agent`` and
    ``open_patient`` are True where a pronoun stands there, or nothing; ``gerund`` is a form of which nobody can tell
    who does it. ``named`` are the stems of all names, ``pronoun`` the side ("agent" or "patient") that is a mere
    pronoun, else "". Where a passive does not tell who acts, ``agent`` is empty and ``beside`` has what stands behind
    the verb. ``around`` is the whole sentence.
    """

    key: str
    verb: str
    agent: frozenset[str]
    patient: frozenset[str]
    agents: tuple[str, ...]
    open_agent: bool
    open_patient: bool
    gerund: bool
    named: frozenset[str]
    patients: tuple[str, ...]
    pronoun: str
    beside: frozenset[str]
    around: frozenset[str]


def exchanged_roles(claim: str, sources: Sequence[str]) -> tuple[str, str] | None:
    """(verb, who does it in the source) where claim and source tell the roles the other way round, else None.

    Args:
        claim: one sentence.
        sources: the cited sentences; one that agrees with the claim settles it.
    """
    known = _verb_stems([claim, *sources])
    told = [relation for source in sources for relation in _relations(source, known)]
    for relation in _relations(claim, known):
        same = [other for other in told if other.key == relation.key]
        if any(_agree(relation, other) for other in same):
            continue
        for other in same:
            if _crossed(relation, other) or _other_agent(relation, other):
                return relation.verb, " and ".join(other.agents) or "somebody else"
            if _other_patient(relation, other):
                return relation.verb, " and ".join(other.patients)
    return turned_direction(claim, sources)


def turned_direction(claim: str, sources: Sequence[str]) -> tuple[str, str] | None:
    """The same for "from A to B" that became "from B to A"."""
    told = {pair for source in sources for pair in _directions(source)}
    for start, end in _directions(claim):
        if (end, start) in told and (start, end) not in told:
            return "from … to", f"from {end} to {start}"
    return None


def _crossed(claim: Relation, source: Relation) -> bool:
    """Somebody acts in the claim who is acted on in the source, and the other way round."""
    up = (claim.agent & source.patient) - source.agent - claim.patient
    down = (claim.patient & source.agent) - source.patient - claim.agent
    # "she follows Vasil" leaves open who she is, but it is not Vasil
    if source.pronoun == "agent":
        return bool(up & claim.named)
    if source.pronoun == "patient":
        return bool(down & claim.named)
    return bool(up and down)


def _other_agent(claim: Relation, source: Relation) -> bool:
    """Same verb, same object, but all names before the verb are others."""
    if source.open_agent or claim.gerund or not claim.agent or not source.agents:
        return False
    if not _mostly(claim.patient, source.patient):
        return False
    if not claim.agents:  # "the region" for the union, where the sentence speaks of the region, too
        return claim.agent <= source.around - source.agent - source.patient
    if claim.agent & source.patient:
        return False  # "Kiel bought ten trams, Bremen six": what follows may share the verb
    return not claim.agent & source.agent and not _any_same(claim.agents, source.agents)


def _other_patient(claim: Relation, source: Relation) -> bool:
    """It is told of somebody else: "Hobel was sentenced to three years" for "the court sentenced Voss to …"."""
    if claim.agent or claim.open_patient or source.open_patient or not claim.patients or not source.patients:
        return False
    if claim.named & (source.patient | source.agent):
        return False
    return _mostly(claim.beside, source.patient | source.beside) and not _any_same(claim.patients, source.patients)


def _mostly(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(some) and len(some & others) * 2 >= len(some)


def _agree(claim: Relation, source: Relation) -> bool:
    if _crossed(claim, source):
        return False
    if not claim.agent:
        return bool(claim.patient & source.patient)
    return bool(claim.agent & source.agent) or _any_same(claim.agents, source.agents)


def _any_same(some: Sequence[str], others: Sequence[str]) -> bool:
    return any(same_name(one, other) for one in some for other in others)


def _relations(sentence: str, known: AbstractSet[str]) -> list[Relation]:
    found = []
    for tokens, subject in _clauses(sentence):
        for position, _ in enumerate(tokens):
            relation = _relation(tokens, position, subject, known, sentence)
            if relation:
                found.append(relation)
    return found


def _relation(
    tokens: list[str], position: int, subject: list[str], known: AbstractSet[str], sentence: str
) -> Relation | None:
    found = _verb_at(tokens, position, known)
    if found is None:
        return None
    key, side, end = found
    before, after = tokens[:position], _up_to_next_verb(tokens[end:])
    if not _content(before):
        before = [*subject, *before]
    passive = _by(tokens, position)
    beside: list[str] = []
    if _is_passive(tokens, position) and passive is None:
        before, after, beside = [], before, after  # whoever acts is not told
    elif passive is not None:
        acting = _phrase_end(tokens, passive + 1)
        before, after = tokens[passive + 1 : acting], [*before, *_up_to_next_verb(tokens[acting:])]
    agent, patient = (before, after) if side > 0 else (after, before)
    sides = {"agent": agent, "patient": patient}
    return Relation(
        key=key,
        verb=" ".join(tokens[position:end]),
        agent=_content(agent),
        patient=_content(patient),
        agents=tuple(names(" ".join(["then", *agent]))),  # never at the start of a sentence
        open_agent=not _content(agent)
        or any(_shares_the_verb(tokens, i) for i in range(end, len(tokens)))
        or any(token.lower() in _PRONOUNS for token in agent)
        or _is_gerund(tokens, position),
        open_patient=not _content(patient) or any(token.lower() in _PRONOUNS for token in patient),
        gerund=_is_gerund(tokens, position),
        beside=_content(beside),
        around=_content(_TOKEN.findall(sentence)),
        patients=tuple(names(" ".join(["then", *patient]))),
        named=_content([word for name in names(" ".join(["then", *agent, ",", *patient])) for word in name.split()]),
        pronoun=next((side for side, own in sides.items() if _is_pronoun(own)), ""),
    )


def _verb_at(tokens: list[str], position: int, known: AbstractSet[str]) -> tuple[str, int, int] | None:
    """(key, side, end) of the verb or phrase that begins at the position."""
    lowered = [token.lower() for token in tokens[position : position + 3]]
    for phrase, (key, side) in PREPOSITIONS.items():
        if lowered[: len(phrase)] == list(phrase):
            return key, side, position + len(phrase)
    token = tokens[position]
    previous = tokens[position - 1].lower() if position else ""
    # a capital inside a sentence is a name, a determiner in front makes a noun
    if not token.islower() or not token.isalpha() or previous in _DETERMINERS:
        return None
    lemma = verb_stem(token)
    if _names_a_doer(token, lemma):
        return None
    if lemma in ALSO_NOUNS and not _is_verb_form(tokens, position):
        return None
    if lemma not in known or lemma in SYMMETRIC or lemma in SPEECH:
        return None
    key, side = CONVERSES.get(lemma, (lemma, 1))
    return key, side, position + 1


def _names_a_doer(token: str, lemma: str) -> bool:
    """Tell "manager", which the stemmer takes for "manage", from "offer", which it leaves alone."""
    return token.endswith(("er", "ers", "or", "ors")) and not lemma.endswith(("er", "or"))


def _is_verb_form(tokens: list[str], position: int) -> bool:
    """Tell "Norway exports" and "will finance" from "grain exports" and "the finance chief"."""
    token = tokens[position]
    if token.endswith(("ed", "ing")) or token in IRREGULAR:
        return True
    previous = tokens[position - 1] if position else ""
    lowered = previous.lower()
    if token.endswith("s"):
        named = previous[:1].isupper() or lowered in _PRONOUNS | _RELATIVE or lowered.endswith("ly")
        return named or (position > 1 and tokens[position - 2].lower() in _DETERMINERS)
    return lowered in BEFORE_A_VERB or (lowered.endswith("s") and lowered not in _DETERMINERS)


def _verb_stems(texts: Sequence[str]) -> set[str]:
    """Stems that are verbs: the known ones and everything that has "-ed" in one of the texts."""
    seen = {stem(word) for text in texts for word in words(text) if word.endswith("ed") and len(word) > 4}
    return (seen | VERBS) - {stem(word) for word in FUNCTION_WORDS}


def _is_pronoun(tokens: Sequence[str]) -> bool:
    return not _content(tokens) and any(token.lower() in _PERSONAL for token in tokens)


def _is_gerund(tokens: list[str], position: int) -> bool:
    """“Sending soldiers” says of nobody that he sends them; “is sending” does."""
    return tokens[position].endswith("ing") and (position == 0 or tokens[position - 1].lower() not in BE)


def _is_passive(tokens: list[str], position: int) -> bool:
    if not is_participle(tokens[position]):
        return False
    back = position - 1
    while back >= 0 and (tokens[back].endswith("ly") or tokens[back].lower() in ("not", "also", "never")):
        back -= 1
    return back >= 0 and tokens[back].lower() in BE


def _by(tokens: list[str], position: int) -> int | None:
    """Where the "by" of a passive stands; None for an active verb."""
    if not is_participle(tokens[position]):
        return None
    reach = range(position + 1, len(tokens))
    place = next((i for i in reach if tokens[i].lower() == "by"), None)
    if place is None or not (_is_passive(tokens, position) or place == position + 1):
        return None
    return place


def _phrase_end(tokens: list[str], start: int) -> int:
    """Where the actor behind "by" ends: "(imposed by) the council of Riga | on imports"."""
    reach = range(start + 1, len(tokens))
    return next((i for i in reach if tokens[i].lower() in _PHRASE_ENDS), len(tokens))


def _clauses(sentence: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each clause with the words to which a "who" or "she" at its head refers."""
    tokens = _TOKEN.findall(re.sub(r"['’]s\b", "", sentence))
    clause: list[str] = []
    subject: list[str] = []
    last_named: list[str] = []
    antecedent: list[str] = []
    relative = False
    for position, token in enumerate(tokens):
        # "the rocket, which Orla had built, broke": behind the comma the rocket goes on
        back = relative and bool(clause) and token in (",",)
        if not back and not _ends_clause(tokens, position):
            clause.append(token)
            continue
        if clause:
            yield clause, subject
            named = names(" ".join(["then", *clause]))
            last_named = named[-1].split() if named else last_named
        antecedent = antecedent if back else last_named
        relative = token.lower() in _RELATIVE
        subject = antecedent if relative or back else []
        clause = []
    if clause:
        yield clause, subject


def _ends_clause(tokens: list[str], position: int) -> bool:
    here = tokens[position].lower()
    if here in _SUBORDINATE or here in set(';:.!?“”"'):
        return True
    # ", and the institute supplied": a second main clause; "Poland, France and Germany" has no comma there
    following = tokens[position + 1].lower() if position + 1 < len(tokens) else ""
    return here == "," and following in ("and", "but", "or")


def _up_to_next_verb(tokens: list[str]) -> list[str]:
    """Less what belongs to a main verb further on: "(that Kiel gave) Ukraine is held up in Congress"."""
    reach = range(len(tokens))
    place = next((i for i in reach if tokens[i].lower() in _AUXILIARIES or _shares_the_verb(tokens, i)), len(tokens))
    return tokens[:place]


def _shares_the_verb(tokens: list[str], position: int) -> bool:
    """A subject whose verb is left out: "(Kiel bought) ten trams, Bremen six"."""
    joined = position > 0 and tokens[position - 1].lower() in (",", "and")
    return (
        joined
        and tokens[position][0].isupper()
        and tokens[position + 1 : position + 2] != []
        and (tokens[position + 1][0].isdigit())
    )


def _content(tokens: Sequence[str]) -> frozenset[str]:
    found = {stem(word) for token in tokens for word in words(token) if word not in FUNCTION_WORDS}
    return frozenset(one for one in found if one not in _TIME)


def _directions(text: str) -> set[tuple[str, str]]:
    found = re.findall(r"\bfrom ([\w.,]+(?: [A-Z][\w]*)*)[^.;,]{0,30}? to ([\w.,]+(?: [A-Z][\w]*)*)", text)
    return {(start.rstrip(".,").lower(), end.rstrip(".,").lower()) for start, end in found}
