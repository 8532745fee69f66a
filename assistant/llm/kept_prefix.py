"""What every question begins with, read once on a machine: llama.cpp's state behind it, kept in the model cache.

Reading the system text costs a local model a second or two, before every first question of a process. llama.cpp's
server writes the state of a slot to a file and takes it back (``POST /slots/0?action=save`` and ``restore``).
"""

from __future__ import annotations

import contextlib
import hashlib
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import ModelStoreError
from assistant.llm.base import Message
from assistant.llm.endpoint import Endpoint
from assistant.llm.neutral import neutral
from assistant.models.files import sha256_of

#: Folder of the model cache.
FOLDER = "prefixes"
#: Of so many models and versions the state is kept; a file has some 3 MB.
KEPT = 6
#: A file in the making is a few milliseconds old.
DRAFT_SECONDS = 3600


class KeptPrefix:
    """The state behind the beginning of a prompt.

    Args:
        folder: where states are kept; the server must be told the same folder (``slot_save_path``).
        engine: names program, version, model and context window; a state of another one is of no use.
        beginning: the messages, of which the last one is where prompts begin to differ.
    """

    def __init__(self, folder: Path, engine: str, beginning: Sequence[Message]) -> None:
        self.folder = folder
        self._beginning = neutral(beginning)
        told = "\0".join([engine, *(f"{message.role}\0{message.content}" for message in self._beginning)])
        self._key = hashlib.sha256(told.encode()).hexdigest()[:24]

    def take_up(self, endpoint: Endpoint) -> None:
        """Put the state into the server's slot: from the file, or read afresh and then kept.

        Nothing depends on it but time: what fails here is read with the first question.
        """
        import httpx

        with contextlib.suppress(OSError, ModelStoreError, httpx.HTTPError), endpoint.http() as http:
            kept = self._whole()
            if kept is not None and _slot(http, endpoint, "restore", kept.name):
                return
            if kept is not None:
                kept.unlink(missing_ok=True)
            endpoint.complete(http, self._beginning, 1)
            self._keep(http, endpoint)

    def _whole(self) -> Path | None:
        """The kept file; one that is not what was written (its name has its digest) is removed: llama.cpp trusts it."""
        for path in self.folder.glob(f"{self._key}.*.state"):
            if sha256_of(path) == path.name.split(".")[1]:
                return path
            path.unlink(missing_ok=True)
        return None

    def _keep(self, http: object, endpoint: Endpoint) -> None:
        draft = self.folder / f"{uuid.uuid4().hex}.draft"
        try:
            if _slot(http, endpoint, "save", draft.name):
                draft.replace(self.folder / f"{self._key}.{sha256_of(draft)}.state")
        finally:
            draft.unlink(missing_ok=True)
        for path in self.folder.glob("*.draft"):  # of a process that was killed
            if path.stat().st_mtime < time.time() - DRAFT_SECONDS:
                path.unlink(missing_ok=True)
        states = sorted(self.folder.glob("*.state"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in states[KEPT:]:
            path.unlink(missing_ok=True)


def _slot(http: object, endpoint: Endpoint, action: str, name: str) -> bool:
    """Whether the server did that; one that cannot says so with an error."""
    url = f"{endpoint.url.removesuffix('/v1')}/slots/0?action={action}"
    response = http.post(url, json={"filename": name})  # type: ignore[attr-defined]
    return bool(response.status_code == 200)
