"""Does a sentence of a draft state anything that could be looked up?

A question, an order, a greeting, a heading do not, nor does what only tells how its author sees things.
"""

from __future__ import annotations

import re

from assistant.desk.checking.draft import DraftSentence
from assistant.grounding.reading import Reading
from assistant.instructions import asks

#: The author speaks of themselves, and not as a reporter: "I think", "in our view", "we would like to thank".
_AUTHOR = re.compile(
    r"\b(?:in|to) (?:my|our) (?:view|opinion|eyes|mind|judg(?:e)?ment|experience)\b"
    r"|\b(?:I|we)(?: \w+ly)?(?: (?:would|do|must|can|cannot|could|have|may|should|will))?(?: (?:only|not|also))?"
    r" (?:think|believe|feel|hope|find|fear|wish|doubt|wonder|guess|suppose|suspect|prefer|love|hate|thank|welcome|"
    r"invite|apologi[sz]e|recommend|urge|ask|like to)\b"
    r"|^(?:personally|frankly|honestly|sadly|dear|thanks|thank you|welcome|hello|good (?:day|morning|evening))"
    r"\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_FIGURE = re.compile(r"\d")


def why_no_claim(one: DraftSentence, reading: Reading | None) -> str:
    """Why a sentence states nothing, in words; empty where it may state something.

    Args:
        one: the sentence.
        reading: what the rules have read of it, None where they do not know its language.
    """
    if one.kind == "heading":
        return "a heading"
    if one.kind == "aside":
        return "no prose"
    if one.kind == "lead-in":
        return "it introduces a list"
    bare = _QUOTED.sub("", one.text)
    if (one.text.rstrip('*_ "”»)').endswith("?") and asks(one.text)) or not any(char.isalpha() for char in one.text):
        return "a question" if "?" in one.text else "no words"
    if _AUTHOR.search(bare):
        return "the author's own view"
    if reading is not None:
        if reading.is_order:
            return "it tells somebody what to do"
        if not reading.has_verb and not one.lead_in and one.kind == "sentence" and not _FIGURE.search(one.text):
            return "no whole sentence"
    return ""
