"""Asks every case of the product, with a stub for its model, and notes what was sent and what was shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.types import Answer
from eval.cases.articles import Articles
from eval.cases.strong import Quote, StrongCase
from eval.trials.strong.fates import Outcome, outcomes
from eval.trials.strong.held import missing
from eval.trials.strong.stub import Served


@dataclass(frozen=True, slots=True)
class Row:
    """One case asked of one model.

    ``unsent`` are the needed quotes that the model has not read; ``carried`` says of each served statement whether
    its own were all sent (False where it has none). ``outcomes`` are in the order in which they were served, the
    flawed one at ``flawed``. ``requests`` are kinds in order, refused ones included. ``error`` is the sentence with
    which the question failed.
    """

    id: str
    kind: str
    lang: str
    model: str
    behaviour: str
    question: str
    text: str
    refused: bool
    reason: str
    unsent: tuple[str, ...]
    carried: tuple[bool, ...]
    outcomes: tuple[Outcome, ...]
    others: tuple[str, ...]
    flawed: int
    flaw_kind: str
    requests: tuple[str, ...]
    sent: str
    error: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the model served the answer with the flaw."""
        return self.model.startswith("wrong")


def ask_all(cases: Sequence[StrongCase], model: str, index: Path, served: Served, settings: Settings) -> Iterator[Row]:
    """One row a case, as it is finished; ``settings`` name the stub as the model."""
    with Assistant.open(index, settings=settings, create=False) as assistant, closing(assistant.model):
        articles = Articles.of_index(assistant)
        for case in tqdm(cases, desc=model, unit="case", disable=None):
            yield _ask(case, model, assistant, articles, served)


def _ask(case: StrongCase, model: str, assistant: Assistant, articles: Articles, served: Served) -> Row:
    turns = [Turn(case.earlier[0], *case.earlier)] if case.earlier else []
    statements = case.served(model.partition("~")[0])
    answer: Answer | None = None
    error = ""
    served.clear()
    try:
        answer = assistant.conversation(turns).ask(case.question)
    except AssistantError as failed:
        error = str(failed)
    found = outcomes(statements, answer) if answer else None
    evidence = served.evidence
    lacking = [missing(piece.needed, evidence, articles) for piece in case.pieces]
    return Row(
        id=case.id,
        kind=case.kind,
        lang=case.lang,
        model=model,
        behaviour=case.behaviour,
        question=case.question,
        text=answer.text if answer else "",
        refused=answer.refused if answer else False,
        reason=answer.refusal_reason if answer else "",
        unsent=tuple(_shown(quote) for quotes in lacking for quote in quotes),
        carried=tuple(bool(piece.needed) and not gaps for piece, gaps in zip(case.pieces, lacking, strict=True)),
        outcomes=found.served if found else tuple(Outcome(text, "missing", error) for text in statements),
        others=found.others if found else (),
        flawed=case.flawed,
        flaw_kind=case.flaw_kind,
        requests=tuple(one.kind for one in served.sent),
        sent=evidence,
        error=error,
    )


def _shown(quote: Quote) -> str:
    return f"{quote.article}{' (head)' if quote.head else ''}: {quote.quote}"
