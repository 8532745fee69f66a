"""Files of drafts: a case a line, with ``review`` beside it, which no run accepts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.types import Article
from eval.cases.jsonl import numbered_lines
from eval.cases.load import complete_case, load_cases
from eval.drafting.propose import Proposal
from eval.errors import DraftError
from eval.rows import write_rows
from eval.types import Case

#: The states of a draft. ``open`` until a person has looked at it.
STATES = ("open", "accepted", "rejected")


def draft_row(proposal: Proposal, split: str, among: Sequence[Article]) -> dict[str, Any]:
    """The proposal as a line of a draft file; its article is named as briefly as it can be told from the others."""
    target = proposal.target
    digest = hashlib.sha256(f"{target.sentence}\n{proposal.question}".encode()).hexdigest()[:8]
    case = Case(
        id=f"{target.kind}-{proposal.article.id.rpartition('/')[2]}-{digest}",
        split=split,  # type: ignore[arg-type]
        kind=target.kind,  # type: ignore[arg-type]
        question=proposal.question,
        answer=proposal.answer,
        facts=((target.fact,),),
        tags=("draft",),
    )
    quote = {"article": short_name(proposal.article, among), "quote": target.sentence}
    return {"review": "open", **asdict(case), "references": [quote]}


def short_name(article: Article, among: Sequence[Article]) -> str:
    """The end of the article's path or URL that no other article has."""
    place = (article.url or article.path or article.location).replace("\\", "/")
    others = [(one.url or one.path or one.location).replace("\\", "/") for one in among if one.id != article.id]
    parts = place.rstrip("/").split("/")
    for length in range(1, len(parts) + 1):
        name = "/".join(parts[-length:])
        if not any(other == name or other.endswith(f"/{name}") for other in others):
            return name
    return article.id


def read_drafts(path: Path) -> list[dict[str, Any]]:
    """The rows of a draft file.

    Raises:
        DraftError: it is missing, no JSONL, or a row is no draft.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DraftError(f"The drafts {path} cannot be read ({error}).") from error
    rows = []
    for number, line in numbered_lines(text):
        try:
            row = json.loads(line)
            state = row["review"]
        except (ValueError, TypeError, KeyError) as error:
            raise DraftError(f"{path.name}, line {number}: this is no draft; only lines with “review” are.") from error
        if state not in STATES:
            raise DraftError(f"{path.name}, line {number}: “{state}” is no state of a draft ({', '.join(STATES)}).")
        rows.append(row)
    return rows


def write_drafts(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Replace a draft file; a crash leaves the old or the new one.

    Raises:
        DraftError: it cannot be written.
    """
    _replace(path, rows)


def add_case(row: Mapping[str, Any], path: Path) -> None:
    """Put an accepted draft into a file of cases, checked as a run checks it; one that stands there is replaced.

    Raises:
        CaseError: the row is no complete case, or the file holds something else.
        DraftError: it cannot be written.
    """
    given = {name: value for name, value in row.items() if name != "review"}
    case = complete_case(json.dumps(given), "the draft")
    known = {one.id: one for one in load_cases(path)} if path.exists() and path.stat().st_size else {}
    known[case.id] = case
    _replace(path, (one.to_dict() for one in known.values()))


def _replace(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    try:
        write_rows(path, rows)
    except OSError as error:
        raise DraftError(f"{path} cannot be written ({error.strerror}).") from error
