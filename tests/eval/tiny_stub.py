"""A stub of a model as small as ``eval strong`` accepts it: an OpenAI-compatible endpoint that knows its cases."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Reply:
    text: str
    kind: str


class Stub:
    def __init__(self, folder: Path) -> None:
        self.cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()]

    def refuse(self, body: dict[str, Any], flags: set[str]) -> None:
        if "no_seed" in flags and "seed" in body:
            raise ValueError("Unsupported parameter: 'seed'")

    def reply(self, body: dict[str, Any], base: str, flags: set[str]) -> Reply:
        last = body["messages"][-1]["content"]
        if "yes or no" in last:
            return Reply("Yes", "verdict")
        if "Last question:" in last:
            return Reply(next(case["standalone"] for case in self.cases if case["question"] in last), "rewriting")
        known = [case for case in self.cases if (case.get("standalone") or case["question"]) in last]
        return Reply(known[0][base], f"{base} answer") if known else Reply("I do not know.", "no case")


class Handler(BaseHTTPRequestHandler):
    stub: Stub

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._send({"data": [{"id": name} for name in ("right", "wrong", "right~no_seed")]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        base, *flags = body["model"].split("~")
        try:
            self.stub.refuse(body, set(flags))
        except ValueError as error:
            return self._send({"error": {"message": str(error)}}, 400)
        text = self.stub.reply(body, base, set(flags)).text
        told = {"id": "1", "created": 1, "model": body["model"]}
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            return self._send({**told, "object": "chat.completion", "choices": [choice]})
        deltas = [({"role": "assistant", "content": text}, None), ({}, "stop")]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for delta, finish in deltas:
            chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
            event = {**told, "object": "chat.completion.chunk", **chunk}
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")
        return None

    def _send(self, value: object, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def running(data: Path, port: int = 0) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"stub": Stub(data)}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
