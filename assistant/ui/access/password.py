"""Who may use the page: loopback needs nothing, everything wider a password, and guessing it is slowed down."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import logging
import secrets

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant import failures
from assistant.settings import Settings
from assistant.ui.access.asgi import App, Receive, Scope, Send, client, is_call, refuse, value
from assistant.ui.logs import clipped

#: Wrong passwords a minute, of one address and of all together. Thirty are more than anybody mistypes, and than a
#: browser's requests for one page with an old password; the million commonest ones take three weeks.
_ONE = RateLimitItemPerMinute(30)
_ALL = RateLimitItemPerMinute(300)
_WAIT_SECONDS = 60
_KNOWN = 1000

_log = logging.getLogger(__name__)


def password_for(settings: Settings, host: str) -> tuple[str, str] | None:
    """The (user, password) that visitors must give, None where none is configured and none needed.

    Raises:
        SettingsError: the page would be open to others, or the setting is not ``user:password``.
    """
    if settings.auth is None:
        if is_loopback(host):
            return None
        raise failures.PAGE_NEEDS_PASSWORD(host=host)
    user, separator, password = settings.auth.get_secret_value().partition(":")
    if not separator or not user or not password:
        raise failures.PAGE_PASSWORD_FORM()
    return user, password


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class PasswordGate:
    """ASGI middleware: HTTP Basic authentication before everything, page, API and MCP alike.

    Gradio's own login does not cover its MCP endpoint, and a header serves programs as well as browsers. Who has
    sent too many wrong passwords waits a minute, and so do strangers when too many were sent altogether: then the
    right one is not looked at either, or guessing would go on at full speed.

    Args:
        app: what is guarded.
        user: the user's name.
        password: the password.
    """

    def __init__(self, app: App, user: str, password: str) -> None:
        self._app = app
        self._expected = f"{user}:{password}".encode()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        #: addresses that gave the right password: what strangers guess elsewhere does not lock them out
        self._known: dict[str, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what carries the password."""
        if not is_call(scope):
            await self._app(scope, receive, send)
            return
        given = value(scope, b"authorization")
        address = _network(client(scope))
        if given is None:
            await self._ask(scope, send)
        elif self._is_braked(address):
            waiting = ((b"retry-after", str(_WAIT_SECONDS).encode()),)
            await refuse(scope, send, 429, failures.PAGE_TOO_MANY_PASSWORDS(), waiting)
        elif self._is_right(given):
            self._remember(address)
            await self._app(scope, receive, send)
        else:
            self._count(address)
            await self._ask(scope, send)

    async def _ask(self, scope: Scope, send: Send) -> None:
        asked = ((b"www-authenticate", b'Basic realm="News assistant", charset="UTF-8"'),)
        await refuse(scope, send, 401, failures.PAGE_PASSWORD_ASKED(), asked)

    def _is_right(self, header: str) -> bool:
        kind, _, given = header.partition(" ")
        if kind.lower() != "basic":
            return False
        try:
            return secrets.compare_digest(base64.b64decode(given, validate=True), self._expected)
        except (binascii.Error, ValueError):
            return False

    def _is_braked(self, address: str) -> bool:
        if not self._limiter.test(_ONE, address):
            return True
        return address not in self._known and not self._limiter.test(_ALL, "all")

    def _count(self, address: str) -> None:
        """One line each, as many as the brake lets through."""
        self._limiter.hit(_ALL, "all")
        self._limiter.hit(_ONE, address)
        braked = "; no more are looked at for a minute" if self._is_braked(address) else ""
        _log.warning("Wrong password from %s%s.", clipped(address), braked)

    def _remember(self, address: str) -> None:
        self._known.pop(address, None)
        self._known[address] = None
        if len(self._known) > _KNOWN:
            self._known.pop(next(iter(self._known)))


def _network(address: str) -> str:
    """What one visitor has: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else str(known)
