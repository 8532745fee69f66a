"""Whole answers by several engines, question by question in turns: how long each takes, and whether they are the same.

    python -m benchmarks.engine_answers --data FOLDER --engine portable --engine llama-server
                                        [--fact 12] [--long 4] [--unanswerable 6] [--absent 2] [--split dev]

The engines share index, embeddings and settings; each has a process of its own, so that its cache of prompts is as it
would be alone. ``llama-server`` is what ``assistant engine build`` made, or one of the PATH. Printed are medians,
and, against the first engine, the median of the ratios of all questions and of those that it answers.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm

from assistant import Assistant, load_settings
from assistant.llm import open_model
from benchmarks.conditions import describe_machine
from eval.cases.wiki import load_questions, open_corpus, sample


@dataclass(frozen=True)
class Asked:
    """One answer: seconds until it stood, seconds before the model was asked, its text."""

    seconds: float
    before: float
    text: str
    refused: bool


def main(
    data: Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")],
    engine: Annotated[list[str], typer.Option(help="May be repeated; the first is the one to compare with.")],
    index: Path = Path("build/wiki-index"),
    fact: int = 12,
    long: int = 4,
    unanswerable: int = 6,
    absent: int = 2,
    split: str = "dev",
    seed: int = 5,
) -> None:
    """Ask and print."""
    print(describe_machine())
    questions = sample(
        load_questions(data), split, {"fact": fact, "long": long, "unanswerable": unanswerable, "absent": absent}, seed
    )
    settings = load_settings()
    with open_corpus(data, index, settings) as assistant:
        engines = {name: _with_engine(assistant, name) for name in engine}
        try:
            for one in engines.values():
                one.ask("Is the model loaded?")
            rows = [{name: _asked(one, q.text) for name, one in engines.items()} for q in tqdm(questions)]
        finally:
            for one in engines.values():
                one.model.close()
    _report(rows)


def _with_engine(assistant: Assistant, name: str) -> Assistant:
    settings = assistant.settings.model_copy(update={"engine": name})
    return assistant.with_settings(settings, open_model(settings, assistant.store))


def _asked(assistant: Assistant, question: str) -> Asked:
    started = time.perf_counter()
    answer = assistant.ask(question)
    return Asked(time.perf_counter() - started, answer.timings.retrieval, answer.text, answer.refused)


def _report(rows: list[dict[str, Asked]]) -> None:
    base = next(iter(rows[0]))
    answered = [row for row in rows if not row[base].refused] or rows
    print(f"{'engine':20} median s  before the model s  of the first  of its answers  same text")
    for name in rows[0]:
        print(
            f"{name:20} {statistics.median(row[name].seconds for row in rows):8.2f}  "
            f"{statistics.median(row[name].before for row in rows):18.2f}  "
            f"{_ratio(rows, name, base):12.2f}  {_ratio(answered, name, base):14.2f}  "
            f"{sum(row[name].text == row[base].text for row in rows)}/{len(rows)}"
        )


def _ratio(rows: list[dict[str, Asked]], name: str, base: str) -> float:
    return statistics.median(row[name].seconds / row[base].seconds for row in rows)


if __name__ == "__main__":
    typer.run(main)
