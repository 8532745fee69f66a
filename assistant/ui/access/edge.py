"""The outermost door: an error inside becomes one bounded line in the log and an answer without details."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException

from assistant import failures
from assistant.ui.access.asgi import App, Message, Receive, Scope, Send, is_call, refuse
from assistant.ui.logs import clipped, where

_PATH_CHARS = 100

_log = logging.getLogger(__name__)


class Edge:
    """ASGI middleware. Uvicorn would print the whole chain of tracebacks, for every caller who wants it to.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch what comes back."""
        if not is_call(scope):
            await self._app(scope, receive, send)
            return
        begun = ended = False

        async def watched(message: Message) -> None:
            nonlocal begun, ended
            begun = begun or message["type"] == "http.response.start"
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except HTTPException:  # of a caller's making; it was told in the stream that it asked for
            pass
        except Exception as error:  # noqa: BLE001 - the outermost edge of a request
            _log.error("A request to %s failed: %s", clipped(scope["path"][:_PATH_CHARS]), where(error))
        if not begun:
            await refuse(scope, send, 500, failures.PAGE_UNFORESEEN())
        elif not ended:
            await send({"type": "http.response.body", "body": b""})
