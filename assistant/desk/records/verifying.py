"""Does a record still hold? Its seal first, then each cited passage against the articles as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.desk.records.record import Loaded, RecordedPassage, sha256
from assistant.errors import NotFoundError
from assistant.sentences import sentence_spans
from assistant.types import Article

#: ``there``: word for word where it was. ``moved``: word for word, elsewhere in its article. ``changed``: the article
#: is there, the words are not. ``vanished``: the article is gone.
State = Literal["there", "moved", "changed", "vanished"]


@dataclass(frozen=True, slots=True)
class PassageState:
    """What became of one cited passage.

    Attributes:
        number: of the citation.
        title: of the article as it was recorded.
        state: see :data:`State`.
        quote: what was cited.
        now: where the article has changed, what stands there that comes nearest.
        start: where the words stand now, None where they do not.
    """

    number: int
    title: str
    state: State
    quote: str
    now: str = ""
    start: int | None = None

    @property
    def sentence(self) -> str:
        """What became of it, as a sentence."""
        told = f"[{self.number}] {self.title}: "
        if self.state == "there":
            return told + "the words stand where they were cited."
        if self.state == "moved":
            return told + f"the words stand elsewhere in the article now (from character {self.start})."
        if self.state == "vanished":
            return told + f"the article is no longer in the collection; it said “{self.quote}”."
        nearest = f"what comes nearest now is “{self.now}”" if self.now else "nothing like it stands there now"
        return told + f"the article has changed: “{self.quote}” is gone, and {nearest}."


@dataclass(frozen=True, slots=True)
class Verification:
    """What a record is worth today."""

    intact: bool
    passages: tuple[PassageState, ...]
    articles_changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the record is intact and every cited passage still stands in its article."""
        return self.intact and all(one.state in ("there", "moved") for one in self.passages)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is to be said, a sentence each."""
        seal = (
            "The record is as it was sealed."
            if self.intact
            else ("The record has been changed since it was sealed: its hash does not match what it says.")
        )
        changed = (
            f"The text of {title} has changed since, beside what is cited or in it." for title in self.articles_changed
        )
        return (seal, *(one.sentence for one in self.passages), *changed)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"holds": self.holds, "sentences": list(self.sentences)}


def verify_record(loaded: Loaded, article: Callable[[str], Article]) -> Verification:
    """Hold a record against the articles as they are now.

    Args:
        loaded: the record.
        article: gives an article by its id; raises NotFoundError where it is gone.
    """
    record = loaded.record
    titles = {one.id: one.title for one in record.articles}
    now: dict[str, str | None] = {}
    for article_id in {*titles, *(one.article_id for one in record.passages)}:
        try:
            now[article_id] = article(article_id).text
        except NotFoundError:
            now[article_id] = None
    states = [_state(one, titles.get(one.article_id, one.article_id), now[one.article_id]) for one in record.passages]
    changed = [one.title for one in record.articles if (text := now[one.id]) is not None and sha256(text) != one.sha256]
    return Verification(loaded.intact, tuple(states), tuple(changed))


def _state(passage: RecordedPassage, title: str, text: str | None) -> PassageState:
    if text is None:
        return PassageState(passage.number, title, "vanished", passage.quote)
    if text[passage.start : passage.end] == passage.quote:
        return PassageState(passage.number, title, "there", passage.quote, start=passage.start)
    at = text.find(passage.quote)
    if at >= 0 and passage.quote:
        return PassageState(passage.number, title, "moved", passage.quote, start=at)
    return PassageState(passage.number, title, "changed", passage.quote, now=_nearest(passage.quote, text))


#: Below this likeness in [0, 100] another sentence is no changed form of the quoted one (see ``answering/quoted.py``).
_LIKE = 60.0


def _nearest(quote: str, text: str) -> str:
    """The sentence of the article that is most like the quotation; none where none is like it."""
    from rapidfuzz import fuzz, process

    told: Sequence[str] = [text[start:end] for start, end in sentence_spans(text)]
    best = process.extractOne(quote, told, scorer=fuzz.ratio, score_cutoff=_LIKE)
    return " ".join(best[0].split()) if best else ""
