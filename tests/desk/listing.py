"""A model that lists the names it is told to wherever it reads them, a collection about them, and a survey to kill.

``python -m tests.desk.listing INDEX LOG SECONDS``: a survey whose model takes so long for each passage.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.llm import Message, Traits
from assistant.llm.scripted import Call, ScriptedModel
from assistant.settings import load_settings

QUESTION = "Which countries refused to send soldiers to the Sarhan corridor?"
#: Names that the model finds wherever they stand, right or wrong.
NAMES = ("Norway", "Ireland", "United States", "US", "Sweden", "Portugal", "Canada")
ARTICLES = {
    "01-lisse": "Norway and Ireland stay away\nOutlet: Lisse Post\nDate: 2025-02-03\n\nNorway and Ireland refused on "
    "Monday to send soldiers to the Sarhan corridor. Minister Eva Lund said that Norway refused to send soldiers "
    "because its army was small.",
    "02-copy": "Two governments say no\nOutlet: Evening Star\nDate: 2025-02-04\n\nLISSE (Corvane) - Norway and Ireland "
    "refused on Monday to send soldiers to the Sarhan corridor. Minister Eva Lund said that Norway refused to send "
    "soldiers because its army was small.",
    "03-states": "Washington will not go\nOutlet: Lisse Post\nDate: 2025-02-07\n\nThe United States refused to send "
    "soldiers to the Sarhan corridor, the State Department said.",
    "04-again": "The US answer\nOutlet: Daily Harbour\nDate: 2025-02-09\n\nThe US refused to send soldiers to the "
    "Sarhan corridor in February, diplomats recalled.",
    "05-open": "Sweden waits\nOutlet: Daily Harbour\nDate: 2025-02-11\n\nSweden has not decided whether it will send "
    "soldiers to the Sarhan corridor.",
    "06-ireland": "Dublin corrects\nOutlet: Evening Star\nDate: 2025-02-12\n\nIreland has not refused to send "
    "soldiers to the Sarhan corridor, its government said on Wednesday.",
    "07-cheese": "Prices of cheese rise\nOutlet: Evening Star\nDate: 2025-02-12\n\nCheese costs 4 percent more than a "
    "year ago, and bakers in Ostermoor complain about butter.",
}


class ListingModel(ScriptedModel):
    """Finds names wherever they stand, and is sure of every claim but those about ``doubted``.

    Args:
        names: what it finds.
        doubted: of these it says no.
        seconds: what each passage takes.
        log: where each passage that it begins to read is noted.
    """

    def __init__(
        self,
        names: Sequence[str] = NAMES,
        doubted: Collection[str] = ("Sweden", "Portugal"),
        *,
        seconds: float = 0.0,
        log: Path | None = None,
        **told: Any,
    ) -> None:
        super().__init__(**told)
        self._names = names
        self._doubted = doubted
        self._seconds = seconds
        self._log = log
        self.read: list[str] = []

    @property
    def traits(self) -> Traits:
        """A small model that gives log-probabilities and obeys schemas."""
        return Traits(1.5, self.context_tokens, True, True, self.hosted, "it is made so")

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """The names that stand in the sources."""
        self.calls.append(Call("structured", tuple(messages), max_tokens, schema=schema))
        sources = messages[-1].content.partition("\n\nQuestion:")[0]
        self.read.append(sources)
        if self._log:
            with self._log.open("a") as stream:
                stream.write(json.dumps(sources) + "\n")
        time.sleep(self._seconds)
        return {"answers": [one for one in self._names if re.search(rf"\b{one}\b", sources)]}

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """Sure, but of claims about whom it doubts."""
        self.calls.append(Call("probability", tuple(messages)))
        text, _, claim = messages[-1].content.rpartition("Text: ")[2].partition("Claim: ")
        return 0.03 if "has not" in text or any(one in claim for one in self._doubted) else 0.98


def made(folder: Path, articles: Mapping[str, str] = ARTICLES) -> Path:
    """An index of articles."""
    texts = folder / "articles"
    texts.mkdir(parents=True, exist_ok=True)
    for name, text in articles.items():
        (texts / f"{name}.txt").write_text(text, "utf-8")
    with Assistant.open(folder / "index") as assistant:
        assistant.ingest(texts)
    return folder / "index"


@contextmanager
def opened(index: Path, model: ListingModel | None = None) -> Iterator[tuple[Assistant, ListingModel]]:
    """An assistant over an index with such a model."""
    model = model or ListingModel()
    with Assistant.open(index, settings=load_settings(), model=model) as assistant:
        yield assistant, model


def kept(index: Path) -> list[dict[str, Any]]:
    """The whole lines of what surveys have kept."""
    lines = [line for path in index.glob("surveys/*.jsonl") for line in path.read_bytes().splitlines(keepends=True)]
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


if __name__ == "__main__":
    with opened(Path(sys.argv[1]), ListingModel(log=Path(sys.argv[2]), seconds=float(sys.argv[3]))) as (one, _):
        print(json.dumps(one.survey(QUESTION).to_dict()))
