"""Which program reads a model file here: the portable engine, which is always there, or a faster one of this machine.

The wheel of xllamacpp is built for any processor of the last ten years. A ``llama-server`` on the PATH may be built
for this very one, and one that :mod:`assistant.llm.native_build` made is. Whether it is faster is not read off the
processor's flags, which promise what the system may forbid, but tried once per machine, program and model, in a
process of its own, and kept in the model cache.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from assistant import failures
from assistant.llm.base import Message
from assistant.llm.endpoint import Endpoint
from assistant.llm.native_build import built
from assistant.models.files import read_record, write_record

NATIVE = "llama-server"
#: File of the model cache with what was tried.
TRIALS = "engines.json"
#: What is read and written in a trial; a question reads some 260 tokens and writes 30.
TRIAL_WORDS = 30  # invented ones, of some five tokens each
TRIAL_TOKENS = 12
#: Seconds for one reply of a trial; an engine that takes longer hangs, or is not worth it.
TRIAL_TIMEOUT = 120.0
#: A trial is noisy; an engine that is no faster than this is not worth another program.
WORTH_IT = 1.1


@dataclass(frozen=True, slots=True)
class Engine:
    """``program`` is the path of a ``llama-server``; None is the portable engine."""

    program: str | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{NATIVE} ({self.program})" if self.program else "the portable engine"

    @property
    def kind(self) -> str:
        """The same without where it lies, which is nobody's business on a page."""
        return NATIVE if self.program else self.name


PORTABLE = Engine()


@dataclass(frozen=True, slots=True)
class Trial:
    """Seconds that an engine took for a trial, or why it could not be tried."""

    seconds: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine to take, and why, in words; ``detail`` is what one that cannot be used said."""

    engine: Engine
    reason: str
    detail: str = ""


def named(setting: str, cache: Path | None = None) -> Engine | None:
    """The engine of the setting ``engine``; None leaves the choice to a trial.

    Args:
        setting: "auto", "portable", "llama-server", or the path of one.
        cache: the model cache, which may hold one that was built.

    Raises:
        ModelConfigError: there is no such program.
    """
    if setting == "auto":
        return None
    if setting == "portable":
        return PORTABLE
    engine = found(cache, setting)
    if engine is None:
        raise failures.ENGINE_MISSING(name=setting)
    return engine


def found(cache: Path | None, program: str = NATIVE) -> Engine | None:
    """A ``llama-server`` that was built for this machine, or a program on the PATH, or of that path."""
    path = (built(cache) if cache and program == NATIVE else None) or shutil.which(program)
    return Engine(str(path)) if path else None


def described(setting: str, folder: Path, model: Path, threads: int, *, places: bool = True) -> str:
    """What reads the model file with this setting, and why, in words; without ``places``, no path of this machine.

    Raises:
        ModelConfigError: there is no such program.
    """
    engine = named(setting, folder)
    if engine is not None:
        return f"{engine.name if places else engine.kind}, as ASSISTANT_ENGINE says"
    native = found(folder)
    if native is None:
        return f"{PORTABLE.name}; no {NATIVE} is on the PATH, and none was built (assistant engine build)"
    choice = Trials(folder, model, threads).choice(native)
    if choice is None:
        name = native.name if places else native.kind
        return f"{name} or {PORTABLE.name}: the next start tries which of them is faster here"
    if not places:
        return f"{choice.engine.kind}: {choice.reason}"
    return f"{choice.engine.name}: {choice.reason}" + (f" ({choice.detail})" if choice.detail else "")


class Trials:
    """What was tried on this machine with one model.

    Args:
        folder: the model cache.
        model: the model file.
        threads: threads that the engine has.
    """

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        self._file = folder / TRIALS
        self._suffix = f"{version_of_file(model)} {threads} threads {_processor()}"

    def known(self, engine: Engine) -> Trial | None:
        """The trial of an engine, None where there was none of this version of it."""
        match read_record(self._file).get(self._key(engine)):
            case {"seconds": float(seconds)} if seconds > 0:
                return Trial(seconds)
            case {"seconds": None, "reason": str(reason)}:
                return Trial(None, reason)
        return None

    def keep(self, engine: Engine, trial: Trial) -> None:
        """Keep a trial. A cache that cannot be written means that it is done again next time."""
        write_record(self._file, read_record(self._file) | {self._key(engine): asdict(trial)})

    def choice(self, native: Engine) -> Choice | None:
        """The faster one of both, or the one that can be used; None where one of them was not tried yet."""
        ours, theirs = self.known(PORTABLE), self.known(native)
        if theirs is not None and theirs.seconds is None:
            return Choice(PORTABLE, f"the {NATIVE} was tried and cannot be used", theirs.reason)
        if ours is None or theirs is None or theirs.seconds is None:
            return None
        if ours.seconds is None:
            return Choice(native, f"{PORTABLE.name} was tried and cannot be used", ours.reason)
        ratio = ours.seconds / theirs.seconds
        if ratio < WORTH_IT:
            return Choice(PORTABLE, f"the {NATIVE} was tried and takes {1 / ratio:.2f} times as long")
        return Choice(native, f"{ratio:.1f} times as fast here as the portable engine")

    def _key(self, engine: Engine) -> str:
        return f"{version_of(engine)} {self._suffix}"


def tried(endpoint: Endpoint, clock: Callable[[], float] = time.perf_counter) -> Trial:
    """How long an engine takes to read and to write, once it is warm; no prefix of it was read before.

    Raises:
        httpx.HTTPError: the engine does not answer.
    """
    with endpoint.http() as http:
        options = {"timeout": TRIAL_TIMEOUT, "ignore_eos": True}
        endpoint.complete(http, [Message("user", "Say yes.")], 1, **options)
        unread = " ".join(uuid.uuid4().hex[:6] for _ in range(TRIAL_WORDS))
        started = clock()
        endpoint.complete(http, [Message("user", unread)], TRIAL_TOKENS, **options)
        return Trial(clock() - started)


def version_of(engine: Engine) -> str:
    """Names the engine as it is now."""
    if engine.program:
        return version_of_file(Path(engine.program))
    return f"xllamacpp {metadata.version('xllamacpp')}"


def version_of_file(path: Path) -> str:
    """A file as it is now: another build has another size or time."""
    try:
        told = path.stat()
    except OSError:
        return str(path)
    return f"{path} {told.st_size} {told.st_mtime_ns}"


def _processor() -> str:
    """The name of the processor: a cache may be carried to another machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    flags = hashlib.sha256(told.get("flags", "").encode()).hexdigest()[:12]
    return f"{told.get('model name', platform.machine())} {flags} {os.cpu_count()} cores"
