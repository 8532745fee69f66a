"""From the setting `llm` to a model."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from assistant import failures
from assistant.cores import usable_cores
from assistant.llm.base import LanguageModel, Message, Traits
from assistant.llm.connecting import connect
from assistant.llm.embedded import open_embedded
from assistant.llm.endpoint import is_local, shown
from assistant.llm.engines import Trials, described, found
from assistant.llm.gguf import header_of
from assistant.llm.native_build import Progress, build
from assistant.llm.openai_like import OpenAILikeModel
from assistant.models import ModelStore
from assistant.prompts import load_prompt
from assistant.settings import Settings

_OPENAI = "https://api.openai.com/v1"
_OLLAMA = "http://127.0.0.1:11434"
#: Sent where no key is needed; some servers insist on the header.
_NO_KEY = "none"


def open_model(settings: Settings, store: ModelStore) -> LanguageModel:
    """The language model of the settings. Returns while it still loads or connects; first use waits.

    Raises:
        ModelConfigError: the name is malformed, a key is missing, or the file is no model.
        ModelStoreError: the model file cannot be had.
    """
    name = settings.llm
    if not name or not isinstance(name, str):  # a copy of settings is not validated: a program may have sent null
        raise failures.MODEL_UNNAMED()
    kind, separator, rest = name.partition(":")
    if name.startswith(("http://", "https://")):
        return _remote(settings, _base_url(name), _key(settings, _belongs_to_openai(name)), settings.llm_model)
    if separator and kind in ("openai", "ollama", "anthropic"):
        if not rest:
            raise failures.MODEL_NAME_MISSING(name=name, kind=kind)
        if kind == "ollama":
            url = _base_url(_with_scheme(os.environ.get("OLLAMA_HOST") or _OLLAMA))
            return _remote(settings, url, _key(settings), rest)
        if kind == "openai":
            return _remote(settings, _OPENAI, _required_key(settings, "OPENAI_API_KEY", "OpenAI"), rest)
        from assistant.llm.anthropic import AnthropicModel

        return AnthropicModel(
            rest,
            key=_required_key(settings, "ANTHROPIC_API_KEY", "Anthropic"),
            timeout=settings.llm_timeout,
            cache=settings.cache_folder,
            thinking=settings.llm_thinking,
        )
    if separator and kind != "hf" and not Path(name).exists():
        raise failures.MODEL_KIND_UNKNOWN(name=name)
    path = store.path(name)
    if path.is_dir():
        raise failures.MODEL_IS_FOLDER(path=path)
    return open_embedded(
        name if path.stem not in name else path.stem,
        path,
        context_tokens=settings.llm_context,
        timeout=settings.llm_timeout,
        cache=settings.cache_folder,
        threads=settings.llm_threads,
        engine=settings.engine,
        beginning=_beginning(),
        thinking=settings.llm_thinking,
    )


def traits_of(settings: Settings, store: ModelStore) -> Traits | None:
    """What is known of the model of the settings before it is there: nothing is loaded, fetched or asked.

    Args:
        settings: name the model.
        store: finds its file.

    Returns:
        None for an endpoint, and for a file that is not on this disk and of which the manifest tells nothing.
    """
    spec = store.specification(settings.llm)
    path = _model_file(settings, store)
    header = header_of(path) if path else None
    parameters = (header.parameters if header else None) or (spec.parameters if spec else None)
    trained = (header.context_tokens if header else None) or (spec.context_tokens if spec else None)
    if parameters is None and trained is None:
        return None
    window = min(settings.llm_context, trained or settings.llm_context)
    where = f"the header of {path.name}" if header and path else "the model store's manifest"
    known = f"{parameters:.3g} billion parameters" if parameters else "no number of parameters"
    return Traits(parameters, window, True, True, False, f"{where} tells {known}, and its window is {window:,} tokens")


def engine_of(settings: Settings, store: ModelStore, *, places: bool = True) -> str | None:
    """What runs the model of the settings, and why, in words; None for one that is not embedded, or not on this disk.

    Args:
        settings: name the model.
        store: finds its file.
        places: say where the program lies.

    Raises:
        ModelConfigError: the setting ``engine`` names a program that does not exist.
    """
    path = _model_file(settings, store)
    if path is None:
        return None
    return described(settings.engine, settings.cache_folder, path, _threads(settings), places=places)


def build_engine(settings: Settings, store: ModelStore, progress: Progress | None = None) -> str | None:
    """Build an engine for this processor, and try it where the model of the settings is on this disk.

    Returns:
        What :func:`engine_of` says now.

    Raises:
        ModelConfigError: it cannot be built.
        ModelStoreError: the model cache is full or cannot be written.
    """
    build(settings.cache_folder, usable_cores(), progress)
    path = _model_file(settings, store)
    if settings.engine == "auto" and path:
        _try_engines(settings, store)
        if _died_of_an_instruction(settings, path):  # the processor's flags promise what the system forbids
            build(settings.cache_folder, usable_cores(), progress, amx=False)
            _try_engines(settings, store)
    return engine_of(settings, store)


def _model_file(settings: Settings, store: ModelStore) -> Path | None:
    """The embedded model's file, None where it is not on this disk."""
    # looked up, not asked of the store, which would fetch what is damaged
    place = next((entry.path for entry in store.entries() if entry.name == settings.llm), None) or store.hub_file(
        settings.llm
    )
    path = Path(place) if place else Path(settings.llm).expanduser().resolve()
    return path if path.is_file() else None


