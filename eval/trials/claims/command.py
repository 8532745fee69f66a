"""``python -m eval claims``: put together of the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant import load_settings
from assistant.embedding import load_embedder
from assistant.grounding.reader import SpacyReader
from assistant.models import ModelStore
from eval.cases.claims import Claim, load_claims
from eval.cases.pairs import statements_of
from eval.rows import write_rows
from eval.trials.choice import of_half
from eval.trials.claims.figures import print_checked
from eval.trials.claims.measure import Checked, check_all
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
    claims = [claim for folder in folders for claim in spread(of_half(load_claims(folder), half), limit)]
    sentences = [[text for text in statements_of(claim.text) if text] for claim in claims]
    settings = load_settings()
    store = ModelStore(settings.cache_folder)
    embedder = KeptVectors(load_embedder(settings, store), VECTORS)
    with verdicts(verdict, claims, sentences, settings, embedder, cache) as given:
        rows = list(check_all(claims, sentences, embedder, SpacyReader(store), given))
    write_rows(out, map(asdict, rows))
    print_checked(rows)
    return rows


def spread(claims: Sequence[Claim], limit: int | None) -> list[Claim]:
    """So many, in pairs of neighbours, because a claim and its counterpart stand side by side."""
    if limit is None or limit >= len(claims):
        return list(claims)
    step = len(claims) / limit
    starts = (at - at % 2 for at in (int(number * step) for number in range(0, limit, 2)))
    chosen = dict.fromkeys(at for start in starts for at in (start, min(start + 1, len(claims) - 1)))
    return [claims[at] for at in list(chosen)[:limit]]
