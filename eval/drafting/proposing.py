"""One question a sentence, forced into a form that can be parsed, and checked before anybody has to read it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.llm import LanguageModel, Message
from assistant.prompts import Prompt, load_prompt
from assistant.types import Article
from assistant.words import stems
from eval.articles import Articles
from eval.drafting.grammar import grammar_for
from eval.drafting.sentences import Target, targets

#: What a row says of its review. Only an accepted one becomes a case.
OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"

_MAX_TOKENS = 160
_NUMBER = re.compile(r"\d")
_MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|(19|20)\d\d)\b"
)


class UselessError(AssistantError):
    """A proposal that no person needs to see; the message says why."""


class Proposals:
    """Makes draft rows.

    Args:
        model: writes the questions.
        articles: what they are about.

    Attributes:
        dropped: why proposals were dropped, and how many.
    """

    def __init__(self, model: LanguageModel, articles: Articles) -> None:
        self._model = model
        self._articles = articles
        self._prompt = _prompt()
        self.dropped: Counter[str] = Counter()

    def rows(
        self,
        per_article: int,
        known: Collection[str] = (),
        progress: Callable[[Sequence[tuple[Article, Target]]], Iterable[tuple[Article, Target]]] = iter,
    ) -> Iterator[dict[str, Any]]:
        """Draft rows, one by one as they are made; sentences whose id is ``known`` are not asked about again.

        Raises:
            ModelError: the model cannot be used.
        """
        wanted = [
            (article, target)
            for article in self._articles
            for target in targets(article, per_article)
            if _id(article, target) not in known
        ]
        for article, target in progress(wanted):
            try:
                question, answer = self._ask(article, target)
            except UselessError as error:
                self.dropped[str(error)] += 1
                continue
            yield _row(article, target, question, answer, self._name(article))

    def _ask(self, article: Article, target: Target) -> tuple[str, str]:
        user = self._prompt.user(title=article.title, context=target.context, sentence=target.sentence)
        messages = (Message("system", self._prompt.system), Message("user", user))
        reply = "".join(self._model.stream(messages, max_tokens=_MAX_TOKENS, grammar=grammar_for(target.sentence)))
        return checked(reply, target.sentence)

    def _name(self, article: Article) -> str:
        """The shortest end of the article's path or URL that fits no other article."""
        place = (article.path or article.url or article.location).replace("\\", "/").rstrip("/")
        parts = place.split("/")
        for length in range(1, len(parts) + 1):
            name = "/".join(parts[-length:])
            if len(self._articles.named(name)) == 1:
                return name
        return article.id


def checked(reply: str, sentence: str) -> tuple[str, str]:
    """(question, answer) of a reply.

    Raises:
        UselessError: it is no JSON of this form, the answer does not stand in the sentence or is all of it, or the
            question gives it away.
    """
    try:
        found = json.loads(reply)
        question, answer = found["question"].strip(), found["answer"].strip().rstrip(".")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UselessError("the reply is not of the form") from error
    if not question.endswith("?") or not answer:
        raise UselessError("the reply is not of the form")
    at = sentence.casefold().find(answer.casefold())
    if at < 0:
        raise UselessError("the answer does not stand in the sentence")
    if len(answer) > 0.8 * len(sentence):
        raise UselessError("the answer is the whole sentence")
    words = set(stems(answer))
    if answer.casefold() in question.casefold() or (words and words <= set(stems(question))):
        raise UselessError("the question gives the answer away")
    return question, sentence[at : at + len(answer)]


def _row(article: Article, target: Target, question: str, answer: str, name: str) -> dict[str, Any]:
    return {
        "review": OPEN,
        "id": _id(article, target),
        "split": "dev",
        "kind": _kind(answer),
        "question": question,
        "answer": answer,
        "facts": [[answer]],
        "references": [{"article": name, "quote": target.sentence}],
        "tags": ["drafted"],
    }


def _kind(answer: str) -> str:
    """A guess, for the person to mend."""
    if _MONTH.search(answer):
        return "date_order"
    return "number" if _NUMBER.search(answer) else "single_fact"


def _id(article: Article, target: Target) -> str:
    """The same for the same sentence of the same article, so that a second run continues the first."""
    stem = Path(article.path or article.url or article.id).stem
    digest = hashlib.sha256(f"{article.location}\n{target.sentence}".encode()).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9]+', '-', stem.lower()).strip('-')[:40]}-{digest}"


def _prompt() -> Prompt:
    return load_prompt("draft_question", frozenset({"title", "context", "sentence"}), Path(__file__).parent)
