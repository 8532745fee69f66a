"""What one model needs to be asked: its profile, and the stations that depend on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.checkers import Checker
from assistant.evidence import Evidence
from assistant.generation import Generator
from assistant.grounding.grounder import Grounder
from assistant.profiles import Chosen, ModelProfile
from assistant.types import RetrievedPassage


class Selector(Protocol):
    """Chooses what the model reads."""

    def steps(self, question: str, found: Sequence[RetrievedPassage]) -> list[Evidence]:
        """The evidence, step by step; each begins with the one before."""


@dataclass(frozen=True, slots=True)
class Means:
    """The profile that was chosen, and the stations that follow from it."""

    chosen: Chosen
    selector: Selector
    generator: Generator
    grounder: Grounder
    checker: Checker

    @property
    def profile(self) -> ModelProfile:
        """How the model is used."""
        return self.chosen.profile
