"""One index of the desk's articles, and every case put to one view of it, a line a case."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.settings import Settings
from eval.cases.desk import (
    ARTICLES,
    Conditioned,
    DraftSentence,
    Halved,
    Hedged,
    ListQuestion,
    OutletQuestion,
    Topic,
    load_desk,
)
from eval.errors import CaseError, RunError
from eval.rows import each_once, read_rows, write_rows
from eval.trials.choice import fill
from eval.trials.desk import adapters

#: Where the index is kept between runs.
INDEX = Path("build/desk-index")

C = TypeVar("C", bound=Halved)
Row = Mapping[str, Any]
#: What is told of one case, in the words of its metric; ``told`` is a list of dictionaries.
Asking = Callable[[Any, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class View(Generic[C]):
    """A way of asking: what its cases are, the assistant's method, and what is kept of its result."""

    name: str
    kind: type[C]
    method: str
    ask: Asking


def _survey(assistant: Any, case: ListQuestion) -> dict[str, Any]:
    result = assistant.survey(case.question).to_dict()
    return {"told": adapters.survey_rows(result), "coverage": adapters.survey_coverage(result)}


def _timeline(assistant: Any, case: Topic) -> dict[str, Any]:
    return {"told": adapters.timeline_events(assistant.timeline(case.topic).to_dict())}


def _outlets(assistant: Any, case: OutletQuestion) -> dict[str, Any]:
    return {"told": adapters.outlet_differences(assistant.outlets(case.question).to_dict())}


def _check(assistant: Any, case: DraftSentence) -> dict[str, Any]:
    return {"told": adapters.checked_sentences(assistant.check(case.sentence).to_dict())}


def _answer(assistant: Any, case: Conditioned | Hedged) -> dict[str, Any]:
    answer = assistant.ask(case.question)
    note = answer.reading.note if answer.reading else ""
    return {"told": [], "text": answer.text, "refused": answer.refused, "note": note}


LISTS = View("lists", ListQuestion, "survey", _survey)
TIMELINES = View("timelines", Topic, "timeline", _timeline)
OUTLETS = View("outlets", OutletQuestion, "outlets", _outlets)
CLAIMS = View("claims", DraftSentence, "check", _check)
CONDITIONS = View("conditions", Conditioned, "ask", _answer)
OVERCONFIDENCE = View("overconfidence", Hedged, "ask", _answer)


def measure(
    view: View[C],
    split: str,
    out: Path,
    assistant: Assistant,
    *,
    resume: bool = False,
    cases: Sequence[C] | None = None,
) -> list[tuple[C, Row]]:
    """Every case with its row; each is on the disk before the next is asked.

    Args:
        view: what is asked.
        split: dev, test or all.
        out: the file of rows.
        assistant: over the desk's articles (:func:`opened`).
        resume: keep the rows of ``out``.
        cases: these instead of all of the split.

    Raises:
        CaseError: the cases cannot be read, or one is refused.
        RunError: the assistant has no such view, or the rows to be continued were made with other settings.
        ModelError: the model cannot be used; what is finished is kept.
    """
    chosen = load_desk(view.kind, split) if cases is None else list(cases)
    if not hasattr(assistant, view.method):
        raise RunError(f"This assistant has no {view.method}, so its {view.name} cannot be measured.")
    fingerprint = assistant.settings.fingerprint()
    done = read_rows(out) if resume else []
    if any(row["settings"] != fingerprint for row in done):
        raise RunError(f"{out} was made with other settings; begin anew without --resume.")
    write_rows(out, done)
    names = {one.id: Path(one.path).name for one in assistant.articles() if one.path}

    def ask(case: C) -> Row:
        started = time.perf_counter()
        try:
            told = view.ask(assistant, case)
        except InputError as error:
            raise CaseError(f"{case.id}: {error}") from error
        return {
            "id": case.id,
            "split": case.split,
            **told,
            "inexact": [one for one in _cited(told) if not _stands(one, assistant)],
            "cited": sorted({names[one["article_id"]] for one in _cited(told)}),
            "read": [names[one] for one in (told.get("coverage") or {}).get("read_ids", [])],
            "articles": len(names),
            "seconds": round(time.perf_counter() - started, 2),
            "settings": fingerprint,
        }

    return list(zip(chosen, each_once(chosen, ask, out, view.name), strict=True))


def opened(settings: Settings, index: Path = INDEX, articles: Path = ARTICLES) -> Assistant:
    """An assistant over the desk's articles and no others; close it.

    Raises:
        RunError: an article cannot be read.
    """
    assistant = Assistant.open(index, settings=settings)
    try:
        fill(assistant, [articles], prune=True)
    except BaseException:
        assistant.close()
        raise
    return assistant


def _cited(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [citation for one in told["told"] for citation in one["citations"]]


def _stands(citation: Mapping[str, Any], assistant: Assistant) -> bool:
    text = assistant.article(citation["article_id"]).text
    return bool(text[citation["start"] : citation["end"]] == citation["quote"])
