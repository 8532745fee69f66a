"""One client for every OpenAI-compatible endpoint: the ``openai`` SDK."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.errors import ModelReplyError
from assistant.llm.accepting import Accepted, accepted
from assistant.llm.base import Message, Piece, Traits, is_cut
from assistant.llm.endpoint import CONNECT_TIMEOUT, Endpoint, client, shown
from assistant.llm.failures import sdk_translated
from assistant.llm.habits import Habits, Learnt
from assistant.llm.neutral import neutral
from assistant.llm.probabilities import candidates_of, yes_probability
from assistant.llm.reading import most_characters, read
from assistant.llm.replies import Replies
from assistant.llm.request import Thinking, Wanted, arguments, most_likely, most_room, parameters, room_for_thoughts
from assistant.llm.room import with_room
from assistant.llm.sdk_replies import events, whole
from assistant.llm.structure import obeying
from assistant.llm.thoughts import Thoughts, begins_with_thoughts


class OpenAILikeModel:
    """A :class:`~assistant.llm.LanguageModel` behind an OpenAI-compatible endpoint.

    Connecting and importing the client (2 s) run in the background from construction on, so that retrieval goes on
    meanwhile; the first use waits for both. What fails there is raised at each use.

    Args:
        name: what an answer reports as its model.
        connect: gives the endpoint; called once, in the background.
        hosted: whether the endpoint is on another machine.
        timeout: seconds to wait for the next piece of a reply.
        release: called by :meth:`close`.
        cache: the model cache, which keeps what is learnt of the endpoint; None keeps it in the process.
        thinking: how much a model that can think may think.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Endpoint],
        *,
        hosted: bool,
        timeout: float,
        release: Callable[[], None] = lambda: None,
        cache: Path | None = None,
        thinking: Thinking = "off",
    ) -> None:
        self.name = name
        self.hosted = hosted
        self._timeout = timeout
        self._release = release
        self._cache = cache
        self._thinking = thinking
        self._lock = threading.Lock()
        self._replies = Replies()
        self._sdk_client: Any = None
        self._http: Any = None
        self._learnt_here: Learnt | None = None
        self._closed = threading.Event()
        with_threads = ThreadPoolExecutor(2, thread_name_prefix="language-model")
        self._endpoint = with_threads.submit(connect)
        self._library = with_threads.submit(_import_library)
        with_threads.shutdown(wait=False)

    @property
    def ready(self) -> bool:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._endpoint.done() and self._library.done()

    @property
    def context_tokens(self) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        told = self._connected().context_tokens
        return min(told, self._learnt.habits.window or told)

    @property
    def traits(self) -> Traits:
        """See :class:`~assistant.llm.LanguageModel`."""
        endpoint, habits = self._connected(), self._learnt.habits
        window = f"its window is {self.context_tokens:,} tokens ({endpoint.reason or 'as it was set'})"
        return Traits(
            endpoint.parameters,
            self.context_tokens,
            False if "logprobs" in habits.refused else habits.logprobs,
            False if "json_schema" in habits.refused else habits.structured,
            self.hosted,
            f"{endpoint.server or 'the endpoint'} tells {_billions(endpoint.parameters)}, and {window}",
        )

    def endpoint(self) -> Endpoint:
        """Where the model listens, for another client of the same protocol. Waits for the model.

        Raises:
            ModelError: the model cannot be used.
        """
        return self._connected()

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        endpoint = self._connected()
        with self._lock:
            if self._http is None:
                self._http = endpoint.http()
        with self._translated(endpoint):
            return endpoint.count_tokens(self._http, neutral(messages))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`."""
        wanted = Wanted(neutral(messages), max_tokens, tuple(stop), grammar, logprobs="written")
        return self._reply(wanted)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """See :class:`~assistant.llm.LanguageModel`.

        None without a request where the endpoint is known to give no probabilities, or the model to think first.
        """
        endpoint = self._connected()
        if not self._gives_probabilities():
            return None
        wanted = Wanted(neutral(messages), 1, logprobs="likeliest", stream=False)
        url = shown(endpoint.url)
        with self._translated(endpoint):
            asked = self._asked(endpoint, wanted, unless=frozenset(("logprobs", "top_logprobs")))
            if asked is None:
                return None
            reply = whole(asked.response, url)
            # a reply that thinks first has said nothing yet: one token was asked for
            reply.ensure_text(url)
        candidates = candidates_of(reply.choice)
        probability = yes_probability(candidates, yes, no)
        if reply.thought or begins_with_thoughts(reply.text):
            self._learnt.learn(thinks=True, quieted=True)
            return None
        if probability is not None:
            self._learnt.learn(logprobs=True, thinks=False)
        elif not any(token.strip() for token, _ in candidates):
            self._learnt.learn(logprobs=False)
        return probability

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        wanted = Wanted(neutral(messages), max_tokens, schema=schema, name=name)
        for _ in range(2):
            try:
                pieces = list(self._reply(wanted))
            except ModelReplyError:
                return None
            text, form = "".join(pieces), self._form()
            found = obeying(text, schema)
            if found is not None and form == "json_schema":
                self._learnt.learn(structured=True)
            if found is not None or form is None or "{" in text or any(map(is_cut, pieces)):
                return found
            # prose: the endpoint takes a schema and does nothing with it, so that the model must be told in words
            self._learnt.learn(refused=("json_schema", "json_object"), structured=False)
        return None

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
        self._replies.close_all()
        self._release()  # first: a model that is still loading need not be waited for
        for opened in (self._http, self._sdk_client):
            if opened is not None:
                opened.close()

    def _reply(self, wanted: Wanted) -> Generator[Piece]:
        """The text of a reply; where it was all thought, it is asked for again with room for that."""
        endpoint = self._connected()
        rooms = dict.fromkeys((room_for_thoughts(self._learnt.habits, self._thinking), most_room(self._thinking)))

        def thought() -> None:
            self._learnt.learn(thinks=True, quieted=True)

        with self._translated(endpoint):
            yield from with_room(wanted, [*rooms], partial(self._read, endpoint), thought, shown(endpoint.url))

    def _read(self, endpoint: Endpoint, wanted: Wanted, cut_before: int | None) -> Generator[Piece]:
        url = shown(endpoint.url)
        with self._replies.catching() as caught:
            asked = self._asked(endpoint, wanted)
        assert asked is not None
        habits = self._learnt.habits
        thoughts = Thoughts(
            most_characters(wanted.max_tokens + wanted.room),
            held=habits.thinks is None and not endpoint.separates,
            unmarked=habits.unmarked,
            cut_before=cut_before,
        )
        try:
            yield from read(
                events(asked.response, url, streamed="stream" in asked.fields),
                url,
                wanted.max_tokens,
                thoughts=thoughts,
                most_pieces=wanted.max_tokens if wanted.room else None,
                may_be_empty=bool(wanted.stop),
            )
        except ModelReplyError:
            self._seen(thoughts)
            raise
        else:
            self._seen(thoughts)
        finally:
            self._replies.give_up(caught)

    def _seen(self, thoughts: Thoughts) -> None:
        """Learn from a reply that was read to its end."""
        habits = self._learnt.habits
        unmarked, quieted = habits.unmarked or thoughts.unmarked, habits.quieted or thoughts.seen
        if (habits.thinks, habits.unmarked, habits.quieted) != (thoughts.seen, unmarked, quieted):
            self._learnt.learn(thinks=thoughts.seen, unmarked=unmarked, quieted=quieted)

    def _asked(
        self, endpoint: Endpoint, wanted: Wanted, *, unless: frozenset[str] = frozenset()
    ) -> Accepted[Any] | None:
        """The response to a request, in the form that the endpoint takes; None where it refuses one of ``unless``."""
        import openai

        completions = self._client(endpoint).chat.completions.with_raw_response

        def fields(habits: Habits) -> dict[str, Any]:
            return parameters(wanted, endpoint, habits, self._thinking)

        return accepted(
            lambda asked: completions.create(**arguments(asked)),
            fields,
            self._learnt,
            sdk=openai,
            hosted=not endpoint.local,
            closed=self._closed,
            unless=unless,
        )

    def _gives_probabilities(self) -> bool:
        habits = self._learnt.habits
        refused = "logprobs" in habits.refused or most_likely(habits.refused) is None
        return not (refused or habits.logprobs is False or habits.thinks)

    def _form(self) -> str | None:
        """How a schema is asked for; None where it is told in words."""
        refused = self._learnt.habits.refused
        return next((form for form in ("json_schema", "json_object") if form not in refused), None)

    @property
    def _learnt(self) -> Learnt:
        endpoint = self._connected()
        with self._lock:
            if self._learnt_here is None:
                told = Habits(thinks=False) if endpoint.separates and not endpoint.template else None
                self._learnt_here = Learnt(self._cache, shown(endpoint.url), endpoint.model, told)
            return self._learnt_here

    def _connected(self) -> Endpoint:
        if self._closed.is_set():
            raise failures.MODEL_CLOSED()
        return self._endpoint.result()

    def _client(self, endpoint: Endpoint) -> Any:
        library = self._library.result()
        with self._lock:
            if self._closed.is_set():
                raise failures.MODEL_CLOSED()
            if self._sdk_client is None:
                self._sdk_client = library(endpoint, self._timeout, self._replies)
            return self._sdk_client

    @contextmanager
    def _translated(self, endpoint: Endpoint) -> Iterator[None]:
        self._library.result()
        import openai

        with sdk_translated(openai, self.name, shown(endpoint.url), endpoint.model, self._timeout):
            yield


def _import_library() -> Callable[[Endpoint, float, Replies], Any]:
    """Imports the client; returns what builds one."""
    import httpx
    import openai
    import openai.resources.chat.completions  # what a first request would import

    def build(endpoint: Endpoint, timeout: float, replies: Replies) -> Any:
        # an HTTP client of ours: bounds on replies, no proxies on this machine, a timeout of its own for connecting
        http = client(endpoint.url, endpoint.key, timeout)
        http.event_hooks["response"].append(replies.arrived)
        return openai.OpenAI(
            base_url=endpoint.url,
            api_key=endpoint.key,
            timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT),
            max_retries=0,
            http_client=http,
        )

    return build


def _billions(parameters: float | None) -> str:
    return f"{parameters:.3g} billion parameters" if parameters else "no number of parameters"
