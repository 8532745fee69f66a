"""One sentence of the model → a statement with its support and the spans it rests on.

In two steps, so that a checker can be asked about all statements of an answer at once: :meth:`Grounder.examine` finds
the premises and what the checks hold against the sentence, :meth:`Grounder.judged` adds the checker's probability.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.embedding import Embedder
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.evidence.types import BEFORE_CHARS
from assistant.grounding.alignment import MOST, Alignment, align
from assistant.grounding.asked import Asked, asked_for
from assistant.grounding.calibration import SupportCalibration
from assistant.grounding.checks import Premise, findings, findings_without_grammar
from assistant.grounding.findings import Finding, Kind
from assistant.grounding.names import absent_names
from assistant.grounding.quotes import without_false_quotes
from assistant.grounding.reader import Reader
from assistant.grounding.reading import Reading, figures_of
from assistant.grounding.support import Verdict, is_hopeless, support_of
from assistant.language import is_english
from assistant.sentences import sentence_spans
from assistant.words import words


@dataclass(frozen=True, slots=True)
class Grounded:
    """A statement's text (false quotation marks taken off), its verdict, and the spans it rests on, best first.

    ``recall`` is the share of its content words that the premises have; ``closest`` the sentence that says most of it,
    also where that does not carry it, but for a number or date that is not there, or only asked: nobody says so.
    """

    text: str
    verdict: Verdict
    spans: tuple[Span, ...]
    recall: float = 1.0
    closest: EvidenceSentence | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A sentence with its premises and what the checks have found, before a checker is asked.

    ``reading`` is None where the sentence or its premises are not English, so that the rules' silence says nothing.
    """

    text: str
    alignment: Alignment
    premises: tuple[EvidenceSentence, ...]
    findings: tuple[Finding, ...]
    reading: Reading | None

    @property
    def readable(self) -> bool:
        """Whether the rules could read it and its premises."""
        return self.reading is not None

    @property
    def cited(self) -> list[str]:
        """The premises as a checker should read them, in the order of the evidence: those that are cited, two at least.

        A second one may carry what is told in other words; a third takes a small model most of a second, and carries
        little: one fact of 25 was lost with those that are cited alone, none with two.
        """
        carrying = self.alignment.sentences[: max(self.alignment.cited, LEAST_READ)]
        return [sentence.text for sentence in self.premises if sentence in carrying]

    @property
    def hopeless(self) -> bool:
        """Nobody need be asked: no probability would make it more than unsupported."""
        return is_hopeless(self.alignment, self.findings)

    @property
    def is_verbatim(self) -> bool:
        """Nobody need be asked whether a sentence says itself."""
        return any(words(self.text) == words(text) for text in self.cited)


#: Premises that a checker reads at least.
LEAST_READ = 2

#: P(the cited sentences, given second, say all that the claim, given first, says); None where no model tells.
Entailment = Callable[[str, Sequence[str]], float | None]

#: Findings after which the nearest sentence is no answer either: what was asked for stands nowhere.
_UNTOLD = frozenset((Kind.NUMBER, Kind.DATE, Kind.ASKED))


def verbatim(sentence: EvidenceSentence) -> Grounded:
    """A sentence of the articles as a statement of its own."""
    return Grounded(sentence.text, Verdict("supported", 1.0, ""), (sentence.origin, *sentence.copies))


