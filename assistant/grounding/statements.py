"""What the model writes → statements: whole sentences and list items, as soon as each is complete.

A model may answer in paragraphs, lists, tables or JSON. The shape is kept as the lead of each statement, which is what
stands before it in the finished text; headings, rules and code fences state nothing and go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.sentences import sentence_spans

#: Leads: the same paragraph, a new one, list items (numbers are given when the text is put together).
SAME, PARAGRAPH, BULLET, INNER_BULLET, NUMBERED = " ", "\n\n", "\n- ", "\n  - ", "\n#. "

#: Those of them that stand before items of a list.
ITEMS = frozenset((BULLET, INNER_BULLET, NUMBERED))

_BRACKETS = re.compile(
    r"\s*(?:[\[【](?:sources?|sentences?)?\s*\^?\d+(?:\s*[,;–-]\s*\d+)*[\]】]|\(sources?\s*\d+(?:\s*[,;–-]\s*\d+)*\))",
    re.IGNORECASE,
)
_SOURCE = r"(?:the\s+)?(?:provided\s+|given\s+)?(?:sources?|articles?|texts?|passages?|sentences?|information|context)"
_FILLER = re.compile(
    rf"^(?:(?:according to|based on|as (?:stated|mentioned) in)\s+{_SOURCE}(?:\s+(?:provided|given|above))?"
    rf"(?:\s*\[?\d+\]?)?\s*,\s*|according to\s*(?:\[\d+\]\s*)*,\s*"
    rf"|{_SOURCE}\s+(?:say|says|state|states|report|reports|mention|mentions)\s+that\s+"
    r"|(?:answer|yes|no)\s*[:,.]\s+(?=\S))",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s*(?:[-*•#>]+|\d+[.)])\s+|\*\*|__|`+")
_NON_ANSWER = re.compile(
    rf"\b{_SOURCE}\b.{{0,60}}\b(?:do|does|did)(?:\s+not|n[’']t)\s+(?:\w+\s+)?(?:mention|say|state|provide|specify|contain|"
    r"give|answer|include|indicate|discuss|name)"
    rf"|\b(?:not|nowhere|never)\s+(?:\w+\s+)?(?:mentioned|stated|provided|specified|given|found|available|known)\s+"
    rf"(?:\w+\s+)?(?:in|by|from)\s+{_SOURCE}"
    r"|^\W*(?:there (?:is|was) )?(?:no|not enough|insufficient)\s+information\b|\bcannot be (?:determined|answered)\b"
    r"|\bI (?:do not|don[’']t|cannot|can[’']t) (?:know|answer|find)\b|\bi[’']?m sorry\b|\bas an ai\b",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"(?<!\d)[.!?…][\"'”’)\]]*$")
_ENDS = re.compile(r"[.!?…:;][\"'”’)\]*_]*(?:\s*\[\d+\])*\s*$")
_BRACKET_RUN = re.compile(r"(?:[\[【][^\]】\[【]*[\]】]\s*)*")
#: A run of words that comes back this often in one sentence is a model that hangs, not prose.
_LOOP = re.compile(r"(\b\w[^.]{8,80}?)(?:[\s,;]*\1){3,}")
#: Characters in which four such runs find room.
_LOOP_CHARS = 400

_ITEM = re.compile(r"(?P<indent>\s*)(?:(?P<bullet>[-*•–])|(?P<number>\d{1,3})[.)])\s+(?=\S)")
#: What may yet become the mark of an item, a heading, a table or a fence.
_UNDECIDED = re.compile(r"\s*(?:[-*•–#>|`]{0,3}|\d{0,3}[.)]?)\s*")
_HEADING = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|__[^_]+__:?)\s*")
_NO_TEXT = re.compile(r"\s*(?:```.*|~~~.*|[-*_=\s]{3,}|\[\^?\d+\]:.*)?\s*")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence or list item as the model wrote it, and what stands before it."""

    text: str
    lead: str = SAME


