"""What a model sends, held to what it was asked for: a text, no longer than the limit, and not nothing.

Whatever else an endpoint does (a filter, a refusal, a tool call, silence, a stream that breaks off) is a failure of
the model, and must never look like articles that have no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant import failures
from assistant.llm.base import Piece
from assistant.llm.bounds import OverrunError

#: A reply that is longer than this many characters for each token that was asked for goes on beyond the limit.
#: English has 4 to 5, the densest prose 6; long enough for a word at any limit.
CHARS_A_TOKEN = 8
CHARS_AT_LEAST = 64

#: How endpoints call the end of a reply that is whole, that reached the limit, or that a filter ended.
_WHOLE = frozenset("stop eos eos_token end_turn stop_sequence complete stop_str".split())
_CUT = frozenset("length max_tokens model_length model_context_window_exceeded".split())
_FILTERED = frozenset("content_filter sensitive safety recitation".split())
_REFUSED = frozenset(("refusal",))
_TOOL = frozenset("tool_calls function_call tool_use tool_call".split())

_THOUGHTS, _THOUGHT = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one event of a reply brings; ``finish`` is the endpoint's word for how the reply ended."""

    text: str = ""
    logprob: float | None = None
    finish: str | None = None
    refusal: str = ""


def read(arriving: Iterator[Arrived], url: str, max_tokens: int, *, may_be_empty: bool = False) -> Iterator[Piece]:
    """The text of a reply, piece by piece, without the thoughts before it; a mark behind it where it was cut.

    Args:
        arriving: the events of the reply.
        url: the endpoint, for messages.
        max_tokens: the limit that was asked for; a reply that ignores it is left there.
        may_be_empty: whether no text is a reply, too.

    Raises:
        ModelError: the reply is no text, or not whole for another reason than the limit.
    """
    finish: str | None = None
    refusal, seen, spoken = "", False, False
    try:
        for one in _without_thoughts(_within(arriving, CHARS_AT_LEAST + CHARS_A_TOKEN * max_tokens)):
            seen = True
            finish = one.finish or finish
            refusal += one.refusal
            if one.text:
                spoken = spoken or not one.text.isspace()
                # half a surrogate pair cannot be printed
                yield Piece(one.text.encode("utf-8", "replace").decode("utf-8"), one.logprob)
    except OverrunError:
        finish = "length"
    if finish is None and not spoken and not refusal:
        raise failures.MODEL_NOT_A_COMPLETION(url=url) if not seen else failures.MODEL_NO_TEXT(url=url)
    ensure_text(finish, refusal, url, spoken=spoken or may_be_empty)
    if finish is None:
        raise failures.MODEL_BROKE_OFF(url=url)
    if finish.casefold() in _CUT:
        yield Piece("", cut=True)


def ensure_text(finish: str | None, refusal: str, url: str, *, spoken: bool) -> None:
    """Accept a reply that is text, whole or cut.

    Args:
        finish: the endpoint's word for how it ended; None where it says nothing.
        refusal: the model's words for refusing.
        url: the endpoint, for messages.
        spoken: whether there is any text (or none is needed).

    Raises:
        ModelError: it is something else.
    """
    ended = (finish or "stop").casefold()
    if refusal.strip() or ended in _REFUSED:
        said = f" (“{' '.join(refusal.split())[:160]}”)" if refusal.strip() else ""
        raise failures.MODEL_REFUSES(url=url, said=said)
    if ended in _FILTERED:
        raise failures.MODEL_FILTERED(url=url)
    if ended in _TOOL:
        raise failures.MODEL_CALLS_TOOL(url=url)
    if ended not in _WHOLE | _CUT:
        raise failures.MODEL_ENDED_ODDLY(url=url, finish=" ".join(str(finish).split())[:40])
    if not spoken and ended not in _CUT:
        raise failures.MODEL_NO_TEXT(url=url)


def _within(arriving: Iterator[Arrived], most: int) -> Iterator[Arrived]:
    """The events until their text is longer than ``most`` characters.

    Raises:
        OverrunError: it is.
    """
    for one in arriving:
        most -= len(one.text)
        yield one
        if most < 0:
            raise OverrunError


def _without_thoughts(arriving: Iterator[Arrived]) -> Iterator[Arrived]:
    """The events without a ``<think>`` block at the beginning of their text."""
    held: list[Arrived] | None = []
    text = ""
    for one in arriving:
        if held is None:
            yield one
            continue
        held.append(one)
        text += one.text
        begun = text.lstrip()
        if begun.startswith(_THOUGHTS):
            yield replace(one, text="")  # how it ends is still told
            end = text.find(_THOUGHT, max(0, len(text) - len(one.text) - len(_THOUGHT)))
            if end >= 0:
                held = None
                yield Arrived(text[end + len(_THOUGHT) :].lstrip())
        elif not _THOUGHTS.startswith(begun):
            yield from held
            held = None
    if held is not None and not text.lstrip().startswith(_THOUGHTS):
        yield from held
