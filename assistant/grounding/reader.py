"""Reads each sentence once: spaCy's small English model, loaded at first need, behind a bounded memory.

The model is of the store (`en_core_web_sm`), given to spaCy as a folder and never installed. It loads in about a
second and reads a sentence in about ten milliseconds; all that the checks want to know of it is then in its
:class:`~assistant.grounding.reading.Reading`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, Protocol

from assistant.grounding.reading import Reading, reading_of
from assistant.models import ModelStore

#: The store's name of the parser.
PARSER = "en_core_web_sm"
#: Sentences kept: the evidence of some dozen answers. A reading is a few kilobytes.
KEPT = 2_000
#: A longer "sentence" is a table or a list that was never cut; the parser's memory grows with its length.
LONGEST = 4_000


class Reader(Protocol):
    """Reads sentences. Thread-safe."""

    def read(self, text: str, date: str | None = None) -> Reading:
        """The reading of one sentence.

        Args:
            text: the sentence.
            date: ISO date of its article, against which "Monday" and "last year" are resolved.

        Raises:
            ModelStoreError: the parser cannot be had.
        """


class SpacyReader:
    """Reads with the store's parser, which is fetched and loaded when the first sentence is read."""

    def __init__(self, store: ModelStore, *, kept: int = KEPT) -> None:
        self._store = store
        self._kept = kept
        self._parser: Any = None
        self._memory: OrderedDict[tuple[str, str | None], Reading] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = threading.Lock()

    def prepare(self) -> None:
        """Load in the background, so that the first answer need not wait; a failure is told by the first reading."""
        threading.Thread(target=self._quietly, daemon=True, name="parser").start()

    def read(self, text: str, date: str | None = None) -> Reading:
        """See :class:`Reader`."""
        key = (text, date)
        with self._lock:
            if (known := self._memory.get(key)) is not None:
                self._memory.move_to_end(key)
                return known
        parser = self._loaded()
        with self._lock:  # spaCy's vocabulary grows with what it reads, and is not made for two at once
            found = reading_of(parser(text[:LONGEST]), date)
            self._memory[key] = found
            while len(self._memory) > self._kept:
                self._memory.popitem(last=False)
        return found

    def parse(self, text: str) -> Any:
        """SpaCy's own parse of a text, for who needs its phrases with their places; nothing of it is kept.

        Raises:
            ModelStoreError: the parser cannot be had.
        """
        parser = self._loaded()
        with self._lock:
            return parser(text[:LONGEST])

    def _loaded(self) -> Any:
        with self._loading:
            if self._parser is None:
                folder = self._store.path(PARSER)
                import spacy

                # "senter" only repeats what the parser says about where sentences end
                self._parser = spacy.load(folder, exclude=["senter"])
            return self._parser

    def _quietly(self) -> None:
        from assistant.errors import AssistantError

        try:
            self._loaded()
        except AssistantError:
            return
