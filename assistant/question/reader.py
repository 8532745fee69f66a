"""The reading of a question: instruction, spelling, kind, parts, period, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from assistant.grounding.quotes import quotations
from assistant.grounding.reader import Reader
from assistant.language import language_of
from assistant.question.instruction import without_instruction
from assistant.question.kinds import SPOKEN_WORDS, kind_of
from assistant.question.parts import parts_of, without_letter
from assistant.question.period import period_of
from assistant.question.spelling import Speller
from assistant.question_reading import Period, QuestionReading
from assistant.words import words


class QuestionReader:
    """Reads questions about one collection.

    Args:
        speller: corrects words against those of the articles.
        reader: parses English.
        newest: the ISO date of the newest article, None where none has a date.
    """

    def __init__(self, speller: Speller, reader: Reader, newest: Callable[[], str | None]) -> None:
        self._speller = speller
        self._reader = reader
        self._newest = newest

    def read(self, question: str, *, exact: bool = False) -> QuestionReading:
        """What a question wants.

        Args:
            question: without control characters, white space folded.
            exact: it is searched for as it stands: not corrected, not taken apart, nothing read into it.
        """
        language = language_of(question)
        quoted = tuple(one for one in quotations(question) if len(words(one)) >= SPOKEN_WORDS)
        if exact:
            return QuestionReading(question, question, language=language, parts=(question,), quoted=quoted)
        asked, instruction = without_instruction(question)
        text, corrections = self._speller.corrected(without_letter(asked), language, keep=quoted)
        if language not in (None, "en"):  # the wordings below are English
            return QuestionReading(
                question, text, "question", "", language, tuple(corrections), (text,), quoted, instruction
            )
        period, undated = period_of(text, self._newest())
        told = kind_of(undated, self._has_verb, dated=bool(period))
        return QuestionReading(
            written=question,
            text=text,
            kind=told.kind,
            about=told.about,
            language=language,
            corrections=tuple(corrections),
            parts=parts_of(text) if told.kind == "question" else (text,),
            quoted=quoted,
            instruction=instruction,
            period=period if told.kind not in ("quotation", "claim", "self") else Period(),
        )

    def _has_verb(self, text: str) -> bool:
        return any(kind in ("VERB", "AUX") for _, kind in self._reader.read(text).words)
