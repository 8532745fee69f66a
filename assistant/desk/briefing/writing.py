"""A section in a model's words, for models that read and write well: every sentence checked like that of an answer.

Map and merge: the sentences of a sub-topic go in as many requests as they need, and what a later one says again is left
out. A sub-topic of which nothing passes the checks is left to the articles' own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.draft import Draft
from assistant.answering.means import Means
from assistant.answering.model_way import ModelWay
from assistant.answering.quarry import REPEATED
from assistant.answering.writing import Writing
from assistant.desk.briefing.disagreement import Difference
from assistant.desk.briefing.reading import Found
from assistant.desk.briefing.result import BriefParagraph, BriefStatement, SectionKind
from assistant.desk.briefing.sections import candidates
from assistant.desk.briefing.topics import Topic
from assistant.embedding import Embedder
from assistant.evidence import Evidence
from assistant.evidence.citing import Citing
from assistant.grounding.statements import is_non_answer
from assistant.types import Statement
from assistant.words import stems

#: What is asked for each section; ``{on}`` is " on …".
QUESTIONS: dict[SectionKind, str] = {
    "events": "Describe what happened{on}, in one or two short paragraphs and in the order of time.",
    "speakers": "Describe who says what{on}, in one or two short paragraphs: name the speaker in every sentence.",
    "numbers": "List the numbers that matter{on}, each with its date and with who gives it.",
    "open": "List what is not known or not decided yet{on}, as of which date.",
    "disagreement": "List where the articles disagree{on}: what each of them says, and which is the later one.",
}
#: Requests for one sub-topic of a section.
MOST_REQUESTS = 4


class SectionWriter:
    """Writes sections.

    Args:
        way: makes statements of evidence and checks them.
        means: the model and what goes with it.
        embedder: counts tokens.
        citing: numbers citations, over all sections.
    """

    def __init__(self, way: ModelWay, means: Means, embedder: Embedder, citing: Citing) -> None:
        self._way = way
        self._means = means
        self._embedder = embedder
        self._citing = citing
        self.dropped: list[Statement] = []

    def section(
        self, kind: SectionKind, topics: Sequence[Topic], asked: str, differing: Sequence[Difference]
    ) -> list[BriefParagraph]:
        """The paragraphs of a section; none where nothing passed.

        Raises:
            ModelError: the model cannot be used.
        """
        if kind == "disagreement":
            both = [one for difference in differing for one in difference.sides]
            return self._paragraphs(kind, Topic("", tuple(both)), both, asked)
        paragraphs: list[BriefParagraph] = []
        for topic in topics:
            paragraphs += self._paragraphs(kind, topic, candidates(kind, topic), asked)
        return paragraphs

    def _paragraphs(self, kind: SectionKind, topic: Topic, found: Sequence[Found], asked: str) -> list[BriefParagraph]:
        told: list[Statement] = []
        on = " · ".join(part for part in (asked, topic.head) if part)
        question = QUESTIONS[kind].format(on=f" on {on}" if on else "")
        for batch in self._batches(found):
            draft = Draft(question, question, citing=self._citing)
            for _ in self._way.write(Writing(draft, self._means), batch):
                pass  # a briefing is shown section by section
            self.dropped += [one for one in draft.dropped if not is_non_answer(one.text)]
            told += [one for one in draft.statements if not any(_repeats(one, other) for other in told)]
        return [
            BriefParagraph(topic.head if not number else "", tuple(map(_statement, group)))
            for number, group in enumerate(_grouped(told))
        ]

    def _batches(self, found: Sequence[Found]) -> Iterator[Evidence]:
        """The sentences, each article's together, in as many pieces as the model's profile asks for."""
        budget = self._means.profile.evidence_tokens[-1]
        order = sorted(found, key=lambda one: (one.date, one.sentence.origin.place))
        batch: list[Found] = []
        size, given = 0, 0
        for one in order:
            cost = self._embedder.count_tokens(one.sentence.text)
            if batch and size + cost > budget:
                yield Evidence(tuple(other.sentence for other in batch))
                batch, size, given = [], 0, given + 1
                if given == MOST_REQUESTS:
                    return
            batch.append(one)
            size += cost
        if batch:
            yield Evidence(tuple(other.sentence for other in batch))


def _grouped(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Paragraph by paragraph; a list stays with what stands before it."""
    groups: list[list[Statement]] = []
    for one in statements:
        if not groups or one.lead.startswith("\n\n"):
            groups.append([])
        groups[-1].append(one)
    return groups


def _statement(one: Statement) -> BriefStatement:
    return BriefStatement(one.text, one.citations, verbatim=False, support=one.support, reason=one.reason)


def _repeats(one: Statement, other: Statement) -> bool:
    own, told = set(stems(one.text)), set(stems(other.text))
    return len(own & told) >= REPEATED * min(len(own), len(told))
