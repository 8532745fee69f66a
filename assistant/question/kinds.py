"""What is to be done with a question, read off its wording.

Each kind has a way of asking that hardly means anything else ("how many articles", "is it true that"); what fits none
is a question, and what has neither a word that asks nor a verb is a topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.grounding.quotes import quotations
from assistant.question_reading import Kind
from assistant.words import FUNCTION_WORDS, QUESTION_WORDS, words


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


_ARTICLES = r"(?:news )?(?:articles?|reports?|stor(?:y|ies)|texts?|pieces?|documents?|items?|sources?)"
#: What stands between "how many articles" and what they are about.
_MENTIONS = (
    r"(?:do |does |did |that |which )?"
    r"(?:mention(?:s|ed|ing)?|name[sd]?|naming|cover(?:s|ed|ing)?|discuss(?:es|ed|ing)?|report(?:s|ed|ing)? on"
    r"|say anything (?:on|about)|refer(?:s|red|ring)? to|talk(?:s|ed|ing)? (?:about|of)|contain(?:s|ed|ing)?"
    r"|deal(?:s|t|ing)? with|(?:are|is|were) (?:about|on)|about|on|with|have)\b"
)
_COUNT = _any(
    rf"\bhow many (?:of (?:the|these|your) )?{_ARTICLES}\b",
    rf"\b(?:what|which) (?:is the )?number of {_ARTICLES}\b",
    rf"\b(?:count|number of) (?:the |all )?{_ARTICLES}\b",
    rf"^\W*(?:which|what) {_ARTICLES}\b(?= {_MENTIONS})",
    rf"^\W*(?:list|name) (?:all |the |all the )?{_ARTICLES}\b(?= {_MENTIONS})",
)
#: "How many articles of the constitution" are none of ours.
_OF = _any(r"^\s+of (?!(?:the|this|your) (?:collection|index|archive))")
_ABOUT = _any(
    r"^\W*(?:(?:that |which )?"
    r"(?:are there|do (?:we|you|i) have|is there|exist|were (?:written|published)|there are))?\W*"
    rf"(?:in (?:the|this|your) (?:collection|index|archive))?\W*(?:{_MENTIONS})?\W*"
)
_TAIL = _any(r"^(?:is|are|was|were|does|do|did)\s+", r"\s+(?:mentioned|named|covered|discussed|appear|occur)\W*$")
_MENTIONED = _any(r"\bhow often (?:is|are|was|were) (?P<about>.+?) (?:mentioned|named|covered)\b")

_CLAIM = _any(
    r"^\W*(?:so )?(?:is|was) it (?:really |actually )?(?:true|correct|right|a fact|the case|confirmed)(?: that)?\b",
    r"^\W*is (?:that|this) true\s*:?",
    r"^\W*(?:true or false|fact[ -]?check|please (?:check|verify|confirm))\b\s*:?",
    r"^\W*(?:check|verify|confirm)(?: (?:that|whether|if))?\b\s*:?",
    r"^\W*(?:i (?:heard|read|was told)|people say|they say|someone said|it is said)(?: that)?\b"
    r"(?=.*\b(?:true|right|correct)\b\W*$)",
)
_CLAIM_TAIL = _any(
    r"[\s,.;:–-]*\bis (?:that|this|it) (?:really )?(?:true|right|correct|so)\s*\?*\W*$",
    r"[\s,.;:–-]*\b(?:true or false|true|right|correct)\s*\?*\W*$",
)
_REALLY = _any(
    r"^\W*(?P<verb>did|does|do|has|have|had|is|are|was|were|will|would|can)\s+"
    r"(?P<who>.+?)\s+(?:really|actually|truly|indeed)\s+(?P<what>.+)$"
)

_NEWS = r"(?:news|(?:new )?developments?|updates?)"
_LATEST = _any(
    r"\b(?:the )?(?:latest|newest|most recent)(?: (?:news|developments?|updates?|reports?|state|articles?|stories))?\b",
    rf"\b(?:any|what(?:'s| is| are)?(?: the)?|is there any|are there any|got any) {_NEWS}\b",
    r"\bwhat(?:'s| is) (?:new|happening|going on)\b(?= (?:with|in|at|on|around|about)\b|\W*$)",
    r"\bwhat happened (?:last|most recently)\b",
    r"^\W*(?:news|updates?)(?=(?: (?:on|about|from|of)\b|\W*$))",
)
_SUMMARY = _any(
    r"\bsummari[sz]e\b",
    r"\bsum (?:it |this |that |them )?up\b",
    r"\b(?:a |the |short |brief )*(?:summary|summaries|overview|gist|digest|key points|main points|takeaways)\b",
    r"\btl;?dr\b",
    rf"\bwhat (?:is|are) (?:the|this|these) {_ARTICLES} about\b",
)
_TOPIC = _any(
    r"^\W*(?:and )?(?:tell|show|give) me (?:everything |something |all |more )?(?:you (?:know|have) )?(?:about|on)\s+",
    r"^\W*(?:anything|everything|something|info|information|articles?|facts?|background|more)"
    r" (?:about|on|regarding)\s+",
    r"^\W*(?:and )?(?:what|how) about\s+",
    r"^\W*what do (?:the|these|your) articles say (?:about|on|of)\s+",
    r"^\W*what is (?:known|said|written|reported) (?:about|of|on)\s+",
    r"^\W*what do (?:you|we) (?:know|have) (?:about|on|of)\s+",
    r"^\W*(?:search(?: for)?|find|look up)\s+",
)
_TOOL = r"(?:tool|assistant|app|site|thing|bot|page)"
_SELF = _any(
    rf"^\W*(?:who|what) (?:are|is) (?:you|this {_TOOL})\b\W*$",
    r"^\W*what can (?:you|this|i ask)\b.{0,25}$",
    r"^\W*are you (?:an? )?(?:ai|bot|human|robot|real|chatgpt|claude|gpt|llm|machine)\b",
    rf"^\W*how (?:do|does) (?:you|this {_TOOL}) work\b",
    r"^\W*help\W*$",
    r"\bwhat (?:articles|sources|documents|data) (?:do you (?:have|know|use)|are (?:there|indexed|in here))\b",
    r"^\W*what is (?:indexed|in (?:the|this|your) (?:index|collection))\b",
)
#: What is asked of a quotation: its place, its speaker, its exact words.
_WHOSE = frozenset(
    "said say says quote quoted quotes quotation word words article articles paper outlet source sources report real "
    "really exact exactly correct right true phrase sentence appear appears stand stands find found come comes came "
    "speaker wrote write uttered statement remark line".split()
)
#: Ask for whatever there is.
_HAPPENED = frozenset(
    "happened happen happens happening reported report reports news published written said new occurred article "
    "articles going take took place".split()
)
#: More words without a verb are a question in the style of a search: "price of a seat in the night train".
TOPIC_WORDS = 3
#: A title or a term has fewer words.
QUOTED_WORDS = 3
#: Of two words that stand in quotation marks it must be asked who said them.
SPOKEN_WORDS = 2
_SPOKEN = _any(
    r"\bwho (?:said|says|wrote|used|uttered|called)\b.{0,20}\b(?:this|that|it|these|those)\b",
    r"\bwho (?:said|says|wrote|uttered)\W*$",
    r"\bwhose (?:words?|quote|quotation|phrase|line)\b",
)
#: What is left of a question for all articles.
_ALL = _any(
    r"^\W*(?:(?:of|all|the|these|those|every|everything|your|my|our|whole|entire|in|collection|index|archive|here|indexed"
    rf"|found|{_ARTICLES}|them|it|this|that|news)\b\W*)*$"
)
#: Words around a topic that are none of it.
_LEAD = _any(
    r"^\W*(?:(?:what(?:['’]s)?|of|on|about|from|in|regarding|for|with|the|a|an|is|are|was|were|do|does|say|says|said|me"
    r"|us|give|show|tell|make|write|need|want|i|all|any|there|that|how|to|please|can|could|you|got|have|and|so"
    rf"|{_ARTICLES}|news)\b\W*)+"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A kind, and what it is about."""

    kind: Kind
    about: str = ""


