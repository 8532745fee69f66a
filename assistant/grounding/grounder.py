"""One sentence of the model → a statement with its support and the sources it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.embedding import Embedder
from assistant.evidence import Evidence, EvidenceSentence, Source
from assistant.grounding.alignment import (
    Alignment,
    align,
    extended,
    with_missing_names,
    with_missing_numbers,
    with_taken_over,
)
from assistant.grounding.calibration import SupportCalibration
from assistant.grounding.findings import Finding, findings
from assistant.grounding.quotes import is_verbatim, quotations, without_false_quotes
from assistant.grounding.support import Verdict, verdict
from assistant.words import words


@dataclass(frozen=True, slots=True)
class Grounded:
    """A statement's text (false quotation marks taken off), its verdict, and its sources, best first.

    ``recall`` is the share of its content words that the sources have; ``closest`` the sentence that says most of it,
    also where that does not carry it, but for a number, date or act that is not there, or only asked: nobody says so.
    """

    text: str
    verdict: Verdict
    sources: tuple[Source, ...]
    recall: float = 1.0
    closest: EvidenceSentence | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim without false quotation marks, the sentences it rests on, and every failed check."""

    text: str
    alignment: Alignment
    problems: list[Finding]

    @property
    def hopeless(self) -> bool:
        """Whether nobody need be asked: nothing is about it, or a check has failed for good."""
        return not self.alignment.sentences or any(one.fatal and not one.rule for one in self.problems)

    @property
    def verbatim(self) -> bool:
        """Whether it is a sentence that it rests on, word for word."""
        return any(words(self.text) == words(sentence.text) for sentence in self.alignment.sentences)

    def cited(self, evidence: Evidence) -> list[str]:
        """The sentences that it rests on, in the order in which the model has read them."""
        return cited_texts(self.alignment, evidence)


#: P(the cited sentences, given second, say all that the claim, given first, says); None where no model tells.
Entailment = Callable[[str, Sequence[str]], float | None]


def cited_texts(alignment: Alignment, evidence: Evidence) -> list[str]:
    """The cited sentences in the order in which the model has read them."""
    return [sentence.text for sentence in evidence.sentences if sentence in alignment.sentences]


def verbatim(sentence: EvidenceSentence) -> Grounded:
    """A sentence of the articles as a statement of its own."""
    return Grounded(sentence.text, Verdict("supported", 1.0, ""), (sentence.origin, *sentence.copies))


class Grounder:
    """Checks sentences against the evidence.

    Args:
        embedder: for the similarity of statement and sentence.
        calibration: fitted weights and thresholds.
    """

    def __init__(self, embedder: Embedder, calibration: SupportCalibration) -> None:
        self._embedder = embedder
        self._calibration = calibration

    def ground(
        self,
        claim: str,
        question: str,
        evidence: Evidence,
        entailment: Entailment | None = None,
    ) -> Grounded:
        """Align the claim, check it, and say how far it is supported.

        Args:
            claim: one sentence, already cleaned.
            question: what was asked; its own names may be repeated.
            evidence: the sentences the model was given.
            entailment: asks the model; not called when a check has failed for good, or a sentence was taken over whole.
        """
        examined = self.examine(claim, question, evidence)
        asked = (
            None
            if entailment is None or examined.hopeless or examined.verbatim
            else entailment(claim, examined.cited(evidence))
        )
        return self.judged(examined, asked)

    def judged(self, examined: Examined, probability: float | None) -> Grounded:
        """How far the claim is supported, with what a checker gives it (None: it could not tell, or was not asked)."""
        alignment, problems = examined.alignment, examined.problems
        if examined.verbatim:
            probability = 1.0  # nobody need be asked whether a sentence says itself
        result = verdict(alignment, problems, self._calibration, None if examined.hopeless else probability)
        untold = any(problem.fatal and problem.kind in ("number", "date", "act", "question") for problem in problems)
        closest = alignment.sentences[0] if alignment.sentences and not untold else None
        sources = () if result.support == "unsupported" else _all_sources(alignment)
        return Grounded(examined.text, result, sources, alignment.recall, closest)

    def examine(
        self, claim: str, question: str, evidence: Evidence, named: Sequence[EvidenceSentence] = ()
    ) -> Examined:
        """The claim without false quotation marks, the sentences it rests on, and every failed check.

        Args:
            claim: one sentence, already cleaned.
            question: what was asked.
            evidence: the sentences the model was given.
            named: sentences of it that somebody says the claim rests on; they are added to those that are found.
        """
        alignment = align(claim, self._embedder.encode([claim])[0], evidence.sentences)
        alignment = extended(claim, alignment, list(dict.fromkeys([*alignment.sentences, *named])))
        alignment = with_missing_numbers(claim, alignment, evidence.sentences)
        alignment = with_missing_names(claim, alignment, evidence.sentences)
        alignment = with_taken_over(claim, alignment, evidence.sentences)
        alignment = _with_quoted_sentences(claim, alignment, evidence.sentences)
        text, false_quotes = without_false_quotes(claim, _quotable(alignment))
        problems = findings(text, alignment, question, evidence.sentences)
        problems += [Finding("quote", f"the source does not have the words “{q}”", fatal=False) for q in false_quotes]
        return Examined(text, alignment, problems)


def _with_quoted_sentences(claim: str, alignment: Alignment, evidence: Sequence[EvidenceSentence]) -> Alignment:
    """A quotation must be found in a *cited* sentence: cite the sentence that has it."""
    chosen = list(alignment.sentences)
    for quotation in quotations(claim):
        if is_verbatim(quotation, [sentence.text for sentence in chosen]):
            continue
        chosen += [sentence for sentence in evidence if is_verbatim(quotation, [sentence.text])][:1]
    return extended(claim, alignment, list(dict.fromkeys(chosen)))


def _quotable(alignment: Alignment) -> list[str]:
    """The cited sentences, and each article's cited sentences in a row for a quotation that spans two."""
    by_article: dict[str, list[Source]] = {}
    for sentence in alignment.sentences:
        by_article.setdefault(sentence.origin.article_id, []).append(sentence.origin)
    rows = (sorted(origins, key=lambda origin: origin.start) for origins in by_article.values())
    return [sentence.text for sentence in alignment.sentences] + [
        " ".join(origin.text for origin in row) for row in rows
    ]


def _all_sources(alignment: Alignment) -> tuple[Source, ...]:
    """Every place that carries the statement, identical reports of other outlets included."""
    places = [place for s in alignment.sentences for place in (s.origin, *s.copies)]
    return tuple(dict.fromkeys(places))
