"""The name that the page was called by.

A page of a foreign site whose name is made to lead to this machine (DNS rebinding) is of the same origin as what
it calls, for its browser. It gives itself away by the name alone.
"""

from __future__ import annotations

import ipaddress

from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant import failures
from assistant.ui.access.asgi import App, Message, Receive, Scope, Send, is_call, refuse, value, values

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def allowed_hosts(bound: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are answered to, as they stand in a Host header.

    Args:
        bound: the address the page is bound to.
        more: those of the settings.
    """
    names = [*LOOPBACK, *more] if is_any(bound) else [*LOOPBACK, bound, *more]
    return tuple(dict.fromkeys(bracketed(name.lower()) for name in names))


def is_any(bound: str) -> bool:
    """Whether an address means all addresses of this machine."""
    return bound.strip("[]") in ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def bracketed(host: str) -> str:
    """A host as it stands in a URL: IPv6 addresses in brackets."""
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host


class Hosts:
    """ASGI middleware: Starlette's ``TrustedHostMiddleware``, with a sentence that says what to set.

    Args:
        app: what is behind it.
        allowed: the names that are answered to.
        any_address: also to the address that a connection came in on. An address cannot be a foreign page's name:
            its browser would have had to come to the same address for the page itself.
    """

    def __init__(self, app: App, allowed: tuple[str, ...], *, any_address: bool = False) -> None:
        self._app = app
        self._allowed = allowed
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what was called by a known name."""
        if not is_call(scope) or await self._is_known(scope, receive):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, 400, failures.PAGE_HOST(host=(value(scope, b"host") or "")[:80]))

    async def _is_known(self, scope: Scope, receive: Receive) -> bool:
        passed = False

        async def known(*_: object) -> None:
            nonlocal passed
            passed = True

        async def unsaid(_: Message) -> None: ...

        allowed = self._allowed
        if self._any_address and scope.get("server"):
            allowed = (*allowed, bracketed(str(scope["server"][0])))
        if len(values(scope, b"host")) == 1:
            await TrustedHostMiddleware(known, allowed, www_redirect=False)(scope, receive, unsaid)
        return passed
