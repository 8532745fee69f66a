"""Load on the page: several sessions ask at once, with searches in between.

Reports, for the questions, the time to the first source and to the first word of the answer, and for the
searches their time; fails on any error and on any answer that belongs to another session's question.

    python -m benchmarks.page_load [--sessions 8] [--questions 5] [--index FOLDER]

Without ``--index`` the sample articles are indexed in a temporary folder. The page runs in this process, as
``assistant serve`` starts it; the sessions are Gradio clients that send the page's own events.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.conditions import describe_machine

QUESTIONS = [
    "Which countries rejected sending troops to Ukraine?",
    "What did Macron say about sending soldiers?",
    "How much aid did the United States and its allies give since February 2022?",
    "What did Dmitry Peskov say about NATO combat troops?",
    "What would a no-fly zone mean, according to the ministers?",
]
SEARCHES = ["Macron", "Kiel Institute", "no-fly zone", "training mission", "Peskov"]


def main() -> None:
    """Run the load and print a table and a JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--questions", type=int, default=5)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.index or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "index"
        url = stack.enter_context(_page(folder, fill=options.index is None))
        sessions = [_Session(url, number, options.questions) for number in range(options.sessions)]
        for session in sessions:
            session.start()
        for session in sessions:
            session.join()
    _report(sessions)


@contextlib.contextmanager
def _page(folder: Path, *, fill: bool) -> Any:
    from assistant.assistant import Assistant
    from assistant.settings import load_settings
    from assistant.ui.page import running

    settings = load_settings()
    if fill:
        with Assistant.open(folder, settings=settings) as assistant:
            assistant.ingest(Path(__file__).resolve().parent.parent / "seeds")
    with running(folder, settings) as (server, engines):
        engines.get(engines.default).ask(QUESTIONS[0])  # loaded before the clock starts
        yield server.url


class _Session(threading.Thread):
    """One visitor: sends the events that the browser sends, and reads what it would show."""

    def __init__(self, url: str, number: int, questions: int) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._questions = [QUESTIONS[(number + turn) % len(QUESTIONS)] for turn in range(questions)]
        self.first_source: list[float] = []
        self.first_word: list[float] = []
        self.whole: list[float] = []
        self.searches: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        try:
            with _client(self._url) as client:
                visitor = _Visitor(client, self._url)
                for question in self._questions:
                    self._search(client)
                    self._ask(visitor, question)
        except Exception as error:  # noqa: BLE001 - counted and shown in the report
            self.errors.append(f"{type(error).__name__}: {error}")

    def _search(self, client: Any) -> None:
        started = time.perf_counter()
        found = client.predict(SEARCHES[len(self.searches) % len(SEARCHES)], 5, api_name="/search")
        self.searches.append(time.perf_counter() - started)
        if not found:
            self.errors.append("a search found nothing")

    def _ask(self, visitor: _Visitor, question: str) -> None:
        started = time.perf_counter()
        seen: set[str] = set()
        for head, body, conversation in visitor.ask(question):
            now = time.perf_counter() - started
            if "na-sources" in head and "source" not in seen:
                seen.add("source")
                self.first_source.append(now)
            if ("na-statement" in body or "na-refusal" in body) and "word" not in seen:
                seen.add("word")
                self.first_word.append(now)
            if conversation:
                self.whole.append(now)
        asked = [turn["question"] for turn in (visitor.conversation or {}).get("turns", [])]
        expected = self._questions[: len(self.whole)]
        if asked != expected:
            self.errors.append(f"conversation mixed up: {asked} instead of {expected}")


class _Visitor:
    """Sends a question as the page does, over the same queue, and follows the stream."""

    def __init__(self, client: Any, url: str) -> None:
        import secrets

        import httpx

        self._url = url
        self._cookies = httpx.get(url).cookies  # what tells a page that was loaded from a program
        self._session = secrets.token_hex(6)
        config = client.config
        by_id = {part["id"]: (part.get("props") or {}).get("elem_id") for part in config["components"]}
        send = next(
            event
            for event in config["dependencies"]
            if any(by_id.get(target[0]) == "na-send" for target in event["targets"])
        )
        self._function = send["id"]
        self._outputs = [by_id.get(part) for part in send["outputs"]]
        self._place = {"head": self._outputs.index("na-head"), "body": self._outputs.index("na-body")}
        values = {part["id"]: (part.get("props") or {}).get("value") for part in config["components"]}
        self._rest = [values.get(part) for part in send["inputs"][4:]]
        self.conversation: dict[str, Any] | None = None

    def ask(self, question: str) -> Any:
        """(head, body, conversation when it has changed) after each message."""
        import httpx

        data = ["answer", question, self.conversation, None, *self._rest]
        sent: list[Any] | None = None
        shown: list[Any] = [None] * len(self._outputs)
        request = {"data": data, "fn_index": self._function, "session_hash": self._session, "trigger_id": None}
        with httpx.Client(base_url=self._url, timeout=600, headers={"Origin": self._url.rstrip("/")}) as http:
            http.cookies.update(self._cookies)
            http.post("gradio_api/queue/join", json=request).raise_for_status()
            path = f"gradio_api/queue/data?session_hash={self._session}"
            with http.stream("GET", path) as stream:
                for line in stream.iter_lines():
                    message = json.loads(line[5:]) if line.startswith("data:") else {}
                    if message.get("msg") == "process_completed" and not message.get("success", True):
                        raise RuntimeError(str(message.get("output")))
                    if message.get("msg") in ("process_generating", "process_completed"):
                        data = message["output"].get("data") or []
                        sent = _sent(None if message["msg"] == "process_completed" else sent, data)
                        _show(shown, sent)
                        changed = isinstance(shown[0], dict) and shown[0] != self.conversation
                        if changed:
                            self.conversation = shown[0]
                        yield str(shown[self._place["head"]]), str(shown[self._place["body"]]), changed
                    if message.get("msg") == "close_stream":
                        return


def _sent(before: list[Any] | None, data: list[Any]) -> list[Any]:
    """Gradio sends whole values first, then differences to what it sent before, and whole values at the end."""
    from gradio_client.utils import apply_diff

    return data if before is None else [apply_diff(old, steps) for old, steps in zip(before, data, strict=True)]


def _show(shown: list[Any], sent: list[Any]) -> None:
    """What a browser would show: an update may leave a value as it is."""
    for place, value in enumerate(sent):
        if not isinstance(value, dict) or value.get("__type__") != "update":
            shown[place] = value
        elif "value" in value:
            shown[place] = value["value"]


@contextlib.contextmanager
def _client(url: str) -> Any:
    from gradio_client import Client

    client = Client(url, verbose=False)
    try:
        yield client
    finally:
        client.close()


def _report(sessions: list[_Session]) -> None:
    errors = [error for session in sessions for error in session.errors]
    figures = {}
    print(f"{describe_machine()}\n{len(sessions)} sessions, {sum(len(s.whole) for s in sessions)} answers")
    for name in ("first_source", "first_word", "whole", "searches"):
        values = sorted(value for session in sessions for value in getattr(session, name))
        if values:
            figures[name] = {"median": round(statistics.median(values), 2), "worst": round(values[-1], 2)}
            print(f"{name.replace('_', ' '):14} median {figures[name]['median']:6.2f} s   worst {values[-1]:6.2f} s")
    print(json.dumps({"errors": errors, **figures}))
    if errors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
