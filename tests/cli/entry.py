"""``python -m tests.cli.entry``: the command line of this checkout."""

from assistant.cli import main

main()
