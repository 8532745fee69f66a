"""The settings that a visitor may change, and the line that says how it stands with the model."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.ui.engines import Engines, Status
from assistant.ui.parts import PRIVATE
from assistant.ui.rendering import esc, file_name, sentence

#: More passages than this nobody looks through.
_MOST_PASSAGES = 30
_STRICTNESS = [
    ("Strict: rather refuse than guess", "strict"),
    ("Balanced", "balanced"),
    ("Open: answer what is likely covered", "open"),
]
#: Seconds between two looks at a model that loads.
LOOK = 1.0


class Preferences:
    """Builds the place inside the current Blocks.

    Args:
        engines: the assistants.
        timer: looks at how it stands with the model.
    """

    def __init__(self, engines: Engines, timer: gr.Timer) -> None:
        self._engines = engines
        self._timer = timer
        default = engines.default
        gr.HTML(
            "<h1>Settings</h1><p>These apply to your questions in this tab of your browser, from the next question "
            "on.</p>"
        )
        self.llm = gr.Dropdown(
            [(file_name(llm), llm) for llm in engines.models()],
            value=default.llm,
            label="Language model",
            info="Those configured or already fetched (assistant models).",
            elem_id="na-llm",
        )
        self.engine = gr.HTML(engine_line(engines.status(default.llm)), elem_id="na-engine")
        self.passages = gr.Slider(
            1,
            max(_MOST_PASSAGES, default.passages),
            value=default.passages,
            step=1,
            label="Passages found for a question",
            info="They are listed under it. How much of them is read for the answer depends on the model.",
            elem_id="na-passages",
        )
        self.strictness = gr.Radio(
            _STRICTNESS,
            value=default.strictness,
            label="How sure it must be that the articles answer the question",
            elem_id="na-strictness",
        )

    @property
    def choice(self) -> list[Any]:
        """The components whose values make a ``Choice``."""
        return [self.llm, self.passages, self.strictness]

    def wire(self, state: Any) -> None:
        """Connect it; ``state`` is the HTML component that shows the model's state."""
        timer = self._timer
        looked = [state, self.engine, timer]
        timer.tick(self._look, [self.llm], looked, queue=False, **PRIVATE)
        self.llm.change(self._chosen, [self.llm], looked, **PRIVATE)

    def _chosen(self, llm: str) -> tuple[Any, Any, Any]:
        if llm not in self._engines.models():
            return gr.skip(), gr.skip(), gr.skip()
        self._engines.warm_up(llm)
        status = self._engines.status(llm)
        return model_state(status), engine_line(status), gr.Timer(active=True)

    def _look(self, llm: str) -> tuple[str, str, Any]:
        status = self._engines.status(llm)
        return model_state(status), engine_line(status), gr.Timer(active=not status.ready and not status.problem)


def model_state(status: Status) -> str:
    """How it stands with the model; a hosted one is a warning that stays."""
    name = esc(file_name(status.name))
    if status.problem:
        why = esc(sentence(status.problem))
        return f'<p class="na-model na-problem" role="alert">The language model cannot be used. {why}</p>'
    if status.hosted:
        return (
            f'<p class="na-model na-hosted"><strong>⚠ Hosted model:</strong> your questions and passages of the '
            f"articles leave this machine and are sent to {name}.</p>"
        )
    if not status.ready:
        return f'<p class="na-model" role="status">○ Loading the language model {name} … you can ask already.</p>'
    return f'<p class="na-model" role="status">● {name} on this machine: nothing leaves it.</p>'


def engine_line(status: Status) -> str:
    """What runs an embedded model, how it is used, and why."""
    said = [f"Run by {status.engine}." if status.engine else "", f"Used as {status.profile}." if status.profile else ""]
    return f'<p class="na-engine">{esc(" ".join(one for one in said if one))}</p>' if any(said) else ""
