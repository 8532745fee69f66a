"""What a model thinks before it answers is no answer: taken out of a reply while it comes.

Most servers send thoughts apart (``reasoning_content``, ``reasoning``). Some leave them in the text, between marks; and
where the chat template has written the first mark, the text begins with thoughts and only their end is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.llm.bounds import OverrunError

#: How thoughts begin and end: most models; Magistral; gpt-oss behind a server that does not take its format apart.
_MARKS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("[THINK]", "[/THINK]"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
)
_ENDS = tuple(end for _, end in _MARKS)
#: How endpoints call the end of a reply that reached a limit.
CUT = frozenset("length max_tokens model_length model_context_window_exceeded".split())
_LONGEST = max(len(end) for end in _ENDS)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one event of a reply brings.

    ``finish`` is the endpoint's word for how the reply ended, ``thought`` a piece of thinking that came apart.
    """

    text: str = ""
    logprob: float | None = None
    finish: str | None = None
    refusal: str = ""
    thought: str = ""


class ThoughtAloudError(Exception):
    """Text that was passed on already turns out to have been thought."""


class Thoughts:
    """Takes the thoughts out of one reply.

    Args:
        most: characters of thought after which the reply goes on beyond its limit.
        held: hold the text back until the reply is over or a mark ends the thoughts in it; for a model of which it is
            not known whether it marks their beginning.
        unmarked: whether it is known not to.
        cut_before: characters of an earlier reply to the same request, held and cut at a lower limit: one that is no
            longer now was no thought.

    Attributes:
        seen: whether there were any.
        unmarked: whether they had no mark at their beginning.
        unclear: characters of a reply that was cut and may be all thought; 0 where there is no doubt.
    """

    def __init__(self, most: int, *, held: bool = False, unmarked: bool = False, cut_before: int | None = None) -> None:
        self._left = most
        self._held = held or unmarked
        self._cut_before = cut_before
        self.seen = False
        self.unmarked = unmarked
        self.unclear = 0

    def without(self, arriving: Iterator[Arrived]) -> Iterator[Arrived]:
        """The events without thoughts; how the reply ends is told in any case.

        Raises:
            OverrunError: the thoughts are longer than they may be.
            ThoughtAloudError: a mark ends thoughts of which a part was given out as text.
        """
        events = (self._apart(one) for one in arriving)
        text = ""
        begun: list[Arrived] = []
        for one in events:
            begun.append(one)
            text += one.text
            start = text.lstrip()
            if begins_with_thoughts(start):
                self.seen = True
                yield from self._inside(text, begun, events)
                return
            if not any(mark.startswith(start) for mark, _ in _MARKS):
                break
        if self._held:
            yield from self._behind(text, begun, events)
        else:
            yield from self._watched(begun, events)

    def _apart(self, one: Arrived) -> Arrived:
        if one.thought:
            self.seen = True
            self._spend(len(one.thought))
        return one

    def _spend(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise OverrunError

    def _inside(self, text: str, begun: list[Arrived], events: Iterator[Arrived]) -> Iterator[Arrived]:
        """From an opening mark on."""
        end = next(end for mark, end in _MARKS if text.lstrip().startswith(mark))
        for one in begun:
            yield replace(one, text="", logprob=None)
        while end not in text:
            further = next(events, None)
            if further is None:
                return
            self._spend(len(further.text))
            text = text[-len(end) :] + further.text
            yield replace(further, text="", logprob=None)
        yield from _stripped(Arrived(text.partition(end)[2]), events)

    def _behind(self, text: str, begun: list[Arrived], events: Iterator[Arrived]) -> Iterator[Arrived]:
        """Held back, as it may be thought without a mark before it."""
        held = list(begun)
        seen = text
        overrun = False
        while not any(end in seen for end in _ENDS):
            try:
                further = next(events, None)
                if further is not None:
                    self._spend(len(further.text))
            except OverrunError:
                further, overrun = None, True
            if further is None:
                yield from self._never_ended(held)
                if overrun:
                    raise OverrunError
                return
            held.append(further)
            seen = seen[-_LONGEST:] + further.text
        self.seen = self.unmarked = True
        for one in held:
            yield replace(one, text="", logprob=None)
        whole = "".join(one.text for one in held)
        _, end = min((whole.find(end), end) for end in _ENDS if end in whole)
        yield from _stripped(Arrived(whole.partition(end)[2]), events)

    def _never_ended(self, held: list[Arrived]) -> Iterator[Arrived]:
        """What was held until its end and has no mark: a text, or thought up to the limit."""
        cut = any(one.finish and one.finish.casefold() in CUT for one in held)
        length = sum(len(one.text) for one in held)
        if length and cut and (self.unmarked or self._cut_before is None or length > self._cut_before):
            self.unclear = length
            self.seen = self.unmarked
            held = [replace(one, text="", logprob=None) for one in held]
        yield from held

    def _watched(self, begun: list[Arrived], events: Iterator[Arrived]) -> Iterator[Arrived]:
        """Passed on as it comes; a mark that ends thoughts is looked for all the same."""
        seen = ""
        for one in begun:
            seen = self._looked_at(seen, one)
            yield one
        for one in events:
            seen = self._looked_at(seen, one)
            yield one

    def _looked_at(self, seen: str, one: Arrived) -> str:
        seen = seen[-_LONGEST:] + one.text
        if any(end in seen for end in _ENDS):
            self.seen = self.unmarked = True
            raise ThoughtAloudError
        return seen


def begins_with_thoughts(text: str) -> bool:
    """Whether a text begins with a mark of thoughts."""
    return any(text.lstrip().startswith(mark) for mark, _ in _MARKS)


def _stripped(first: Arrived, events: Iterator[Arrived]) -> Iterator[Arrived]:
    """The text behind the thoughts, without the white space that parts it from them."""
    spoken = False
    for one in _chained(first, events):
        if not spoken:
            one = replace(one, text=one.text.lstrip())
            spoken = bool(one.text)
        yield one


def _chained(first: Arrived, others: Iterator[Arrived]) -> Iterator[Arrived]:
    yield first
    yield from others
