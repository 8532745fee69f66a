"""How much a call may send. It is counted as it arrives, whatever its length is said to be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.formparsers import MultiPartException

from assistant import failures
from assistant.errors import AssistantError
from assistant.ui.access.asgi import App, Message, Receive, Scope, Send, refuse, value

MB = 1_000_000
#: A question with its filters, or a message to a tool, is a few kilobytes.
CALL_BYTES = 1 * MB
#: A form's own lines around each file.
_FORM_BYTES = 2000
#: What uploads leave free on the disk, for the index and everybody else.
SPARE_BYTES = 200 * MB
#: So many uploads of the largest size may lie about at once, until they are indexed or swept.
_UPLOADS_AT_ONCE = 10

_JOIN = "/gradio_api/queue/join"
_UPLOAD = "/gradio_api/upload"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken.

    Attributes:
        page_bytes: one event of the page, which carries its conversation.
        upload_bytes: all files of one upload.
        upload_files: how many they may be.
        folder: where uploads lie first.
    """

    page_bytes: int
    upload_bytes: int
    upload_files: int
    folder: Path


class Bodies:
    """ASGI middleware: 413 for what is too much, before anything is made of it.

    Args:
        app: what is behind it.
        limits: how much is taken.
    """

    def __init__(self, app: App, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what is small enough."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        elif scope["path"] == _UPLOAD:
            await self._upload(scope, receive, send)
        else:
            await self._call(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A call is read whole first: it is small, and then nobody behind needs to know of limits."""
        most = self._limits.page_bytes if scope["path"] == _JOIN else CALL_BYTES
        read = bytearray()
        more = _declared(scope) <= most
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the caller has gone
            read += message.get("body", b"")
            if len(read) > most:
                break
            more = message.get("more_body", False)
        if more or _declared(scope) > most:
            await refuse(
                scope,
                send,
                413,
                failures.PAGE_BODY(limit=f"{most / MB:g}"),
                unread=receive if more or not read else None,
            )
            return
        scope["state"] = {**scope.get("state", {}), "body": bytes(read)}
        await self._app(scope, _again(bytes(read), receive), send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An upload goes to the disk as it comes, and is cut off where it is too much."""
        limits = self._limits
        most = limits.upload_bytes + limits.upload_files * _FORM_BYTES
        declared = _declared(scope)
        excess = failures.PAGE_UPLOAD_SIZE(limit=f"{limits.upload_bytes / MB:g}")
        if declared > most:
            await refuse(scope, send, 413, excess, unread=receive)
            return
        if not self._has_room(declared):
            await refuse(scope, send, 507, failures.PAGE_DISK_FULL(), unread=receive)
            return
        refusal: AssistantError | None = None
        total, files = 0, _files_counter(scope)

        async def counted() -> Message:
            nonlocal total, refusal
            message = await receive()
            if message["type"] != "http.request":  # the caller has gone
                raise MultiPartException("")
            piece = message.get("body", b"")
            total += len(piece)
            if total > most:
                refusal = excess
            elif files(piece) > limits.upload_files:
                refusal = failures.PAGE_UPLOAD_FILES(limit=limits.upload_files)
            if refusal is not None:
                raise MultiPartException("")  # the one error on which Gradio deletes what it has written
            return message

        async def unless_refused(message: Message) -> None:
            if refusal is None:
                await send(message)

        await self._app(scope, counted, unless_refused)
        if refusal is not None:
            await refuse(scope, send, 413, refusal, unread=receive)

    def _has_room(self, declared: int) -> bool:
        folder = self._limits.folder
        if shutil.disk_usage(folder).free < declared + SPARE_BYTES:
            return False
        lying = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return lying + declared <= _UPLOADS_AT_ONCE * self._limits.upload_bytes


def _declared(scope: Scope) -> int:
    length = value(scope, b"content-length") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _again(body: bytes, receive: Receive) -> Receive:
    """A receiver that gives a body that was read already, then what else comes."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read


def _files_counter(scope: Scope) -> Callable[[bytes], int]:
    """Counts the parts of a form as it comes, with the parser that Starlette reads forms with."""
    from python_multipart.multipart import MultipartParser, parse_options_header

    _, options = parse_options_header((value(scope, b"content-type") or "").encode("latin-1"))
    if not options.get(b"boundary"):
        return lambda _: 0  # no form; Gradio says so
    parts = 0

    def begun() -> None:
        nonlocal parts
        parts += 1

    callbacks: Any = {"on_part_begin": begun}
    parser = MultipartParser(options[b"boundary"], callbacks)

    def count(piece: bytes) -> int:
        parser.write(piece)
        return parts

    return count
