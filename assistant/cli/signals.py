"""Ctrl-C, SIGTERM, SIGHUP and a reader that has gone: each ends the command soon, whatever it is doing.

The first signal raises :class:`Interrupted` in the main thread, so that everything is closed in order. But Python
runs its handlers only between two bytecodes of the main thread: inside a long call of a C library, or where
an import lock or another thread is waited for, that may be never. So a second thread, woken by the signal
itself, ends the process after a moment all the same. That is safe: everything here survives a kill at any moment
(tests/index/test_processes.py).
"""

from __future__ import annotations

import _thread
import os
import select
import signal
import stat
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import NoReturn

#: Seconds from the signal to the end: enough to close an index and a page in order.
GRACE = 1.2
_SHOW_CURSOR = b"\x1b[?25h"
_STDOUT, _STDERR = 1, 2


class Interrupted(BaseException):
    """The command is to end. No ``Exception``, and no ``KeyboardInterrupt``, which libraries swallow or reword."""


class Watch:
    """Watches for what ends a command, from construction on.

    Args:
        said: what stands on standard error after a signal.

    Attributes:
        code: the exit code once the command is to end, else None: 130 for SIGINT, 143 and 129 for the others, 0
            where nobody reads the output any more.
    """

    def __init__(self, said: str) -> None:
        self.code: int | None = None
        self._said = said
        self._orderly = False
        self._ending = threading.Lock()
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a job in the background of a script
                signal.signal(number, self._raise)
        self._unraisable = sys.unraisablehook
        sys.unraisablehook = self._swallowed
        threading.Thread(target=self._watch, name="signals", daemon=True).start()

    def begin(self) -> None:
        """From now on the first signal raises :class:`Interrupted`; until then it ends the process at once."""
        self._orderly = True

    def finish(self) -> None:
        """The command is done: from now on a signal ends the process at once, also while Python shuts down."""
        self._orderly = False

    def end(self) -> NoReturn:
        """End the process with :attr:`code`, saying why, without waiting for any thread."""
        if self._ending.acquire(blocking=False):
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):  # nobody reads it, or it is closed
                    stream.flush()
            if os.isatty(_STDOUT):
                _write(_STDOUT, _SHOW_CURSOR)
            if self.code:
                _write(_STDERR, f"{self._said}\n".encode())
        os._exit(self.code or 0)

    def _raise(self, number: int, frame: FrameType | None) -> None:
        if self.code is None:  # the watching thread has not run yet
            self.code = 128 + number
        if not self._orderly:
            self.end()
        self._orderly = False
        raise Interrupted

    def _swallowed(self, unraisable: sys.UnraisableHookArgs) -> None:
        # A finalizer, a weak reference's callback and a C library's callback cannot raise: Python prints and goes on.
        if isinstance(unraisable.exc_value, Interrupted):
            self.end()
        self._unraisable(unraisable)

    def _watch(self) -> None:
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        if _is_pipe(_STDOUT):
            poll.register(_STDOUT, 0)  # its reader's end is reported without asking
        for descriptor, _ in poll.poll():
            if descriptor == self._woken:
                self.code = 128 + os.read(self._woken, 1)[0]
            elif self.code is None:
                self.code = 0
                _thread.interrupt_main(signal.SIGHUP)
        again = select.poll()
        again.register(self._woken, select.POLLIN)
        again.poll(GRACE * 1000)  # a second Ctrl-C wants it now
        self.end()


def reader_is_gone() -> bool:
    """Whether standard output is a pipe that nobody reads any more."""
    if not _is_pipe(_STDOUT):
        return False
    poll = select.poll()
    poll.register(_STDOUT, 0)
    return bool(poll.poll(0))


def _is_pipe(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:  # closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _write(descriptor: int, text: bytes) -> None:
    with suppress(OSError):  # nobody is there to read it
        os.write(descriptor, text)