def _threads(settings: Settings) -> int:
    return settings.llm_threads or usable_cores()


def _try_engines(settings: Settings, store: ModelStore) -> None:
    model = open_model(settings, store)
    try:
        _ = model.context_tokens  # waits until it is loaded
    finally:
        model.close()


def _died_of_an_instruction(settings: Settings, path: Path) -> bool:
    native = found(settings.cache_folder)
    trial = Trials(settings.cache_folder, path, _threads(settings)).known(native) if native else None
    return trial is not None and "SIGILL" in trial.reason


def _beginning() -> list[Message]:
    """What all prompts about evidence begin with (``generation.py``)."""
    prompt = load_prompt("small/answer", frozenset({"sources", "question"}))
    return [Message("system", prompt.system), Message("user", prompt.before("sources"))]


def _remote(settings: Settings, url: str, key: str, model: str | None) -> LanguageModel:
    name = f"{model} at {urlsplit(shown(url)).netloc}" if model else shown(settings.llm)
    window = settings.llm_context if "llm_context" in settings.model_fields_set else None
    return OpenAILikeModel(
        name,
        lambda: connect(settings.llm, url, key, model, window),
        # Ollama passes the models of its cloud on under names of their own
        hosted=not is_local(url)
        or (settings.llm.startswith("ollama:") and settings.llm.endswith(("-cloud", ":cloud"))),
        timeout=settings.llm_timeout,
        cache=settings.cache_folder,
        thinking=settings.llm_thinking,
    )


def _base_url(url: str) -> str:
    """Without a trailing slash, with the usual /v1 where no path is given."""
    url = url.rstrip("/")
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and url.isprintable() and " " not in url
    except ValueError:  # a bracket that is not closed, a port that is no number
        usable = False
    if not usable:
        raise failures.MODEL_URL(url=shown(url))
    return url if parts.path else f"{url}/v1"


def _with_scheme(host: str) -> str:
    """OLLAMA_HOST may be a bare host and port, and 0.0.0.0 there means “listen everywhere”."""
    url = host if "://" in host else f"http://{host}"
    url = url.replace("//0.0.0.0", "//127.0.0.1")
    return url if urlsplit(url).port or url.startswith("https") else f"{url.rstrip('/')}:11434"


def _belongs_to_openai(url: str) -> bool:
    """OPENAI_API_KEY goes to OpenAI and to nobody else."""
    return urlsplit(url).hostname == urlsplit(_OPENAI).hostname


def _key(settings: Settings, openai: bool = False) -> str:
    if settings.llm_key is not None:
        return _sendable(settings.llm_key.get_secret_value())
    return _sendable((os.environ.get("OPENAI_API_KEY") if openai else None) or _NO_KEY)


def _required_key(settings: Settings, variable: str, company: str) -> str:
    key = settings.llm_key.get_secret_value() if settings.llm_key else os.environ.get(variable)
    if not key:
        raise failures.MODEL_KEY_MISSING(company=company, variable=variable)
    return _sendable(key)


def _sendable(key: str) -> str:
    """A key travels in a header, which takes neither line breaks nor letters beyond ASCII."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise failures.MODEL_KEY_MALFORMED()
    return key
