"""Facts that a scraper left as lines of the text: dates, bylines, sources, URLs, front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.articles.dates import date_in_line, date_in_path, parse_date
from assistant.articles.furniture import is_prose
from assistant.articles.metadata import Metadata, http_url, known_outlet
from assistant.language import language_of
from assistant.sentences import TELLING

_LONGEST = 240  # characters of a line of facts; the longest seen holds a title and a URL
_HEAD_LINES = 14  # filled lines at the top that may hold facts …
_HEAD_PROSE = 2  # … and as many sentences may come before them (a lede above the byline)
_FOOT_LINES = 6  # filled lines at the bottom that may hold facts

_LABELS = {
    "author": "author|authors|written by|byline|by",
    "source": "source|publisher|outlet|publication|site|website",
    "date": "date|date published|published|published on|published at|publication date|posted|posted on|first published",
    "updated": "updated|updated on|last updated|modified|last modified",
    "url": "url|link|permalink|original url|source url|canonical",
    "title": "title|headline",
    "language": "language|lang",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split("|")}
_ANY_LABEL = "|".join(sorted(_FIELD_OF, key=len, reverse=True))
_LABEL = re.compile(rf"(?:^|(?<=\s))(?:[|;–—-] ?)?({_ANY_LABEL}) ?: ?", re.IGNORECASE)

_DATE_FIRST = re.compile(
    r"date:? ?(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?: ?\((?P<outlet>[^()]{2,40})\))?(?: (?P<rest>.+))?",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b", re.IGNORECASE)
_READING_TIME = re.compile(r" ?[|·•–—-] ?\d{1,3} ?min(?:ute)?s?(?: read)?$", re.IGNORECASE)

_WORD = r"(?:[^\W\d_][\w.'’-]*)"
_PARTICLE = r"(?:de|da|del|van|von|der|den|al|el|bin|ibn|of|la|le|and|&)"
_BYLINE = re.compile(
    rf"(?:by|written by|story by|report by) "
    rf"(?P<names>{_WORD}(?:,? (?:{_PARTICLE} )?{_WORD}|,? & {_WORD}){{0,9}})"
    r"(?: ?[,|·–—-] ?(?P<rest>[^|]{2,60}))?",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?:by )?(?P<outlet>[A-Z][\w.'’ -]{1,40}?) (?:staff|news ?desk|newsroom|editors?|correspondents?)"
    r" (?:(?:&|and|with) (?:news )?agenc(?:y|ies)|writers?|reporters?)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|the|a|an|then|now|contrast|and|law|far|this|that|next|early|late|mid|nightfall",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:[A-Z][A-Za-zÀ-ž.,'’/ -]{2,40} ?)?"
    r"\((?P<outlet>[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20})?)\) ?[-–—] "
)
_AGENCY_FIRST = re.compile(r"\((?P<outlet>MENAFN)(?: ?- ?[^()]{2,40})?\)")

_FRONT_MATTER_LINES = 60
_KEY = re.compile(r"(?P<key>[A-Za-z_ -]{2,30}) ?[:=] ?(?P<value>.*)")


def front_matter(lines: Sequence[str]) -> tuple[Metadata, int]:
    """Read ``key: value`` lines between two ``---`` (or ``+++``) at the very top.

    A YAML parser is not used on purpose: it fails on the colons and quotes that scrapers leave
    unquoted (``title: NATO: no plans``), and only plain values are wanted.

    Returns:
        The facts and the number of the line after the block; 0 where there is no block.
    """
    begin = next((at for at, line in enumerate(lines) if line), 0)
    if not lines or lines[begin] not in ("---", "+++"):
        return Metadata(), 0
    for end in range(begin + 1, min(len(lines), begin + _FRONT_MATTER_LINES)):
        line = lines[end]
        if line in (lines[begin], "..."):
            break
        if line and not _KEY.fullmatch(line) and not line.startswith(("-", "#")):
            return Metadata(), 0
    else:
        return Metadata(), 0
    found = Metadata()
    updated: str | None = None
    for line in lines[begin + 1 : end]:
        if not (match := _KEY.fullmatch(line)):
            continue
        field = _FIELD_OF.get(re.sub(r"[_-]", " ", match["key"].strip().lower()))
        value = match["value"].strip().strip("[]").strip().strip("\"'").strip()
        if field == "updated":
            updated = parse_date(value)
        elif field and value and getattr(found, field) is None:
            found = replace(found, **{field: _value(field, value)})
    return found.over(Metadata(date=updated)), end + 1


def read_facts(lines: Sequence[str]) -> tuple[Metadata, list[str], int]:
    """Take lines of facts out of a cleaned text.

    Only the top and the foot are searched, and a line counts only as a whole; the text after a
    leading ``date 2024-03-13 (OUTLET)`` stays.

    Returns:
        The facts, the other lines in order, and how many lines were taken.
    """
    found = updated = Metadata()
    kept: list[str] = []
    taken = 0
    head, foot = _reach(lines)
    language = language_of(" ".join(lines)[:TELLING])
    for at, line in enumerate(lines):
        facts: Metadata | None = None
        rest = ""
        if line and len(line) <= _LONGEST and (at < head or at >= foot):
            facts = _labelled(line) or _url_line(line)
            if facts is None and at < head:
                facts = _headed(line, language)
            if facts and _UPDATED.match(line):
                updated, facts = updated.over(Metadata(date=facts.date)), replace(facts, date=None)
        if line and at < head and (first := _DATE_FIRST.fullmatch(line)):
            outlet = first["outlet"]
            facts, rest = Metadata(date=parse_date(first["date"]), source=outlet), first["rest"] or ""
        if facts is None:
            kept.append(line)
            continue
        found = found.over(facts)
        taken += not rest
        kept.append(rest)  # "" in the place of a whole line: paragraphs around it stay apart
    found = found.over(updated).over(_dateline(kept))
    return found, kept, taken


def facts_of_name(name: str) -> Metadata:
    """What a file name or URL path says: a date, and a title of last resort."""
    stem = re.sub(r"\.(?:txt|md|markdown|x?html?)$", "", name.rsplit("/", 1)[-1], flags=re.IGNORECASE)
    words = re.sub(r"^\d{1,4}[-_. ]+(?=\D)|(?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}", " ", stem)
    words = re.sub(r"[\s_+-]+", " ", words).strip(" .") or stem
    return Metadata(title=words[:1].upper() + words[1:] or None, date=date_in_path(name))


def _reach(lines: Sequence[str]) -> tuple[int, int]:
    """The line numbers where the head ends and where the foot begins."""
    filled = [at for at, line in enumerate(lines) if line]
    prose = 0
    head = 0
    for at in filled[:_HEAD_LINES]:
        prose += is_prose(lines[at])
        if prose > _HEAD_PROSE:
            break
        head = at + 1
    return head, filled[-_FOOT_LINES] if len(filled) >= _FOOT_LINES else 0


def _labelled(line: str) -> Metadata | None:
    """``Author: Editors Desk Source: RT``: every label with a value that fits it, or nothing."""
    pieces = _LABEL.split(line)
    if len(pieces) < 3 or pieces[0].strip():
        return None
    if _FIELD_OF[pieces[1].lower()] == "title":  # a title may hold any word and any colon
        pieces = ["", pieces[1], line.split(":", 1)[1]]
    found = Metadata()
    updated: str | None = None
    for label, raw in zip(pieces[1::2], pieces[2::2], strict=True):
        field, value = _FIELD_OF[label.lower()], raw.strip(" |;–—-")
        if not _fits(field, value):
            return None
        if field == "updated":
            updated = parse_date(value)
        elif getattr(found, field) is None:
            found = replace(found, **{field: _value(field, value)})
    return found.over(Metadata(date=updated))


def _fits(field: str, value: str) -> bool:
    words = len(value.split())
    if field in ("date", "updated"):  # "Date: 2024-13-45" is a line of facts, though no date
        return parse_date(value) is not None or (words <= 6 and bool(re.search(r"\d", value)))
    if field == "url":
        return http_url(value) is not None
    if field in ("author", "source"):
        return 0 < words <= 12 and not is_prose(value)
    if field == "language":
        return words == 1
    return bool(value)


def _value(field: str, value: str) -> str | None:
    if field in ("date", "updated"):
        return parse_date(value) or date_in_line(value)
    if field == "url":
        return http_url(value)
    if field == "language":
        return value.lower()[:2] if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", value) else None
    return value


def _url_line(line: str) -> Metadata | None:
    url = http_url(line)
    return Metadata(url=url) if url else None


def _headed(line: str, language: str | None) -> Metadata | None:
    """Lines without labels, as they stand between a headline and the text."""
    if match := _STAFF.fullmatch(line):
        return Metadata(author=re.sub(r"^by ", "", line, flags=re.IGNORECASE), source=match["outlet"])
    short = _READING_TIME.sub("", line)
    if date := parse_date(short):
        return Metadata(date=date)
    if found := _byline(short):
        return found
    if not is_prose(line) and (date := date_in_line(short, language=language)):
        return Metadata(date=date)
    return None


def _byline(line: str) -> Metadata | None:
    match = _BYLINE.fullmatch(line)
    if not match:
        return None
    names, rest = match["names"], (match["rest"] or "").strip()
    before, comma, last = names.rpartition(", ")
    if comma and not rest and known_outlet(last):  # "By Jane Doe, Reuters"
        names, rest = before, last
    words = [word for word in re.split(r"[ ,]+", names) if not re.fullmatch(_PARTICLE, word, re.IGNORECASE)]
    capital = all(word[0].isupper() for word in words)
    if not words or not capital or _NO_NAME.fullmatch(words[0]) or is_prose(line):
        return None
    if known_outlet(names):
        return Metadata(author=names, source=names, date=parse_date(rest))
    first_name = re.split(r",| and | & ", names)[0].split()
    if len(first_name) < 2 and not (rest and (parse_date(rest) or known_outlet(rest))):
        return None  # "By Land and Sea" is a headline
    if not rest or (date := parse_date(rest)) is not None:
        return Metadata(author=names, date=date if rest else None)
    return Metadata(author=names, source=rest) if known_outlet(rest) or rest.isupper() else None


def _dateline(lines: Sequence[str]) -> Metadata:
    """The agency of ``BRUSSELS (Reuters) -`` or ``(MENAFN)`` at the start of a paragraph."""
    for line in [line for line in lines if line][:4]:
        if match := _DATELINE.match(line) or _AGENCY_FIRST.match(line):
            return Metadata(source=match["outlet"])
    return Metadata()
