"""A language model for the page's tests: it answers with what its sources say, at a pace that a test sets."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.llm import Message, Traits

#: Questions with this word are judged not to be answered by the articles.
UNKNOWN = "Australia"


class QuotingModel:
    """Repeats the first sentences of its sources.

    :attr:`pause` is the time before each word; with :attr:`endless` it never comes to the end of a sentence.
    :attr:`sure` is what it says of the probability that its sources answer.
    """

    def __init__(self, name: str = "quoting", *, hosted: bool = False) -> None:
        self.name = name
        self.hosted = hosted
        self.ready = True
        self.context_tokens = 8192
        self.pause = 0.0
        self.endless = False
        self.sure = 0.97
        self.writing = threading.Event()
        self.started = 0
        self.given_up = 0
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    @property
    def traits(self) -> Traits:
        return Traits(1.5, self.context_tokens, True, False, self.hosted, "it is a small one")

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> None:
        return None

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content) for message in messages) // 4

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        if UNKNOWN in messages[-1].content:
            return 0.02
        # what it has written is in its sources: it is asked whether they say it, not whether they answer
        return self.sure if "Question:" in messages[-1].content else 0.97

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        words = _reply(messages).replace(" ", "\0 ").split("\0")
        if self.endless:
            words = [" and"] * 100_000
        with self._lock:
            self.started += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.writing.set()
        written = 0
        try:
            for word in words:
                time.sleep(self.pause)
                written += 1
                yield word
        finally:
            with self._lock:
                self.at_once -= 1
                self.given_up += written < len(words)

    def close(self) -> None:
        pass


def _reply(messages: Sequence[Message]) -> str:
    user = messages[-1].content
    follow_up = re.search(r"Earlier question: (.*)\n.*\nLast question: (.*)", user)
    if follow_up:
        # what a rewriting model would do with "And what did Macron say about it?"
        topic = follow_up.group(1).rstrip("?").split(" ", 3)[-1]
        rewritten = re.sub(r"^(And|But)\s+", "", follow_up.group(2)).replace(" it?", f" {topic}?")
        return rewritten[0].upper() + rewritten[1:]
    sources = user.split("Question:")[0].split(":\n", 1)[-1]
    sentences = re.findall(r"[A-Z][^\n]{30,}?[.!?](?=\s|$)", sources)
    return " ".join(sentences[:3])
