"""The server: Gradio's page mounted behind our doors, in a thread of its own.

Gradio's ``launch`` would put its own CORS middleware before ours, look at its own page through whatever proxy the
environment names, know no IPv6, and wait five seconds for open streams when it ends.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from assistant import failures
from assistant.settings import Settings
from assistant.ui import logs
from assistant.ui.access import Limits, Offered, Visits, allowed_hosts, guarded
from assistant.ui.access.headers import PagePolicy
from assistant.ui.access.hosts import bracketed, is_any
from assistant.ui.api import serve_tools
from assistant.ui.uploads import largest_upload_mb

_MB = 1_000_000
#: The largest article, as a form that carries it.
_UPLOAD_MARGIN = 1.05
_START_SECONDS = 60
#: Streams that are still open when the page ends are cut after this; a new start opens them again.
_END_SECONDS = 1
#: Request lines and headers: Uvicorn's own default for h11.
_HEADER_BYTES = 64 * 1024
_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9\-_.~]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is served.

    Attributes:
        host: the address to bind to.
        port: None for any free one.
        root_path: the path under which a proxy publishes it, as "/news".
        password: user and password that are asked for.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    root_path: str = ""
    password: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What makes the page look and act as it does: a theme, styles, and a script."""

    theme: gr.themes.Base
    css: str
    script: str


class Server:
    """A page that is being served.

    Attributes:
        url: its address on this machine.
    """

    def __init__(self, url: str, server: uvicorn.Server, page: gr.Blocks, app: Any) -> None:
        self.url = url
        self._server = server
        self._page = page
        self._app = app
        # not the thread's own end: a join that Ctrl-C interrupts takes the thread for ended (Python 3.11)
        self._ended = threading.Event()

    def start(self, listening: socket.socket, host: str) -> None:
        """Serve in a thread of its own; return when it does.

        Raises:
            SettingsError: it does not come to that.
        """

        def serve() -> None:
            try:
                self._server.run([listening])
            finally:
                self._ended.set()

        threading.Thread(target=serve, name="page-server", daemon=True).start()
        for _ in range(_START_SECONDS * 100):
            if self._server.started:
                return
            if self._ended.wait(0.01):
                break
        raise failures.PAGE_NOT_STARTED(host=host, seconds=_START_SECONDS)

    def wait(self) -> None:
        """Block until the server ends or the thread is interrupted."""
        while not self._ended.wait(1.0):
            pass

    def close(self) -> None:
        """End, and cut what is still open."""
        cast(Any, self._page)._queue.close()
        self._page.is_running = False  # ends the heartbeats
        self._app.stop_event.set()
        self._server.should_exit = True
        self._ended.wait(2 * _END_SECONDS)


@contextlib.contextmanager
def serving(page: gr.Blocks, look: Look, settings: Settings, place: Place, folder: Path) -> Iterator[Server]:
    """The page, served until the block ends.

    Args:
        page: the tabs.
        look: how they look.
        settings: hosts and limits.
        place: address, path and password.
        folder: where uploads lie first.

    Raises:
        SettingsError: the port is taken, or the address is none of this machine.
    """
    root_path = checked_root_path(place.root_path)
    listening = bound(place.host, place.port)
    port = int(listening.getsockname()[1])
    app, gradio_app = _app(page, look, settings, port, root_path)
    fns = page.fns.values()
    public = {str(fn.api_name): int(fn._id) for fn in fns if fn.api_visibility == "public"}
    guard = guarded(
        app,
        functions=Offered(public, frozenset(int(fn._id) for fn in fns) - set(public.values())),
        visits=Visits(f"news-assistant-{port}"),
        limits=Limits(
            page_bytes=int(settings.max_conversation_mb * _MB),
            upload_bytes=int(largest_upload_mb(settings) * _UPLOAD_MARGIN * _MB),
            upload_files=settings.max_uploads,
            folder=folder,
        ),
        hosts=allowed_hosts(place.host, settings.host_names),
        any_address=is_any(place.host),
        password=place.password,
        root_path=root_path,
    )
    config = uvicorn.Config(
        guard,
        http="h11",  # the one with a limit to what a request's head may hold
        ws="none",
        h11_max_incomplete_event_size=_HEADER_BYTES,
        proxy_headers=True,
        forwarded_allow_ips=["127.0.0.1", "::1"],  # a proxy on this machine says whom it serves
        server_header=False,
        log_config=logs.configuration(),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    running = Server(_url(place.host, port), uvicorn.Server(config), page, gradio_app)
    try:
        running.start(listening, place.host)
        yield running
    finally:
        running.close()
        listening.close()


def checked_root_path(path: str) -> str:
    """A path to publish the page under, without a slash at its end.

    Raises:
        SettingsError: it is none.
    """
    plain = f"/{path.strip('/')}" if path.strip("/") else ""
    if not _ROOT_PATH.fullmatch(plain):
        raise failures.PAGE_ROOT_PATH(path=path[:80])
    return plain


def _app(page: gr.Blocks, look: Look, settings: Settings, port: int, root_path: str) -> tuple[FastAPI, Any]:
    """Gradio's app within one of ours."""
    # an empty list of origins: Gradio leaves CORS to the app around it, and that opens to nobody
    outer = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, middleware=[Middleware(CORSMiddleware, allow_origins=[])]
    )
    gr.mount_gradio_app(
        outer,
        page,
        path="/",
        server_port=port,
        footer_links=["api"],
        run_history=False,
        app_kwargs={"middleware": [Middleware(PagePolicy, scripts=(look.script.encode(),))]},
        root_path=root_path,
        show_error=False,
        max_file_size=int(settings.max_article_mb * _MB * _UPLOAD_MARGIN),
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=True,
        theme=look.theme,
        css=look.css,
        head=f"<script>{look.script}</script>",
    )
    page.has_launched = True  # before that, Gradio does not check where the files of a call lie
    serve_tools(page)
    (mounted,) = [route.app for route in outer.routes if isinstance(route, Mount)]
    return outer, mounted


def bound(host: str, port: int | None) -> socket.socket:
    """A socket at the address.

    Raises:
        SettingsError: it is taken or not this machine's.
    """
    plain = host.strip("[]")
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(plain, port or 0, type=socket.SOCK_STREAM)
    except OSError as error:
        raise failures.PAGE_ADDRESS(host=host) from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise failures.PAGE_ADDRESS(host=host) from error
        raise failures.PAGE_PORT(port=port, host=host, why=error.strerror) from error
    return listening


def _url(host: str, port: int) -> str:
    plain = host.strip("[]")
    if is_any(plain):
        plain = "127.0.0.1" if ipaddress.ip_address(plain).version == 4 else "::1"
    return f"http://{bracketed(plain)}:{port}/"
