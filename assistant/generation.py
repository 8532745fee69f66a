"""Evidence → prompts → the model's words and one-token verdicts.

All requests about one question share the same beginning (system text, sources), so that the server's
prefix cache reads the sources once; only the last line differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant import failures
from assistant.evidence import Evidence, Source
from assistant.grounding.statements import SentenceStream
from assistant.llm import LanguageModel, Message, Piece, is_cut
from assistant.prompts import Prompt, load_prompt

_ENDS = re.compile(r"[.!?…:;][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of the model.

    ``logprob`` is the mean natural log-probability of all tokens written so far, None where the model gives none:
    what a model makes up, it writes hesitantly (Kadavath et al. 2022).
    """

    text: str
    logprob: float | None


class Generator:
    """Asks the model about a question and its evidence.

    Args:
        model: the language model.
        max_tokens: longest answer.
    """

    def __init__(self, model: LanguageModel, max_tokens: int) -> None:
        self._model = model
        self._max_tokens = max_tokens
        variables = frozenset({"sources", "question"})
        self._answer = load_prompt("answer", variables)
        self._answerable = load_prompt("answerable", variables)
        self._supported = load_prompt("supported", frozenset({"sources", "cited", "statement"}))

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
        while not self._fits(question, kept):
            kept = kept.without_last()
        return kept

    def answerable(self, question: str, evidence: Evidence) -> float | None:
        """P(the sources state the answer), None where the model gives no probabilities."""
        return self._probability(self._messages(self._answerable, evidence, question=question))

    def own_share_of_gate(self, question: str, evidence: Evidence) -> float:
        """Share of the gate's request that only the gate needs; the rest is read for the answer anyway."""
        gate = self._messages(self._answerable, evidence, question=question)[-1].content
        own_line = self._answerable.template.rpartition("{question}")[2]
        return len(own_line) / len(gate)

    def supported(self, statement: str, evidence: Evidence, cited: Sequence[str]) -> float | None:
        """P(the cited sentences say all of this), None where the model gives no probabilities."""
        return self._probability(self._messages(self._supported, evidence, statement=statement, cited=" ".join(cited)))

    def sentences(self, question: str, evidence: Evidence) -> Iterator[Written]:
        """The model's answer, sentence by sentence, as each is complete; closing it stops the model.

        A sentence that only repeats itself is the last one: the model would not come to an end by itself.

        Raises:
            ModelError: the model fails, or reached its limit before one sentence was whole.
        """
        stream = SentenceStream()
        cut = whole = False
        logprobs: list[float] = []
        messages = self._messages(self._answer, evidence, question=question)
        for piece in self._model.stream(messages, max_tokens=self._max_tokens):
            cut = cut or is_cut(piece)
            if isinstance(piece, Piece) and piece.logprob is not None:
                logprobs.append(piece.logprob)
            for text in stream.feed(piece):
                whole = True
                yield Written(text, _mean(logprobs))
            if loop := stream.loop:
                yield Written(loop, _mean(logprobs))
                return
        for text in stream.finish(cut_off=cut):
            whole = True
            yield Written(text, _mean(logprobs))
        if cut and not whole:
            raise failures.MODEL_CUT_SHORT(tokens=self._max_tokens)

    def _fits(self, question: str, evidence: Evidence) -> bool:
        prompt = self._model.count_tokens(self._messages(self._answer, evidence, question=question))
        return prompt <= self._model.context_tokens - self._max_tokens

    def _probability(self, messages: list[Message]) -> float | None:
        """What is no probability (an endpoint may send anything) counts as none given."""
        value = self._model.probability(messages)
        return value if value is not None and 0.0 <= value <= 1.0 else None

    def _messages(self, prompt: Prompt, evidence: Evidence, **variables: str) -> list[Message]:
        user = prompt.user(sources=format_sources(evidence), **variables)
        return [Message("system", prompt.system), Message("user", user)]


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def format_sources(evidence: Evidence) -> str:
    """Each article's title, outlet and date, then its sentences in source order.

    No numbers: a small model that sees "[1]" begins with "According to source [1]" and cites at random.
    """
    blocks = []
    for _, group in groupby(evidence.sentences, key=lambda sentence: sentence.origin.article_id):
        sentences = list(group)
        blocks.append(f"{_heading(sentences[0].origin)}\n{_joined([sentence.text for sentence in sentences])}")
    return "\n\n".join(blocks)


def _joined(sentences: list[str]) -> str:
    """One after the other; a heading keeps its line, or the model reads it as the start of the next sentence."""
    return "".join(text + (" " if _ENDS.search(text) else "\n") for text in sentences).rstrip()


def _heading(origin: Source) -> str:
    facts = ", ".join(fact for fact in (origin.source, origin.date) if fact)
    title = origin.heading or "An article"
    return f"{title} ({facts}):" if facts else f"{title}:"
