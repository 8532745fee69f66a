"""``python -m eval claims``: put together of the parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from assistant import load_settings
from assistant.embedding import load_embedder
from assistant.grounding.reader import SpacyReader
from assistant.models import ModelStore
from eval.cases.claims import Claim, load_claims
from eval.cases.pairs import statements_of
from eval.errors import CaseError
from eval.trials.claims.measure import Checked, check_all
from eval.trials.claims.printing import print_checked
from eval.trials.claims.verdicts import verdicts
from eval.trials.kept_vectors import KeptVectors

#: Where the vectors of articles are kept between runs.
VECTORS = Path("build/eval-vectors")


def measure_claims(
    folders: Sequence[Path], verdict: str, *, half: str, limit: int | None, cache: Path | None, out: Path
) -> list[Checked]:
    """Check the claims, print what that comes to, and write a line a claim to ``out``.

    Args:
        folders: each with ``claims.jsonl``.
        verdict: see :func:`eval.trials.claims.verdicts.verdicts`.
        half: ``dev``, ``held`` or ``all``.
        limit: at most so many claims of each folder, spread over it.
        cache: JSONL of the model's verdicts.
        out: where the rows go.

    Raises:
        CaseError: the claims or a choice are wrong.
        ModelError: the model cannot be used.
    """
    if half not in ("dev", "held", "all"):
        raise CaseError(f"The half “{half}” is unknown; write dev, held or all.")
    claims = [claim for folder in folders for claim in _spread(_half(load_claims(folder), half), limit)]
    sentences = [[text for text in statements_of(claim.text) if text] for claim in claims]
    settings = load_settings()
    store = ModelStore(settings.cache_folder)
    embedder = KeptVectors(load_embedder(settings, store), VECTORS)
    with verdicts(verdict, claims, sentences, settings, embedder, cache) as given:
        rows = list(check_all(claims, sentences, embedder, SpacyReader(store), given, _progress))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(json.dumps(row.to_dict(), ensure_ascii=False) + "\n" for row in rows), "utf-8")
    print_checked(rows)
    return rows


def _half(claims: Sequence[Claim], half: str) -> list[Claim]:
    return [claim for claim in claims if half in (claim.half, "all")]


def _spread(claims: Sequence[Claim], limit: int | None) -> list[Claim]:
    """So many, in pairs of neighbours, because a claim and its counterpart stand side by side."""
    if limit is None or limit >= len(claims):
        return list(claims)
    step = len(claims) / limit
    chosen = dict.fromkeys(at for number in range(0, limit, 2) for at in _pair(int(number * step), len(claims)))
    return [claims[at] for at in list(chosen)[:limit]]


def _pair(at: int, total: int) -> tuple[int, int]:
    even = at - at % 2
    return even, min(even + 1, total - 1)


def _progress(claims: Sequence[Claim]) -> Iterable[Claim]:
    return tqdm(claims, desc="claims", unit="claim", disable=None)
