"""What browsers may do with what they get: nothing from elsewhere, in nobody's frame."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

from assistant.ui.access.asgi import App, Message, Receive, Scope, Send, is_call

_CSP = b"content-security-policy"
_FIXED = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
#: Everything that is no page.
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def policy(html: bytes, more: tuple[bytes, ...] = ()) -> str:
    """The policy for a page: its own scripts, told by their text, and what its own server gives.

    ``unsafe-eval``: Gradio makes functions of the ``js`` of events. Styles are written by its components.

    Args:
        html: the page.
        more: texts of scripts that the page's own scripts put in.
    """
    scripts = dict.fromkeys([*(match[1] for match in _SCRIPT.finditer(html) if match[1].strip()), *more])
    hashes = " ".join(f"'sha256-{base64.b64encode(sha256(script).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; frame-src 'none'; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


class SecurityHeaders:
    """ASGI middleware: headers on every answer, and none that opens it to other origins.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers."""
        if not is_call(scope):
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in _FIXED}
                kept = [
                    (name, told)
                    for name, told in message.get("headers", [])
                    if name.lower() not in names and not name.lower().startswith(b"access-control-")
                ]
                if not any(name.lower() == _CSP for name, _ in kept):
                    kept.append((_CSP, _NOTHING.encode()))
                message["headers"] = [*kept, *_FIXED]
            await send(message)

        await self._app(scope, receive, with_headers)


class PagePolicy:
    """ASGI middleware inside Gradio's compression: gives each HTML page the policy that fits its scripts.

    Args:
        app: Gradio's routes.
        scripts: texts of scripts that the page's own scripts put in.
    """

    def __init__(self, app: App, scripts: tuple[bytes, ...] = ()) -> None:
        self._app = app
        self._scripts = scripts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a page back until it is whole; let everything else pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        html = bytearray()

        async def with_policy(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                html.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    told = policy(bytes(html), self._scripts).encode()
                    await send({**start, "headers": [*start.get("headers", []), (_CSP, told)]})
                    await send({"type": "http.response.body", "body": bytes(html)})

        await self._app(scope, receive, with_policy)


def _is_html(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and told.startswith(b"text/html") for name, told in message.get("headers", [])
    )
