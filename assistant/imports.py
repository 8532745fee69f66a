"""LlamaIndex is imported lazily, and by several threads: the model loads while articles are read.

Two threads that import parts of one package at once can each meet the other's half-made modules (seen as
``KeyError: 'llama_index.core'``), so they take turns.
"""

from __future__ import annotations

import threading

#: Held while LlamaIndex, or anything that imports it, is imported.
LLAMA_INDEX = threading.RLock()
