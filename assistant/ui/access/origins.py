"""The page that a call came from: only this one.

Browsers say it in ``Origin`` (every call that changes something, and every one across origins) and in
``Sec-Fetch-Site`` (every call, where the connection is to be trusted). A program says neither and is let through:
it carries nothing of a visitor's that a foreign page could make use of.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from assistant import failures
from assistant.ui.access.asgi import App, Receive, Scope, Send, is_call, refuse, value, values

_OWN_SITES = ("same-origin", "none")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Origins:
    """ASGI middleware.

    Args:
        app: what is behind it.
        root_path: the path under which a proxy publishes the page.
    """

    def __init__(self, app: App, root_path: str = "") -> None:
        self._app = app
        self._pages = ("/", root_path, f"{root_path}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what this page or a program has sent."""
        if not is_call(scope) or self._is_own(scope):
            _forget_forwarded(scope)
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, 403, failures.PAGE_ORIGIN())

    def _is_own(self, scope: Scope) -> bool:
        host = value(scope, b"host") or ""
        origins, sites = values(scope, b"origin"), values(scope, b"sec-fetch-site")
        if origins and not all(_is_same(origin, host) for origin in origins):
            return False
        if self._is_visit(scope):
            return True
        if sites:
            return all(site in _OWN_SITES for site in sites)
        # a browser that does not know Sec-Fetch-Site sends no Origin with what only reads
        return bool(origins) or all(_is_same(page, host) for page in values(scope, b"referer"))

    def _is_visit(self, scope: Scope) -> bool:
        """Somebody follows a link to the page: all of it is foreign but the visitor."""
        mode = value(scope, b"sec-fetch-mode")
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        return reads and scope["path"] in self._pages and mode in (None, "navigate")


def _is_same(url: str, host: str) -> bool:
    """Whether a URL is of the host (name and port) that was called.

    The scheme is not compared: a proxy with TLS speaks plain HTTP to us, and what it forwards of the scheme
    anybody could have written.
    """
    try:
        parts = urlsplit(url)
        own = urlsplit(f"{parts.scheme}://{host}")
        default = _PORTS[parts.scheme]
        return (
            parts.username is None
            and bool(parts.hostname)
            and parts.hostname == own.hostname
            and (parts.port or default) == (own.port or default)
        )
    except (ValueError, KeyError):  # “null”, another scheme, no port
        return False


def _forget_forwarded(scope: Scope) -> None:
    """Take off what Gradio would believe of who was called: the Host header, which was looked at, says it.

    Of a proxy on this machine, Uvicorn has read the visitor's address and the scheme already.
    """
    if not is_call(scope):
        return
    kept = [(key, told) for key, told in scope["headers"] if not _is_forwarded(key.lower())]
    if scope.get("scheme") in ("https", "wss"):
        kept.append((b"x-forwarded-proto", b"https"))
    scope["headers"] = kept


def _is_forwarded(key: bytes) -> bool:
    return key.startswith((b"x-forwarded", b"x-gradio")) or key == b"forwarded"
