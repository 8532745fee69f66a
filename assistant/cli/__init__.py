"""The command line: arguments in, text or JSON out, exit codes. No retrieval or grounding logic."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the ``assistant`` command; the outermost edge, where every error becomes a sentence."""
    from assistant.cli.app import app
    from assistant.errors import AssistantError

    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except AssistantError as error:
        if debug:
            raise
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("Interrupted.", 130)
    except BrokenPipeError:  # `assistant articles | head`: the reader has seen enough
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        _fail(f"Something unforeseen went wrong ({kind}: {error}); run it again with --debug for the details.", 1)


def _fail(sentence: str, code: int) -> None:
    print(f"assistant: {sentence}", file=sys.stderr)
    raise SystemExit(code)
