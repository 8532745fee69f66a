"""Entry point of ``python -m eval.judges``: the same as ``python -m eval judge``."""

from __future__ import annotations

import sys

from eval.__main__ import main

if __name__ == "__main__":
    sys.argv.insert(1, "judge")
    main()
