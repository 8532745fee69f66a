"""What somebody says, in their own words: for "what did X say about Y?" where no wording of a model passes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.draft import Draft, shown
from assistant.answering.quarry import PASSAGES, Quarry, is_whole
from assistant.answering.quoted import speaker_of
from assistant.evidence.copies import merged
from assistant.evidence.relevance import Relevance
from assistant.evidence.types import Span, as_it_stands, spans
from assistant.grounding.dates import without_dates
from assistant.grounding.grounder import verbatim
from assistant.grounding.names import same_name
from assistant.grounding.quotes import quotations
from assistant.grounding.statements import BULLET, SAME
from assistant.types import Filters, TextDelta
from assistant.words import FUNCTION_WORDS, words

#: Stands before what is shown as it stands.
SAYING = "In the words of the articles:"
#: Sentences that are shown, and those that are parsed for their speaker: 10 ms each.
MOST, MOST_READ = 3, 60
#: Share of the words of "about Y", by weight, that a sentence of X must have; or this cosine to them: "soldiers" for
#: "troops".
ABOUT = 0.5
SAME_TOPIC = 0.45
_WHEN = frozenset("before after since until during between early late day week month year".split())

_SAY = re.compile(
    r"^\W*(?:and |but |so )?what (?:did|does|do|has|have|had) (?P<who>.{2,60}?) (?:ever |also |really )?"
    r"(?:say|said|tell|told|state|stated|claim|claimed|think|believe|argue|argued|announce|announced|warn|warned|promise"
    r"|promised|demand|demanded|call for|called for)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"^.*?\b(?:about|on|of|regarding|concerning)\b", re.IGNORECASE)


def said(asked: str, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """The sentences in which the one who is asked about speaks on what is asked; none where it is another question.

    Args:
        asked: the question.
        draft: takes the sentences in.
        quarry: where they are found.
        filters: which articles are looked at.
    """
    found = _SAY.match(asked)
    if found is None:
        return
    who, topic = found["who"].strip(), _TOPIC.sub("", without_dates(found["rest"]))
    speaking = list(_speaking(who, asked, quarry, filters))
    if set(words(topic)) - FUNCTION_WORDS - _WHEN:
        relevance = Relevance(topic, quarry.collection.document_frequencies)
        vectors = quarry.embedder.encode([topic, *(span.text for span in speaking)])
        near = (vectors[1:] @ vectors[0]).tolist()
        told = zip(speaking, near, strict=True)
        speaking = [span for span, one in told if one >= SAME_TOPIC or relevance.coverage(span) >= ABOUT]
    whole = [standing for span in speaking if (standing := quarry.standing(as_it_stands(span))) is not None]
    sentences = merged(whole[:MOST])
    if len(sentences) > 1:
        yield draft.say(SAYING)
    for sentence in sentences:
        lead_in = quarry.byline(sentence) if len(sentences) > 1 else f"{SAYING} "
        yield from shown(draft.add(verbatim(sentence), BULLET if len(sentences) > 1 else SAME, lead_in=lead_in))


def _speaking(who: str, asked: str, quarry: Quarry, filters: Filters | None) -> Iterator[Span]:
    """The sentences of the passages found of which they are the speaker, best passage first."""
    plain = Relevance("", lambda _: ([], 1))
    last = words(who)[-1]
    read = 0
    for hit in quarry.retriever.search(asked, PASSAGES, filters):
        for span in spans(hit):
            if last not in words(f"{span.before} {span.text}") or not is_whole(span) or not plain.may_be_read(span):
                continue
            read += 1
            if read > MOST_READ:
                return
            speaks = quarry.reader.read(span.text).attributions or quotations(span.text)
            if speaks and same_name(who, speaker_of(span, quarry.reader)):
                yield span
