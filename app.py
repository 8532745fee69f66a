"""Starts the chat page on this machine: ``python app.py``."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
