"""What a model sends, held to what it was asked for: a text, no longer than the limit, and not nothing.

Whatever else an endpoint does (a filter, a refusal, a tool call, silence, a stream that breaks off) is a failure of
the model, and must never look like articles that have no answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant import failures
from assistant.llm.base import Piece
from assistant.llm.bounds import OverrunError
from assistant.llm.thoughts import CUT, Arrived, ThoughtAloudError, Thoughts

#: A reply that is longer than this many characters for each token that was asked for goes on beyond the limit.
#: English has 4 to 5, the densest prose 6; long enough for a word at any limit.
CHARS_A_TOKEN = 8
CHARS_AT_LEAST = 64

#: How endpoints call the end of a reply that is whole, or that a filter ended.
_WHOLE = frozenset("stop eos eos_token end_turn stop_sequence complete stop_str".split())
_FILTERED = frozenset("content_filter sensitive safety recitation".split())
_REFUSED = frozenset(("refusal",))
_TOOL = frozenset("tool_calls function_call tool_use tool_call".split())


class OnlyThoughtsError(Exception):
    """A reply of thoughts alone: they took up the limit, or a stop text stood in them.

    ``unclear`` is the length in characters of what may be thought or text; 0 where it is certain.
    """

    def __init__(self, unclear: int = 0) -> None:
        super().__init__()
        self.unclear = unclear


def most_characters(tokens: int) -> int:
    """How long a text of so many tokens may be before it counts as one that ignores the limit."""
    return CHARS_AT_LEAST + CHARS_A_TOKEN * tokens


def read(
    arriving: Iterator[Arrived],
    url: str,
    max_tokens: int,
    *,
    thoughts: Thoughts,
    most_pieces: int | None = None,
    may_be_empty: bool = False,
) -> Iterator[Piece]:
    """The text of a reply, piece by piece, without thoughts; a mark behind it where it was cut.

    Args:
        arriving: the events of the reply.
        url: the endpoint, for messages.
        max_tokens: the limit that was asked for; a reply that ignores it is left there.
        thoughts: takes the thoughts out.
        most_pieces: pieces after which the text is left; for a model whose own limit has room for thoughts, too.
        may_be_empty: whether no text is a reply, too.

    Raises:
        ModelError: the reply is no text, or not whole for another reason than the limit.
        OnlyThoughtsError: it is all thought, so that more room for it may help.
    """
    finish: str | None = None
    refusal, seen, spoken = "", False, False
    try:
        for one in _within(thoughts.without(arriving), most_characters(max_tokens), most_pieces):
            seen = True
            finish = one.finish or finish
            refusal += one.refusal
            if one.text:
                spoken = spoken or not one.text.isspace()
                # half a surrogate pair cannot be printed
                yield Piece(one.text.encode("utf-8", "replace").decode("utf-8"), one.logprob)
    except OverrunError:
        finish = "length"
    except ThoughtAloudError as error:
        raise failures.MODEL_THINKS_ALOUD(url=url) from error
    ended = (finish or "").casefold()
    # nothing up to the limit is thought that is not shown; and a stop text may have ended what was
    if not spoken and not refusal and (ended in CUT or (thoughts.seen and may_be_empty and ended in _WHOLE)):
        raise OnlyThoughtsError(0 if thoughts.seen else thoughts.unclear)
    if finish is None and not spoken and not refusal:
        raise failures.MODEL_NOT_A_COMPLETION(url=url) if not seen else failures.MODEL_NO_TEXT(url=url)
    ensure_text(finish, refusal, url, spoken=spoken or may_be_empty)
    if finish is None:
        raise failures.MODEL_BROKE_OFF(url=url)
    if ended in CUT:
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
    if ended not in _WHOLE | CUT:
        raise failures.MODEL_ENDED_ODDLY(url=url, finish=" ".join(str(finish).split())[:40])
    if not spoken and ended not in CUT:
        raise failures.MODEL_NO_TEXT(url=url)


def _within(arriving: Iterator[Arrived], most: int, most_pieces: int | None) -> Iterator[Arrived]:
    """The events until their text is longer than ``most`` characters, or comes in more than ``most_pieces``.

    Raises:
        OverrunError: it is.
    """
    pieces = 0
    for one in arriving:
        most -= len(one.text)
        pieces += bool(one.text)
        if most_pieces is not None and pieces > most_pieces:
            raise OverrunError
        yield one
        if most < 0:
            raise OverrunError
