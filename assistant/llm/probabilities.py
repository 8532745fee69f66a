"""From the first token's log-probabilities to one probability of “yes”."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

#: Probabilities of distinct tokens add up to 1 at most; more than rounding beyond is nonsense.
_MOST = 1.01


def yes_probability(candidates: Iterable[tuple[str, float]], yes: str, no: str) -> float | None:
    """P(yes) / (P(yes) + P(no)).

    Args:
        candidates: (token, natural log-probability) of the likeliest first tokens.
        yes: the word for yes; “Yes”, “ yes” and “YES” count as well.
        no: the word for no.

    Returns:
        None when neither word is among the candidates, or when the numbers cannot be log-probabilities
        (NaN, above 0, adding up to more than 1): some endpoints send zeros or raw scores.
    """
    mass = {yes.lower(): 0.0, no.lower(): 0.0}
    total = 0.0
    for token, logarithm in candidates:
        if math.isnan(logarithm) or logarithm > _MOST - 1:
            return None
        probability = math.exp(logarithm)
        total += probability
        word = token.replace("▁", " ").replace("Ġ", " ").strip().lower()
        if word in mass:
            mass[word] += probability
    both = sum(mass.values())
    if total > _MOST or both <= 0.0:
        return None
    return mass[yes.lower()] / both


def logprob_of(chunk: Any) -> float | None:
    """The natural log-probability of a streamed chunk's tokens together; None where it carries none, or nonsense."""
    try:
        values = [float(token.logprob) for token in chunk.choices[0].logprobs.content]
    except (AttributeError, TypeError, ValueError, LookupError):
        return None
    if not values or any(not value <= _MOST - 1 for value in values):
        return None
    return sum(values)


def candidates_of(choice: Any) -> list[tuple[str, float]]:
    """(token, natural log-probability) of the likeliest first tokens of a choice; none where they make no sense."""
    try:
        told = [token["top_logprobs"] for token in choice["logprobs"]["content"] if token["top_logprobs"]]
        return [(str(one["token"]), float(one["logprob"])) for one in told[0]]
    except (TypeError, ValueError, LookupError):
        return []
