"""Other ways to ask the model, as wrappers of it and as settings: the product needs no option for any of them.

Every variant is a change of the shipped prompts, which are read when it is used, so that a comparison is always
with what is shipped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assistant.llm import LanguageModel, Message, Piece
from assistant.prompts import load_prompt


@dataclass(frozen=True, slots=True)
class Variant:
    """What differs from the shipped assistant.

    Attributes:
        name: as the table shows it.
        settings: in place of the assistant's.
        instruction: in place of the last line of the answer's prompt, which stands after sources and question.
        examples: after the system text of every request about a question, so that all begin alike and the server
            reads sources once.
        grammar: GBNF that the answer must obey.
        as_list: the answer is a JSON list of sentences.
    """

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    instruction: str = ""
    examples: str = ""
    grammar: str | None = None
    as_list: bool = False

    def wrapped(self, model: LanguageModel) -> LanguageModel:
        """The model, asked in this way."""
        return AskedOtherwise(model, self) if self.instruction or self.examples or self.grammar else model

    def fingerprint(self) -> str:
        """Of what it changes; the settings and prompts that it changes are not in it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


#: Ours, and of no data set: a model that copies from them is seen at once.
_EXAMPLES = """Example
Sources:

Dredging at Marlow (Marlow Courier, 2023-03-02):
Dredging of the harbour at Marlow begins on 4 May and ends in August. It costs 2.4 million crowns, harbour master Ines Vogt said.

Question: What does the dredging cost?

The dredging at Marlow costs 2.4 million crowns, harbour master Ines Vogt said.

Example
Sources:

Villages vote on wind farm:
Arle, Brun and Holm voted against the wind farm on Tuesday. Tarn votes in June.

Question: Which villages voted against the wind farm?

Arle, Brun and Holm voted against the wind farm."""  # noqa: E501 - prompts are written in one line a paragraph

#: One line of prose that begins and ends like a sentence; no brackets, no Markdown.
_PROSE = r'root ::= ["“‘]? [A-Z0-9] [^\n\[\]{}<>*#`|]+ [.!?] ["”’]?'
_SENTENCE_LIST = r"""root ::= "[" sentence (", " sentence){0,2} "]"
sentence ::= "\"" character+ "\""
character ::= [^"\\\x00-\x1F] | "\\\""
"""

VARIANTS = (
    Variant("default"),
    Variant("terse", instruction="Answer in one whole sentence of as few words as possible, using only the sources."),
    Variant(
        "list all",
        instruction=(
            "Answer in one or two whole sentences, using only the sources. Where several people, countries or things "
            "are asked for, name every one that the sources name."
        ),
    ),
    Variant("few-shot", examples=_EXAMPLES),
    Variant("grammar", grammar=_PROSE),
    Variant(
        "JSON list",
        instruction="Answer with a JSON list of one or two whole sentences, using only the sources.",
        grammar=_SENTENCE_LIST,
        as_list=True,
    ),
    Variant("evidence 90", settings={"first_evidence_tokens": 90, "evidence_tokens": 90}),
    Variant("evidence 230", settings={"first_evidence_tokens": 230, "evidence_tokens": 230}),
    Variant("evidence 400", settings={"first_evidence_tokens": 400, "evidence_tokens": 400}),
    Variant("0.5B", settings={"llm": "qwen2.5-coder-0.5b"}),
)


class AskedOtherwise:
    """A :class:`~assistant.llm.LanguageModel` that puts a variant's words into the requests of the assistant."""

    def __init__(self, model: LanguageModel, variant: Variant) -> None:
        self._model = model
        self._variant = variant
        answer = load_prompt("small/answer", frozenset({"sources", "question"}))
        self._system = answer.system
        self._last_line = answer.template.rpartition("\n")[2]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.count_tokens(self._changed(messages))

    def stream(self, messages: Sequence[Message], **options: Any) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`."""
        if self._variant.grammar and self._asks_for_answer(messages):
            options["grammar"] = self._variant.grammar
        pieces = self._model.stream(self._changed(messages), **options)
        return listed_sentences(pieces) if self._variant.as_list else pieces

    def probability(self, messages: Sequence[Message], **options: Any) -> float | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.probability(self._changed(messages), **options)

    def _asks_for_answer(self, messages: Sequence[Message]) -> bool:
        return messages[-1].content.endswith(self._last_line)

    def _changed(self, messages: Sequence[Message]) -> list[Message]:
        changed = list(messages)
        if self._variant.examples and changed[0].content == self._system:
            changed[0] = replace(changed[0], content=f"{self._system}\n\n{self._variant.examples}")
        if self._variant.instruction and self._asks_for_answer(changed):
            before = changed[-1].content.removesuffix(self._last_line)
            changed[-1] = replace(changed[-1], content=before + self._variant.instruction)
        return changed


def listed_sentences(pieces: Iterable[str]) -> Iterator[Piece]:
    """The texts of a JSON list of strings as it is written, a space after each.

    What the grammar forces (brackets, quotation marks) says nothing about how sure the model is, so it comes
    without a log-probability; there is still one piece for each that was written.
    """
    inside = escaped = False
    for piece in pieces:
        text = ""
        for char in piece:
            if inside and not escaped and char == "\\":
                escaped = True
            elif char == '"' and not escaped:
                inside = not inside
                text += "" if inside else " "
            elif inside:
                text += char
                escaped = False
        yield Piece(text, getattr(piece, "logprob", None) if text.strip() else None)
