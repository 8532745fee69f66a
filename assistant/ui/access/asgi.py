"""What the doors share: ASGI's types, a request's headers, and a refusal in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

API = "/gradio_api/"
_PATIENCE_SECONDS = 5.0


def is_call(scope: Scope) -> bool:
    """Whether somebody outside has sent this (and not the server itself, about its start and end)."""
    return scope["type"] in ("http", "websocket")


def values(scope: Scope, name: bytes) -> list[str]:
    """All values of a header."""
    return [value.decode("latin-1") for key, value in scope.get("headers") or [] if key.lower() == name]


def value(scope: Scope, name: bytes) -> str | None:
    """A header's only or first value."""
    return next(iter(values(scope, name)), None)


def client(scope: Scope) -> str:
    """The caller's address."""
    return str((scope.get("client") or ("unknown",))[0])


async def refuse(
    scope: Scope,
    send: Send,
    status: int,
    sentence: object,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    unread: Receive | None = None,
) -> None:
    """Answer with a sentence, as JSON to programs and as text to a person, and end the connection.

    Args:
        scope: the call.
        send: where the answer goes.
        status: its status.
        sentence: what is wrong, what to do.
        headers: more of them.
        unread: what is still being sent. It is read for a while and thrown away: who is cut off while sending
            never sees the answer.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    # Gradio's clients read "detail", its error events "error"
    program = API in scope["path"]
    said = str(sentence)
    body = json.dumps({"detail": said, "error": said}, ensure_ascii=False) if program else said
    kind = b"application/json" if program else b"text/plain; charset=utf-8"
    content = body.encode()
    fixed = [(b"content-type", kind), (b"content-length", str(len(content)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content, "more_body": True})
    if unread is not None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while (await unread()).get("more_body", False):
                    pass
    await send({"type": "http.response.body", "body": b""})
