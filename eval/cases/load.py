"""The question set: its files as complete cases, their quotes against the articles, and a choice of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.cases.articles import Articles
from eval.cases.reading import case_of_json, placed_cases
from eval.errors import CaseError
from eval.places import DATA
from eval.types import KINDS, Case

#: Our own question set and the articles that are written for it (besides ``seeds/``).
QUESTIONS = DATA / "questions"


def load_cases(path: Path = QUESTIONS) -> list[Case]:
    """The cases of one file, or of all ``.jsonl`` and ``.csv`` files of a folder, kind by kind.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`; also where there is no case, or one is not complete.
    """
    cases = [_complete(case, where) for where, case in placed_cases(path, Case)]
    if not cases:
        raise CaseError(f"{path} holds no cases; write one JSON object a line.")
    return sorted(cases, key=lambda case: KINDS.index(case.kind))


def complete_case(text: str, where: str) -> Case:
    """One complete case of a JSON object; ``where`` begins the message of an error.

    Raises:
        CaseError: see :func:`load_cases`.
    """
    return _complete(case_of_json(text, where, Case), where)


def check_quotes(cases: Iterable[Case], articles: Articles) -> None:
    """Every reference stands word for word in the cleaned text of its article.

    Raises:
        CaseError: an article is not there, its name fits several, or a quote is not in it.
    """
    for case in cases:
        for reference in case.references:
            found = articles.named(reference.article)
            if not found:
                raise CaseError(f"{case.id}: no article is named “{reference.article}”; index it or mend the name.")
            if len(found) > 1:
                raise CaseError(
                    f"{case.id}: “{reference.article}” fits {len(found)} articles; write more of the path of the one."
                )
            if reference.quote not in found[0].text:
                raise CaseError(
                    f"{case.id}: the quote “{shortened(reference.quote)}” does not stand in {reference.article} as the "
                    "assistant reads it; copy it from there (`assistant search` prints it)."
                )


def chosen(
    cases: Sequence[Case], *, split: str | None = None, kinds: Sequence[str] = (), sample: int | None = None
) -> list[Case]:
    """The cases of a split and of some kinds; with ``sample`` so many of them, spread evenly over the kinds.

    A sample takes the first case of each kind, then the second of each, and in the last round, where not every
    kind has room, kinds that lie evenly apart.

    Raises:
        CaseError: a kind is unknown or nothing is left.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise CaseError(f"The kind “{kind}” is unknown; choose of {', '.join(KINDS)}.")
    kept = [case for case in cases if split in (None, case.split) and (not kinds or case.kind in kinds)]
    if not kept:
        raise CaseError("No case is left of this choice; choose another split or other kinds.")
    if sample is None or sample >= len(kept):
        return kept
    wanted = _spread(kept, sample)
    return [case for case in kept if case.id in wanted]


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _spread(cases: Sequence[Case], sample: int) -> set[str]:
    by_kind: dict[str, list[str]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case.id)
    wanted: set[str] = set()
    for turn in range(max(map(len, by_kind.values()))):
        ids = [own[turn] for own in by_kind.values() if turn < len(own)]
        left = min(sample - len(wanted), len(ids))
        wanted |= {ids[at * len(ids) // left] for at in range(left)}
    return wanted


def _complete(case: Case, where: str) -> Case:
    if case.refused and (case.facts or case.references):
        wrong = "a case to be refused has no facts and no references; remove them, or “refused”"
    elif not case.refused and not case.facts:
        wrong = "the field “facts” is missing or empty; name what a right answer must say"
    else:
        return case
    raise CaseError(f"{where} ({case.id}): {wrong}.")
