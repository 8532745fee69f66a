"""Entry point of ``python -m eval``."""

from __future__ import annotations


def main() -> None:
    """Run the command; every error becomes a sentence and an exit code."""
    from assistant.cli.edge import run
    from eval.cli import app

    run(
        lambda: app(prog_name="python -m eval"),
        "eval",
        interrupted="Interrupted; finished cases are kept, continue with --resume.",
    )


if __name__ == "__main__":
    main()
