"""A model writes a question to a given answer; what fails a check is never shown to a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.grounding.names import missing_names
from assistant.grounding.reader import Reader
from assistant.llm import LanguageModel, Message
from assistant.prompts import load_prompt
from assistant.types import Article
from assistant.words import FUNCTION_WORDS, stems
from eval.drafting.targets import Target, targets
from eval.metrics.matching import says_fact

PROMPTS = Path(__file__).resolve().parent / "prompts"
_MAX_TOKENS = 200
#: What the model may write; a server that obeys JSON schemas cannot reply anything else.
SCHEMA = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 12, "maxLength": 200},
        "answer": {"type": "string", "minLength": 2, "maxLength": 300},
    },
    "required": ["question", "answer"],
    "additionalProperties": False,
}
#: How a question of each kind begins: a small model that is told asks for the answer instead of stating it.
_BEGINS = {
    "number": "How many, How much, or For how",
    "date_order": "When, or In which year",
    "speaker": "Who said that",
    "quote": "What exactly did",
    "single_fact": "Who, Where, or Which",
}
_LEANS_ON_THE_ARTICLE = re.compile(
    r"\b(?:the|this|that) (?:article|sentence|text|passage|author|report|quote)\b", re.IGNORECASE
)
_OPENS_WITH_PRONOUN = re.compile(r"\b(?:did|does|do|is|was|were|has|had|have|will) (?:he|she|it|they)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with its answer."""

    article: Article
    target: Target
    question: str
    answer: str


@dataclass
class Proposer:
    """Asks a model for questions.

    Attributes:
        turned_away: how many replies failed which check.
    """

    model: LanguageModel
    reader: Reader
    turned_away: Counter[str] = field(default_factory=Counter)

    def proposals(self, article: Article, most: int) -> Iterator[Proposal]:
        """At most ``most`` questions about an article, as they are written.

        Raises:
            ModelError: the model cannot be used.
        """
        asked: list[str] = []
        for target in targets(article, most, self.reader):
            reply = self._ask(article.title, target)
            problem = objection(target, reply, article.title, asked)
            if problem:
                self.turned_away[problem] += 1
                continue
            asked.append(reply["question"])
            yield Proposal(article, target, reply["question"].strip(), reply["answer"].strip())

    def _ask(self, title: str, target: Target) -> Any:
        prompt = load_prompt("question", frozenset({"title", "before", "sentence", "fact", "begins"}), PROMPTS)
        said = prompt.user(
            title=title,
            before=target.before or "-",
            sentence=target.sentence,
            fact=target.fact,
            begins=_BEGINS[target.kind],
        )
        messages = [Message("system", prompt.system.format()), Message("user", said)]
        return self.model.structured(messages, SCHEMA, name="question", max_tokens=_MAX_TOKENS)


def objection(target: Target, reply: Any, title: str, asked: Iterable[str] = ()) -> str:
    """Why a reply is not worth a person's time; empty when it is."""
    if not isinstance(reply, dict) or not all(isinstance(reply.get(name), str) for name in ("question", "answer")):
        return "the reply is no question with an answer"
    question, answer = reply["question"].strip(), reply["answer"].strip()
    known = f"{title} {target.before} {target.sentence}"
    common = set(stems(question)) & set(stems(f"{title} {target.sentence}")) - FUNCTION_WORDS
    checks = {
        "the question does not end in a question mark": not question.endswith("?"),
        "the question gives the answer away": says_fact(question, [target.fact]),
        "the answer lacks the chosen words": not says_fact(answer, [target.fact]),
        "the question leans on the article": bool(_LEANS_ON_THE_ARTICLE.search(question)),
        "the question needs its context": bool(_OPENS_WITH_PRONOUN.search(question)),
        "question or answer have a name that the article does not": bool(missing_names(f"{question} {answer}", known)),
        "the question shares no word with the sentence": not common,
        "the same question was proposed before": _plain(question) in map(_plain, asked),
    }
    return next((name for name, failed in checks.items() if failed), "")


def _plain(question: str) -> str:
    return " ".join(stems(question))
