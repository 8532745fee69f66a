"""Stands in for a `llama-server` of the machine: the same server, from the wheel, told in its environment."""

from __future__ import annotations

import os
import signal
import stat
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def program(folder: Path, *, dies_of: signal.Signals | None = None) -> Path:
    """A program named `llama-server` in a folder, or one that dies at its start."""
    path = folder / "llama-server"
    killed = f"import os\nos.kill(os.getpid(), {int(dies_of)})\n" if dies_of else ""
    path.write_text(
        f"#!{sys.executable} -P\n{killed}import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        f"from tests.llm.native_server import main\nmain()\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def main() -> None:
    import xllamacpp

    from assistant.llm.llama_process import _parameters

    told = {name.removeprefix("LLAMA_ARG_").lower(): value for name, value in os.environ.items()}
    parameters = _parameters(
        path=told["model"],
        alias=told["alias"],
        context_tokens=int(told["ctx_size"]),
        threads=int(told["threads"]),
        key=os.environ["LLAMA_API_KEY"],
        states=sys.argv[sys.argv.index("--slot-save-path") + 1] if "--slot-save-path" in sys.argv else "",
    )
    parameters.port = int(told["port"])
    server = xllamacpp.Server(parameters)
    Path(os.environ["TMPDIR"], "native.pid").write_text(f"{os.getpid()} {server.listening_address}")
    signal.pause()
