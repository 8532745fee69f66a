"""A grammar under which the answer can only be a run of words of the sentence.

Small models rather retell a sentence than copy from it; asked freely, most of their answers stand nowhere.
"""

from __future__ import annotations

import json

#: What may stand around a word without belonging to an answer.
_AROUND = "“”\"'‘’()[],.;:–—"
#: Characters of a question; the upper bound ends a reply that would not end by itself.
_QUESTION = "{10,200}"


def grammar_for(sentence: str) -> str:
    """GBNF of ``{"answer": "<words of the sentence>", "question": "…?"}``.

    The answer comes first, so that the question is written for it. Rule ``sN`` starts at the N-th word, ``cN`` goes
    on with it; punctuation stays inside an answer and is left off at its ends.
    """
    words = sentence.rstrip(_AROUND + " ").split()
    starts = [at for at, word in enumerate(words) if word.strip(_AROUND)]
    rules = [
        r'root ::= "{\"answer\": \"" answer "\", \"question\": \"" char' + _QUESTION + r' "?\"}"',
        r'char ::= [^"\\\x00-\x1F]',
        f"answer ::= {' | '.join(f's{at}' for at in starts)}",
    ]
    for at, word in enumerate(words):
        rules += [f"c{at} ::= {_or(_ways(word, at, len(words)))}"]
        if at in starts:
            rules += [f"s{at} ::= {_or(_ways(word.lstrip(_AROUND), at, len(words)))}"]
    return "\n".join(rules)


def _ways(word: str, at: int, words: int) -> list[str]:
    """The answer may end with this word or go on to the next; a dash alone is no end."""
    ways = [_literal(word.rstrip(_AROUND))] if word.strip(_AROUND) else []
    return [*ways, f"{_literal(f'{word} ')} c{at + 1}"] if at + 1 < words else ways


def _or(ways: list[str]) -> str:
    return " | ".join(ways)


def _literal(text: str) -> str:
    """The text as it stands inside a JSON string, as a literal of GBNF."""
    return json.dumps(json.dumps(text, ensure_ascii=False)[1:-1], ensure_ascii=False)
