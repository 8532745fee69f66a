"""Every knob, described, bounded and refused when misspelt.

Values come, strongest first, from keyword arguments, the environment (``ASSISTANT_*``) and
``assistant.toml`` in the working directory. The object builds nothing and fetches nothing.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant import failures
from assistant.errors import SettingsError

ENV_PREFIX = "ASSISTANT_"
CONFIG_FILE = "assistant.toml"
SECRETS = ("llm_key", "auth")


class Settings(BaseSettings):
    """The effective settings of one ``Assistant``. Build it with :func:`load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_ignore_empty=True,
        toml_file=CONFIG_FILE,
        extra="forbid",
        frozen=True,
        validate_default=True,
    )

    cache: Path = Field(Path("~/.cache/assistant"), description="Folder for model files (may hold several GB).")
    index: Path = Field(Path("assistant-index"), description="Index folder that the command line and page use.")
    chroma_url: str | None = Field(
        None, description="URL of a Chroma server that holds the vectors instead of the index folder."
    )

    # --- language model -------------------------------------------------------------------
    llm: str = Field(
        "qwen2.5-coder-1.5b",
        min_length=1,
        description=(
            "Language model: a name of the model store (`assistant models`), a path to a .gguf file, "
            "`hf:OWNER/REPO/FILE.gguf`, an OpenAI-compatible URL (`http://localhost:8000/v1`), "
            "`ollama:NAME`, `openai:NAME` or `anthropic:NAME`."
        ),
    )
    llm_model: str | None = Field(
        None, description="Model name to ask for when `llm` is a URL; default: the first it lists."
    )
    llm_key: SecretStr | None = Field(
        None, description="API key; default: OPENAI_API_KEY or ANTHROPIC_API_KEY, as fits `llm`."
    )
    engine: str = Field(
        "auto",
        min_length=1,
        description=(
            "What runs the embedded model: `portable` (xllamacpp), `llama-server` or the path of one, or `auto`: a "
            "`llama-server` on the PATH where a trial, once a machine, finds it faster."
        ),
    )
    llm_threads: int | None = Field(
        None, ge=1, le=256, description="Threads of the embedded model; default: physical cores, at most 8."
    )
    llm_context: int = Field(
        4096,
        ge=512,
        le=1_048_576,
        description="Context window of the embedded model in tokens, and of an endpoint that does not tell its own.",
    )
    llm_max_tokens: int | None = Field(
        None, ge=16, le=32_768, description="Longest answer the model may write, in tokens; default: the profile's."
    )
    llm_thinking: Literal["off", "low", "medium", "high"] = Field(
        "off", description="How much a model that can think first may think; `off` is the least that it can do with."
    )
    profile: Literal["auto", "small", "medium", "large"] = Field(
        "auto",
        description=(
            "How the model is used: `small` (up to some 3 billion parameters), `medium`, `large`, or `auto`: by what "
            "is known of it."
        ),
    )
    llm_timeout: float = Field(
        120.0,
        gt=0,
        le=3600,
        description="Seconds to wait for the next piece of a model's reply; a whole reply may take ten times as long.",
    )

    # --- passages and embedding -----------------------------------------------------------
    embedding_model: str = Field(
        "all-MiniLM-L6-v2",
        min_length=1,
        description="Embedding model: a name of the model store, a folder, or `hf:OWNER/REPO`.",
    )
    embedding_backend: Literal["onnx", "torch"] = Field(
        "onnx",
        description="`onnx` runs an export of the same weights (starts 15 times faster), `torch` the original.",
    )
    passage_tokens: int = Field(
        256, ge=32, le=8192, description="Longest passage in tokens of the embedding model, title included."
    )
    passage_overlap: int = Field(
        32, ge=0, le=512, description="Tokens of whole sentences that neighbouring passages share."
    )

    # --- articles -------------------------------------------------------------------------
    max_article_mb: float = Field(
        20.0, gt=0, le=1024, description="Largest input file, in megabytes; larger ones are refused."
    )
    url_timeout: float = Field(20.0, gt=0, le=600, description="Seconds to wait for a URL in all.")
    allow_private_urls: bool = Field(False, description="Also fetch articles from private and loopback addresses.")

    # --- retrieval ------------------------------------------------------------------------
    passages: int = Field(
        10, ge=1, le=100, description="Passages retrieved for a question, at least; a model that reads much gets more."
    )
    candidates: int = Field(100, ge=10, le=2000, description="Passages that each leg contributes before fusion.")
    dense_weight: float = Field(
        0.5, ge=0, le=1, description="Weight of the embedding leg; the lexical leg has the rest."
    )
    reranker: str | None = Field(
        None, description="Cross-encoder for reranking (a folder or `hf:OWNER/REPO`); default: none."
    )

    # --- evidence, gate, grounding --------------------------------------------------------
    first_evidence_tokens: int | None = Field(
        None,
        ge=50,
        le=30_000,
        description="Tokens of evidence that the model reads first, more only if need be; default: the profile's.",
    )
    evidence_tokens: int | None = Field(
        None, ge=50, le=30_000, description="Most tokens of evidence put before the model; default: the profile's."
    )
    strictness: Literal["strict", "balanced", "open"] = Field(
        "balanced", description="How sure the gate must be that the articles answer the question."
    )
    unsupported: Literal["drop", "mark"] = Field(
        "drop", description="Drop statements without support, or keep and mark them."
    )
    checker: str = Field(
        "auto",
        min_length=1,
        description=(
            "What checks the statements beside the rules: `auto` (the language model itself, in the way that it can), "
            "`rules` (nothing), or a cross-encoder for entailment or fact checking (a folder or `hf:OWNER/REPO`)."
        ),
    )
    max_question_chars: int = Field(2000, ge=10, le=100_000, description="Longest question, in characters.")

    # --- page -----------------------------------------------------------------------------
    auth: SecretStr | None = Field(
        None, description="`user:password` for the page; demanded when it binds beyond loopback."
    )
    hosts: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9.:_\-\[\]]+(\s*,\s*[A-Za-z0-9.:_\-\[\]]+)*$",
        description="Names, beside localhost, under which browsers reach the page: `news.example.org, 192.168.1.5`.",
    )
    max_uploads: int = Field(50, ge=1, le=1000, description="Files that one upload on the page may hold.")
    max_upload_mb: float = Field(
        100.0, gt=0, le=10_240, description="Largest upload on the page, all its files together, in megabytes."
    )
    max_conversation_mb: float = Field(
        2.0, ge=0.1, le=100, description="Longest conversation on the page, with its sources, in megabytes."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Keyword arguments, then the environment, then ``assistant.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def host_names(self) -> tuple[str, ...]:
        """The names in ``hosts``; a port after one is left out, as any is answered to."""
        names = [name.strip().lower() for name in (self.hosts or "").split(",")]
        return tuple(name.partition(":")[0] if name.count(":") == 1 else name for name in names if name)

    @property
    def cache_folder(self) -> Path:
        """The model cache with ``~`` resolved."""
        return self.cache.expanduser()

    def masked(self) -> dict[str, Any]:
        """Plain JSON types with secrets shown as ``**********``."""
        values: dict[str, Any] = json.loads(self.model_dump_json())
        return values

    def fingerprint(self) -> str:
        """A short hash of all values but secrets and places, to compare runs by."""
        values = self.masked()
        page = ("hosts", "max_uploads", "max_upload_mb", "max_conversation_mb")
        for name in (*SECRETS, *page, "cache", "index", "llm_timeout", "llm_threads", "engine"):
            values.pop(name)
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from arguments, environment and ``assistant.toml``.

    Raises:
        SettingsError: a name is unknown (with the nearest known one) or a value is out of bounds.
    """
    _refuse_unknown_environment(os.environ)
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise _told(error) from error
    except tomllib.TOMLDecodeError as error:
        raise failures.SETTINGS_FILE_MALFORMED(file=CONFIG_FILE, reason=error) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise failures.SETTINGS_FILE_UNREADABLE(file=CONFIG_FILE, reason=reason) from error


def _refuse_unknown_environment(environment: Mapping[str, str]) -> None:
    """pydantic-settings ignores unknown variables, so a typo would silently do nothing."""
    for name in environment:
        if name.startswith(ENV_PREFIX) and name[len(ENV_PREFIX) :].lower() not in Settings.model_fields:
            nearest = _nearest(name[len(ENV_PREFIX) :], upper=True)
            raise failures.SETTING_ENVIRONMENT_UNKNOWN(name=name, nearest=nearest)


def _nearest(name: str, *, upper: bool = False) -> str:
    close = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1)
    if not close:
        return ""
    return f" (did you mean {ENV_PREFIX + close[0].upper() if upper else close[0]}?)"


def _told(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return failures.SETTING_UNKNOWN(name=name, nearest=_nearest(name))
    if first["loc"] and first["loc"][0] in SECRETS:  # a key of the wrong type is a key all the same
        return failures.SETTING_SECRET_WRONG(name=name, problem=first["msg"])
    return failures.SETTING_WRONG(name=name, problem=first["msg"], given=repr(first["input"]))
