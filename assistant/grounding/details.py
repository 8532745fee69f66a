"""What hangs on to a claim: an added detail of which the sources have not one word.

Word overlap over a whole sentence hides a short invention behind a long true part. So the parts are looked at on
their own: what follows a comma, an "and" or a "because of".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from assistant.grounding.names import name_stems, names
from assistant.grounding.verbs import ALIKE, CONVERSES, is_participle, verb_stem
from assistant.instructions import is_about_asking, stated
from assistant.words import FUNCTION_WORDS, stem, stems, words

#: "Is driven by Laila Haugen": the act that somebody by name is said to have done.
_DONE_BY = re.compile(
    r"\b(?:is|are|was|were|been|being)(?: \w+ly)? (\w+)(?: (?:\w+ly|up|down|out|off|over))? by "
    r"(?=(?:the |an? )?(?:\w+ )?[A-Z])"
)
#: "Is closed", "were free": the state that something is said to be in, where the clause ends or goes on with when,
#: where and why. What is denied is another check's; "is going to" tells no state.
_STATE = re.compile(
    r"(?<!not )(?<!never )\b(?:is|are|was|were|been|remains?|remained|stays?|stayed)"
    r"(?: (?:now|still|also|again|always|often|\w+ly))* (?!un)([a-z]+)(?<!ing)(?<!ly)"
    r"(?=[.,;]|$| (?:on|in|at|to|since|until|for|from|because|and|but|after|during|with)\b)"
)
#: Where a part begins that could be left out.
_JOINT = re.compile(
    r"\s(?=(?:and|or|because|due to|thanks to|which|who|whose|after|before|while|although|despite|as well as|"
    r"in order|with|without|for|in|on|at|by|from|to|since|until|during)\s)"
)
#: A part joined on by one of these is an addition; others ("in the mountains") are additions of smaller weight.
_ADDING = re.compile(
    r"^(?:and|or|because|due to|thanks to|which|who|whose|as well as|after|before|despite|with|without|an?|the)\b",
    re.IGNORECASE,
)
#: A single new word is a paraphrase as often as an invention.
_MIN_WORDS = 2
#: Say nothing that could be right or wrong.
_EMPTY = frozenset(
    stem(word)
    for word in "say said says tell told state stated explain explained add added announce announced however "
    "including include includes addition additionally also well known called named example".split()
)


def added_detail(claim: str, source: str) -> str | None:
    """The first part of the claim, after its beginning, of which the source has no content word; else None.

    Args:
        claim: one sentence.
        source: the cited sentences with their titles and what stands before them, and the question.
    """
    known = {stem(word) for word in words(source)}
    roots = {one[:5] for one in known if len(one) >= 5}
    for part in _parts(claim):
        own = stems(part)
        own = [one for one in own if one not in _EMPTY and not one[0].isdigit()]
        new = [one for one in own if one not in known and one[:5] not in roots]
        if len(own) >= _MIN_WORDS and len(new) == len(own) and not names(f"then {part}"):
            return part.strip(" ,.;")
    return None


def only_asked(claim: str, source: str) -> bool:
    """True where most of the claim stands in what the source asks or orders, and not in what it states.

    "NATO plans to send troops", resting on "“Does NATO plan to send troops?” a reporter asked."
    """
    if is_about_asking(claim):
        return False
    own = set(stems(claim))
    unstated = own & set(stems(source)) - set(stems(stated(source)))
    return len(unstated) >= max(_MIN_WORDS, len(own) / 2)


def unstated_act(claim: str, source: str) -> str | None:
    """“Driven by”, where the source has no form of that verb and of none that tells the same; else None.

    Args:
        claim: one sentence.
        source: the cited sentences with their titles and what stands before them.
    """
    told, alike = _told(source)
    events = {CONVERSES[verb][0] for verb in told if verb in CONVERSES}
    for match in _DONE_BY.finditer(claim):
        verb = verb_stem(match[1])
        known = verb in told | alike or CONVERSES.get(verb, ("",))[0] in events
        if is_participle(match[1]) and not known:
            return f"{match[1]} by"
    return None


def unstated_state(claim: str, source: str) -> str | None:
    """“Closed”, where the source has no form of that word and of none that tells the same; else None.

    "The market is closed" shares its subject with "The market moves to the harbour", and says something else.

    Args:
        claim: one sentence.
        source: the cited sentences with their titles and what stands before them, and the question.
    """
    told, alike = _told(source)
    roots = {one[:5] for one in told if len(one) >= 5}
    for match in _STATE.finditer(claim):
        forms = {stem(match[1]), verb_stem(match[1])}
        if match[1] not in FUNCTION_WORDS and not forms & (told | alike) and stem(match[1])[:5] not in roots:
            return match[1]
    return None


def _told(source: str) -> tuple[set[str], set[str]]:
    """The stems of a source, those of its verbs among them, and those of verbs that tell the same."""
    told = {form for word in words(source) for form in (stem(word), verb_stem(word))}
    return told, {stem(other) for verb in told for other in ALIKE.get(verb, "").split()}


def borrowed_phrase(claim: str, source: str, elsewhere: str, described: Iterable[str] = ()) -> str | None:
    """Two neighbouring words of the claim that the cited text lacks, and that stand side by side somewhere else.

    "The cabin crew get a rise", resting on "the pilots get a rise": the words come from another sentence.

    Args:
        claim: one sentence.
        source: the cited sentences with their titles and what stands before them, and the question.
        elsewhere: all that the model was given to read.
        described: words that say who somebody is; whether they are theirs is checked with the offices.
    """
    offices = " . ".join(" ".join(words(words_of_office)) for words_of_office in described)
    known = {stem(word) for word in words(source)}
    there = _neighbours(elsewhere)
    named = name_stems(claim)
    for pair, written in _neighbours(claim).items():
        if pair in there and not (known | named) & set(pair) and written not in offices:
            return written
    return None


def _parts(claim: str) -> list[str]:
    """The parts of a claim that add to it; those within quotation marks are somebody's own words.

    "For the fares | on the new line" is one part: within commas only an addition begins a new one.
    """
    parts: list[str] = []
    for stretch in re.split(r"[,;]\s", re.sub(r"[“\"][^“”\"]*[”\"]", " ", claim)):
        for position, part in enumerate(_JOINT.split(stretch)):
            if position == 0 or _ADDING.match(part):
                parts.append(part)
            else:
                parts[-1] += f" {part}"
    return [part for part in parts[1:] if _ADDING.match(part)]


def _neighbours(text: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    own = words(text)
    for one, other in pairwise(own):
        if one in FUNCTION_WORDS or other in FUNCTION_WORDS or one[0].isdigit() or other[0].isdigit():
            continue
        found.setdefault((stem(one), stem(other)), f"{one} {other}")
    return found
