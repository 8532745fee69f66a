"""Two records side by side: what differs in text, citations, verdicts, settings and all that made them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.desk.records.record import Record
from assistant.sentences import sentence_spans

#: Where a result holds its verdicts, with what each is of and what it is called there.
_VERDICTS = (("statements", "support"), ("dropped", "support"), ("sentences", "verdict"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: ``before`` in the one record, ``after`` in the other; empty where one has it not."""

    about: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The difference in words."""
        if not self.before:
            return f"{self.about}: only in the second: {self.after}"
        if not self.after:
            return f"{self.about}: only in the first: {self.before}"
        return f"{self.about}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """All that differs between two records; their times are of no account."""

    differences: tuple[Difference, ...]

    @property
    def same_result(self) -> bool:
        """Whether text, citations and verdicts are the same, whatever made them."""
        return not any(one.about in ("text", "citation", "verdict", "given", "kind") for one in self.differences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is to be said, a sentence each."""
        if not self.differences:
            return ("Nothing differs.",)
        head = () if not self.same_result else ("Text, citations and verdicts are the same.",)
        return (*head, *(one.sentence for one in self.differences))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {"same_result": self.same_result, "differences": [asdict(one) for one in self.differences]}


def diff_records(first: Record, second: Record) -> RecordDiff:
    """What differs between two records."""
    return RecordDiff(tuple(_differences(first, second)))


def _differences(first: Record, second: Record) -> Iterator[Difference]:
    yield from _values("", {"kind": first.kind, "given": first.given}, {"kind": second.kind, "given": second.given})
    yield from _values("filter ", first.filters, second.filters)
    yield from _texts(_text(first), _text(second))
    yield from _citations(first, second)
    yield from _verdicts(first.result, second.result)
    yield from _values("", {"assistant": first.version}, {"assistant": second.version})
    yield from _values("index ", first.index, second.index)
    yield from _values("model ", first.model, second.model)
    yield from _values("setting ", first.settings, second.settings)
    yield from _values("prompt ", first.prompts, second.prompts)


def _values(prefix: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield Difference(f"{prefix}{name}", _shown(first, name), _shown(second, name))


def _shown(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return "" if name not in values else "none" if value in (None, [], ()) else str(value)


def _text(record: Record) -> str:
    told = record.result.get("text")
    return told if isinstance(told, str) else ""


def _texts(first: str, second: str) -> Iterator[Difference]:
    """Sentence by sentence: what was replaced, what is gone, what is new."""
    before, after = _sentences(first), _sentences(second)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Difference("text", " ".join(before[a:b]), " ".join(after[c:d]))


def _sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]


def _citations(first: Record, second: Record) -> Iterator[Difference]:
    """By their words and article, whatever their numbers."""
    titles = {one.id: one.title for record in (first, second) for one in record.articles}
    before = {(one.article_id, one.quote) for one in first.passages}
    after = {(one.article_id, one.quote) for one in second.passages}

    def told(one: tuple[str, str]) -> str:
        return f"“{one[1]}” ({titles.get(one[0], one[0])})"

    yield from (Difference("citation", told(one), "") for one in sorted(before - after))
    yield from (Difference("citation", "", told(one)) for one in sorted(after - before))


def _verdicts(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Difference]:
    """Of what both judge."""
    before, after = dict(_judged(first)), dict(_judged(second))
    for text in before:
        if text in after and before[text] != after[text]:
            yield Difference("verdict", f"“{text}” {before[text]}", after[text])


def _judged(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for where, name in _VERDICTS:
        rows: Sequence[Any] = result.get(where) if isinstance(result.get(where), list) else ()  # type: ignore[assignment]
        for row in rows:
            if isinstance(row, Mapping) and isinstance(row.get("text"), str) and isinstance(row.get(name), str):
                yield row["text"], row[name]
