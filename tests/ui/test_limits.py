"""What strangers send is bounded: in memory, on the disk and in the log."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from limits import RateLimitItemPerSecond

from assistant.ui import temporary
from assistant.ui.access import bodies
from assistant.ui.temporary import Temporary
from tests.ui.callers import numbers, raw, visitor
from tests.ui.conftest import Site, served
from tests.ui.doubles import QuotingModel

MB = 1_000_000


def _resident() -> int:
    """Of this process, in bytes; the server runs in it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _pieces(total: int, taken: list[int]):
    piece = b" " * 65536
    for _ in range(total // len(piece)):
        taken.append(len(piece))
        yield piece


@pytest.mark.parametrize("path", ["call/search", "queue/join", "mcp/", "cancel", "run/predict"])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(site: Site, path: str):
    port = urlsplit(site.url).port
    head = (f"POST /gradio_api/{path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Length: 300000000")
    assert raw(site, *head)[0] == 413
    answer = httpx.post(f"{site.url}gradio_api/{path}", content=b" " * 3 * MB, timeout=60)
    assert answer.status_code == 413
    assert "MB" in answer.json()["error"]


def test_a_body_of_unknown_length_is_counted_as_it_comes_and_does_not_stay(site: Site):
    before = _resident()
    taken: list[int] = []
    answer = httpx.post(f"{site.url}gradio_api/call/search", content=_pieces(100 * MB, taken), timeout=60)
    assert answer.status_code == 413
    assert _resident() - before < 30 * MB


def test_a_body_at_the_limit_is_read(site: Site):
    body = json.dumps({"data": ["Macron", 1]}).ljust(bodies.CALL_BYTES)
    with httpx.Client(base_url=site.url, headers={"Content-Type": "application/json"}, timeout=60) as client:
        assert client.post("gradio_api/call/search", content=body).status_code == 200
        assert client.post("gradio_api/call/search", content=body + " ").status_code == 413


def test_headers_are_bounded(site: Site):
    status, _ = raw(site, "GET / HTTP/1.1", "Host: localhost", f"X-Long: {'x' * 200_000}")
    assert status in (0, 400, 431)


def _upload(site: Site, count: int, size: int) -> httpx.Response:
    files = [("files", (f"{number}.txt", os.urandom(4) + b"x" * size)) for number in range(count)]
    return httpx.post(f"{site.url}gradio_api/upload", files=files, timeout=120)


@pytest.fixture
def small(seeds_index, settings):
    limits = {"max_article_mb": 0.1, "max_upload_mb": 0.3, "max_uploads": 5}
    with served(seeds_index, settings.model_copy(update=limits), QuotingModel()) as running:
        yield running


@pytest.mark.slow
def test_an_upload_is_bounded_in_size_and_number(small: Site):
    assert _upload(small, 3, 90_000).status_code == 200
    lying = _temporary_files()
    assert _upload(small, 4, 95_000).status_code == 413  # each is small enough
    assert "5 files" in _upload(small, 6, 10).json()["error"]
    assert _upload(small, 1, 200_000).status_code == 413
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    content = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'

    def endless():
        yield content
        for _ in range(1000):
            yield b"x" * 10_000

    answer = httpx.post(f"{small.url}gradio_api/upload", content=endless(), headers=form, timeout=60)
    assert answer.status_code == 413
    where = urlsplit(small.url)
    with socket.create_connection((where.hostname, where.port)) as gone:
        head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: {form['Content-Type']}\r\n"
        gone.sendall(f"{head}Content-Length: 9000\r\n\r\n".encode() + content + b"x" * 1000)
    for _ in range(500):  # the server hears of it a moment later
        if _temporary_files() == lying:
            break
        threading.Event().wait(0.02)
    assert _temporary_files() == lying  # nothing of what was refused or given up stays


def _temporary_files() -> set[Path]:
    return {path for path in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*") if path.is_file()}


@pytest.mark.slow
def test_uploads_that_nobody_indexes_do_not_fill_the_disk(small: Site, monkeypatch):
    codes = [_upload(small, 3, 90_000).status_code for _ in range(13)]
    assert codes[0] == 200 and codes[-1] == 507
    monkeypatch.setattr(bodies, "SPARE_BYTES", 10**18)
    assert _upload(small, 1, 10).status_code == 507


def test_a_form_that_is_none_is_told_so(site: Site):
    assert httpx.post(f"{site.url}gradio_api/upload", content=b"x", timeout=60).status_code == 400
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert httpx.post(f"{site.url}gradio_api/upload", content=b"--c", headers=form, timeout=60).status_code == 400


def test_only_uploaded_files_are_taken_into_the_collection(own_site: Site, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The harbour of Marlow was closed on Tuesday after a storm had torn away its pier. " * 5)
    call = {"fn_index": numbers(own_site)["_upload"], "session_hash": "s"}
    with visitor(own_site) as page:
        for path in (str(secret), f"{os.environ['GRADIO_TEMP_DIR']}/../../{secret}"):
            file = {"path": path, "orig_name": "secret.txt", "meta": {"_type": "gradio.FileData"}}
            page.post("gradio_api/queue/join", json=call | {"data": [[file]]}).raise_for_status()
            told = page.get("gradio_api/queue/data?session_hash=s").text
            assert '"success":false' in told
    assert secret.exists()
    assert len(own_site.assistant.articles()) == 5


# --- the log --------------------------------------------------------------------------------


def test_what_strangers_get_wrong_writes_no_tracebacks(site: Site, capfd):
    capfd.readouterr()
    long = "x" * 900_000
    with httpx.Client(base_url=site.url, timeout=60) as client:
        for number in range(200):
            client.post(f"gradio_api/call/unknown{number}", json={"data": []})
        client.post("gradio_api/queue/join", json={"data": [], "fn_index": 10**9, "session_hash": "x"})
        for data in (
            [long, 5],
            [5, long],
            [[long]],
            [{"a": long}, 3],
            ["a", 3, [long]],
            ["a", 3, [], long],
            [long] * 9,
        ):
            event = client.post("gradio_api/call/search", json={"data": data[:1] if len(data) > 5 else data}).json()
            if "event_id" in event:
                client.get(f"gradio_api/call/search/{event['event_id']}")
        client.get(f"gradio_api/call/search/{'x' * 5000}")
        client.get("x" * 20_000)
    with visitor(site) as page:
        for name in ("_searched", "_renamed", "_look", "_chosen"):
            body = {"data": [long] * 3, "fn_index": numbers(site)[name], "session_hash": "log"}
            page.post("gradio_api/queue/join", json=body | {"data": [long[:500_000]] * 3})
            page.get("gradio_api/queue/data?session_hash=log")
    told = capfd.readouterr()
    written = told.out + told.err
    assert "Traceback" not in written
    assert len(written) < 10_000
    assert max((len(line) for line in written.splitlines()), default=0) <= 400


@pytest.mark.slow
def test_wrong_passwords_are_slowed_and_logged_in_a_line_each(seeds_index, settings, capfd):
    with served(seeds_index, settings, QuotingModel(), password=("ada", "secret")) as site:
        capfd.readouterr()
        with httpx.Client(timeout=60) as client:
            codes = [client.get(site.url, auth=("ada", f"wrong{number}")).status_code for number in range(200)]
            lines = capfd.readouterr().err.splitlines()
            assert codes[0] == 401 and codes.count(401) == len(lines) <= 30
            assert all("Wrong password from 127.0.0.1" in line and "wrong1" not in line for line in lines)
            waiting = client.get(site.url, auth=("ada", "secret"))  # or guessing would go on at full speed
            assert waiting.status_code == 429 and waiting.headers["retry-after"] == "60"
            # another visitor, whom a proxy on this machine names, is not held up
            other = {"X-Forwarded-For": "192.0.2.7"}
            assert client.get(site.url, auth=("ada", "secret"), headers=other).status_code == 200


def test_after_the_wait_the_right_password_opens(monkeypatch):
    from assistant.ui.access import password as module

    monkeypatch.setattr(module, "_ONE", RateLimitItemPerSecond(2))
    gate = module.PasswordGate(None, "ada", "secret")
    for _ in range(3):
        gate._count("192.0.2.1")
    assert gate._is_braked("192.0.2.1") and not gate._is_braked("192.0.2.2")
    for _ in range(200):
        if not gate._is_braked("192.0.2.1"):
            break
        threading.Event().wait(0.02)
    assert not gate._is_braked("192.0.2.1")


def test_strangers_together_are_slowed_and_who_was_in_is_not():
    from assistant.ui.access.password import PasswordGate

    gate = PasswordGate(None, "ada", "secret")
    gate._remember("192.0.2.1")
    for number in range(301):
        gate._count(f"198.51.{number // 250}.{number % 250}")
    assert gate._is_braked("203.0.113.1") and not gate._is_braked("192.0.2.1")


# --- folders --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_folder_for_uploads_is_private_and_goes_with_the_page(seeds_index, settings):
    with served(seeds_index, settings, QuotingModel()) as site:
        folder = Path(os.environ["GRADIO_TEMP_DIR"])
        assert (folder.stat().st_mode & 0o777, folder.parent.stat().st_mode & 0o777) == (0o700, 0o700)
        assert _upload(site, 2, 100).status_code == 200
        assert len(_temporary_files()) == 2
    assert not folder.parent.exists()
    assert "GRADIO_TEMP_DIR" not in os.environ or os.environ["GRADIO_TEMP_DIR"] != str(folder)


def test_folders_of_killed_processes_are_swept_and_those_of_living_ones_are_not(tmp_path):
    script = (
        "import sys, time; from importlib import util; from pathlib import Path\n"
        "spec = util.spec_from_file_location('temporary', sys.argv[2]); module = util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"  # without Gradio
        "with module.Temporary(Path(sys.argv[1])).folder(Path('i')) as (f, _):\n"
        "    (f / 'upload.txt').write_text('x'); print(f, flush=True); time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), temporary.__file__], stdout=subprocess.PIPE, text=True
    )
    with process:
        left = Path(process.stdout.readline().strip())
        with Temporary(tmp_path).folder(Path("i")) as (_, alone):
            assert left.exists() and not alone
        with Temporary(tmp_path).folder(Path("other")) as (_, alone):
            assert alone
        process.kill()
        process.wait(30)
    assert left.exists()
    with Temporary(tmp_path).folder(Path("i")) as (_, alone):
        assert not left.parent.exists() and alone
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_closed_page_lets_go_of_its_port(seeds_index, settings):
    with served(seeds_index, settings, QuotingModel()) as site:
        stream = httpx.stream("GET", f"{site.url}gradio_api/heartbeat/x", timeout=60)
        with stream as opened:
            assert opened.status_code == 200
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", urlsplit(site.url).port))
