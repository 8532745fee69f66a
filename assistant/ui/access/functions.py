"""Which function is called.

Gradio serves every function of a page to everybody, "private" ones included: by name and by number, through four
routes. Here a program may call the public functions alone. The page's own go to the page alone: it gets a cookie
when it is loaded, without which nothing private is called and nobody's session is read, joined or cancelled.

What stays possible: a program that loads the page as a browser does, takes its cookie and sends its Origin, can do
what the person at that browser can. It needs the password where there is one; without one it runs on this machine,
and may do so with the index folder itself.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from assistant import failures
from assistant.errors import AssistantError
from assistant.ui.access.asgi import App, Message, Receive, Scope, Send, refuse, value

_NAMED = re.compile(r"/gradio_api/(run|api|call|call/v2)/([^/]+)/?")
_RESULT = re.compile(r"/gradio_api/call/(?:v2/)?([^/]+)/[^/]+")
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)")
#: Where the number of a function may stand in place of its name: the clients' own word for "see the number".
_BY_NUMBER = "predict"
_SESSIONS = 10_000


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be called.

    Attributes:
        public: numbers of the functions for programs, by name.
        private: numbers of the page's own.
    """

    public: dict[str, int]
    private: frozenset[int]


class Visits:
    """The pages that were handed out, told by a signed cookie, and which session belongs to which of them.

    Args:
        name: of the cookie; differs between pages that one host serves at several ports.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._secret = secrets.token_bytes(32)
        self._sessions: OrderedDict[str, str] = OrderedDict()

    def cookie(self, scope: Scope, root_path: str = "") -> bytes | None:
        """The Set-Cookie header for a page that is being loaded; None where its browser has one."""
        if self.of(scope) is not None:
            return None
        visit = secrets.token_urlsafe(18)
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        return (
            f"{self._name}={visit}.{self._signed(visit)}; Path={root_path or '/'}; HttpOnly; SameSite=Strict{secure}"
        ).encode()

    def of(self, scope: Scope) -> str | None:
        """The visit that a call belongs to; None for a program."""
        try:
            morsel = SimpleCookie(value(scope, b"cookie") or "").get(self._name)
        except CookieError:
            return None
        visit, _, signature = (morsel.value if morsel is not None else "").partition(".")
        return visit if hmac.compare_digest(signature.encode(), self._signed(visit).encode()) else None

    def owns(self, visit: str | None, session: str, *, claim: bool = False) -> bool:
        """Whether a session is nobody else's; a visit can ``claim`` one that is nobody's yet."""
        owner = self._sessions.get(session)
        if owner is None and claim and visit is not None:
            self._sessions[session] = owner = visit
            if len(self._sessions) > _SESSIONS:
                self._sessions.popitem(last=False)
        return owner is None or owner == visit

    def _signed(self, visit: str) -> str:
        return hmac.new(self._secret, visit.encode(), sha256).hexdigest()


class Functions:
    """ASGI middleware.

    Args:
        app: what is behind it.
        functions: what can be called.
        visits: the pages that were handed out.
        root_path: the path under which a proxy publishes the page.
    """

    def __init__(self, app: App, functions: Offered, visits: Visits, root_path: str = "") -> None:
        self._app = app
        self._functions = functions
        self._visits = visits
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through calls of what the caller may call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except _Refused as refused:
            await refuse(scope, send, refused.status, refused.why)
            return
        if scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        cookie = self._visits.cookie(scope, self._root_path)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and cookie is not None:
                message["headers"] = [*message.get("headers", []), (b"set-cookie", cookie)]
            await send(message)

        await self._app(scope, receive, with_cookie)

    def _check(self, scope: Scope) -> None:
        path: str = scope["path"]
        if scope["method"] != "POST":
            result, heartbeat = _RESULT.fullmatch(path), _HEARTBEAT.fullmatch(path)
            if result is not None and result[1] not in self._functions.public:
                raise _Refused(404, failures.PAGE_NO_FUNCTION(name=result[1][:60]))
            sessions = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_hash", [])
            for session in [*sessions, *([heartbeat[1]] if heartbeat is not None else [])]:
                self._own(scope, session)
            return
        named = _NAMED.fullmatch(path)
        if named is None and path not in ("/gradio_api/queue/join", "/gradio_api/cancel"):
            return
        body = _read(scope)
        called = None
        if path != "/gradio_api/cancel":
            by_keyword = named is not None and named[1] == "call/v2"
            called = self._called(named[2] if named is not None else None, None if by_keyword else body.get("fn_index"))
            if not by_keyword and not isinstance(body.get("data"), list):
                raise _Refused(422, failures.PAGE_NO_DATA())
        private = called in self._functions.private
        if private and (self._visits.of(scope) is None or value(scope, b"origin") is None):
            raise _Refused(403, failures.PAGE_PRIVATE())
        self._own(scope, body.get("session_hash"), claim=private)

    def _called(self, name: str | None, number: Any) -> int:
        """The number of the function that Gradio will call."""
        if number is None:
            if name not in self._functions.public:
                raise _Refused(404, failures.PAGE_NO_FUNCTION(name=(name or "")[:60]))
            return self._functions.public[name]
        known = type(number) is int and (number in self._functions.private or number in self._functions.public.values())
        if not known:
            raise _Refused(404, failures.PAGE_NO_FUNCTION(name=str(number)[:60]))
        if name not in (None, _BY_NUMBER) and self._functions.public.get(name) != number:
            raise _Refused(404, failures.PAGE_NO_FUNCTION(name=name[:60]))
        return int(number)

    def _own(self, scope: Scope, session: Any, *, claim: bool = False) -> None:
        if session is None:
            return
        if not isinstance(session, str) or len(session) > 100:
            raise _Refused(422, failures.PAGE_NO_DATA())
        if not self._visits.owns(self._visits.of(scope), session, claim=claim):
            raise _Refused(403, failures.PAGE_PRIVATE())


class _Refused(Exception):
    def __init__(self, status: int, why: AssistantError) -> None:
        super().__init__(str(why))
        self.status = status
        self.why = why


def _read(scope: Scope) -> dict[str, Any]:
    """The body of a call, which the door before has read."""
    try:
        body = json.loads(scope["state"]["body"])
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _Refused(422, failures.PAGE_NO_DATA())
    return body
