"""The assistants behind the page: one index and embedder, a model and settings for each visitor's choice."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass

from assistant import failures
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.llm import engine_of, open_model, traits_of
from assistant.profiles import choose, describe
from assistant.settings import Settings
from assistant.ui.running import Line
from assistant.ui.stopping import StoppableModel

#: A remote endpoint serves several at once; the embedded model has one slot.
REMOTE_SLOTS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor may change while the page runs. The fields are those of :class:`Settings`."""

    llm: str
    passages: int
    strictness: str

    @classmethod
    def of(cls, settings: Settings) -> Choice:
        """The choice that the settings make."""
        return cls(settings.llm, settings.passages, settings.strictness)


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands with a model; ``hosted`` means that questions and passages leave the machine.

    ``engine`` says what runs an embedded one, and why; ``profile`` how the model is used, and why.
    """

    name: str
    ready: bool
    hosted: bool = False
    problem: str = ""
    engine: str = ""
    profile: str = ""


class Engines:
    """Opens each chosen model once, in the background, and keeps it.

    Args:
        base: the assistant that the page was started with.
    """

    def __init__(self, base: Assistant) -> None:
        self.base = base
        self.default = Choice.of(base.settings)
        self._opening = threading.Lock()
        self._assistants: dict[Choice, Assistant] = {}
        self._models: dict[str, StoppableModel] = {}
        self._problems: dict[str, str] = {}
        self._lines: dict[str, Line] = {}

    def models(self) -> list[str]:
        """The language models that can be chosen: the configured one and those of the store on this disk."""
        present = [entry.name for entry in self.base.store.entries() if entry.kind == "language" and entry.present]
        return list(dict.fromkeys([self.default.llm, *present]))

    def warm_up(self, llm: str | None = None) -> None:
        """Start opening a model and return at once."""
        threading.Thread(target=self._warm, args=(llm or self.default.llm,), name="page-model", daemon=True).start()

    def status(self, llm: str) -> Status:
        """How it stands with a model, without waiting for it."""
        model = self._models.get(llm)
        if model is None:
            return Status(llm, ready=False, problem=self._problems.get(llm, ""))
        if not model.ready:
            return Status(model.name, ready=False, hosted=model.hosted)
        settings = self.base.settings.model_copy(update={"llm": llm})
        try:
            profile = describe(choose(settings, traits_of(settings, self.base.store) or model.traits))
        except AssistantError as error:
            return Status(model.name, ready=False, hosted=model.hosted, problem=str(error))
        engine = "" if model.hosted else engine_of(settings, self.base.store, places=False) or ""
        return Status(model.name, True, model.hosted, engine=engine, profile=profile)

    def get(self, choice: Choice) -> Assistant:
        """The assistant for a choice; waits until its model is opened (not until it is loaded).

        Raises:
            SettingsError: the choice is none.
            AssistantError: the model cannot be opened.
        """
        model = self._model(choice.llm)
        with self._opening:
            if choice not in self._assistants:
                settings = self.base.settings.model_copy(
                    update={"llm": choice.llm, "passages": choice.passages, "strictness": choice.strictness}
                )
                self._assistants[choice] = self.base.with_settings(settings, model)
            return self._assistants[choice]

    def until(self, llm: str, stop: threading.Event) -> AbstractContextManager[None]:
        """Within the block, the model's work in this thread ends as soon as ``stop`` is set.

        Raises:
            AssistantError: the model cannot be opened.
        """
        return self._model(llm).until(stop)

    def line(self, llm: str) -> Line:
        """The waiting line before a model."""
        with self._opening:
            if llm not in self._lines:
                model = self._models.get(llm)
                self._lines[llm] = Line(REMOTE_SLOTS if model is not None and model.hosted else 1)
            return self._lines[llm]

    def close(self) -> None:
        """Stop all models and let go of the index."""
        for llm, model in self._models.items():
            if llm != self.default.llm:
                model.close()
        self.base.close()

    def _warm(self, llm: str) -> None:
        try:
            self._model(llm)
        except AssistantError as error:
            self._problems[llm] = str(error)

    def _model(self, llm: str) -> StoppableModel:
        with self._opening:
            if llm not in self._models:
                self._problems.pop(llm, None)
                if llm == self.default.llm:
                    self._models[llm] = StoppableModel(self.base.model)
                elif llm not in self.models():  # the choice comes from a browser
                    raise failures.PAGE_MODEL(name=llm)
                else:
                    settings = self.base.settings.model_copy(update={"llm": llm})
                    self._models[llm] = StoppableModel(open_model(settings, self.base.store))
            return self._models[llm]
