"""Questions that are answered in the articles' own words: an overview, the latest, a summary, a count, a quotation.

Each way is a small function that takes a :class:`~assistant.question.QuestionReading` and puts sentences into the
draft; where it finds nothing, the draft stays empty and is refused like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.answering.draft import Draft, shown
from assistant.answering.quarry import MOST_ARTICLES, PASSAGES, Quarry, typical
from assistant.answering.quoted import find_quotation
from assistant.evidence import EvidenceSentence
from assistant.grounding.grounder import verbatim
from assistant.grounding.statements import BULLET, SAME
from assistant.question_reading import QuestionReading
from assistant.types import ArticleSummary, Filters, TextDelta
from assistant.words import counted, stems, words

#: Stands before what is shown as it stands.
IN_THEIR_WORDS = "In the words of the articles:"
#: So many sentences where the question names no number.
OVERVIEW, LATEST, SUMMARY = 4, 4, 3
MOST = 10
#: An article is meant by a summary's words where its title has this share of them.
NAMED = 0.6

#: One article is meant, not all that is told of a topic.
_ONE = frozenset("article story report piece text".split())

Way = Callable[[QuestionReading, Draft, Quarry, Filters | None], Iterator[TextDelta]]


def overview(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """What the articles say of a topic: a few sentences of different articles, newest first."""
    found, sentences = quarry.about(reading.about, _most(reading, OVERVIEW), filters)
    draft.passages = tuple(found)
    yield from _listed(reading, draft, quarry, sentences)


def latest(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """The newest dated reports, of a topic or of all, newest first."""
    most = _most(reading, LATEST)
    if reading.about:
        found, sentences = quarry.about(reading.about, most, filters, newest=True)
        draft.passages = tuple(found)
    else:
        sentences = quarry.leads(quarry.newest(filters, most))
    yield from _listed(reading, draft, quarry, sentences, dated=True)


def summary(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """The gist of one article, of those found on a topic, or of all."""
    most = _most(reading, SUMMARY)
    article = _named_article(reading, quarry, filters)
    if article is not None:
        sentences = quarry.gist(quarry.sentences_of(article), most)
    elif reading.about:
        found, sentences = quarry.about(reading.about, most, filters)
        draft.passages = tuple(found)
    else:
        leads = quarry.leads(quarry.newest(filters, MOST_ARTICLES))
        sentences = typical(leads, most, first=False)
    yield from _listed(reading, draft, quarry, sentences)


def count(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """How many articles mention something, counted by the index; the newest of them are listed."""
    total = len(quarry.newest(filters))
    if not reading.about:
        yield draft.say(f"There {_are(total)} {counted(total, 'article')} in this collection.")
        return
    mentioning = quarry.mentioning(reading.about, filters)
    sentences = [quarry.mention(one, reading.about) for one in mentioning[:MOST]]
    listed = [sentence for sentence in sentences if sentence is not None]
    mention = "mentions" if len(mentioning) == 1 else "mention"
    told = f"{len(mentioning)} of {counted(total, 'article')} {mention} “{reading.about}”"
    rule = "in title or text, inflected forms included; counted by search"
    if not mentioning:
        yield draft.say(f"No article mentions “{reading.about}” ({rule}).")
        return
    more = f" The newest {len(listed)}:" if len(mentioning) > len(listed) else ""
    yield draft.say(f"{told} ({rule}).{more}")
    for sentence in listed:
        yield from shown(draft.add(verbatim(sentence), BULLET, lead_in=sentence.origin.byline))


def quotation(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """Where words stand and who says them; where they stand nowhere, what comes nearest to them."""
    phrase = reading.about
    found = quarry.retriever.search(phrase, PASSAGES, filters)
    draft.passages = tuple(found)
    hit = find_quotation(phrase, found, quarry.reader)
    if hit is None:
        draft.reason = f"the words “{phrase}” are in no article"
        return
    if not hit.exact:
        yield draft.say(f"The words “{phrase}” are in no article as they stand. Nearest to them:")
    speaker = f"{hit.speaker}: " if hit.speaker else ""
    for sentence in hit.sentences:
        yield from shown(draft.add(verbatim(sentence), SAME, lead_in=speaker))
        speaker = ""


def itself(reading: QuestionReading, draft: Draft, quarry: Quarry, filters: Filters | None) -> Iterator[TextDelta]:
    """What the assistant is, and what is indexed."""
    articles = quarry.newest(None)
    dates = sorted(one.date for one in articles if one.date)
    when = f", dated {dates[0]} to {dates[-1]}" if dates else ""
    outlets = list(dict.fromkeys(one.source for one in articles if one.source))
    told = f", of {', '.join(outlets[:5])}{' and others' if len(outlets) > 5 else ''}" if outlets else ""
    yield draft.say(
        f"This assistant answers questions about the {counted(len(articles), 'article')} of this collection"
        f"{when}{told}, cites the sentence behind each answer, and refuses what they do not say."
    )


WAYS: dict[str, Way] = {
    "topic": overview,
    "latest": latest,
    "summary": summary,
    "count": count,
    "quotation": quotation,
    "self": itself,
}


def _listed(
    reading: QuestionReading,
    draft: Draft,
    quarry: Quarry,
    sentences: Sequence[EvidenceSentence],
    *,
    dated: bool = False,
) -> Iterator[TextDelta]:
    sentences = [whole for one in sentences if (whole := quarry.standing(one)) is not None]
    if not sentences:
        return
    if reading.instruction.unit == "sentences" or len(sentences) == 1:
        for sentence in sentences:
            yield from shown(draft.add(verbatim(sentence), SAME))
        return
    newest = next((one.origin.date for one in sentences if one.origin.date), None)
    yield draft.say(f"As of {newest}, in the words of the articles:" if dated and newest else IN_THEIR_WORDS)
    for sentence in sentences:
        yield from shown(draft.add(verbatim(sentence), BULLET, lead_in=quarry.byline(sentence)))


def _named_article(reading: QuestionReading, quarry: Quarry, filters: Filters | None) -> ArticleSummary | None:
    """The one article that a summary is asked of: by its title, or the only one."""
    articles = quarry.newest(filters)
    if len(articles) == 1:
        return articles[0]
    wanted = set(stems(reading.about))
    if not wanted or _ONE.isdisjoint(words(reading.text)):
        return None
    scored = [(len(wanted & set(stems(one.title))) / len(wanted), one) for one in articles]
    share, best = max(scored, key=lambda one: (one[0], one[1].date or ""))
    return best if share >= NAMED else None


def _most(reading: QuestionReading, otherwise: int) -> int:
    return min(reading.instruction.count or otherwise, MOST)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