class StatementStream:
    """Turns pieces of text into statements as soon as each is complete.

    Args:
        language: ISO 639-1 code of the text; a piece of it is too little to tell.
    """

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._line = ""
        self._rest = ""
        self._mid_line = False
        self._lead = PARAGRAPH
        self._in_list = False
        self._table: list[list[str]] = []
        self._json = ""
        self._begun = False

    def feed(self, piece: str) -> list[Told]:
        """What is complete now: all but the last sentence, which may still grow."""
        if not self._begun:
            piece = (self._json + piece).lstrip()
            self._json = ""
            if not piece:
                return []
            self._begun = piece[0] not in "{["
        if not self._begun:  # JSON is understood as a whole only
            self._json = piece
            if re.match(r"\[\d", piece):
                self._begun, self._json = True, ""
            else:
                return []
        told: list[Told] = []
        *lines, last = (self._line + piece).split("\n")
        for line in lines:
            told += self._ended(line)
        self._line = last
        return told + self._growing()

    @property
    def loop(self) -> str:
        """The sentence in the making where it only repeats itself by now, else nothing: it will have no end."""
        making = self._rest + self._line
        return making.strip() if repeats_itself(making[-_LOOP_CHARS:]) else ""

    def finish(self, *, cut_off: bool) -> list[Told]:
        """The rest; when the model was cut off, only if it ends like a sentence.

        "By Poland, the U.S." and "costs 3." do not: a name behind the former would go on with it.
        """
        if self._json:
            held, self._json, self._begun = self._json, "", True
            values = None if cut_off else _strings(held)
            if values is not None:
                return [Told(text, BULLET if len(values) > 1 else PARAGRAPH) for text in values]
            self._line = held
        told = self._ended(self._line) if self._line.strip() else []
        self._line = ""
        told += self._flush_table()
        rest, self._rest = self._rest.strip(), ""
        if rest:
            told.append(self._told(rest))
        if cut_off and told and not _is_whole(told[-1].text, self._language):
            told.pop()
        return told

    # --- lines -----------------------------------------------------------------------------

    def _ended(self, line: str) -> list[Told]:
        """What a finished line brings."""
        if not self._mid_line and "|" in line and (self._table or line.lstrip().startswith("|")):
            told = self._flush()
            self._table.append([] if _TABLE_RULE.fullmatch(line) else _cells(line))
            return told
        told = self._flush_table()
        if not self._mid_line and (_NO_TEXT.fullmatch(line) or (not self._rest and _HEADING.fullmatch(line))):
            told += self._flush()
            self._begin(PARAGRAPH)
            return told
        told += self._taken_up(line)
        sentences, self._rest = _split(self._rest, self._language)
        told += [self._told(text) for text in sentences]
        if self._rest and _ENDS.search(self._rest):
            told += self._flush()
        self._rest += " " if self._rest else ""
        self._mid_line = False
        return told

    def _growing(self) -> list[Told]:
        """Whole sentences of the line that is being written."""
        if self._mid_line:
            self._rest, self._line = self._rest + self._line, ""
            sentences, self._rest = _split(self._rest, self._language)
            return [self._told(text) for text in sentences]
        if _UNDECIDED.fullmatch(self._line) or self._line.lstrip()[:1] in "|#`":
            return []
        if not self._rest and self._line.lstrip().startswith(("**", "__")) and self._line.count("*") < 5:
            return []  # perhaps a heading
        told = self._flush_table()
        told += self._taken_up(self._line)
        self._line = ""
        sentences, self._rest = _split(self._rest, self._language)
        return told + [self._told(text) for text in sentences]

    def _taken_up(self, line: str) -> list[Told]:
        """Put a line behind what is in the making, or begin anew with it."""
        if self._mid_line:
            self._rest += line
            return []
        item = _ITEM.match(line)
        told: list[Told] = []
        if item:
            told = self._flush()
            lead = NUMBERED if item["number"] else INNER_BULLET if len(item["indent"]) > 1 and self._in_list else BULLET
            self._begin(lead)
            line = line[item.end() :]
        elif self._rest and not line.lstrip()[:1].islower():
            told = self._flush()
        self._rest += line
        self._mid_line = True
        return told

    def _begin(self, lead: str) -> None:
        self._lead = lead
        self._in_list = lead != PARAGRAPH

    def _told(self, text: str) -> Told:
        lead, self._lead = self._lead, SAME
        return Told(text.strip(), lead)

    def _flush(self) -> list[Told]:
        rest, self._rest = self._rest.strip(), ""
        return [self._told(rest)] if rest else []

    def _flush_table(self) -> list[Told]:
        rows, self._table = self._table, []
        if not rows:
            return []
        head = rows[0] if len(rows) > 1 and not rows[1] else []
        told = [Told(_row(row, head), BULLET) for row in rows[1 if head else 0 :] if any(row)]
        self._begin(PARAGRAPH)
        return told


def _split(text: str, language: str) -> tuple[list[str], str]:
    """Whole sentences, and the last one, which may go on."""
    if text.count("“") > text.count("”") or text.count('"') % 2:
        return [], text  # an open quotation: where it ends decides where its sentence ends
    starts = [start for start, _ in sentence_spans(text, language)]
    # "It rose. [3] Then …": brackets belong to the sentence before them
    starts = starts[:1] + [_behind_brackets(text, start) for start in starts[1:]]
    whole = [start for start in starts if start < len(text) and text[start] not in "[【"]
    if len(whole) < 2:
        return [], text
    return [text[start:end] for start, end in pairwise(whole)], text[whole[-1] :]


def _behind_brackets(text: str, start: int) -> int:
    run = _BRACKET_RUN.match(text, start)
    return run.end() if run else start


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(row: list[str], head: list[str]) -> str:
    """A row of a table as a list item: "Courier; offer: 4.5 per cent"."""
    if len(head) != len(row):
        return ", ".join(cell for cell in row if cell)
    told = [
        row[0],
        *(f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], row[1:], strict=True) if cell),
    ]
    return "; ".join(one for one in told if one)


def _strings(text: str) -> list[str] | None:
    """The texts in a JSON reply, in order; None where it is none."""
    try:
        return list(_leaves(json.loads(text)))
    except (ValueError, RecursionError):
        return None


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)


def _is_whole(text: str, language: str) -> bool:
    return _COMPLETE.search(text) is not None and len(sentence_spans(f"{text} Smith came.", language)) > 1


def told_numbers(sentence: str) -> list[int]:
    """The numbers in the brackets that the model has put into a sentence, ranges written out."""
    numbers: list[int] = []
    for bracket in _BRACKETS.findall(sentence):
        for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", bracket):
            end = int(last or first)
            numbers += range(int(first), min(end, int(first) + 20) + 1)
    return list(dict.fromkeys(numbers))


def cleaned(sentence: str, titles: Iterable[str] = ()) -> str:
    """The sentence without brackets of the model's own, Markdown, "according to the sources" and copied headings."""
    for title in titles:
        sentence = sentence.removeprefix(f"{title}:").strip()
    text = _MARKUP.sub("", _BRACKETS.sub("", sentence)).strip()
    text = _FILLER.sub("", text).strip()
    if not any(char.isalnum() for char in text):
        return ""
    return text[0].upper() + text[1:]


def repeats_itself(sentence: str) -> bool:
    """True where a run of words comes back again and again: the model hangs."""
    return _LOOP.search(sentence) is not None


def is_non_answer(sentence: str) -> bool:
    """True for "The sources do not say …": a refusal in the model's words, not a statement."""
    return _NON_ANSWER.search(sentence) is not None
