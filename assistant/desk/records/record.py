"""A record as a value and as a file: canonical JSON under a SHA-256, so that any later change shows."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.desk.whole_file import put

#: The form of the file; a later one gets a higher number.
FORMAT = "cited-news-assistant record 1"
#: No record is larger: 200,000 characters of a draft with their citations take some 5 MB.
LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class RecordedArticle:
    """An article that the result cites; ``sha256`` is that of its cleaned text in UTF-8."""

    id: str
    title: str
    sha256: str
    source: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedPassage:
    """Words that the result cites: ``article.text[start:end] == quote`` when it was made."""

    number: int
    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Record:
    """One result with all that is needed to check it later, or to ask again.

    Attributes:
        kind: what it is a record of: "answer", "checked", …
        given: the question, or the text that was checked.
        filters: which articles were looked at, as :class:`~assistant.types.Filters` has it.
        made: when, ISO 8601 in UTC.
        version: the assistant's.
        index: its ``fingerprint`` (of all articles' ids and texts, and of the embedding model), and how many
            ``articles`` it has.
        articles: those that are cited.
        passages: the words that are cited.
        model: the language model's ``name`` and ``sha256`` (None for an endpoint), the ``profile`` and the ``checker``.
        prompts: SHA-256 of each prompt by its name.
        settings: all that can change a result.
        result: the whole result, as its ``to_dict()`` gives it.
    """

    kind: str
    given: str
    filters: Mapping[str, Any]
    made: str
    version: str
    index: Mapping[str, Any]
    articles: tuple[RecordedArticle, ...]
    passages: tuple[RecordedPassage, ...]
    model: Mapping[str, Any]
    prompts: Mapping[str, str]
    settings: Mapping[str, Any]
    result: Mapping[str, Any]
    format: str = FORMAT

    @property
    def seal(self) -> str:
        """SHA-256 over the canonical JSON of everything else."""
        return sealed(self._unsealed())

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, with the seal."""
        return self._unsealed() | {"seal": self.seal}

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the record as a whole or not at all; only its owner may read the file.

        Args:
            path: where; not inside the index folder.
            force: overwrite a file that is there.

        Raises:
            InputError: there is a file already, or it cannot be written.
        """
        write(Path(path), json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n", force=force)

    def _unsealed(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(json.dumps(asdict(self), allow_nan=False))
        return told


def canonical(value: Any) -> bytes:
    """JSON in its one form: keys in order, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sealed(value: Any) -> str:
    """The SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record from a file: what it says, and the seal that stands there."""

    record: Record
    seal: str

    @property
    def intact(self) -> bool:
        """Whether the record is as it was when it was sealed."""
        return self.seal == self.record.seal


def load_record(path: str | Path) -> Loaded:
    """Read a record; whether it is intact is for the reader to ask.

    Raises:
        InputError: there is no such file, or it is no record.
    """
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST:
            raise failures.RECORD_MALFORMED(path=file, reason="it is larger than any record")
        raw = json.loads(file.read_bytes())
    except OSError as error:
        raise failures.RECORD_UNREADABLE(path=file, reason=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise failures.RECORD_MALFORMED(path=file, reason="it is not JSON") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise failures.RECORD_MALFORMED(path=file, reason="it does not begin as one")
    names = {field.name for field in fields(Record)}
    if names | {"seal"} != raw.keys():
        wrong = ", ".join(sorted(map(str, (names | {"seal"}) ^ raw.keys())))
        raise failures.RECORD_MALFORMED(path=file, reason=f"it has too much or lacks something: {wrong}")
    try:
        return Loaded(_record(raw), str(raw["seal"]))
    except (TypeError, AttributeError) as error:
        raise failures.RECORD_MALFORMED(path=file, reason="something in it is of the wrong kind") from error


def write(path: Path, text: str, *, force: bool) -> None:
    """Write a file as a whole or not at all.

    Raises:
        InputError: there is a file already, or it cannot be written.
    """
    check_writable(path, force=force)
    try:
        put(text.encode(errors="surrogatepass"), path, force=force, mode=0o600)
    except FileExistsError as error:
        raise failures.OUTPUT_FILE_EXISTS(path=path) from error
    except OSError as error:
        raise failures.OUTPUT_FILE_UNWRITABLE(path=path, reason=error.strerror) from error


def check_writable(path: Path, *, force: bool) -> None:
    """Say beforehand what would keep a file from being written, so that no work is lost.

    Raises:
        InputError: there is a file already, or its folder is missing or closed.
    """
    if path.is_dir():
        raise failures.OUTPUT_FILE_UNWRITABLE(path=path, reason="it is a folder")
    if path.exists() and not force:
        raise failures.OUTPUT_FILE_EXISTS(path=path)
    folder = path.absolute().parent
    if not folder.is_dir():
        raise failures.OUTPUT_FILE_UNWRITABLE(path=path, reason=f"there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise failures.OUTPUT_FILE_UNWRITABLE(path=path, reason=f"the folder {folder} is closed to you")


def check_place(path: Path, index_folder: Path) -> None:
    """Keep a record out of the index folder, where it would outlive the articles that are deleted there.

    Raises:
        InputError: the file would lie in it.
    """
    if index_folder.resolve() in path.absolute().resolve().parents:
        raise failures.RECORD_IN_INDEX(path=path, folder=index_folder)


def _record(raw: Mapping[str, Any]) -> Record:
    told = {key: value for key, value in raw.items() if key != "seal"}
    articles = tuple(RecordedArticle(**one) for one in told.pop("articles"))
    passages = tuple(RecordedPassage(**one) for one in told.pop("passages"))
    for key in ("filters", "index", "model", "prompts", "settings", "result"):
        if not isinstance(told[key], dict):
            raise TypeError(key)
    for key in ("kind", "given", "made", "version"):
        if not isinstance(told[key], str):
            raise TypeError(key)
    for one in passages:
        if not (
            isinstance(one.quote, str) and type(one.start) is type(one.end) is int and isinstance(one.article_id, str)
        ):
            raise TypeError("passages")
    return Record(articles=articles, passages=passages, **told)
