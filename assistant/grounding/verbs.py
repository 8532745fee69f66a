"""Verb forms that the stemmer does not bring together, and what makes a passive."""

from __future__ import annotations

from assistant.words import stem

BE = frozenset("is are was were be been being gets got".split())

#: Irregular past forms and their verb.
IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "buy bought", "sell sold", "pay paid", "lead led", "win won", "beat beaten", "give gave given",
        "take took taken", "tell told", "teach taught", "send sent", "lend lent", "lose lost", "make made",
        "build built", "hit hit", "hold held", "strike struck", "see saw seen", "find found", "bring brought",
        "leave left", "write wrote written", "draw drew drawn", "choose chose chosen", "catch caught",
        "overtake overtook overtaken", "overthrow overthrew overthrown", "steal stole stolen", "shoot shot",
        "sue sued", "fight fought", "forgive forgave forgiven", "drive drove driven", "throw threw thrown",
        "withdraw withdrew withdrawn", "break broke broken", "spend spent", "seek sought", "get got", "set set",
        "know known knew", "do done did", "hurt hurt", "cut cut", "keep kept", "meet met",
    )
    for form in forms.split()
}  # fmt: skip


def verb_stem(form: str) -> str:
    """The stem of the verb: "buy" for "bought", "close" for "closing"."""
    return stem(IRREGULAR.get(form, form))


def is_participle(form: str) -> bool:
    """True for what may stand in a passive."""
    return form.endswith(("ed", "en")) or form in IRREGULAR
