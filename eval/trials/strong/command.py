"""``python -m eval strong``: put together of the parts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant import load_settings
from eval.cases.strong import StrongCase, load_strong_cases
from eval.trials.strong.measure import Row, ask_all, fill, places
from eval.trials.strong.printing import print_rows
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
    given: dict[str, Any] = {"profile": profile} if profile else {}
    rows: list[Row] = []
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(stub, data) as served,
        out.open("w", encoding="utf-8") as file,
    ):
        index = Path(folder)
        fill(index, places(cases, data), load_settings(**given))
        for model in models:
            settings = load_settings(**given, llm=served.url, llm_model=model)
            own = []
            for row in ask_all(cases, model, index, served, settings, _progress):
                file.write(json.dumps(row.to_dict(), ensure_ascii=False) + "\n")
                own.append(row)
            print_rows(own)
            rows += own
    return rows


def _progress(cases: Sequence[StrongCase], label: str) -> Iterable[StrongCase]:
    return tqdm(cases, desc=label, unit="case", disable=None)
