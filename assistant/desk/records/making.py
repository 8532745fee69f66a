"""A result → its record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from assistant.desk.records.record import Record, RecordedArticle, RecordedPassage, sealed, sha256
from assistant.models import ModelStore
from assistant.prompts import prompts_folder
from assistant.settings import SECRETS, Settings
from assistant.types import Article, Citation, Filters

#: Settings that change no result: places, the page, waiting times, and what runs the model how fast.
_OF_NO_EFFECT = frozenset(
    "cache index hosts max_uploads max_upload_mb max_conversation_mb llm_timeout llm_threads engine url_timeout "
    "allow_private_urls max_article_mb chroma_url".split()
).union(SECRETS)


class Recordable(Protocol):
    """A result of the assistant: an answer, or of the desk."""

    @property
    def type(self) -> str:
        """What it is: "answer", "checked" and so on."""

    @property
    def citations(self) -> Sequence[Citation]:
        """The words it rests on."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What made a result: model, profile and checker by name, and the model's digest."""

    model: str
    sha256: str | None
    profile: str
    checker: str
    prompts: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {"name": self.model, "sha256": self.sha256, "profile": self.profile, "checker": self.checker}


def record_of(
    result: Recordable,
    given: str | None = None,
    *,
    article: Callable[[str], Article],
    index: Mapping[str, Any],
    maker: Maker,
    settings: Settings,
    filters: Filters | None = None,
) -> Record:
    """The record of a result.

    Args:
        result: an answer or a result of the desk.
        given: the question, or the text that was checked; what the result itself says it is where left out.
        article: gives an article by its id.
        index: the ``fingerprint`` of the collection and how many ``articles`` it has.
        maker: the model.
        settings: with which it was made.
        filters: which articles were looked at.

    Raises:
        NotFoundError: an article that is cited has been removed since.
    """
    from assistant import __version__

    cited = {citation.article_id: citation for citation in result.citations}
    return Record(
        kind=result.type,
        given=given if given is not None else _given(result),
        filters=_listed(filters or Filters()),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        index=dict(index),
        articles=tuple(_article(article(article_id)) for article_id in sorted(cited)),
        passages=tuple(
            RecordedPassage(one.number, one.article_id, one.start, one.end, one.quote) for one in result.citations
        ),
        model=maker.to_dict(),
        prompts=prompt_digests(maker.prompts),
        settings=effective(settings),
        result=result.to_dict(),
    )


def _given(result: Recordable) -> str:
    told = getattr(result, "question", None) or getattr(result, "text", "")
    return told if isinstance(told, str) else ""


def _listed(filters: Filters) -> dict[str, Any]:
    """As JSON has it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items()}


def effective(settings: Settings) -> dict[str, Any]:
    """The settings that can change a result, without secrets."""
    return {name: value for name, value in settings.masked().items() if name not in _OF_NO_EFFECT}


def prompt_digests(folder: str) -> dict[str, str]:
    """The SHA-256 of each prompt of a profile, and of those that all have."""
    base = prompts_folder()
    files = sorted([*base.glob("*.md"), *(base / folder).glob("*.md")])
    return {str(file.relative_to(base).with_suffix("")): sha256(file.read_text("utf-8")) for file in files}


def model_digest(name: str, store: ModelStore) -> str | None:
    """The SHA-256 of a model's file: of the manifest, or read off the file; None for an endpoint."""
    known = store.specification(name)
    if known is not None:
        return known.files[0].sha256
    file = store.hub_file(name) or Path(name).expanduser()
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def collection_fingerprint(articles: Mapping[str, str], embedding: str) -> str:
    """What tells a collection from others: its articles' ids with the hashes of their texts, and what embeds them."""
    return sealed({"articles": dict(articles), "embedding": embedding})


def _article(article: Article) -> RecordedArticle:
    return RecordedArticle(
        article.id,
        article.title,
        sha256(article.text),
        source=article.source,
        date=article.date,
        url=article.url,
        path=article.path,
    )
