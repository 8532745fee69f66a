"""Entry point of ``python -m eval``; the outermost edge, where every error becomes a sentence."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; exit 2 for wrong input, 1 for anything else, 130 when interrupted."""
    from assistant.errors import AssistantError
    from eval.cli import app

    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app(prog_name="python -m eval")
    except AssistantError as error:
        if debug:
            raise
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("Interrupted; finished cases are kept, continue with --resume.", 130)
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        _fail(f"Something unforeseen went wrong ({kind}: {error}); run it again with --debug for the details.", 1)


def _fail(sentence: str, code: int) -> None:
    print(f"eval: {sentence}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
