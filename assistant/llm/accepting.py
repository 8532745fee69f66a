"""A request is sent in the forms that an endpoint may take, until it takes one; what it refused is learnt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from assistant.llm.habits import Habits, Learnt
from assistant.llm.refusals import is_quota, refused_forms, window_in
from assistant.llm.retrying import patiently

T = TypeVar("T")

#: Repeats with something left out; more than a request has fields that could be.
_MOST_FORMS = 12


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T]):
    """A response, and the fields of the request that it answers."""

    response: T
    fields: Mapping[str, Any]


def accepted(
    send: Callable[[Mapping[str, Any]], T],
    fields: Callable[[Habits], dict[str, Any]],
    learnt: Learnt,
    *,
    sdk: Any,
    hosted: bool,
    closed: threading.Event,
    unless: frozenset[str] = frozenset(),
) -> Accepted[T] | None:
    """Send a request, and again without what is refused of it.

    Args:
        send: sends a request with such fields.
        fields: the request in the form that fits given habits.
        learnt: what is known of the model, and learns from this.
        sdk: the module of the client, for its errors.
        hosted: whether the endpoint is on another machine.
        closed: set when the model is closed.
        unless: fields without which the request has no use.

    Returns:
        None where one of ``unless`` is refused.

    Raises:
        Exception: of the client, for a refusal that is about something else.
    """
    habits = learnt.habits
    for attempt in range(_MOST_FORMS):
        asked = fields(habits)
        try:
            response = patiently(
                lambda asked=asked: send(asked),  # type: ignore[misc]
                hosted=hosted,
                closed=closed,
                lost=sdk.APIConnectionError,
                hopeless=lambda error: is_quota(f"{error.message} {error.body}"),
            )
        except sdk.APIStatusError as error:
            more = refused_forms(error.status_code, error.body, asked) - habits.refused
            if unless & {_field(form) for form in more} and not _has_another_form(more, asked, fields, habits):
                # what was left out before did help: the endpoint went on to its next refusal
                learnt.learn(refused=habits.refused | {form for form in more if _field(form) in unless})
                return None
            if not more or attempt == _MOST_FORMS - 1:
                if window := window_in(str(error.message)):
                    learnt.learn(window=window)
                raise
            habits = replace(habits, refused=habits.refused | more)
        else:
            if new := habits.refused - learnt.habits.refused:
                learnt.learn(refused=new)
            return Accepted(response, asked)
    raise AssertionError("the last form either was accepted or raised")


def _has_another_form(
    more: frozenset[str], asked: Mapping[str, Any], fields: Callable[[Habits], dict[str, Any]], habits: Habits
) -> bool:
    """Whether each refused field is still sent, in another form."""
    after = fields(replace(habits, refused=habits.refused | more))
    return all(name in after and after[name] != asked.get(name) for name in map(_field, more))


def _field(form: str) -> str:
    return form.partition("=")[0]
