"""The outermost edge of a command, where every error becomes a sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable


def run(command: Callable[[], object], name: str, interrupted: str = "Interrupted.") -> None:
    """Run the command; exit 2 for wrong input, 1 for anything else, 128 + its number after a signal.

    Args:
        command: reads ``sys.argv``, from which ``--debug`` (show the traceback) is taken off first.
        name: what stands before the sentence on standard error.
        interrupted: the sentence after Ctrl-C.
    """
    from assistant.cli.signals import Watch
    from assistant.quiet import keep_to_the_cache

    _speak_utf8()
    watch = Watch(f"{name}: {interrupted}")
    keep_to_the_cache(os.environ)
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    for stream in (sys.stdout, sys.stderr):
        # what the terminal's encoding, or any, cannot carry is shown as an escape instead of ending the command
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        try:
            watch.begin()
            code = _code(command, name, lambda: debug or watch.code is not None)
        finally:
            watch.finish()
    except BaseException:  # whatever became of the interruption on its way
        if watch.code is None:
            raise
        watch.end()
    if watch.code is not None:
        watch.end()
    raise SystemExit(code)


def _speak_utf8() -> None:
    """Start anew in Python's UTF-8 mode where the locale is of another encoding (``LC_ALL=C``).

    Names of files and words of questions are UTF-8 nearly everywhere; read as ASCII they are no text at all.
    """
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command again


def _code(command: Callable[[], object], name: str, passed_on: Callable[[], bool]) -> int:
    """Run the command and say what went wrong; the exit code.

    ``passed_on`` says whether errors are not for this place: the reader wants the traceback, or a signal has come,
    and what it broke off (an import, say) fails in words of its own.

    Raises:
        BaseException: whatever happened, where ``passed_on`` says so; what is no ``Exception`` always.
    """
    from assistant import failures
    from assistant.errors import AssistantError

    try:
        command()
        sys.stdout.flush()
    except SystemExit as ended:  # typer's way to end, also well
        return _flushed(ended)
    except AssistantError as error:
        if passed_on():
            raise
        return _fail(name, str(error), error.exit_code)
    except BrokenPipeError:  # `assistant articles | head`: the reader has seen enough
        _discard_output()
        return 0
    except Exception as error:
        if passed_on():
            raise
        if isinstance(error, OSError) and error.filename is None and error.errno in (errno.ENOSPC, errno.EIO):
            _discard_output()
            told = failures.OUTPUT_NOT_WRITTEN(reason=error.strerror)
        else:
            told = failures.UNFORESEEN(kind=type(error).__name__, reason=error)
        return _fail(name, str(told), 1)
    return 0


def _flushed(ended: SystemExit) -> int:
    from assistant.cli.signals import reader_is_gone

    if reader_is_gone():  # typer, too, ends a broken pipe, with 1
        _discard_output()
        return 0
    sys.stdout.flush()
    return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


def _fail(name: str, sentence: str, code: int) -> int:
    from assistant.visible import visible

    print(f"{name}: {visible(sentence)}", file=sys.stderr)
    return code


def _discard_output() -> None:
    """What is still buffered cannot be written, and Python would try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
