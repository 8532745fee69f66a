"""The stub endpoint, with an ear: everything that it is sent is kept, as it came over the wire.

What the model has read is not taken from the assistant's own account of it, so that a change of the assistant's
insides cannot change the measure.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from eval.errors import CaseError

#: How the stub's names of requests for an answer end: "right answer", "JSON answer".
ANSWER = "answer"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: what the stub understood it as, and all its messages as one text."""

    kind: str
    text: str


@dataclass
class Served:
    """A running stub: its base URL, and what it was sent since :meth:`clear`."""

    url: str
    sent: list[Sent] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was sent."""
        self.sent.clear()

    @property
    def evidence(self) -> str:
        """What stood before the model when it wrote the answer; the last request where it was asked for none."""
        answers = [one for one in self.sent if one.kind.endswith(ANSWER)]
        asked = answers or [one for one in self.sent if one.kind != REFUSED]
        return asked[-1].text if asked else ""


@contextmanager
def serving(stub: Path, data: Path) -> Iterator[Served]:
    """The stub in a thread.

    Args:
        stub: a Python file with ``running(data, port)`` and a class ``Stub`` with ``reply`` and ``refuse``.
        data: the folder of cases that it serves.

    Raises:
        CaseError: the file is no such stub.
    """
    module = _loaded(stub)
    served = Served("")
    try:
        module.Stub = _listening(module.Stub, served.sent)  # type: ignore[attr-defined]
        running = module.running(data, port=0)
    except AttributeError as error:
        raise CaseError(f"{stub} is no stub of a model ({error}).") from error
    with running as url:
        served.url = url
        yield served


def _listening(stub: type[Any], sent: list[Sent]) -> type[Any]:
    class Listening(stub):  # type: ignore[misc]
        """Keeps what it is sent."""

        def reply(self, body: dict[str, Any], *more: Any) -> Any:
            reply = super().reply(body, *more)
            sent.append(Sent(reply.kind, _text(body)))
            return reply

        def refuse(self, body: dict[str, Any], *more: Any) -> None:
            try:
                super().refuse(body, *more)
            except Exception:
                sent.append(Sent(REFUSED, _text(body)))
                raise

    return Listening


def _text(body: dict[str, Any]) -> str:
    contents = (message.get("content") or "" for message in body.get("messages") or [])
    return "\n\n".join(
        content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
        for content in contents
    )


def _loaded(path: Path) -> ModuleType:
    if not path.is_file():
        raise CaseError(f"There is no stub of a model at {path}.")
    # the file need not end in .py
    loader = importlib.machinery.SourceFileLoader("strong_stub", str(path))
    spec = importlib.util.spec_from_loader("strong_stub", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by its name while they are made
    sys.modules[spec.name] = module
    loader.exec_module(module)
    return module
