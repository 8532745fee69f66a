"""The outermost edge of a command, where every error becomes a sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable


def run(command: Callable[[], object], name: str, interrupted: str = "Interrupted.") -> None:
    """Run the command; exit 2 for wrong input, 1 for anything else, 130 when interrupted.

    Args:
        command: reads ``sys.argv``, from which ``--debug`` (show the traceback) is taken off first.
        name: what stands before the sentence on standard error.
        interrupted: the sentence after Ctrl-C.
    """
    from assistant.errors import AssistantError

    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        command()
    except AssistantError as error:
        if debug:
            raise
        _fail(name, str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail(name, interrupted, 130)
    except BrokenPipeError:  # `assistant articles | head`: the reader has seen enough
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        _fail(name, f"Something unforeseen went wrong ({kind}: {error}); run it again with --debug for the details.", 1)


def _fail(name: str, sentence: str, code: int) -> None:
    print(f"{name}: {sentence}", file=sys.stderr)
    raise SystemExit(code)
