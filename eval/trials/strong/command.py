"""``python -m eval strong``: put together of the parts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant import load_settings
from assistant.assistant import Assistant
from eval.cases.strong import BESIDE, load_strong_cases
from eval.places import ROOT
from eval.rows import append_row, write_rows
from eval.trials.choice import fill
from eval.trials.strong.figures import print_rows
from eval.trials.strong.measure import Row, ask_all
from eval.trials.strong.stub import serving


def measure_strong(
    data: Path, stub: Path, models: Sequence[str], *, profile: str | None, kinds: Sequence[str], out: Path
) -> list[Row]:
    """Ask the cases of every model, print what they come to, and write a line a case to ``out``.

    Raises:
        CaseError: the cases or the stub are wrong.
        RunError: an article cannot be read.
    """
    cases = load_strong_cases(data, kinds)
    names = dict.fromkeys(name for case in cases for name in case.places)
    given: dict[str, Any] = {"profile": profile} if profile else {}
    rows: list[Row] = []
    write_rows(out, ())
    with tempfile.TemporaryDirectory() as folder, serving(stub, data) as served:
        index = Path(folder)
        with Assistant.open(index, settings=load_settings(**given)) as assistant:
            fill(assistant, [_folder(name, data) for name in names])
        for model in models:
            settings = load_settings(**given, llm=served.url, llm_model=model)
            own = []
            for row in ask_all(cases, model, index, served, settings):
                append_row(out, asdict(row))
                own.append(row)
            print_rows(own)
            rows += own
    return rows


def _folder(name: str, data: Path) -> Path:
    """Beside the cases, or in this repository; cases that name our own articles where they stood before are right."""
    return data / name if name == BESIDE else ROOT / name.replace("eval/questions/", "eval/data/questions/")
