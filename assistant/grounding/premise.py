"""A question that takes for granted what the articles deny: "How many troops did Poland send?".

No number answers it and a bare refusal hides what the reader came for. What the articles do say is shown
instead, word for word, so that nothing can be invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.evidence import Evidence, EvidenceSentence
from assistant.grounding.asked import asks_whether
from assistant.grounding.names import same_name
from assistant.grounding.predicates import Predicate
from assistant.grounding.reading import Reading
from assistant.sentences import sentence_spans
from assistant.words import stem, words

#: "This week" is no pronoun.
_TIME = r"(?! (?:week|weekend|month|year|season|morning|afternoon|evening|spring|summer|autumn|winter|\w+day)\b)"
_OPENS_WITH_PRONOUN = re.compile(
    rf"^\W*(?:(?:he|she|it|they|his|her|its|their|(?:this|that|these|those){_TIME})"
    r"|(?:in|on|at|with|for|of|by|from|after|before|to|among|behind|under|despite|because of|according to) "
    rf"(?:it|them|him|(?:this|that|these|those){_TIME}))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:\W*\w+){1,3}\W+(?:also|itself|himself|herself|themselves|too|added|likewise)\b", re.IGNORECASE
)


def denying_sentence(
    asked: Reading, evidence: Evidence, read: Callable[[EvidenceSentence], Reading]
) -> EvidenceSentence | None:
    """The best sentence that denies of the question's subject what the question says of it.

    Args:
        asked: the question's reading.
        evidence: what was read.
        read: the reading of a sentence of it.
    """
    return next(denying_sentences(asked, evidence, read), None)


def denying_sentences(
    asked: Reading, evidence: Evidence, read: Callable[[EvidenceSentence], Reading]
) -> Iterator[EvidenceSentence]:
    """Every sentence that does so, best first; see :func:`denying_sentence`."""
    # "Did Poland send troops?" takes nothing for granted, and "is it true that" asks for exactly the denial; of several
    # sentences it cannot be told what they take for granted
    if asks_whether(asked.text) or len(sentence_spans(asked.text)) > 1:
        return
    taken = [own for own in asked.predicates if own.agents or own.patients]
    for sentence in sorted(evidence.sentences, key=lambda one: -one.score):
        said = read(sentence)
        if stands_alone(sentence) and any(_is_denied(own, asked, said) for own in taken):
            yield sentence


def _is_denied(own: Predicate, asked: Reading, said: Reading) -> bool:
    """Whether the sentence denies what the question says, or a thing of which it says it: "no planes", asked how many.

    It must have everybody and everything of whom the question says it, and deny it of them: "Germany will not send
    troops, as France's president has asked" denies nothing of France.
    """
    if own.denied or not all(any(same_name(name, other) for other in said.names) for name in own.agents + own.patients):
        return False
    names = {stem(word) for name in own.agents + own.patients for word in words(name)}
    things = {one for one, kind in asked.words if kind == "NOUN" and one in own.about} - names
    turned_over = {
        one.root for one in asked.predicates if one.denied
    }  # who "rejected the idea" denies the idea himself
    acting = [name for one in said.predicates for name in one.agents]
    return things <= said.content and any(
        told.denied
        and told.root in (things | {own.root}) - turned_over
        and _of_the_same(own.agents, told.agents or acting)  # "Germany and Poland confirmed that they will not send"
        for told in said.predicates
    )


def is_said_of_them(asked: Reading, said: Reading) -> bool:
    """Whether those of whom a question says something act in a sentence, where both name anybody who acts.

    "Germany and Poland will not send troops, as France's president has asked" says nothing of what France does.
    """
    own = [name for one in asked.predicates for name in one.agents]
    return _of_the_same(own, [name for one in said.predicates for name in one.agents])


def _of_the_same(own: Sequence[str], told: Sequence[str]) -> bool:
    """Whether one of the names is the same, or one side names nobody."""
    return not (own and told) or any(same_name(one, other) for one in own for other in told)


def stands_alone(sentence: EvidenceSentence) -> bool:
    """False for one that opens with a pronoun: without the sentence before it, "he said so" says nothing."""
    return _OPENS_WITH_PRONOUN.match(sentence.text) is None


def leans_back(text: str) -> bool:
    """True for a sentence that only goes on about the one before it: "He added …", "It also …"."""
    return _OPENS_WITH_PRONOUN.match(text) is not None or _GOES_ON.search(text) is not None
