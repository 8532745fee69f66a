"""What the checks know of verbs: irregular forms, passives, and words that name one event from its two ends."""

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
        "sue sued suing", "fight fought", "forgive forgave forgiven", "drive drove driven", "throw threw thrown",
        "withdraw withdrew withdrawn", "break broke broken", "spend spent", "seek sought", "get got", "set set",
        "know known knew", "do done did", "hurt hurt", "cut cut", "keep kept", "meet met",
        "speak spoke spoken", "come came", "go went gone", "stand stood", "begin began begun", "think thought",
        "become became", "fall fell fallen", "rise rose risen", "sing sang sung", "wear wore worn", "eat ate eaten",
        "feed fed", "ride rode ridden", "grow grew grown", "hide hid hidden", "lay laid", "shake shook shaken",
    )
    for form in forms.split()
}  # fmt: skip

#: Words with the event they name and the side from which they see it: the buyer's "bought from" and the seller's
#: "sold to" are one event, told from its ends. Keys are stems.
CONVERSES = {
    stem(verb): place
    for verb, place in {
        "sell": ("trade", 1), "buy": ("trade", -1), "purchase": ("trade", -1), "acquire": ("trade", -1),
        "give": ("give", 1), "grant": ("give", 1), "donate": ("give", 1), "award": ("give", 1),
        "supply": ("give", 1), "receive": ("give", -1), "get": ("give", -1), "obtain": ("give", -1),
        "inherit": ("give", -1), "lend": ("lend", 1), "borrow": ("lend", -1),
        "beat": ("contest", 1), "defeat": ("contest", 1), "lose": ("contest", -1),
        "teach": ("teach", 1), "learn": ("teach", -1),
        "precede": ("order", 1), "follow": ("order", -1), "succeed": ("order", -1), "replace": ("order", -1),
    }.items()
}  # fmt: skip
#: The same for prepositions that rank or choose.
PREPOSITIONS = {
    tuple(words.split()): place
    for words, place in {
        "ahead of": ("rank", 1), "in front of": ("rank", 1), "behind": ("rank", -1),
        "over": ("choice", 1), "rather than": ("choice", 1), "instead of": ("choice", 1),
        "above": ("height", 1), "below": ("height", -1),
    }.items()
}  # fmt: skip

#: Verbs that often stand for one another where somebody is said to have done it; keys are stems.
ALIKE = {
    stem(verb): group
    for group in (
        "reject dismiss refuse oppose turn", "build construct erect make carve create produce manufacture develop",
        "found establish create set start begin form", "write compose author pen", "publish release issue print",
        "kill murder shoot assassinate", "lead head chair run manage direct", "support back fund finance sponsor pay",
        "approve pass adopt accept", "play portray perform voice star", "design draw plan devise",
        "own hold belong possess", "find discover identify", "catch arrest detain seize capture", "sing perform record",
        "name appoint choose elect nominate", "order demand require request", "cause trigger spark bring lead",
    )
    for verb in group.split()
}  # fmt: skip

_COMMON = (
    "lead pay send hire thank warn accuse blame criticise criticize praise support oppose attack invade visit employ "
    "invite arrest sue own build teach tell urge ask help fund finance train chair head join threaten overtake expect "
    "demand promise propose reject want fear hope plan choose appoint kill hit strike win run make bring replace "
    "leave export import"
).split()
#: Stems that are verbs even where no text has them with "-ed".
VERBS = frozenset(stem(verb) for verb in (*_COMMON, *IRREGULAR.values())) | CONVERSES.keys()
#: Those of them that are nouns as well.
ALSO_NOUNS = frozenset(
    stem(verb)
    for verb in "support attack visit help fund finance train chair head join demand promise want fear hope plan "
    "strike run win hit lead export import praise thank leave make award grant supply purchase order beat "
    "defeat follow sue tell name".split()
)
#: Before a verb in its base form.
BEFORE_A_VERB = frozenset("to will would can could may might must should not did do does and they we you i who".split())
#: "Met", "married": who stands in front does not matter.
SYMMETRIC = frozenset(
    stem(verb)
    for verb in "meet marry married talk agree agreed play played face faced merge merged share shared link linked "
    "connect connected name named compare combine based".split()
)
#: Follow what was said as often as they lead it ("…, said Peskov").
SPEECH = frozenset(
    stem(verb)
    for verb in "said say says add added state stated explain explained announce announced note noted reply replied "
    "write wrote according believe claim claimed".split()
)


def verb_stem(form: str) -> str:
    """The stem of the verb: "buy" for "bought", "close" for "closing"."""
    return stem(IRREGULAR.get(form, form))


def is_participle(form: str) -> bool:
    """True for what may stand in a passive."""
    return form.endswith(("ed", "en")) or (form in IRREGULAR and not form.endswith("ing"))
