"""What the model writes → statements: whole sentences without filler, brackets or half a last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.sentences import sentence_spans

_BRACKETS = re.compile(r"\s*[\[【(](?:sources?\s*)?\d+(?:\s*[,;-]\s*\d+)*[\])】]", re.IGNORECASE)
_SOURCE = r"(?:the\s+)?(?:provided\s+|given\s+)?(?:sources?|articles?|texts?|passages?|information|context)"
_FILLER = re.compile(
    rf"^(?:(?:according to|based on|as (?:stated|mentioned) in)\s+{_SOURCE}(?:\s+(?:provided|given|above))?"
    rf"(?:\s*\[?\d+\]?)?\s*,\s*|according to\s*(?:\[\d+\]\s*)*,\s*"
    rf"|{_SOURCE}\s+(?:say|says|state|states|report|reports|mention|mentions)\s+that\s+"
    r"|(?:answer|yes|no)\s*[:,.]\s+(?=\S))",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s*(?:[-*•#>]+|\d+[.)])\s+|\*\*|__|`+")
_NON_ANSWER = re.compile(
    rf"\b{_SOURCE}\b.{{0,60}}\b(?:do|does|did)(?:\s+not|n[’']t)\s+(?:\w+\s+)?(?:mention|say|state|provide|specify|contain|"
    r"give|answer|include|indicate|discuss|name)"
    rf"|\b(?:not|nowhere|never)\s+(?:\w+\s+)?(?:mentioned|stated|provided|specified|given|found|available|known)\s+"
    rf"(?:\w+\s+)?(?:in|by|from)\s+{_SOURCE}"
    r"|\b(?:no|not enough|insufficient)\s+information\b|\bcannot be (?:determined|answered)\b"
    r"|\bI (?:do not|don[’']t|cannot|can[’']t) (?:know|answer|find)\b|\bi[’']?m sorry\b|\bas an ai\b",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"(?<!\d)[.!?…][\"'”’)\]]*$")
#: A run of words that comes back this often in one sentence is a model that hangs, not prose.
_LOOP = re.compile(r"(\b\w[^.]{8,80}?)(?:[\s,;]*\1){3,}")
#: Characters in which four such runs find room.
_LOOP_CHARS = 400


class SentenceStream:
    """Turns pieces of text into whole sentences as soon as each is complete."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, piece: str) -> list[str]:
        """Sentences that are complete now: all but the last, which may still grow."""
        self._buffer += piece
        if self._buffer.count("“") > self._buffer.count("”") or self._buffer.count('"') % 2:
            return []  # an open quotation: where it ends decides where its sentence ends
        spans = sentence_spans(self._buffer)
        if len(spans) < 2:
            return []
        done = [self._buffer[start:end] for start, end in spans[:-1]]
        self._buffer = self._buffer[spans[-1][0] :]
        return done

    @property
    def loop(self) -> str:
        """The sentence in the making where it only repeats itself by now, else nothing: it will have no end."""
        return self._buffer.strip() if repeats_itself(self._buffer[-_LOOP_CHARS:]) else ""

    def finish(self, *, cut_off: bool) -> list[str]:
        """The rest; when the model was cut off, only if it ends like a sentence.

        "By Poland, the U.S." and "costs 3." do not: a name behind the former would go on with it.
        """
        rest, self._buffer = self._buffer.strip(), ""
        if not rest or (cut_off and not _is_whole(rest)):
            return []
        return [rest]


def _is_whole(text: str) -> bool:
    return _COMPLETE.search(text) is not None and len(sentence_spans(f"{text} Smith came.")) > 1


def cleaned(sentence: str, titles: Iterable[str] = ()) -> str:
    """The sentence without brackets of the model's own, Markdown, "according to the sources" and copied headings."""
    for title in titles:
        sentence = sentence.removeprefix(f"{title}:").strip()
    text = _MARKUP.sub("", _BRACKETS.sub("", sentence)).strip()
    text = _FILLER.sub("", text).strip()
    if not any(char.isalnum() for char in text):
        return ""
    return text[0].upper() + text[1:]


def repeats_itself(sentence: str) -> bool:
    """True where a run of words comes back again and again: the model hangs."""
    return _LOOP.search(sentence) is not None


def is_non_answer(sentence: str) -> bool:
    """True for "The sources do not say …": a refusal in the model's words, not a statement."""
    return _NON_ANSWER.search(sentence) is not None
