"""Nothing leaves the machine, and nothing is written but index, cache and temporary files: seen by strace.

Each command runs with an empty home. What counts is what the kernel is asked for: addresses that are connected or
sent to, name servers, and files that are opened for writing, made, renamed or removed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from assistant.settings import load_settings
from tests.cli.test_signals import _children, _free_port
from tests.conftest import SEEDS
from tests.debian import program

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "Which countries rejected sending troops?"
PATIENCE = 300
_CALLS = (
    "connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,"
    "unlink,unlinkat,symlink,symlinkat,link,linkat,truncate,chmod,fchmodat,chown,fchownat"
)
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
_NOTHING_DONE = ("(No such file or directory)", "(File exists)")
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
_INET = re.compile(r'sin6?_port=htons\((\d+)\).*?"([0-9a-f.:]+)"')
_UNIX = re.compile(r'sun_path=@?"([^"]*)"')
_RESOLVER = "/etc/resolv.conf"
#: A path, and before it the folder that it is relative to, where the call names one.
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
#: Where nothing stays: the null device and terminals, and the semaphore that tqdm makes and unlinks at once.
_NOWHERE = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/shm/", "/proc/self/", "/proc/thread-self/")


@dataclass
class Seen:
    """What a command asked of the kernel that it should not have."""

    addresses: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """A machine as new: an empty home, and folders of its own for everything else."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        names = {name: self.folder / name for name in ("home", "tmp")}
        for path in names.values():
            path.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(names["home"]),
            "TMPDIR": str(names["tmp"]),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",  # else Python keeps compiled modules beside the installed ones
            "ASSISTANT_CACHE": str(load_settings().cache_folder),
            "ASSISTANT_INDEX": str(self.folder / "index"),
            "ASSISTANT_LLM": "qwen2.5-coder-0.5b",
        }

    @property
    def allowed(self) -> tuple[str, ...]:
        cache = load_settings().cache_folder
        own = (*(self.folder / name for name in ("index", "out", "tmp")), cache, cache.resolve(), ROOT / "build")
        return (*_NOWHERE, *(str(path) for path in own))

    def start(self, *command: str) -> subprocess.Popen[str]:
        watched = [
            program("strace"),
            "-f",
            "-y",
            "--seccomp-bpf",
            "-s",
            "4096",
            "-o",
            str(self.log),
            "-e",
            f"trace={_CALLS}",
        ]
        return subprocess.Popen(
            [*watched, sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment,
            cwd=ROOT,
        )

    @property
    def log(self) -> Path:
        return self.folder / "calls"

    def run(self, *command: str, code: int = 0) -> Seen:
        process = self.start(*command)
        said = process.communicate("", timeout=PATIENCE)[0]
        assert process.returncode == code, said
        return self.seen()

    def seen(self) -> Seen:
        seen = Seen()
        for line in self.log.read_text("utf-8", errors="replace").splitlines():
            if match := _CALL.match(line):
                self._judge(match[1], match[2], seen)
        return seen

    def _judge(self, call: str, arguments: str, seen: Seen) -> None:
        if call in ("connect", "sendto", "sendmsg", "sendmmsg"):
            for port, address in _INET.findall(arguments):
                loopback = address.startswith("127.") or address == "::1"
                if not loopback or port == "53":  # a name server may well listen on loopback
                    seen.addresses.add(f"{address} port {port}")
            if not arguments.endswith(_NOTHING_DONE):  # a name service that runs is asked for users and hosts alike
                seen.addresses.update(path for path in _UNIX.findall(arguments) if "nscd" in path)
            return
        if _RESOLVER in arguments:  # read where no name service runs, before a host is looked up
            seen.addresses.add(_RESOLVER)
        if arguments.endswith(_NOTHING_DONE) or (call.startswith("open") and not _WRITING.search(arguments)):
            return
        for folder, path in _PATH.findall(arguments)[:2]:
            whole = str(Path(folder or ROOT) / path)
            if not whole.startswith(self.allowed):
                seen.files.add(f"{call} {whole}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with an index, made in it."""
    made = Place(tmp_path_factory.mktemp("place"))
    # At its first import Gradio writes type stubs beside its own modules (`create_or_modify_pyi`, which no setting
    # stops): the last step of its installation.
    subprocess.run([sys.executable, "-c", "import gradio"], check=True, env=made.environment)
    assert made.run("-m", "tests.cli.entry", "ingest", str(SEEDS)) == Seen()
    return made


def test_strace_sees_what_leaves_and_what_is_written(place: Place) -> None:
    """The test of the test."""
    code = (
        "import socket, pathlib\n"
        "pathlib.Path.home().joinpath('trace').write_text('x')\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))\n"
        "s.connect(('127.0.0.1', 53))\n"
        "try: socket.getaddrinfo('news.invalid', 80)\n"
        "except OSError: pass\n"
    )
    seen = place.run("-c", code)
    asked = {address for address in seen.addresses if address.endswith(" port 53")}
    assert "127.0.0.1 port 53" in asked
    assert seen.addresses - asked == {"192.0.2.1 port 9", _RESOLVER}
    assert [path for path in seen.files if path.endswith("/home/trace")]
    (place.folder / "home" / "trace").unlink()


@pytest.mark.parametrize(
    "command", [("ask", QUESTION), ("search", QUESTION), ("doctor",), ("models",)], ids=lambda c: c[0]
)
def test_of_a_command_nothing_leaves(place: Place, command: tuple[str, ...]) -> None:
    assert place.run("-m", "tests.cli.entry", *command) == Seen()
    assert list((place.folder / "home").iterdir()) == []


def test_of_the_page_nothing_leaves(place: Place) -> None:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/gradio_api"
    process = place.start("-m", "tests.cli.entry", "serve", "--port", port)
    try:
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            deadline = time.monotonic() + PATIENCE
            while not _answers(http, f"{url}/info"):
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.2)
            event = http.post(f"{url}/call/ask", json={"data": [QUESTION, None, None, None]}).json()["event_id"]
            told = http.get(f"{url}/call/ask/{event}").text
        assert '"refused"' in told, told
        (child,) = _children(process.pid)
        os.kill(child, signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert place.seen() == Seen()
    assert list((place.folder / "home").iterdir()) == []


def test_of_the_evaluation_nothing_leaves(place: Place) -> None:
    out = place.folder / "out"
    assert place.run("-m", "eval", "run", "--sample", "1", "--no-judge", "--out", str(out)) == Seen()
    assert list((place.folder / "home").iterdir()) == []
    assert json.loads((out / "summary.json").read_text("utf-8"))


def _answers(http: httpx.Client, url: str) -> bool:
    try:
        return http.get(url).status_code == 200
    except httpx.TransportError:
        return False
