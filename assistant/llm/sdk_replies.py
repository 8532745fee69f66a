"""What the responses of the ``openai`` client bring: as events of a stream, or whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant import failures
from assistant.llm.failures import said_by, understood
from assistant.llm.probabilities import logprob_of
from assistant.llm.reading import ensure_text
from assistant.llm.thoughts import Arrived

#: Where servers put thoughts: DeepSeek's, vLLM's and llama.cpp's; OpenRouter's and Ollama's.
_THOUGHTS = ("reasoning_content", "reasoning")


@dataclass(frozen=True, slots=True)
class Whole:
    """A reply that came in one piece; ``choice`` is its only choice as it was sent."""

    choice: Any
    text: str
    thought: str
    refusal: str
    finish: str | None

    def ensure_text(self, url: str) -> None:
        """Accept a text, or a reply in which the model thinks.

        Raises:
            ModelError: it is something else.
        """
        ensure_text(self.finish, self.refusal, url, spoken=bool(self.text.strip() or self.thought))


def events(response: Any, url: str, *, streamed: bool) -> Iterator[Arrived]:
    """What each event of a reply brings; one that comes whole is one event, whatever was asked for.

    Args:
        response: the raw response of the client.
        url: the endpoint, for messages.
        streamed: whether a stream was asked for.
    """
    if streamed and "application/json" not in response.headers.get("content-type", ""):
        yield from _streamed(response, url)
        return
    reply = whole(response, url)
    yield Arrived(reply.text, None, reply.finish or "stop", reply.refusal, reply.thought)


def _streamed(response: Any, url: str) -> Iterator[Arrived]:
    with understood(url):
        chunks = response.parse()
    while True:
        with understood(url):
            chunk = next(chunks, None)
            if chunk is None:
                return
            if not (choices := chunk.choices):
                continue
            delta, finish = choices[0].delta, choices[0].finish_reason
            if getattr(delta, "tool_calls", None):
                finish = finish or "tool_calls"
            text = delta.content or ""
            if not isinstance(text, str):
                raise TypeError(text)
            arrived = Arrived(
                text,
                logprob_of(chunk),
                str(finish) if finish else None,
                str(getattr(delta, "refusal", None) or ""),
                _thought({name: getattr(delta, name, None) for name in _THOUGHTS}),
            )
        yield arrived


def whole(response: Any, url: str) -> Whole:
    """The reply that came in one piece.

    Raises:
        ModelError: there is none.
    """
    with understood(url):
        response.http_response.read()
        body = response.http_response.json()
        if isinstance(body, dict) and body.get("error"):
            raise failures.MODEL_FAILED_WRITING(url=url, said=said_by(body)[:160] or "it does not say why")
        choice = body["choices"][0]
        message, finish = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content") or "", message.get("refusal")
        if message.get("tool_calls"):
            finish = "tool_calls"
        if not isinstance(text, str):
            raise TypeError(text)
    return Whole(choice, text, _thought(message), str(refusal or ""), str(finish) if finish else None)


def _thought(message: Any) -> str:
    return next((str(message[name]) for name in _THOUGHTS if message.get(name)), "")