class Grounder:
    """Checks sentences against the evidence.

    Args:
        embedder: for the similarity of statement and sentence.
        calibration: fitted weights and thresholds.
        reader: reads claims and premises.
        most: sentences that a statement may rest on.
        thorough: whether the checker reads all the evidence, and is a model whose yes is worth a rule's no.
    """

    def __init__(
        self,
        embedder: Embedder,
        calibration: SupportCalibration,
        reader: Reader,
        *,
        most: int = MOST,
        thorough: bool = False,
    ) -> None:
        self._embedder = embedder
        self._calibration = calibration
        self._reader = reader
        self._most = most
        self._thorough = thorough

    def ground(
        self,
        claim: str,
        question: str,
        evidence: Evidence,
        entailment: Entailment | None = None,
    ) -> Grounded:
        """Align the claim, check it, and say how far it is supported: both steps in a row.

        Args:
            claim: one sentence, already cleaned.
            question: what was asked; its own names and numbers may be repeated.
            evidence: the sentences the model was given.
            entailment: asks the model; not called where nothing could help, or a sentence was taken over whole.
        """
        examined = self.examine(claim, question, evidence)
        if entailment is None or examined.hopeless or examined.is_verbatim:
            return self.judged(examined, None)
        return self.judged(examined, entailment(examined.text, examined.cited))

    def read(self, text: str, date: str | None = None) -> Reading:
        """The reading of one sentence of an article of that date. Raises as :meth:`examine`."""
        return self._reader.read(text, date)

    def asked_for(self, question: str) -> Asked:
        """What a question wants; nothing of the kind where the rules cannot read it. Raises as :meth:`examine`."""
        reading = self.read(question)
        return Asked(None, reading) if is_english(question) is False else asked_for(reading)

    def examine(
        self, claim: str, question: str, evidence: Evidence, named: Sequence[EvidenceSentence] = ()
    ) -> Examined:
        """The claim without false quotation marks, the sentences it rests on, and every failed check.

        Args:
            claim: one sentence, already cleaned.
            question: what was asked; its own names and numbers may be repeated.
            evidence: the sentences the model was given.
            named: sentences of it that a model says the claim rests on; they are added to those that are found.

        Raises:
            ModelStoreError: the parser cannot be had.
        """
        found = align(claim, self._embedder.encode([claim])[0], evidence.sentences, self._most, named)
        text, false_quotes = without_false_quotes(claim, _quotable(found.sentences))
        premises = tuple(sentence for sentence in evidence.sentences if sentence in found.sentences)
        readable = _is_readable(text, question, found)
        reading = self._reader.read(text, _date_of(found)) if readable else None
        if reading is not None:
            problems = findings(
                reading,
                [Premise(one, self._reader.read(one.text, one.origin.date)) for one in found.sentences],
                question,
                evidence.sentences,
            )
        else:
            # across languages the nearest sentences are often not the right ones: a figure may stand anywhere
            told = sorted(_same_articles(found, evidence), key=lambda one: one not in found.sentences)
            problems = findings_without_grammar(
                figures_of(text, _date_of(found)),
                [Premise(one, figures_of(one.text, one.origin.date)) for one in told],
                question,
            )
        problems += [Finding(Kind.QUOTATION, f"the source does not have the words “{q}”") for q in false_quotes]
        return Examined(text, found, premises, tuple(problems), reading)

    def judged(self, examined: Examined, probability: float | None) -> Grounded:
        """The statement with its support.

        Args:
            examined: what :meth:`examine` gave.
            probability: P(the premises say all of this) of a checker, None where none was asked or gave one.
        """
        if probability is None and examined.is_verbatim:
            probability = 1.0
        result = support_of(
            examined.alignment,
            examined.findings,
            self._calibration,
            probability,
            examined.readable,
            thorough=self._thorough,
        )
        found = examined.alignment
        untold = any(one.kind in _UNTOLD and not one.is_overruled(probability) for one in examined.findings)
        closest = found.sentences[0] if found.sentences and not untold else None
        spans: tuple[Span, ...] = ()
        if result.support != "unsupported":
            spans = _all_spans(found.cited_sentences)
            spans += tuple(_naming(examined.reading, found.cited_sentences)) if examined.reading else ()
        return Grounded(examined.text, result, spans, found.recall, closest)


def _is_readable(text: str, question: str, found: Alignment) -> bool:
    """False where claim, question or premises are in another language than English."""
    return not any(is_english(one) is False for one in (text, question, found.text))


def _same_articles(found: Alignment, evidence: Evidence) -> list[EvidenceSentence]:
    articles = {sentence.origin.article_id for sentence in found.sentences}
    return [sentence for sentence in evidence.sentences if sentence.origin.article_id in articles]


def _date_of(found: Alignment) -> str | None:
    """The date from which the claim's "Monday" is seen: that of the article it rests on."""
    return found.sentences[0].origin.date if found.sentences else None


def _quotable(cited: Sequence[EvidenceSentence]) -> list[str]:
    """The cited sentences, and each article's cited sentences in a row for a quotation that spans two."""
    by_article: dict[str, list[Span]] = {}
    for sentence in cited:
        by_article.setdefault(sentence.origin.article_id, []).append(sentence.origin)
    rows = (sorted(origins, key=lambda origin: origin.start) for origins in by_article.values())
    return [sentence.text for sentence in cited] + [" ".join(origin.text for origin in row) for row in rows]


def _naming(claim: Reading, cited: Sequence[EvidenceSentence]) -> list[Span]:
    """The sentences before the cited ones with the names which those leave to "he" and "they": a reader looks there.

    A name in the title is seen beside every citation.
    """
    shown = " ".join(f"{one.text} {one.origin.title}" for one in cited)
    found = []
    for name in absent_names(claim.names, shown):
        found += [span for one in cited if (span := _before_with(name, one.origin))][:1]
    return list(dict.fromkeys(found))


def _before_with(name: str, origin: Span) -> Span | None:
    """The last whole sentence before this one that has the name."""
    cut = len(origin.before) == BEFORE_CHARS
    begins = origin.start - len(origin.before)
    for start, end in reversed(sentence_spans(origin.before)[cut:]):
        text = origin.before[start:end]
        if not absent_names([name], text):
            return replace(origin, start=begins + start, end=begins + end, text=text, before=origin.before[:start])
    return None


def _all_spans(cited: Sequence[EvidenceSentence]) -> tuple[Span, ...]:
    """Every place that carries the statement, identical reports of other outlets included."""
    places = [place for sentence in cited for place in (sentence.origin, *sentence.copies)]
    return tuple(dict.fromkeys(places))
