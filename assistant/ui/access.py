"""Who may use the page: loopback needs nothing, everything wider a password."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import secrets
from typing import Any

from assistant.errors import SettingsError
from assistant.settings import Settings

#: Gradio asks itself here, from this machine, whether its server is up.
_OWN_CHECK = "/gradio_api/startup-events"


def password_for(settings: Settings, host: str) -> tuple[str, str] | None:
    """The (user, password) that visitors must give, None where none is configured and none needed.

    Raises:
        SettingsError: the page would be open to others, or the setting is not ``user:password``.
    """
    if settings.auth is None:
        if is_loopback(host):
            return None
        raise SettingsError(
            f"Binding to {host} opens the page to other machines; set a password first, ASSISTANT_AUTH=user:password."
        )
    user, separator, password = settings.auth.get_secret_value().partition(":")
    if not separator or not user or not password:
        raise SettingsError("The setting auth is wrong: write ASSISTANT_AUTH as user:password.")
    return user, password


def basic(user: str, password: str) -> str:
    """The Authorization header that carries a password."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class PasswordGate:
    """ASGI middleware: HTTP Basic authentication before everything, page, API and MCP alike.

    Gradio's own login does not cover its MCP endpoint, and a header serves programs as well as browsers.

    Args:
        app: what is guarded.
        user: the user's name.
        password: the password.
    """

    def __init__(self, app: Any, user: str, password: str) -> None:
        self._app = app
        self._expected = f"{user}:{password}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let through what carries the password."""
        if scope["type"] == "lifespan" or self._is_own(scope) or self._is_known(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [
                (b"www-authenticate", b'Basic realm="News assistant", charset="UTF-8"'),
                (b"content-type", b"text/plain; charset=utf-8"),
            ]
            await send({"type": "http.response.start", "status": 401, "headers": headers})
            await send({"type": "http.response.body", "body": b"This page asks for its user name and password."})

    def _is_known(self, scope: Any) -> bool:
        header = dict(scope.get("headers") or []).get(b"authorization", b"")
        kind, _, given = header.partition(b" ")
        if kind.lower() != b"basic":
            return False
        try:
            return secrets.compare_digest(base64.b64decode(given, validate=True), self._expected)
        except binascii.Error:
            return False

    def _is_own(self, scope: Any) -> bool:
        client = scope.get("client")
        return scope.get("path") == _OWN_CHECK and client is not None and is_loopback(client[0])
