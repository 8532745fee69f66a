"""A real HTTP server that speaks OpenAI's chat protocol, to have the faults that a real one will not show."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """How the endpoint behaves; change it between requests."""

    models: list[dict[str, Any]] = field(default_factory=lambda: [{"id": "first"}, {"id": "second"}])
    pieces: list[str] = field(default_factory=lambda: ["Poland", " and", " Germany", "."])
    logprobs: Any = None
    status: int = 200
    error: str = "no luck"
    list_status: int = 200
    key: str | None = None
    break_off: bool = False  # close the connection in the middle of a reply
    error_event: bool = False  # send an error in the middle of a reply
    silence: float = 0.0  # seconds before the first piece
    endless: bool = False
    endless_comments: bool = False  # as keep-alives: bytes without any event
    finish: str | None = "stop"
    extra: dict[str, Any] = field(default_factory=dict)  # beside or instead of the content of delta and message
    listed: bytes | None = None  # instead of the list of models
    body: bytes | None = None  # instead of any reply
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})  # of these two
    refuse: Callable[[dict[str, Any]], tuple[int, Any] | None] = lambda _: None  # status and body for a request
    busy: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # status and headers of the next replies
    thoughts: list[str] = field(default_factory=list)  # sent apart, before the pieces
    routes: dict[str, Any] = field(default_factory=dict)  # what other paths answer, by their ends
    requests: list[dict[str, Any]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)  # an endless reply lost its reader


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self._refused(self.script.list_status) or self._routed({}):
            return
        if self.script.listed is not None:
            self._send(self.script.listed, self.script.headers)
        else:
            self._json({"object": "list", "data": self.script.models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self._routed(body):
            return
        self.script.requests.append(body)
        if self._refused(self.script.status):
            return
        if self.script.busy:
            status, headers = self.script.busy.pop(0)
            self._send(b'{"error": {"message": "busy"}}', {"content-type": "application/json"} | headers, status)
            return
        if refused := self.script.refuse(body):
            self._json(refused[1], refused[0])
            return
        time.sleep(self.script.silence)
        if self.script.body is not None:
            self._send(self.script.body, self.script.headers)
        elif body.get("stream"):
            self._stream()
        else:
            self._json(
                {
                    "id": "1", "object": "chat.completion", "created": 1, "model": body["model"],
                    "choices": [
                        {
                            "index": 0, "finish_reason": self.script.finish,
                            "message": {"role": "assistant", "content": "".join(self.script.pieces)}
                            | ({"reasoning_content": "".join(self.script.thoughts)} if self.script.thoughts else {})
                            | self.script.extra,
                            "logprobs": self.script.logprobs,
                        }
                    ],
                }
            )  # fmt: skip

    def _routed(self, body: dict[str, Any]) -> bool:
        for end, answer in self.script.routes.items():
            if self.path.endswith(end):
                self._json(answer(body) if callable(answer) else answer)
                return True
        return False

    def _refused(self, status: int) -> bool:
        if self.script.key and self.headers.get("authorization") != f"Bearer {self.script.key}":
            status = 401
        if status == 200:
            return False
        self._json({"error": {"message": self.script.error, "code": status}}, status)
        return True

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for thought in self.script.thoughts:
                self._event("", None, {"content": None, "reasoning_content": thought})
            for piece in self.script.pieces:
                self._event(piece)
                if self.script.break_off:
                    self.close_connection = True
                    self.connection.close()
                    return
                if self.script.error_event:
                    self._chunk(json.dumps({"error": {"message": "out of memory", "code": 500}}))
            while self.script.endless:
                self._event(" more")
                time.sleep(0.01)
            while self.script.endless_comments:
                self._write(b": still here\n\n")
                time.sleep(0.01)
            if self.script.finish or self.script.extra:
                self._event("", self.script.finish, self.script.extra)
            self._chunk("[DONE]")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.script.gone.set()

    def _event(self, text: str, finish: str | None = None, extra: dict[str, Any] | None = None) -> None:
        delta = {"role": "assistant", "content": text} | (extra or {})
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._chunk(
            json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})
        )

    def _chunk(self, data: str) -> None:
        self._write(f"data: {data}\n\n".encode())

    def _write(self, payload: bytes) -> None:
        self.wfile.write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")
        self.wfile.flush()

    def _json(self, body: Any, status: int = 200) -> None:
        self._send(json.dumps(body).encode(), {"content-type": "application/json"}, status)

    def _send(self, payload: bytes, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A reader that leaves is what some tests are about."""


@contextmanager
def endpoint(
    handler: type[BaseHTTPRequestHandler] = Handler, script: Script | None = None
) -> Iterator[tuple[str, Script]]:
    """(base URL, script) of a running endpoint."""
    script = script or Script()
    server = Server(("127.0.0.1", 0), type("Bound", (handler,), {"script": script}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
