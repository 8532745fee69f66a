"""Two questions in one: each is searched, answered and cited by itself.

Only where each can stand by itself: "who rejected it and why" is one question, and so is one whose second half says
"he" or "it" of the first.
"""

from __future__ import annotations

import re

from assistant.sentences import sentence_spans
from assistant.words import content_words, words

#: More at a time are refused.
MOST = 4
#: A text of so many words with a question in it is a letter: what it asks is the question.
LETTER_WORDS = 40

_WH = r"(?:who|whom|what|when|where|which|why|how)"
_JOINT = re.compile(
    rf"\s*(?:,|;)?\s+(?:and|but|or|as well as)(?: also)?[\s,]+(?=(?:(?:in|from|for|at|by|to|on|since|with) )?{_WH}\b)",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|these|those|there|then|else|so|such|same)\b|\bthat\b(?=\s*(?:[?.!,]|$))",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:about|on|regarding|concerning)\s+\S.*$", re.IGNORECASE)


def parts_of(text: str) -> tuple[str, ...]:
    """The questions in a text, in order, each with its question mark; the text itself where it is one."""
    asked = _questions(text)
    found: list[str] = []
    for question in asked:
        halves = _JOINT.split(question.rstrip("?! ."))
        merged = [halves[0]]
        for half in halves[1:]:
            whole = _completed(half, merged[-1])
            if whole is None:
                merged[-1] = question[question.find(merged[-1]) : question.find(half) + len(half)]
            else:
                merged.append(whole)
        found += [f"{half.strip(' ,;')}?" for half in merged] if len(merged) > 1 else [question]
    return tuple(found) if len(found) > 1 else (asked[0] if len(asked) == 1 else text,)


def without_letter(text: str) -> str:
    """What a letter asks: "today" in the rest of it is no period, and its words are none to search for."""
    return " ".join(_questions(text)) if len(words(text)) >= LETTER_WORDS else text


def _questions(text: str) -> list[str]:
    """The sentences that ask, where there are several or the rest is a letter around them; else the text."""
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    asking = [one for one in sentences if one.rstrip("\"'”’) ").endswith("?")]
    if not asking or (len(asking) == 1 and (len(sentences) == 1 or len(words(text)) < LETTER_WORDS)):
        return [text]
    if any(_LEANS.search(one) or len(content_words(one)) < 2 for one in asking[1:]):
        return [text] if len(words(text)) < LETTER_WORDS else [" ".join(asking)]
    if len(asking) < len(sentences) and len(words(text)) < LETTER_WORDS:
        return [text]  # what is told first belongs to what is asked
    return asking


def _completed(half: str, first: str) -> str | None:
    """A second half as a question that stands by itself; None where it cannot."""
    if _LEANS.search(half) or len(words(half)) < 3:
        return None
    own = content_words(half)
    if not own or re.match(r"^which\s+(?:is|are|was|were|did|do|does|has|have|had|\w+(?:ed|s))\b", half, re.IGNORECASE):
        return None
    about = _ABOUT.search(first)
    if about and not _ABOUT.search(half) and set(own) <= {*content_words(first), *own[:2]} and len(own) <= 2:
        return f"{half.strip()} {about.group()}"  # "… and what did Macron say?"
    return half if len(own) >= 2 else None
