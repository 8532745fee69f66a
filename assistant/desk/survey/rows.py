"""Verdicts of all passages → rows: members merged by name, with every place, and what says the contrary apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.desk.origins import Origins
from assistant.desk.survey.candidates import Candidate
from assistant.desk.survey.columns import Column, SentenceReader, fact_of, place_of, within
from assistant.desk.survey.countries import COUNTRY_WORDS
from assistant.desk.survey.members import Named, best_name, grouped, key_of
from assistant.desk.survey.types import Cell, Mention, Standing, SurveyRow
from assistant.desk.survey.verifying import Verdict, Verifier
from assistant.desk.survey.wanted import Wanted
from assistant.evidence import Span
from assistant.evidence.citing import Citing
from assistant.types import Citation
from assistant.words import words


@dataclass(frozen=True, slots=True)
class Made:
    """Rows with their citations."""

    rows: tuple[SurveyRow, ...]
    against: tuple[SurveyRow, ...]
    unconfirmed: tuple[Mention, ...]
    citations: tuple[Citation, ...]


class Rows:
    """Takes in what was read, passage by passage, in a fixed order.

    Args:
        wanted: what is looked for.
        columns: of the table.
        reader: reads the cells off the sentences.
        origins: tells copies of one report apart.
        verifier: looks for sentences that deny a member.
        ask: asks the model for a cell: of a passage, what it says about a statement, a column's name.
    """

    def __init__(
        self,
        wanted: Wanted,
        columns: Sequence[Column],
        reader: SentenceReader,
        origins: Origins,
        verifier: Verifier,
        ask: Callable[[Candidate, str, str], str],
    ) -> None:
        self._wanted = wanted
        self._countries = wanted.label in COUNTRY_WORDS
        self._columns = columns
        self._reader = reader
        self._origins = origins
        self._verifier = verifier
        self._ask = ask
        self._read: list[tuple[Candidate, list[Verdict]]] = []
        self._citing = Citing()

    def add(self, candidate: Candidate, verdicts: list[Verdict]) -> None:
        """A passage with the verdicts on what was found in it."""
        self._read.append((candidate, verdicts))

    def made(self) -> Made:
        """The rows; everything that is shown has its citation."""
        stated = [(one, verdict) for one, found in self._read for verdict in found if verdict.is_confirmed]
        denied = [*self._told_denied(), *self._denied({verdict.name for _, verdict in stated})]
        rows = self._rows(stated, "stated")
        against = self._rows(denied, "denied")
        members = {self._key(mention.member) for row in rows for mention in row.mentions}
        contrary = {self._key(mention.member) for row in against for mention in row.mentions}
        rows = [replace(row, contradicted=self._any(row, contrary)) for row in rows]
        against = [replace(row, contradicted=self._any(row, members)) for row in against]
        rows = [self._asked(row) for row in rows]
        return Made(tuple(rows), tuple(against), self._unconfirmed(members), self._citing.citations)

    def _asked(self, row: SurveyRow) -> SurveyRow:
        """The row with the cells of its best place that the model was asked for, as far as the words stand there."""
        best = row.mentions[0]
        candidate = next((one for one, _ in self._read if one.article_id == best.article_id
                          and self._has(one, best)), None)  # fmt: skip
        if candidate is None or not any(column.facet == "asked" for column in self._columns):
            return row
        cells = list(best.cells)
        for number, column in enumerate(self._columns):
            if column.facet == "asked" and (told := self._ask(candidate, best.statement, column.name)):
                places = ((span, within(told, span.text)) for span in candidate.sentences)
                for span, place in places:
                    if place is not None:
                        cells[number] = Cell(span.text[slice(*place)], self._citing.number(span))
                        break
        return replace(row, mentions=(replace(best, cells=tuple(cells)), *row.mentions[1:]))

    def _has(self, candidate: Candidate, mention: Mention) -> bool:
        cited = self._citing.citations[mention.citations[0] - 1]
        place = (cited.article_id, cited.start, cited.end)
        return any((one.article_id, one.start, one.end) == place for one in candidate.sentences)

    def _key(self, name: str) -> tuple[str, ...]:
        return key_of(name, countries=self._countries)

    def _any(self, row: SurveyRow, keys: set[tuple[str, ...]]) -> bool:
        return any(self._key(mention.member) in keys for mention in row.mentions)

    def _told_denied(self) -> list[tuple[Candidate, Verdict]]:
        return [
            (one, verdict)
            for one, found in self._read
            for verdict in found
            if verdict.standing == "denied" and verdict.support != "unsupported"
        ]

    def _denied(self, names: set[str]) -> list[tuple[Candidate, Verdict]]:
        """Where a passage that does not state a confirmed member denies it."""
        found = []
        for candidate, verdicts in self._read:
            told = {
                self._key(verdict.name) for verdict in verdicts if verdict.is_confirmed or verdict.standing == "denied"
            }
            text = set(words(" ".join(sentence.text for sentence in candidate.sentences)))
            for name in sorted(names):
                if self._key(name) not in told and set(words(name)) <= text:
                    told.add(self._key(name))
                    verdict = self._verifier.denial(self._wanted, name, candidate.sentences)
                    found += [(candidate, verdict)] if verdict else []
        return found

    def _rows(self, told: Sequence[tuple[Candidate, Verdict]], standing: Standing) -> list[SurveyRow]:
        mentions = [mention for candidate, verdict in told for mention in self._mentions(candidate, verdict)]
        rows = []
        for group in grouped(
            [Named(mention.member, mention.article_id) for mention in mentions], countries=self._countries
        ):
            own = [mentions[number] for number in group.members]
            articles = {mention.article_id for mention in own}
            origins = self._origins(sorted(articles))
            rows.append(
                SurveyRow(
                    best_name([mention.member for mention in own], countries=self._countries),
                    standing,
                    tuple(sorted(own, key=lambda one: (-one.score, one.article_id, one.citations))),
                    len(articles),
                    len({origins.get(article, article) for article in articles}),
                )
            )
        return sorted(rows, key=lambda row: (-row.origins, -row.articles, row.member.casefold()))

    def _mentions(self, candidate: Candidate, verdict: Verdict) -> list[Mention]:
        """One for the passage and one for each copy of it that has the sentence."""
        mentions = []
        for sentences in (candidate.sentences, *candidate.copies):
            carrying = [span for number in verdict.sentences if (span := sentences[number]) is not None]
            if carrying and (sentences is candidate.sentences or sentences[verdict.sentences[0]] is not None):
                mentions.append(self._mention(verdict, carrying))
        return mentions

    def _mention(self, verdict: Verdict, carrying: Sequence[Span]) -> Mention:
        return Mention(
            verdict.name,
            verdict.standing,
            verdict.statement,
            tuple(self._citing.number(span) for span in carrying),
            tuple(self._cell(column, verdict.name, carrying) for column in self._columns),
            verdict.support,
            verdict.score,
            verdict.probability,
            verdict.reason,
            carrying[0].article_id,
        )

    def _cell(self, column: Column, member: str, carrying: Sequence[Span]) -> Cell:
        fact = fact_of(column, carrying[0])
        if fact is not None:
            return Cell(fact)
        place = place_of(column, member, carrying, self._reader)
        if place is None:
            return Cell(member, self._citing.number(carrying[0])) if column.facet == "member" else Cell()
        span = carrying[place.sentence]
        return Cell(span.text[place.start : place.end], self._citing.number(span))

    def _unconfirmed(self, members: set[tuple[str, ...]]) -> tuple[Mention, ...]:
        """What was found in some passage and confirmed in none, once a name."""
        found: dict[tuple[str, ...], Mention] = {}
        for _, verdicts in self._read:
            for verdict in sorted(verdicts, key=lambda one: -one.score):
                key = self._key(verdict.name)
                if verdict.standing == "stated" and key not in members and key not in found:
                    found[key] = self._not_confirmed(verdict)
        return tuple(found.values())

    def _not_confirmed(self, verdict: Verdict) -> Mention:
        """Without citations: nothing that is cited does not carry what is shown."""
        return Mention(
            verdict.name,
            verdict.standing,
            verdict.statement,
            (),
            (),
            "unsupported",
            verdict.score,
            verdict.probability,
            verdict.reason or "the cited text does not say this",
            "",
        )
