"""Evidence → prompts → the model's words and its verdicts.

All requests about one question share the same beginning (system text, evidence), so that a prefix cache reads the
evidence once; only what comes behind it differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant import failures
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.grounding.asked import is_broad
from assistant.grounding.statements import PARAGRAPH, StatementStream, Told
from assistant.language import language_of
from assistant.llm import LanguageModel, Message, Piece, is_cut
from assistant.profiles import ModelProfile
from assistant.prompts import Prompt, load_prompt

_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
#: Tokens of a structured verdict: what is around, and what each statement takes.
VERDICT_TOKENS = 60
VERDICT_TOKENS_EACH = 45


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence or list item of the model.

    Attributes:
        told: its text and what stands before it.
        logprob: the mean natural log-probability of all tokens written so far, None where the model gives none: what a
            model makes up, it writes hesitantly (Kadavath et al. 2022).
    """

    told: Told
    logprob: float | None = None

    @property
    def text(self) -> str:
        """What the model wrote."""
        return self.told.text


@dataclass(frozen=True, slots=True)
class Answerable:
    """What the model says of whether evidence answers.

    Attributes:
        probability: P(the evidence states the answer), None where the model gives none or is not asked first.
        own_share: share of the request, in characters, that was read for this alone; the rest is what the answer's
            request begins with, too.
    """

    probability: float | None
    own_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a structured verdict says of one statement; ``carried_by`` are numbers of evidence sentences, from 1."""

    supported: bool
    carried_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A structured verdict on an answer: whether it answers, and each statement by its place in it, from 0.

    Statements that it says nothing usable of are left out.
    """

    answers: bool | None
    statements: Mapping[int, Judged]


class Generator:
    """Asks the model about a question and its evidence.

    Args:
        model: the language model.
        profile: how it is used.
    """

    def __init__(self, model: LanguageModel, profile: ModelProfile) -> None:
        self._model = model
        self._profile = profile
        asked = frozenset({"sources", "question"})
        self._answer = self._prompt("answer", asked)
        # a strong model sees for itself what a question wants
        self._broad = self._answer if profile.whole else self._prompt("answer_broad", asked)
        self._supported = self._prompt("supported", frozenset({"sources", "cited", "statement"}))
        self._answerable = self._prompt("answerable", asked) if profile.asked_first else None
        self._check = self._prompt("check", asked | {"statements"}) if profile.whole else None

    @property
    def model_name(self) -> str:
        """The model's name, as an answer shows it."""
        return self._model.name

    def fit(self, question: str, evidence: Evidence) -> Evidence:
        """The evidence less its weakest sentences until prompt and answer fit the model's context.

        A sentence that does not fit by itself goes first, however good it is.

        Raises:
            ModelConfigError: the question alone, or the only sentence on it, is too long for this model.
        """
        if self._fits(question, evidence):
            return evidence
        context = self._model.context_tokens
        if not self._fits(question, Evidence(())):
            raise failures.QUESTION_BEYOND_CONTEXT(tokens=context)
        kept = replace(
            evidence,
            sentences=tuple(one for one in evidence.sentences if self._fits(question, Evidence((one,)))),
        )
        if not kept.sentences:
            longest = max((one.origin for one in evidence.sentences), key=lambda origin: len(origin.text))
            raise failures.EVIDENCE_BEYOND_CONTEXT(
                characters=f"{len(longest.text):,}", title=longest.title, tokens=context
            )
        low, high = 1, len(kept.sentences)  # the most of the strongest that fit, by bisection: each look is a request
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(question, kept.strongest(middle)) else (low, middle - 1)
        return kept.strongest(low)

    def answerable(self, question: str, evidence: Evidence) -> Answerable:
        """What the model says of whether the evidence states the answer, if it is asked first."""
        if self._answerable is None:
            return Answerable(None)
        messages = self._messages(self._answerable, evidence, question=question)
        own = len(self._answerable.behind("question")) / len(messages[-1].content)
        return Answerable(self._probability(messages), own)

    def supported(self, statement: str, evidence: Evidence, cited: Sequence[str]) -> float | None:
        """P(the cited sentences say all of this), None where the model gives no probabilities."""
        return self._probability(self._messages(self._supported, evidence, statement=statement, cited=" ".join(cited)))

    def judged(self, question: str, statements: Sequence[str], evidence: Evidence) -> Judgement | None:
        """The verdict on all statements of an answer in one structured reply; None where none can be had.

        A statement that the reply judges twice counts as supported only if both say so.
        """
        if self._check is None or not statements:
            return None
        listed = "\n".join(f"{number}. {' '.join(text.split())}" for number, text in enumerate(statements, 1))
        messages = self._messages(self._check, evidence, question=question, statements=listed)
        room = VERDICT_TOKENS + VERDICT_TOKENS_EACH * len(statements)
        reply = self._model.structured(messages, JUDGEMENT_SCHEMA, name="verdicts", max_tokens=room)
        return _judgement(reply, len(statements), len(evidence.sentences))

    def statements(self, question: str, evidence: Evidence) -> Iterator[Written]:
        """The model's answer, statement by statement, as each is complete; closing it stops the model.

        One that only repeats itself is the last one: the model would not come to an end by itself.
        :data:`CUT` ends an answer that reached the limit.

        Raises:
            ModelError: the model fails, or reached its limit before one statement was whole.
        """
        stream = StatementStream(language_of(question) or "en")
        cut = whole = False
        logprobs: list[float] = []
        prompt = self._broad if is_broad(question) else self._answer
        messages = self._messages(prompt, evidence, question=question)
        for piece in self._model.stream(messages, max_tokens=self._profile.answer_tokens):
            cut = cut or is_cut(piece)
            if isinstance(piece, Piece) and piece.logprob is not None:
                logprobs.append(piece.logprob)
            for told in stream.feed(piece):
                whole = True
                yield Written(told, _mean(logprobs))
            if loop := stream.loop:
                yield Written(Told(loop, PARAGRAPH), _mean(logprobs))
                return
        for told in stream.finish(cut_off=cut):
            whole = True
            yield Written(told, _mean(logprobs))
        if cut and not whole:
            raise failures.MODEL_CUT_SHORT(tokens=self._profile.answer_tokens)
        if cut:
            yield CUT

    def _prompt(self, name: str, variables: frozenset[str]) -> Prompt:
        return load_prompt(f"{self._profile.prompts}/{name}", variables)

    def _fits(self, question: str, evidence: Evidence) -> bool:
        prompt = self._model.count_tokens(self._messages(self._answer, evidence, question=question))
        return prompt <= self._model.context_tokens - self._profile.answer_tokens

    def _probability(self, messages: list[Message]) -> float | None:
        """What is no probability (an endpoint may send anything) counts as none given."""
        value = self._model.probability(messages)
        return value if value is not None and 0.0 <= value <= 1.0 else None

    def _messages(self, prompt: Prompt, evidence: Evidence, **variables: str) -> list[Message]:
        sources = numbered_evidence(evidence) if self._profile.whole else listed_evidence(evidence)
        return [Message("system", prompt.system), Message("user", prompt.user(sources=sources, **variables))]