def kind_of(text: str, has_verb: Callable[[str], bool], *, dated: bool = False) -> Told:
    """What is to be done with a question.

    Args:
        text: the question, corrected and without instructions.
        has_verb: whether the parse of a text has a verb; asked only where nothing else tells.
        dated: whether it named a period, of which the text no longer tells.
    """
    if _SELF.search(text):
        return Told("self")
    if (found := _MENTIONED.search(text)) is not None:
        return Told("count", _bare(found["about"]))
    if (found := _COUNT.search(text)) is not None and not _OF.match(text[found.end() :]):
        return Told("count", _bare(_TAIL.sub("", _ABOUT.sub("", text[found.end() :], count=1))))
    quoted = [one for one in quotations(text) if len(words(one)) >= QUOTED_WORDS]
    if quoted and set(words(_outside(text, quoted))) <= FUNCTION_WORDS | QUESTION_WORDS | _WHOSE:
        return Told("quotation", quoted[0])
    spoken = [one for one in quotations(text) if len(words(one)) >= SPOKEN_WORDS]
    if spoken and _SPOKEN.search(_outside(text, spoken)):
        return Told("quotation", spoken[0])
    claim = _claim(text)
    if claim:
        return Told("claim", claim)
    for kind, form in (("summary", _SUMMARY), ("latest", _LATEST)):
        if (found := form.search(text)) is not None and not _LEAD.sub("", text[: found.start()]).strip(" \t,:"):
            return Told(kind, _topic(text, found))  # type: ignore[arg-type]
    if dated and not set(words(text)) - FUNCTION_WORDS - QUESTION_WORDS - _HAPPENED:
        return Told("latest")  # "what happened on 13 March": whatever was reported then
    if (found := _TOPIC.search(text)) is not None:
        return Told("topic", _bare(text[found.end() :]))
    content = [word for word in words(text) if word not in FUNCTION_WORDS]
    if 0 < len(content) <= TOPIC_WORDS and not QUESTION_WORDS & set(content) and not has_verb(text):
        return Told("topic", _bare(text))
    return Told("question")


def _claim(text: str) -> str:
    """What is claimed, without the words that ask whether it is true; empty where nothing is."""
    opened = _CLAIM.search(text)
    rest = text[opened.end() :] if opened else text
    closed = _CLAIM_TAIL.search(rest)
    if closed and closed.start() > 0:
        rest = rest[: closed.start()]
    if not (opened or closed):
        asked = _REALLY.search(text)
        # "did Poland really send troops" claims that Poland did send troops
        rest = f"{asked['who']} {asked['verb'].lower()} {asked['what']}" if asked else ""
    return rest.strip(" ,:;.?!–-") if len(words(rest)) >= 2 else ""


def _topic(text: str, found: re.Match[str]) -> str:
    rest = text[: found.start()] + " " + text[found.end() :]
    return "" if _ALL.match(rest) else _bare(_LEAD.sub("", rest))


def _outside(text: str, quoted: list[str]) -> str:
    for one in quoted:
        text = text.replace(one, " ")
    return text


def _bare(text: str) -> str:
    return text.strip(" \t\n?!.,:;–-“”\"'")
