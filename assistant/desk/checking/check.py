"""A text in, a verdict for each of its sentences out, in order, as far as the reader waits."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import failures
from assistant.desk.checking.claim import DraftClaim, Found, Verdicts
from assistant.desk.checking.draft import DraftSentence, draft_sentences
from assistant.desk.checking.speakers import said_in
from assistant.desk.checking.stating import why_no_claim
from assistant.desk.checking.types import CheckedSentence, CheckedText
from assistant.desk.progress import Progress
from assistant.evidence import Evidence, SentenceSelector
from assistant.evidence.citing import Citing
from assistant.grounding.premise import leans_back
from assistant.grounding.reader import Reader
from assistant.language import is_english
from assistant.retrieval import HybridRetriever
from assistant.sentences import TELLING
from assistant.types import Filters

#: A longer text is a book, and would take days.
LONGEST_TEXT = 1_000_000
#: Sentences by whose times the rest is reckoned: the last ones, because drafts and the load of a machine change.
TIMED = 30
#: A text with more control characters than this share is no text.
_BINARY = 0.01


@dataclass(frozen=True, slots=True)
class _Pending:
    """A sentence with its verdict, or with the claim that is to get one."""

    sentence: DraftSentence
    claim: DraftClaim | None
    found: Found | None


@dataclass(frozen=True)
class TextChecker:
    """Checks texts against a collection.

    Attributes:
        retriever: finds passages.
        selector: chooses their sentences that come nearest.
        reader: reads sentences.
        verdicts: judges.
        passages: passages that are looked through for a sentence.
        model: the language model's name.
    """

    retriever: HybridRetriever
    selector: SentenceSelector
    reader: Reader
    verdicts: Verdicts
    passages: int
    model: str

    def stream(
        self, text: str, filters: Filters | None, articles: int
    ) -> Iterator[Progress | CheckedSentence | CheckedText]:
        """How far it is, each sentence when it is judged, last the whole text; closing it stops the work.

        Args:
            text: plain or Markdown.
            filters: which articles are looked at.
            articles: how many that are, for the reader.

        Raises:
            InputError: there is nothing to check, or too much.
            ModelError: the model cannot be used.
        """
        started = time.perf_counter()
        sentences = draft_sentences(checked_draft(text))
        if not sentences:
            raise failures.DRAFT_NO_SENTENCE()
        done: list[CheckedSentence] = []
        citing = Citing()
        pace = _Pace()
        yield Progress(0, len(sentences), "sentences", None, "checking")
        for group in self._groups(sentences, filters):
            for pending in self._judged(group):
                assert pending.found is not None
                one, found = pending.sentence, pending.found
                citations = tuple(citing.cite(sentence.origin) for sentence in found.beside)
                done.append(
                    CheckedSentence(
                        one.start, one.end, text[one.start : one.end], found.verdict, found.reason, citations
                    )
                )
                yield done[-1]
            pace.took(len(group))
            left = pace.seconds_for(len(sentences) - len(done))
            yield Progress(len(done), len(sentences), "sentences", left, "checking")
        seconds = time.perf_counter() - started
        yield CheckedText(text, tuple(done), len(sentences), articles, self.model, seconds, _notes(text))

    def _groups(self, sentences: Sequence[DraftSentence], filters: Filters | None) -> Iterator[list[_Pending]]:
        """The sentences in runs with as many claims as are judged together."""
        group: list[_Pending] = []
        before = ""
        for one in sentences:
            english = is_english(one.text) is not False
            why = why_no_claim(one, self.reader.read(one.text) if english else None)
            if why:
                group.append(_Pending(one, None, Found("no claim", why)))
            else:
                claim = self._claim(one, before, filters)
                before = claim.text
                group.append(_Pending(one, claim, None))
            if sum(pending.claim is not None for pending in group) >= self.verdicts.at_once:
                yield group
                group = []
        if group:
            yield group

    def _claim(self, one: DraftSentence, before: str, filters: Filters | None) -> DraftClaim:
        text = one.text
        if one.lead_in and one.kind == "item" and not self.reader.read(text).has_verb:
            text = f"{one.lead_in}: {text}"
        leaned_on = before if leans_back(text) else ""
        evidence = self._evidence(f"{leaned_on} {text}".strip(), filters)
        said = said_in(self.reader.read(text)) if is_english(text) is not False else None
        if said is not None:  # the words may be in other mouths, far from the name
            evidence = _with(evidence, self._evidence(said.content, filters))
        return DraftClaim(text, leaned_on, evidence)

    def _evidence(self, wanted: str, filters: Filters | None) -> Evidence:
        return self.selector.steps(wanted, self.retriever.search(wanted, self.passages, filters))[-1]

    def _judged(self, group: Sequence[_Pending]) -> Iterator[_Pending]:
        claims = [pending.claim for pending in group if pending.claim is not None]
        verdicts = iter(self.verdicts.of(claims) if claims else ())
        for pending in group:
            yield pending if pending.claim is None else _Pending(pending.sentence, pending.claim, next(verdicts))


def _with(evidence: Evidence, more: Evidence) -> Evidence:
    places = {sentence.origin.place for sentence in evidence.sentences}
    new = tuple(sentence for sentence in more.sentences if sentence.origin.place not in places)
    return replace(evidence, sentences=evidence.sentences + new)


def checked_draft(text: str) -> str:
    """The text, if it can be checked.

    Raises:
        InputError: it is empty, too long, or no text.
    """
    if len(text) > LONGEST_TEXT:
        raise failures.DRAFT_TOO_LONG(length=f"{len(text):,}", limit=f"{LONGEST_TEXT:,}")
    if not text.strip():
        raise failures.DRAFT_EMPTY()
    controls = sum(char < " " and char not in "\t\n\r\f\v\x1b" for char in text)
    if controls > _BINARY * len(text):
        raise failures.DRAFT_NOT_TEXT(path="What was given", reason="it has control characters")
    return text


def _notes(text: str) -> tuple[str, ...]:
    if is_english(text[:TELLING]) is not False:
        return ()
    return (
        "The text is not in English: only numbers, dates and quotations were checked by rules, the rest by the model "
        "alone.",
    )


class _Pace:
    """How long a sentence takes."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._took: deque[tuple[int, float]] = deque(maxlen=TIMED)

    def took(self, sentences: int) -> None:
        """Note that so many were judged since the last time."""
        now = time.perf_counter()
        self._took.append((sentences, now - self._last))
        self._last = now

    def seconds_for(self, sentences: int) -> float | None:
        """An estimate for the rest."""
        judged = sum(count for count, _ in self._took)
        return sentences * sum(seconds for _, seconds in self._took) / judged if judged else None