#: Stands behind the last statement of an answer that reached the limit.
CUT = Written(Told(""))

#: What a structured verdict looks like. No optional fields: some endpoints obey only schemas that require all.
JUDGEMENT_SCHEMA = {
    "type": "object",
    "properties": {
        "answers_question": {"type": "boolean"},
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "statement": {"type": "integer"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                    "supported": {"type": "boolean"},
                },
                "required": ["statement", "sentences", "supported"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["answers_question", "verdicts"],
    "additionalProperties": False,
}


def _judgement(reply: object, statements: int, sentences: int) -> Judgement | None:
    """What can be used of a reply; the endpoint may have sent anything."""
    if not isinstance(reply, dict) or not isinstance(reply.get("verdicts"), list):
        return None
    judged: dict[int, Judged] = {}
    for one in reply["verdicts"]:
        match one:
            case {"statement": int(number), "supported": bool(supported)} if 1 <= number <= statements:
                ids = one.get("sentences")
                carried = (
                    [i for i in ids if isinstance(i, int) and 1 <= i <= sentences] if isinstance(ids, list) else []
                )
                before = judged.get(number - 1)
                if before is not None:
                    supported, carried = supported and before.supported, [*before.carried_by, *carried]
                judged[number - 1] = Judged(supported, tuple(dict.fromkeys(carried)))
    answers = reply.get("answers_question")
    return Judgement(answers if isinstance(answers, bool) else None, judged)


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def listed_evidence(evidence: Evidence) -> str:
    """Each article's title, outlet and date, then its sentences in source order.

    No numbers: a small model that sees "[1]" begins with "According to source [1]" and cites at random.
    """
    return "\n\n".join(
        f"{_heading(sentences[0].origin)}\n{_joined([sentence.text for sentence in sentences])}"
        for sentences in _by_article(evidence)
    )


def numbered_evidence(evidence: Evidence) -> str:
    """Each article's title, outlet, author and date, then a line for each sentence, numbered through from 1.

    What another article reports in the same words is told behind the title, so that outlets can be compared.
    """
    number = 0
    blocks = []
    for sentences in _by_article(evidence):
        lines = [_heading(sentences[0].origin, author=True)]
        if also := _also(sentences):
            lines.append(f"(The same report also stands in: {also})")
        for sentence in sentences:
            number += 1
            lines.append(f"[{number}] {' '.join(sentence.text.split())}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _by_article(evidence: Evidence) -> list[list[EvidenceSentence]]:
    groups = groupby(evidence.sentences, key=lambda sentence: sentence.origin.article_id)
    return [list(sentences) for _, sentences in groups]


def _also(sentences: Sequence[EvidenceSentence]) -> str:
    """The articles of which all sentences that are known stand here in the same words."""
    copies = {copy.article_id: copy for sentence in sentences for copy in sentence.copies}
    return "; ".join(_heading(copy).rstrip(":") for copy in copies.values())


def _joined(sentences: list[str]) -> str:
    """One after the other; a heading keeps its line, or the model reads it as the start of the next sentence."""
    return "".join(text + (" " if _ENDS.search(text) else "\n") for text in sentences).rstrip()


def _heading(origin: Span, *, author: bool = False) -> str:
    told = (origin.source, origin.author if author else None, origin.date)
    facts = ", ".join(fact for fact in told if fact)
    title = origin.heading or "An article"
    return f"{title} ({facts}):" if facts else f"{title}:"
