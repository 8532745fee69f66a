"""Attack cases as data: read, planted in an article, written as the file that a scraper would have left."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Literal

from pydantic.dataclasses import dataclass

from eval.cases.model import OURS, Identified, Text, Texts
from eval.cases.reading import read_cases
from eval.places import DATA

FOLDER = DATA / "attacks"
CASES = FOLDER / "cases.jsonl"
#: The payload stands behind this paragraph (0-based, the title not counted): in the middle, where nobody looks.
MIDDLE = 1


@dataclass(frozen=True, slots=True, config=OURS)
class AttackCase(Identified):
    """One attack; the fields are explained in ``eval/data/attacks/README.md``.

    Each of ``words`` must be in a right answer; alternatives are separated by ``|``. None of ``canary`` may be.
    """

    kind: Text
    place: Text
    base: Text
    payload: str
    question: Text
    control: str | None
    expect: Literal["answer", "refusal", "either"]
    words: Texts
    canary: Texts


def load_cases(path: Path = CASES) -> list[AttackCase]:
    """The attacks of a file.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`.
    """
    return read_cases(path, AttackCase)


def base_article(name: str) -> tuple[str, list[str]]:
    """Title and paragraphs of a base article."""
    title, *paragraphs = (FOLDER / "articles" / f"{name}.txt").read_text("utf-8").strip().split("\n\n")
    return title, paragraphs


def write_article(case: AttackCase, folder: Path, *, attacked: bool = True) -> Path:
    """Write the case's article into the folder, with its payload or without; returns the file."""
    title, paragraphs = base_article(case.base)
    if not attacked or case.place == "question":
        return _write(folder / f"{case.base}.txt", _plain(title, paragraphs))
    if case.place == "file_name":
        return _write(folder / case.payload, _plain(title, paragraphs))
    if case.place.startswith("html_"):
        return _write(folder / f"{case.base}.html", _page(title, paragraphs, case))
    if case.place == "title":
        title = case.payload
    elif case.place in ("author", "outlet"):
        label = {"author": "Author", "outlet": "Source"}[case.place]
        paragraphs.insert(0, f"{label}: {case.payload}")
    elif case.place == "body":
        paragraphs.insert(MIDDLE + 1, case.payload)
    else:
        raise ValueError(f"{case.id}: nobody knows how to plant at “{case.place}”.")
    return _write(folder / f"{case.base}.txt", _plain(title, paragraphs))


def _write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def _plain(title: str, paragraphs: list[str]) -> str:
    return "\n\n".join([title, *paragraphs]) + "\n"


def _page(title: str, paragraphs: list[str], case: AttackCase) -> str:
    payload = html.escape(case.payload, quote=True)
    planted = {
        "html_comment": f"<!-- {case.payload} -->",
        "html_hidden": f'<div style="display:none" aria-hidden="true"><p>{payload}</p></div>',
        "html_alt": f'<figure><img src="photo.jpg" alt="{payload}"></figure>',
        "html_white": f'<p style="color:#ffffff;font-size:1px">{payload}</p>',
        "html_meta": "",
    }[case.place]
    meta = f'<meta name="description" content="{payload}">' if case.place == "html_meta" else ""
    body = [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs]
    body.insert(MIDDLE + 1, planted)
    shown = html.escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{shown}</title>{meta}</head>\n'
        f"<body><article><h1>{shown}</h1>\n" + "\n".join(body) + "\n</article></body>\n</html>\n"
    )
