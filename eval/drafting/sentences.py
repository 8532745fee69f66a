"""Which sentences of an article a question can be asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.sentences import sentence_spans
from assistant.types import Article

#: Characters of a sentence that states something and can be read at a glance.
SHORTEST, LONGEST = 40, 320
#: Characters of an article that the model reads with a sentence: about 800 tokens.
BLOCK = 3000

#: A name inside the sentence (its first word is capitalised anyway), or a figure.
_SOMETHING_TO_ASK = re.compile(r"\d|(?<=[\w,;:] )[“\"]?[A-Z]\w")
#: Beginnings that point to the sentence before: the question would be about "he" or "this".
_POINTS_BACK = re.compile(
    r"^[“\"']?(he|she|it|they|this|that|these|those|but|and|so|however|his|her|its|their)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence, word for word as it stands in its article, and the part of the article around it."""

    sentence: str
    context: str


def targets(article: Article, count: int) -> list[Target]:
    """Up to ``count`` sentences that name somebody or something, evenly spread over the article.

    Sentences that stand twice are left out: their reference would not be one place.
    """
    found = [
        Target(sentence, block)
        for block, sentences in _blocks(article.text)
        for sentence in sentences
        if _askable(sentence) and article.text.count(sentence) == 1
    ]
    if len(found) <= count:
        return found
    return [found[(2 * at + 1) * len(found) // (2 * count)] for at in range(count)]


def _askable(sentence: str) -> bool:
    return (
        SHORTEST <= len(sentence) <= LONGEST
        and "\n" not in sentence
        and not sentence.endswith("?")
        and not _POINTS_BACK.match(sentence)
        and bool(_SOMETHING_TO_ASK.search(sentence))
    )


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """Runs of whole sentences of at most :data:`BLOCK` characters (one sentence may be longer)."""
    blocks: list[list[tuple[int, int]]] = []
    for span in sentence_spans(text):
        if blocks and span[1] - blocks[-1][0][0] <= BLOCK:
            blocks[-1].append(span)
        else:
            blocks.append([span])
    return [(text[own[0][0] : own[-1][1]], [text[start:end] for start, end in own]) for own in blocks]
