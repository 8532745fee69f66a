"""The judging model of a run: its connection, its identity, its cache and the one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from assistant.errors import AssistantError, ModelConfigError
from assistant.llm import LanguageModel, open_model
from assistant.llm.endpoint import Endpoint
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.errors import JudgeConfigError, JudgeStoppedError
from eval.judges.cache import ReplyCache
from eval.judges.settings import JudgeSettings
from eval.suite.provenance import model_digest
from eval.types import Score

if TYPE_CHECKING:
    from eval.judges.llm import JudgeLLM

T = TypeVar("T")

#: Requests at a time. One slot reads the constant part of a prompt once; two would each pay for it.
_LOCAL = 1
_HOSTED = 4


class Judge:
    """A model that judges. Opening returns at once; the first use waits for the model.

    Args:
        name: as reports show it.
        model: the same model for verdicts of one token.
        settings: the judge's.
        cache: where replies are kept.
        digest: SHA-256 of the model file, None for an endpoint.
    """

    def __init__(
        self,
        name: str,
        model: LanguageModel,
        settings: JudgeSettings,
        cache: ReplyCache | None = None,
        digest: str | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self.settings = settings
        self.cache = cache or ReplyCache(None)
        self.digest = digest
        self._runner = asyncio.Runner()
        self._closed = False

    @property
    def identity(self) -> str:
        """What the replies depend on: the bytes of the model where they are known, else where it is asked."""
        return f"sha256:{self.digest}" if self.digest else self.name

    @property
    def hosted(self) -> bool:
        """Whether passages and answers leave the machine."""
        return self.model.hosted

    @property
    def concurrency(self) -> int:
        """Requests at a time."""
        return self.settings.concurrency or (_HOSTED if self.hosted else _LOCAL)

    @cached_property
    def endpoint(self) -> Endpoint:
        """Where the model listens.

        Raises:
            JudgeConfigError: it is named wrongly, refuses its key, or speaks another protocol.
            JudgeStoppedError: it cannot be reached.
        """
        if not hasattr(self.model, "endpoint"):
            raise JudgeConfigError(
                f"“{self.name}” cannot judge: ragas is asked through an OpenAI-compatible endpoint; "
                "name one with EVAL_JUDGE_LLM."
            )
        try:
            endpoint: Endpoint = self.model.endpoint()
        except AssistantError as error:
            raise as_judge_error(error) from error
        return endpoint

    @cached_property
    def llm(self) -> JudgeLLM:
        """The judge as ragas wants it.

        Raises:
            JudgeConfigError: ragas is not installed, or the model cannot be used.
            JudgeStoppedError: it cannot be reached.
        """
        from eval.judges.ragas_import import import_ragas

        import_ragas()
        from eval.judges.llm import JudgeLLM

        return JudgeLLM(
            self.endpoint, self.settings, identity=self.identity, concurrency=self.concurrency, cache=self.cache
        )

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the one event loop: the connections of the client belong to it."""
        return self._runner.run(work)

    def close(self) -> None:
        """Stop the model and let go of everything. Harmless when repeated."""
        if self._closed:
            return
        self._closed = True
        if "llm" in self.__dict__:
            self.run(self.llm.aclose())
        self._runner.close()
        self.model.close()
        self.cache.close()


def open_judge(settings: Settings, judge: JudgeSettings) -> Judge:
    """The judge of the settings.

    Raises:
        JudgeConfigError: it is named wrongly, or its file cannot be had.
    """
    store = ModelStore(settings.cache_folder)
    changes = {
        "llm": judge.llm,
        "llm_model": judge.model,
        "llm_key": judge.key,
        "llm_threads": judge.threads or settings.llm_threads,
        "llm_context": judge.context,
        "llm_timeout": judge.timeout,
    }
    try:
        model = open_model(settings.model_copy(update=changes), store)
        digest = model_digest(str(store.path(judge.llm)) if judge.llm.startswith("hf:") else judge.llm)
    except AssistantError as error:
        raise as_judge_error(error) from error
    cache = ReplyCache(settings.cache_folder / "judge" if judge.cached else None)
    return Judge(_name(judge), model, judge, cache, digest)


def as_judge_error(error: AssistantError, scores: Mapping[str, Score] | None = None) -> AssistantError:
    """The connection speaks of the answering model's settings; the judge's are named alike.

    ``scores`` are those given before.
    """
    message = str(error).replace("ASSISTANT_LLM_", "EVAL_JUDGE_").replace("ASSISTANT_LLM", "EVAL_JUDGE_LLM")
    sentence = f"The judge cannot be used: {message}"
    if isinstance(error, ModelConfigError) or error.exit_code == JudgeConfigError.exit_code:
        return JudgeConfigError(sentence)
    return JudgeStoppedError(sentence, scores or {})


def _name(judge: JudgeSettings) -> str:
    if not judge.llm.startswith(("http://", "https://")):
        return judge.llm
    place = urlsplit(judge.llm).hostname or judge.llm  # not the whole URL: it may carry a password
    return f"{judge.model or 'the first model'} at {place}"
