"""The judge as ragas wants it, with what ragas leaves to us: forced schemas, a cache that knows the model, an end.

Import it after :func:`~eval.judges.ragas_import.import_ragas`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import instructor
import openai
from instructor.core.exceptions import IncompleteOutputException, InstructorError
from pydantic import BaseModel, ValidationError
from ragas.llms.base import InstructorLLM, InstructorModelArgs

from assistant.llm.endpoint import CONNECT_TIMEOUT, Endpoint
from eval.errors import JudgeConfigError, JudgeReplyError, JudgeStoppedError
from eval.judges.bounded import LONGEST_LOCAL_REASON, LONGEST_REASON, bounded, wrong_verdicts
from eval.judges.cache import ReplyCache, content_key
from eval.judges.settings import JudgeSettings

#: Repeats of a request that a hosted endpoint turned away or lost.
_RETRIES = 2
#: Failed requests in a row after which the judge is taken for dead.
_GIVE_UP_AFTER = 3
_SEED = 7
_AFTER_COMMA, _AFTER_OPENING, _BEFORE_CLOSING = (
    re.compile(pattern) for pattern in (r",\n +", r"(?<=[\[{])\n +", r"\n *(?=[\]}])")
)


class JudgeLLM(InstructorLLM):
    """ragas' structured LLM over one endpoint.

    ``Mode.JSON_SCHEMA`` sends the schema apart from the prompt, so that llama.cpp, vLLM and hosted endpoints
    decode under it; ragas' own ``llm_factory`` hardwires ``Mode.JSON``, which only asks for JSON. ``agenerate`` is
    ours, because ragas' cache key leaves out the model, and its version reports usage.

    Args:
        endpoint: where the model listens.
        settings: the judge's.
        identity: what tells this model from another, for the cache.
        concurrency: requests at a time.
        cache: replies by content.
    """

    def __init__(
        self, endpoint: Endpoint, settings: JudgeSettings, *, identity: str, concurrency: int, cache: ReplyCache
    ) -> None:
        self._transport = _transport(endpoint, settings.timeout)
        seed: dict[str, Any] = {"seed": _SEED} if endpoint.local else {}
        super().__init__(
            client=instructor.from_openai(self._transport, mode=instructor.Mode.JSON_SCHEMA),
            model=endpoint.model,
            provider="openai",
            model_args=InstructorModelArgs(temperature=0.0, top_p=1.0, max_tokens=settings.max_tokens),
            **seed,
        )
        self._endpoint = endpoint
        self._timeout = settings.timeout
        self._identity = identity
        self._replies = cache
        # waiters are served in turn: all first steps of a metric, then all second ones, so that a server with one
        # slot keeps the constant part of the prompt
        self._turns = asyncio.Semaphore(concurrency)
        self._failures = 0
        self._dead = ""

    def bounded(self, model: type[BaseModel], items: int | None = None) -> type[BaseModel]:
        """A reply model with its bounds (:func:`~eval.judges.bounded.bounded`); a judge on this machine is brief."""
        return bounded(model, items, LONGEST_LOCAL_REASON if self._endpoint.local else LONGEST_REASON)

    async def agenerate(self, prompt: str, response_model: type[BaseModel]) -> Any:
        """One reply, parsed.

        Raises:
            JudgeReplyError: this reply is of no use.
            JudgeConfigError: the endpoint refuses key, model or request.
            JudgeStoppedError: the endpoint is gone; so it says at every further call.
        """
        model = self.bounded(response_model)
        prompt = without_layout(prompt)
        parameters = self._map_provider_params()
        key = content_key(model=self._identity, prompt=prompt, schema=model.model_json_schema(), parameters=parameters)
        kept = self._replies.get(key)
        if kept is not None:
            return model.model_validate_json(kept)
        async with self._turns:
            reply = await self._ask(prompt, model, parameters)
        wrong = wrong_verdicts(reply)
        if wrong:
            raise JudgeReplyError(f"the judge gave a verdict that is neither 0 nor 1 ({wrong[0]})")
        self._replies.set(key, json.dumps(reply.model_dump(mode="json"), ensure_ascii=False))
        return reply

    async def averdicts(self, prompt: str, response_model: type[BaseModel], count: int) -> Any:
        """One reply with a verdict on each of so many statements.

        Raises:
            JudgeReplyError: there are not as many; ragas divides by those that it got, which makes the score too good.
            AssistantError: see :meth:`agenerate`.
        """
        reply = await self.agenerate(prompt, self.bounded(response_model, count))
        if len(reply.statements) != count:
            raise JudgeReplyError(f"the judge gave {len(reply.statements)} verdicts on {count} statements")
        return reply

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def _ask(self, prompt: str, model: type[BaseModel], parameters: dict[str, Any]) -> BaseModel:
        if self._dead:
            raise JudgeStoppedError(self._dead, {})
        try:
            reply: BaseModel = await self.client.chat.completions.create(
                model=self.model,
                messages=[{"role": "user", "content": prompt}],
                response_model=model,
                max_retries=0,
                **parameters,
            )
        except (openai.OpenAIError, InstructorError, ValueError) as error:
            # instructor wraps what the client and pydantic raise, differently from version to version
            raise self._translated(error) from error
        self._failures = 0
        return reply

    def _translated(self, error: Exception) -> Exception:
        for one in _causes(error):
            if isinstance(one, openai.APITimeoutError):
                return self._failed(f"the judge sent nothing for {self._timeout:g} s")
            if isinstance(one, openai.APIConnectionError):
                return self._stop(f"The judge at {self._endpoint.url} cannot be reached, or broke off")
            if isinstance(one, openai.APIStatusError):
                return self._refused(one)
            if isinstance(one, IncompleteOutputException):
                return JudgeReplyError("the judge's reply was cut off (EVAL_JUDGE_MAX_TOKENS allows more)")
            if isinstance(one, ValidationError | json.JSONDecodeError):
                return JudgeReplyError("the judge's reply does not fit the schema")
        return JudgeReplyError(f"the judge's reply cannot be read ({' '.join(str(error).split())[:120]})")

    def _refused(self, error: openai.APIStatusError) -> Exception:
        said = " ".join(error.message.split())[:160]
        if error.status_code in (401, 403):
            return JudgeConfigError(
                f"The judge at {self._endpoint.url} refuses the API key; set EVAL_JUDGE_KEY to a valid one."
            )
        if error.status_code == 404:
            return JudgeConfigError(
                f"The judge at {self._endpoint.url} has no model “{self.model}”; name another (EVAL_JUDGE_MODEL)."
            )
        if error.status_code == 429 or error.status_code >= 500:
            return self._failed(f"the judge failed with status {error.status_code} ({said})")
        return JudgeReplyError(f"the judge does not accept the request ({said})")

    def _failed(self, what: str) -> Exception:
        self._failures += 1
        if self._failures >= _GIVE_UP_AFTER:
            return self._stop(f"The judge at {self._endpoint.url} failed {self._failures} times in a row, last: {what}")
        return JudgeReplyError(what)

    def _stop(self, what: str) -> JudgeStoppedError:
        self._dead = f"{what}; check that it runs, and start again: what it replied before is kept."
        return JudgeStoppedError(self._dead, {})


def without_layout(prompt: str) -> str:
    r"""The prompt with each JSON value in one line.

    ragas indents its examples, which is more to read and shows the model a layout to imitate. Inside of a JSON text
    a line break is written ``\n``, so no text changes.
    """
    return _BEFORE_CLOSING.sub("", _AFTER_OPENING.sub("", _AFTER_COMMA.sub(", ", prompt)))


def _transport(endpoint: Endpoint, timeout: float) -> openai.AsyncOpenAI:
    import httpx

    waiting = httpx.Timeout(timeout, connect=CONNECT_TIMEOUT)
    return openai.AsyncOpenAI(
        base_url=endpoint.url,
        api_key=endpoint.key,
        timeout=waiting,
        max_retries=0 if endpoint.local else _RETRIES,
        # proxies of the environment do not apply on this machine
        http_client=httpx.AsyncClient(timeout=waiting, trust_env=not endpoint.local),
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
