"""What fits which model: how much it reads, how long it writes, how its statements are checked.

Three profiles are enough to begin with. Which one a model gets is decided here, from what is known of it
(:class:`~assistant.llm.Traits`) and the settings; nothing else in the code asks which model it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from assistant.llm.base import Traits
from assistant.settings import Settings

#: How statements are checked: by the probability of a one-token verdict, all of an answer in one structured reply,
#: or by rules alone.
Verdicts = Literal["logprobs", "structured", "none"]

#: Billions of parameters up to which a model is small, and medium.
SMALL_UP_TO = 3.5
MEDIUM_UP_TO = 16.0
#: Share of the context window that evidence may take; question, instructions and a safety margin take the rest.
EVIDENCE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """How a model is used.

    Attributes:
        name: "small", "medium" or "large".
        evidence_tokens: tokens of evidence at each step, rising; a further step is read only where one does not answer.
        whole: evidence is whole passages and short articles with numbered sentences; else single sentences.
        passages: passages that are retrieved, at least.
        answer_tokens: longest answer.
        prompts: folder of its prompts.
        verdicts: how its statements are checked, where the endpoint can do it.
        asked_first: whether a one-token verdict decides if the evidence answers, before an answer is written; else the
            model says so in its answer.
        premises: most sentences that one statement may rest on.
        statements: most statements of one answer.
        quotes: whether an article's own words stand in where a wording does not pass the checks.
    """

    name: Literal["small", "medium", "large"]
    evidence_tokens: tuple[int, ...]
    whole: bool
    passages: int
    answer_tokens: int
    prompts: str
    verdicts: Verdicts
    asked_first: bool
    premises: int
    statements: int
    quotes: bool


SMALL = ModelProfile(
    "small",
    evidence_tokens=(90, 200),
    whole=False,
    passages=1,
    answer_tokens=160,
    prompts="small",
    verdicts="logprobs",
    asked_first=True,
    premises=3,
    statements=8,
    quotes=True,
)
MEDIUM = ModelProfile(
    "medium",
    evidence_tokens=(1500,),
    whole=True,
    passages=16,
    answer_tokens=700,
    prompts="large",
    verdicts="structured",
    asked_first=False,
    premises=6,
    statements=30,
    quotes=False,
)
LARGE = replace(
    MEDIUM, name="large", evidence_tokens=(8000,), passages=24, answer_tokens=2000, premises=8, statements=60
)

PROFILES = {profile.name: profile for profile in (SMALL, MEDIUM, LARGE)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A profile and why it is used, in words."""

    profile: ModelProfile
    reason: str


def choose(settings: Settings, traits: Traits) -> Chosen:
    """The profile for a model, cut to its window and changed by what the settings say."""
    profile, reason = _by_size(settings, traits)
    answer = min(settings.llm_max_tokens or profile.answer_tokens, traits.context_tokens // 2)
    room = max(50, int(EVIDENCE_SHARE * (traits.context_tokens - answer)))
    steps = _steps(settings, profile)
    profile = replace(
        profile,
        evidence_tokens=tuple(sorted({min(step, room) for step in steps})),
        answer_tokens=answer,
        passages=max(settings.passages, profile.passages),
        verdicts=_verdicts(profile, traits),
    )
    return Chosen(profile, reason)


def describe(chosen: Chosen) -> str:
    """What is used and why, for a reader."""
    profile = chosen.profile
    return (
        f"a {profile.name} model: it reads up to {profile.evidence_tokens[-1]:,} tokens of evidence and writes up to "
        f"{profile.answer_tokens:,} ({chosen.reason})"
    )


def _by_size(settings: Settings, traits: Traits) -> tuple[ModelProfile, str]:
    if settings.profile != "auto":
        return PROFILES[settings.profile], "as ASSISTANT_PROFILE says"
    if traits.parameters is None:
        return (LARGE, f"hosted; {traits.reason}") if traits.hosted else (MEDIUM, f"size unknown; {traits.reason}")
    if traits.parameters <= SMALL_UP_TO:
        return SMALL, traits.reason
    return (MEDIUM if traits.parameters <= MEDIUM_UP_TO else LARGE), traits.reason


def _steps(settings: Settings, profile: ModelProfile) -> tuple[int, ...]:
    """The profile's steps, or those of the settings; one setting moves only its own step."""
    first, last = profile.evidence_tokens[0], settings.evidence_tokens or profile.evidence_tokens[-1]
    if len(profile.evidence_tokens) > 1 or settings.first_evidence_tokens:
        first = settings.first_evidence_tokens or first
        return min(first, last), last
    return (last,)


def _verdicts(profile: ModelProfile, traits: Traits) -> Verdicts:
    """The profile's way where the endpoint can do it, else the other one, else none."""
    can = {"logprobs": traits.logprobs is not False, "structured": traits.structured is not False}
    ways: tuple[Verdicts, Verdicts] = ("logprobs", "structured")
    if profile.verdicts == "structured":
        ways = ("structured", "logprobs")
    return next((way for way in ways if can[way]), "none")
