"""The command line: arguments in, text or JSON out, exit codes. No retrieval or grounding logic."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``assistant`` command."""
    from assistant.cli.edge import run

    run(_command, "assistant")


def _command() -> None:
    from assistant.cli.app import app

    app()
