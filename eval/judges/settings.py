"""Which model judges: pinned apart from the model that answers, so that a new answering model keeps its judge."""

from __future__ import annotations

import difflib
import os
from typing import Any

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

#: Not ``ASSISTANT_``: the assistant refuses variables of its own prefix that it does not know.
JUDGE_PREFIX = "EVAL_JUDGE_"


class JudgeSettings(BaseSettings):
    """Settings of the judge (``EVAL_JUDGE_*``). Build it with :func:`load_judge_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=JUDGE_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
    )

    url: str | None = Field(
        None, pattern="^https?://", description="An OpenAI-compatible endpoint that judges; stands for `llm`."
    )
    llm: str = Field(
        "qwen2.5-coder-1.5b",
        min_length=1,
        description=(
            "The judging model, written as the setting `llm` of the assistant: a name of the model store, a .gguf "
            "file, `hf:OWNER/REPO/FILE.gguf`, an OpenAI-compatible URL, `ollama:NAME` or `openai:NAME`."
        ),
    )
    model: str | None = Field(None, description="Model name to ask for when `llm` is a URL.")
    key: SecretStr | None = Field(None, description="API key of the judge; default: OPENAI_API_KEY where it fits.")
    threads: int | None = Field(None, ge=1, le=256, description="Threads of an embedded judge.")
    context: int = Field(8192, ge=2048, le=131_072, description="Context window of an embedded judge, in tokens.")
    max_tokens: int = Field(1024, ge=256, le=32_768, description="Longest reply of the judge, in tokens.")
    timeout: float = Field(300.0, gt=0, le=3600, description="Seconds to wait for one reply of the judge.")
    concurrency: int | None = Field(
        None, ge=1, le=64, description="Requests at a time; default: 1 on this machine, 4 to a hosted judge."
    )
    cached: bool = Field(True, description="Keep replies on disk, so that a second run pays only for what changed.")

    @model_validator(mode="before")
    @classmethod
    def _url_is_the_model(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {**given, "llm": given["url"]} if given.get("url") else given


def load_judge_settings(**overrides: Any) -> JudgeSettings:
    """Read the judge's settings from arguments and environment.

    Raises:
        SettingsError: a name is unknown (with the nearest known one) or a value is out of bounds.
    """
    for name in os.environ:
        field = name.removeprefix(JUDGE_PREFIX).lower()
        if name.startswith(JUDGE_PREFIX) and field not in JudgeSettings.model_fields:
            close = difflib.get_close_matches(field, JudgeSettings.model_fields, n=1)
            nearest = f" (did you mean {JUDGE_PREFIX}{close[0].upper()}?)" if close else ""
            raise SettingsError(f"The environment variable {name} is no setting of the judge{nearest}; docs/judges.md.")
    try:
        return JudgeSettings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {JUDGE_PREFIX}{name.upper()} is wrong: {first['msg']} (got {first['input']!r})."
        ) from error
