"""What is served at all.

Gradio has some ninety routes. Those that this page and its programs use are named here; the others (shared links,
run histories that are kept elsewhere, recordings, proxies, an editor) are not there.
"""

from __future__ import annotations

import re

from assistant import failures
from assistant.ui.access.asgi import App, Receive, Scope, Send, is_call, refuse

_READ = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/(?:assets|static|svelte)/.+"
    r"|/gradio_api/(?:info/?|openapi\.json|app_id/?|theme\.css|queue/data|queue/status|upload_progress"
    r"|heartbeat/[^/]+|call/(?:v2/)?[^/]+/[^/]+|mcp/?|mcp/schema)"
)
_CALL = re.compile(
    r"/gradio_api/(?:queue/join|cancel|reset/?|upload|mcp/?|(?:run|api|call|call/v2)/[^/]+/?)",
)


class Paths:
    """ASGI middleware: everything that is not named is 404.

    Args:
        app: what is behind it.
        root_path: the path under which a proxy publishes the page. It may leave it on what it passes on.
    """

    def __init__(self, app: App, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what is served."""
        if not is_call(scope):
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if self._root_path and (path == self._root_path or path.startswith(f"{self._root_path}/")):
            path = path[len(self._root_path) :] or "/"
            scope["path"], scope["raw_path"] = path, path.encode()
        if _is_served(scope, path):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, 404, failures.PAGE_NOT_THERE())


def _is_served(scope: Scope, path: str) -> bool:
    if scope["type"] != "http":
        return False
    if scope["method"] in ("GET", "HEAD"):
        return _READ.fullmatch(path) is not None
    if scope["method"] == "POST":
        return _CALL.fullmatch(path) is not None
    return scope["method"] == "DELETE" and path in ("/gradio_api/mcp", "/gradio_api/mcp/")
