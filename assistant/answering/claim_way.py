"""Whether the articles say what somebody claims: the sentences that do, those that deny it, or neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.draft import CONFIRMED, DENIAL, shown
from assistant.answering.writing import Checked, Writing, examined
from assistant.evidence import Evidence, EvidenceSentence
from assistant.grounding.asked import asks_whether
from assistant.grounding.findings import Kind
from assistant.grounding.grounder import Examined, verbatim
from assistant.grounding.premise import denying_sentences
from assistant.grounding.statements import BULLET
from assistant.retrieval import HybridRetriever
from assistant.types import Event, Filters, SourcesFound, StageChanged, TextDelta
from assistant.words import counted

#: Articles that are looked at one by one, best first: a checker's look costs a local model two seconds.
MOST_ARTICLES = 4
#: Sentences that are shown of each side.
MOST_SHOWN = 4
#: What stands before a sentence that gives another figure than the claim, by what differs.
OTHERWISE = {Kind.NUMBER: "The articles give another number: ", Kind.DATE: "The articles give another time: "}
#: Such a sentence has this share of the claim's words.
SAME_RECALL = 0.7


class ClaimWay:
    """Confirms or denies claims.

    Args:
        retriever: finds passages.
    """

    def __init__(self, retriever: HybridRetriever) -> None:
        self._retriever = retriever

    def confirm(self, writing: Writing, claim: str, filters: Filters) -> Iterator[Event]:
        """What the articles say of a claim, each article by itself; a question is never evidence.

        Args:
            writing: the answer in the making.
            claim: what is claimed, without the words that ask whether it is true.
            filters: which articles are looked at.
        """
        draft, means = writing.draft, writing.means
        draft.passages = tuple(self._retriever.search(claim, means.profile.passages, filters))
        draft.clock.lap("retrieval")
        yield SourcesFound(draft.passages, draft.reading)
        yield StageChanged("reading")
        steps = means.selector.steps(claim, draft.passages)
        draft.evidence = evidence = means.generator.fit(claim, steps[-1])
        draft.clock.lap("retrieval")
        if not evidence.sentences:
            draft.reason = "no article has anything on this"
            return
        text = as_sentence(claim)
        articles = _by_article(evidence)
        read = means.grounder.read
        denying = list(denying_sentences(read(text), evidence, lambda one: read(one.text)))
        looked_at = [examined(writing, one, text, "") for one in articles[:MOST_ARTICLES]]
        saying = [sentence for one in looked_at for sentence in _saying(writing, one)]
        if not saying and len(articles) > 1:
            saying = _saying(writing, examined(writing, evidence, text, ""))  # it may rest on several articles
        saying = [one for one in saying if one not in denying]  # whatever a model says
        draft.clock.lap("grounding")
        yield from _told(writing, saying, denying)
        if not draft.statements:
            yield from _another_figure(writing, [one.examined for one in looked_at])
        if not draft.statements:
            draft.reason = "the articles neither say so nor deny it"

    def set_right(self, writing: Writing) -> Iterator[TextDelta]:
        """What the articles say instead of what a refused question asks for: they deny it, or have another figure.

        No model is asked.
        """
        grounder, draft = writing.means.grounder, writing.draft
        if not asks_whether(draft.asked) or not draft.evidence.sentences:
            return
        claim = as_sentence(draft.asked.strip().partition(" ")[2].rstrip("? "))  # "Has France sent troops?"
        denying = list(denying_sentences(grounder.read(claim), draft.evidence, lambda one: grounder.read(one.text)))
        yield from _told(writing, [], denying)
        if not draft.statements:
            looked_at = [grounder.examine(claim, "", one) for one in _by_article(draft.evidence)[:MOST_ARTICLES]]
            yield from _another_figure(writing, looked_at)
        draft.clock.lap("grounding")


def as_sentence(claim: str) -> str:
    """A claim as a sentence of its own."""
    return f"{claim[:1].upper()}{claim[1:]}."


def _saying(writing: Writing, checked: Checked) -> list[EvidenceSentence]:
    """The sentences that carry the claim; none where they do not."""
    grounded = writing.means.grounder.judged(checked.examined, checked.check.probability)
    # who says it stands in the sentence that is shown
    only_owned = {one.kind for one in checked.examined.findings} == {Kind.OWNER}
    if grounded.verdict.support != "supported" and not (grounded.verdict.support == "partly" and only_owned):
        return []
    return list(checked.examined.alignment.cited_sentences)


def _told(
    writing: Writing, saying: Sequence[EvidenceSentence], denying: Sequence[EvidenceSentence]
) -> Iterator[TextDelta]:
    draft = writing.draft
    if saying and denying:
        for told, sentences in ((_say_so(saying), saying), (_deny_it(denying), denying)):
            yield draft.say(told)
            for sentence in _newest_first(sentences)[:MOST_SHOWN]:
                yield from shown(draft.add(verbatim(sentence), BULLET, lead_in=sentence.origin.byline))
        return
    for lead_in, sentences in ((CONFIRMED, saying), (DENIAL, denying[:1])):
        for number, sentence in enumerate(sentences[:MOST_SHOWN]):
            yield from shown(draft.add(verbatim(sentence), lead_in="" if number else lead_in))


def _another_figure(writing: Writing, looked_at: Sequence[Examined]) -> Iterator[TextDelta]:
    """The sentence that says the same with another number or time, where that alone keeps it from saying so."""
    for one in looked_at:
        kinds = {finding.kind for finding in one.findings}
        if not kinds or not kinds <= OTHERWISE.keys() or one.alignment.recall < SAME_RECALL:
            continue
        sentence = one.alignment.sentences[0]
        said = writing.means.grounder.read(sentence.text)
        has = {Kind.NUMBER: said.numbers, Kind.DATE: said.dates}
        if all(has[kind] for kind in kinds):
            lead_in = OTHERWISE[min(kinds, key=list(OTHERWISE).index)]
            yield from shown(writing.draft.add(verbatim(sentence), lead_in=lead_in))
            return


def _say_so(sentences: Sequence[EvidenceSentence]) -> str:
    number = _articles(sentences)
    return f"The articles disagree. {counted(number, 'article')} say{'s' if number == 1 else ''} so:"


def _deny_it(sentences: Sequence[EvidenceSentence]) -> str:
    number = _articles(sentences)
    return f"{counted(number, 'article')} den{'ies' if number == 1 else 'y'} it:"


def _articles(sentences: Sequence[EvidenceSentence]) -> int:
    return len({place.article_id for one in sentences for place in (one.origin, *one.copies)})


def _newest_first(sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    return sorted(sentences, key=lambda one: one.origin.date or "", reverse=True)


def _by_article(evidence: Evidence) -> list[Evidence]:
    """The evidence of each article by itself, that with the best sentence first."""
    best = sorted(evidence.sentences, key=lambda one: -one.score)
    ids = dict.fromkeys(one.origin.article_id for one in best)
    return [
        replace(evidence, sentences=tuple(one for one in evidence.sentences if one.origin.article_id == article_id))
        for article_id in ids
    ]
