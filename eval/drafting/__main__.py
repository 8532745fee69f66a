"""Entry point of ``python -m eval.drafting``: the same as ``python -m eval draft``."""

from __future__ import annotations

import sys

from eval.__main__ import main

if __name__ == "__main__":
    sys.argv.insert(1, "draft")
    main()
