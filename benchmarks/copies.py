"""How many copies of a report are recognised as such, and how many other texts are taken for copies.

    python -m benchmarks.copies [--articles claims.jsonl]

Over the reports of ``eval/data/copies`` and, where a file of news articles is given (one JSON object a line with
``article``), over those articles rewritten in seven ways by a program, and against each other. A copy counts as caught
where the catalog would compare the two (they share a band) and the signatures say so;
the threshold was chosen on ``dev``.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from assistant.index.signatures import Signature, is_copy, signature

EVENTS = Path(__file__).parents[1] / "eval" / "data" / "copies" / "events.jsonl"
SPLITS = ("dev", "test")
#: What an editor changes: some words for others, some left out, some put in.
CHANGED = {"said": "told reporters", "says": "said", "percent": "per cent", "about": "around", "after": "following"}
PUT_IN = ("reportedly", "earlier", "then", "local", "later")


def main(articles: Annotated[Path | None, typer.Option(help="JSON lines with the field article.")] = None) -> None:
    """Print what is caught and what is taken for a copy wrongly, by split."""
    reports = [json.loads(line) for line in EVENTS.read_text().splitlines()]
    for split in SPLITS:
        _events([report for report in reports if report["split"] == split], split)
    if articles:
        texts = list(dict.fromkeys(json.loads(line)["article"] for line in articles.read_text().splitlines()))
        signature("")  # loads the library
        start = time.perf_counter()
        signatures = [signature(text) for text in texts]
        print(f"{len(texts)} articles signed, {(time.perf_counter() - start) / len(texts) * 1000:.1f} s for 1,000")
        for at, split in enumerate(SPLITS):
            _rewritten(texts[at::2], signatures[at::2], split)
        _print("all", "two articles", [_found(*pair) for pair in combinations(signatures, 2)])


def _events(reports: list[dict[str, str]], split: str) -> None:
    pairs: dict[str, list[bool]] = defaultdict(list)
    signed = [(report, signature(report["text"])) for report in reports]
    for (one, own), (other, others) in combinations(signed, 2):
        same = one["event"] == other["event"] and "own" not in (one["kind"], other["kind"])
        beside = "another event" if one["event"] != other["event"] else "own report of the event"
        pairs["copy" if same else beside].append(_found(own, others))
    for kind, found in pairs.items():
        _print(split, kind, found)


def _rewritten(texts: list[str], signatures: list[Signature], split: str) -> None:
    chance = random.Random(split)
    found: dict[str, list[bool]] = defaultdict(list)
    for number, (text, own) in enumerate(zip(texts, signatures, strict=True)):
        for kind, rewritten in _ways(_sentences(text), _sentences(texts[number - 1]), chance):
            found[kind].append(_found(own, signature(" ".join(rewritten))))
    for kind, listed in found.items():
        _print(split, kind, listed)


def _ways(text: list[str], other: list[str], chance: random.Random) -> Iterator[tuple[str, Iterable[str]]]:
    """Ways to rewrite an article; ``other`` lends the paragraph that is added."""
    yield "shortened, a paragraph added", text[: max(3, len(text) * 11 // 20)] + other[3:6]
    yield "a third left out", (one for one in text if chance.random() < 0.65)
    yield "8 % of words changed", (_edited(one, 0.08, chance) for one in text)
    yield "15 % of words changed", (_edited(one, 0.15, chance) for one in text)
    yield "first half", text[: max(2, len(text) // 2)]
    yield "first quarter", text[: max(2, len(text) // 4)]
    kept = [_edited(one, 0.06, chance) for one in text if chance.random() < 0.7]
    yield "shortened, changed, paragraphs added", kept + other[2:7]


def _edited(sentence: str, share: float, chance: random.Random) -> str:
    words: list[str] = []
    for word in sentence.split():
        if chance.random() >= share:
            words.append(word)
        elif word in CHANGED:
            words.append(CHANGED[word])
        elif chance.random() < 0.5:
            words += [word, chance.choice(PUT_IN)]
    return " ".join(words)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])[\"”]?\s+", text)


def _found(one: Signature, other: Signature) -> bool:
    return bool(set(one.bands()) & set(other.bands())) and is_copy(one, other)


def _print(split: str, kind: str, found: list[bool]) -> None:
    print(f"{split:5} {kind:40} {sum(found):5} of {len(found)} taken for copies")


if __name__ == "__main__":
    typer.run(main)
