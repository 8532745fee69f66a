"""Follow-ups: a question that leans on earlier turns is rewritten to stand alone, and only then.

The decision is a handful of rules, because it is made for every question and must cost nothing; the
rewriting is the model's. A rewrite that brings in names nobody mentioned, or loses what was asked, is not
used: then the earlier question is searched together with the new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.grounding.names import missing_names, names
from assistant.llm import LanguageModel, Message, is_cut
from assistant.prompts import load_prompt
from assistant.question.instruction import without_instruction
from assistant.types import Answer, Event, Filters, TextDelta, Timings
from assistant.words import FUNCTION_WORDS, content_words, question_terms, stem, words

#: These may find whom they mean earlier in the same question.
_PERSON = re.compile(r"\b(?:he|she|they|him|her|them|his|hers|their|theirs|its)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|this|these|those|there|then|the (?:same|former|latter|others?))\b|\bthat\b(?=\s*(?:[?.!,]|$))",
    re.IGNORECASE,
)
#: "Is it true that …": an "it" that stands for nothing.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|will) it (?:true|possible|likely|clear|known|correct)\b|\bthere (?:is|are|was|were|any)\b"
    r"|\b(?:is|are|was|were) there\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^\s*(?:and|but|so|also|or|then|(?:what|how) about|(?:who|what|anyone) else|which others?|why not|since when)\b",
    re.IGNORECASE,
)
#: Asks what the last answer rests on.
_HOW_KNOWN = re.compile(
    r"^\W*(?:(?:what(?:['’]s| is| are)? )?(?:the |your )?(?:sources?|evidence|citations?|references?)"
    r"(?: for (?:that|this|it))?"
    r"|how do you know(?: that| this)?|(?:says|according to) who(?:m)?|who says (?:that|so|this)"
    r"|where (?:does|did) it say (?:that|so|this)|prove it|really|where is (?:that|this) from)\W*$",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    r"^\W*(?:(?:please |can you )?(?:make it |say it |a bit |much )?"
    r"(?:short(?:er)?|more briefly|brief(?:ly)?|in short))\W*$",
    re.IGNORECASE,
)
#: What a reader calls the last answer.
_THE_ANSWER = frozenset("answer reply again same say write give make put show please repeat now".split())
#: A question with at most this many words of content and no name ("Why?", "How many?") asks about something said.
FEW_TERMS = 1

#: Earlier turns put before the model: a follow-up leans on the last thing said, rarely on what came before.
TURNS_SHOWN = 2
MAX_REWRITE_TOKENS = 60
#: Share of the new question's own words that a rewrite must keep.
MIN_KEPT = 0.6


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, how it was searched for, and the text of its answer; the answer itself where it is at hand."""

    question: str
    standalone_question: str
    answer_text: str
    answer: Answer | None = field(default=None, compare=False, repr=False)


class Conversation:
    """Asks one question after the other and remembers the turns; made by ``Assistant.conversation``."""

    def __init__(
        self,
        stream: Callable[[str, Filters | None, bool], Iterator[Event]],
        model: Callable[[], LanguageModel],
        turns: Sequence[Turn] = (),
    ) -> None:
        self._stream = stream
        self._model = model
        self._turns = list(turns)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said so far, oldest first."""
        return tuple(self._turns)

    def ask(self, question: str, *, filters: Filters | None = None, exact: bool = False) -> Answer:
        """Answer one question in the context of the earlier ones. Raises as ``Assistant.ask``."""
        *_, answer = self.stream(question, filters=filters, exact=exact)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, *, filters: Filters | None = None, exact: bool = False) -> Iterator[Event]:
        """As ``Assistant.stream``; the finished answer says how the question was searched for.

        One that is asked ``exact`` is a follow-up of nothing.
        """
        shown = None if exact else self._sources(question)
        if shown is not None:
            self._turns.append(Turn(shown.question, shown.standalone_question, shown.text, shown))
            yield TextDelta(shown.text, shown.citations)
            yield shown
            return
        standalone = question if exact else self._standalone(question)
        for event in self._stream(standalone, filters, exact):
            if isinstance(event, Answer):
                answer = replace(event, question=question.strip(), standalone_question=event.standalone_question)
                self._turns.append(Turn(answer.question, answer.standalone_question, answer.text, answer))
                yield answer
            else:
                yield event

    def _sources(self, question: str) -> Answer | None:
        """What the last answer rests on, where that is asked; None where it is not, or nothing was answered."""
        last = self._turns[-1].answer if self._turns else None
        if last is None or not last.citations or not _HOW_KNOWN.match(question):
            return None
        quoted = (f"- {one.byline}“{' '.join(one.quote.split())}” [{one.number}]" for one in last.citations)
        text = "\n".join(["The last answer rests on:\n", *quoted])
        return replace(last, question=question.strip(), text=text, timings=Timings())

    def _standalone(self, question: str) -> str:
        again = _again(question, self._turns)
        if again:
            return again
        if not leans_on_context(question, self._turns):
            return question
        rewritten = rewrite(question, self._turns, self._model())
        return rewritten or f"{self._turns[-1].standalone_question.rstrip(' ?.')}: {question.strip()}"


def _again(question: str, turns: Sequence[Turn]) -> str:
    """The last question once more, where only another look of its answer is asked for: "shorter", "in German"."""
    if not turns:
        return ""
    last = turns[-1].standalone_question.rstrip()
    if _SHORTER.match(question):
        return f"Briefly: {last}"
    rest, looks = without_instruction(question)
    only = not rest or rest == question or not set(words(rest)) - FUNCTION_WORDS - _THE_ANSWER
    return f"{last} {question.strip()}" if looks and only else ""


def leans_on_context(question: str, turns: Sequence[Turn]) -> bool:
    """True when the question cannot be understood without the turns before it."""
    if not turns:
        return False
    plain = _EMPTY_IT.sub("", question)
    if _CONTINUES.search(plain):
        return True
    person = _PERSON.search(plain)
    # "What did Macron say about his remark?" names whom it means
    if _THING.search(plain) or (person and not names(plain[: person.start()])):
        return True
    return len(content_words(question)) <= FEW_TERMS and not names(question)


def rewrite(question: str, turns: Sequence[Turn], model: LanguageModel) -> str | None:
    """The question made to stand alone by the model, None where its rewrite cannot be trusted."""
    prompt = load_prompt("standalone", frozenset({"history", "question"}))
    history = "\n".join(
        f"Earlier question: {turn.standalone_question}\nEarlier answer: {turn.answer_text}"
        for turn in turns[-TURNS_SHOWN:]
    )
    messages = [Message("system", prompt.system), Message("user", prompt.user(history=history, question=question))]
    pieces = list(model.stream(messages, max_tokens=MAX_REWRITE_TOKENS))
    reply = "".join(pieces).strip()
    if "\n" not in reply and any(map(is_cut, pieces)):
        return None  # half a question
    return _checked(reply.split("\n")[0].strip().strip('"“”'), question, history)


def _checked(rewritten: str, question: str, history: str) -> str | None:
    own = {stem(term) for term in question_terms(question)}
    kept = own & {stem(term) for term in question_terms(rewritten)}
    if not question_terms(rewritten) or len(kept) < MIN_KEPT * len(own):
        return None
    return None if missing_names(rewritten, f"{history} {question}") else rewritten
