"""One question, answered by the model: evidence in steps, a gate, and statements, each checked before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.draft import DENIAL, WORDING, Draft, as_statement, shown
from assistant.answering.writing import Checked, Pending, Read, Writing, examined
from assistant.checkers import Claim
from assistant.evidence import ALMOST, Evidence, EvidenceSentence
from assistant.generation import CUT, Written
from assistant.grounding.asked import asks_whether
from assistant.grounding.calibration import GateCalibration
from assistant.grounding.gate import decide, is_hopeless, look_again
from assistant.grounding.grounder import Examined, Grounded, verbatim
from assistant.grounding.premise import denying_sentence, is_said_of_them, leans_back, stands_alone
from assistant.grounding.statements import BULLET, SAME, cleaned, is_non_answer, repeats_itself, told_numbers
from assistant.question_reading import Instruction
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import Event, Filters, SourcesFound, StageChanged, Statement, TextDelta

#: Share of the question's words, by weight, that a sentence has which answers it: the best one has it for nine in ten
#: answerable questions (`wiki-qa`, dev), and for fewer than half of those that are about something else.
ANSWERS = 0.4

#: A model whose first two sentences find no support is making things up; a third that finds some is luck.
MAX_FALSE_STARTS = 2


class ModelWay:
    """Answers one question at a time with one model.

    Args:
        retriever: finds passages.
        gate: decides whether the evidence answers.
        settings: strictness, and what becomes of statements without support.
    """

    def __init__(self, retriever: HybridRetriever, gate: GateCalibration, settings: Settings) -> None:
        self._retriever = retriever
        self._gate = gate
        self._settings = settings

    def answer(self, writing: Writing, filters: Filters | None) -> Iterator[Event]:
        """One question: search, evidence, the model's statements, each checked."""
        draft, means = writing.draft, writing.means
        draft.passages = tuple(self._retriever.search(draft.asked, means.profile.passages, filters))
        draft.clock.lap("retrieval")
        yield SourcesFound(draft.passages, draft.reading)

        yield StageChanged("reading")
        steps = means.selector.steps(draft.asked, draft.passages)
        draft.clock.lap("retrieval")
        draft.evidence = steps[-1]
        if not steps[-1].sentences or (means.profile.asked_first and is_hopeless(steps[-1], self._gate)):
            draft.reason = "no article has anything on this"
            draft.evidence = Evidence(())
            return
        unread = steps
        while unread and not draft.statements:
            read = self._read(writing, unread)
            if read is None:
                break
            yield StageChanged("writing")
            yield from self._written(writing, read)
            draft.clock.lap("generation")
            if not writing.beside_the_question:
                break
            unread = unread[read.step :]  # what was written is true and no answer: more evidence may have it
        if means.profile.quotes:
            yield from self._in_their_words(writing, steps[-1])

    def write(self, writing: Writing, evidence: Evidence) -> Iterator[Event]:
        """The model's statements on evidence that was chosen already, each checked."""
        fitting = writing.means.generator.fit(writing.draft.asked, evidence)
        writing.draft.evidence = fitting
        yield from self._written(writing, Read(fitting, None, 1.0, 1))

    def _read(self, writing: Writing, steps: Sequence[Evidence]) -> Read | None:
        """The first step of the evidence that answers the question; None where not even the last one does.

        A model that is not asked first gets the last step, and says in its answer where that does not answer.
        """
        draft, generator = writing.draft, writing.means.generator
        if not writing.means.profile.asked_first:
            draft.evidence = generator.fit(draft.asked, steps[-1])
            return Read(draft.evidence, None, 1.0, len(steps))
        for number, step in enumerate(steps, 1):
            draft.evidence = evidence = generator.fit(draft.asked, step)
            said = generator.answerable(draft.asked, evidence)
            last = number == len(steps)
            decision = decide(evidence, said.probability, self._settings.strictness, self._gate, last=last)
            writing.sure(decision.confidence)
            draft.clock.lap("grounding", said.own_share, "generation")
            if decision.passed:
                return Read(evidence, said.probability, decision.confidence, number)
            if not decision.read_on:
                break
        return None

    def _written(self, writing: Writing, read: Read) -> Iterator[TextDelta | StageChanged]:
        """Each statement of the model, checked as soon as it is complete, or all of them in one go."""
        draft, means = writing.draft, writing.means
        waiting: list[Pending] = []
        looks = draft.reading.instruction if draft.reading else Instruction()
        most = min(means.profile.statements, looks.count or means.profile.statements)
        question = draft.asked if means.profile.quotes else draft.asked_of_model
        for written in means.generator.statements(question, read.evidence):
            if written is CUT:
                draft.cut = True
                continue
            draft.clock.first_token()
            draft.clock.lap("generation")
            pending = self._pending(writing, read, written, waiting)
            if draft.said_unanswered:
                return
            if pending is None:
                continue
            if means.checker.whole:
                waiting.append(pending)
            else:
                piece = self._settled(writing, read, pending, self._checked(writing, read, pending))
                if piece is not None:
                    yield piece
                if self._is_over(writing):
                    return
            if len(draft.statements) + len(waiting) >= most:
                break
        if waiting:
            yield StageChanged("checking")
            yield from self._settled_together(writing, read, waiting)

    def _pending(self, writing: Writing, read: Read, written: Written, waiting: Sequence[Pending]) -> Pending | None:
        """What is to be checked of a sentence; None where it states nothing."""
        draft = writing.draft
        text = cleaned(written.text, {sentence.origin.heading for sentence in read.evidence.sentences})
        if not text or draft.has(text) or any(text == one.text for one in waiting):
            return None
        if repeats_itself(text):
            draft.drop(_left_out(text, "the model repeats itself"))
        elif is_non_answer(text):
            draft.drop(_left_out(text, "this is no statement of the articles"))
            draft.said_unanswered = not (draft.statements or waiting or writing.means.profile.asked_first)
        else:
            return Pending(text, written, _named(written.text, read.evidence))
        return None

    def _checked(self, writing: Writing, read: Read, pending: Pending) -> Checked:
        """A statement by itself: what it rests on first, then the checker, unless a rule has settled it."""
        return examined(writing, read.evidence, pending.text, writing.draft.asked, pending.named)

    def _settled_together(self, writing: Writing, read: Read, waiting: Sequence[Pending]) -> Iterator[TextDelta]:
        """All statements after one look of the checker, which may name the sentences that carry each."""
        draft = writing.draft
        found = writing.means.checker.check(draft.asked, [Claim(one.text) for one in waiting], read.evidence)
        writing.answers = found.answers
        draft.clock.lap("grounding")
        if found.answers is False:
            draft.said_unanswered = True
            for pending in waiting:
                draft.drop(_left_out(pending.text, "it does not answer the question"))
            return
        for pending, check in zip(waiting, found.checks, strict=True):
            named = [read.evidence.sentences[number] for number in check.carried_by]
            found_in = writing.means.grounder.examine(
                pending.text, draft.asked, read.evidence, [*named, *pending.named]
            )
            piece = self._settled(writing, read, pending, Checked(found_in, check))
            if piece is not None:
                yield piece
        draft.clock.lap("grounding")

    def _settled(self, writing: Writing, read: Read, pending: Pending, checked: Checked) -> TextDelta | None:
        """Take the statement in, or leave it out."""
        draft, told = writing.draft, pending.written.told
        grounded = writing.means.grounder.judged(checked.examined, checked.check.probability)
        probability = checked.check.probability
        if draft.after_dropped and told.lead == SAME and leans_back(pending.text):
            draft.drop(_left_out(pending.text, "it leans on a sentence that was left out", probability))
            return None
        if grounded.verdict.support == "unsupported" and self._settings.unsupported == "drop":
            if draft.closest is None:
                self._keep(draft, read, grounded, self._look_again(writing, read, pending.written, grounded))
            draft.drop(as_statement(grounded, probability=probability), told.lead)
            return None
        if not self._answers(writing, checked.examined):
            reason = f"it does not say {writing.asked.what}"
            draft.drop(Statement(grounded.text, (), grounded.verdict.support, 0.0, reason, probability=probability))
            return None
        if not draft.statements and self._look_again(writing, read, pending.written, grounded) is False:
            draft.drop(as_statement(grounded, probability=probability))
            self._keep(draft, read, grounded, again=False)
            writing.refused = True
            return None
        points = draft.reading is not None and draft.reading.instruction.unit == "points"
        lead = BULLET if points and told.lead == SAME else told.lead
        return draft.add(grounded, lead, probability=probability)

    def _answers(self, writing: Writing, examined: Examined) -> bool:
        """Whether a statement may stand as (part of) the answer to what was asked.

        None may only say the question again. One that is shown before the others are known must give what was asked
        for, until one has.
        """
        if examined.text.endswith(":") or writing.given:
            return True
        said = examined.reading or writing.means.grounder.read(examined.text)
        writing.given = writing.asked.is_given_by(said)
        if writing.given or (writing.means.checker.whole and not writing.asked.is_restated_by(said)):
            return True
        writing.beside_the_question = True
        return False

    def _is_over(self, writing: Writing) -> bool:
        """Whether nothing more is to be expected of a model that is read sentence by sentence."""
        draft = writing.draft
        false_starts = len(draft.dropped) >= MAX_FALSE_STARTS and not draft.statements
        return writing.refused or (writing.means.profile.asked_first and false_starts)

    def _look_again(self, writing: Writing, read: Read, written: Written, grounded: Grounded) -> bool | None:
        """The gate's second look at a sentence; None where the model gives no probabilities."""
        again = look_again(
            read.evidence, read.answerable, written.logprob, grounded.recall, self._settings.strictness, self._gate
        )
        if again is None:
            return None
        writing.sure(again.confidence)
        return again.passed

    def _keep(self, draft: Draft, read: Read, grounded: Grounded, again: bool | None) -> None:
        """Keep the sentence behind a rejected one where either look is confident that the evidence answers.

        A bad wording is no sign that there is no answer: where the first look is as good as sure, what the second
        holds against the wording does not count. Nor is it a guide then to another sentence than the question's own.
        """
        if draft.closest is not None or grounded.closest is None:
            return
        best = max(read.evidence.sentences, key=lambda sentence: sentence.score)
        is_about_it = grounded.closest.score >= ALMOST * best.score
        chosen: EvidenceSentence | None = None
        if again and is_about_it:
            chosen = grounded.closest
        elif not again and read.confidence >= self._gate.quotable[self._settings.strictness]:
            chosen = grounded.closest if is_about_it else best
        if chosen is not None and chosen.coverage >= ANSWERS:
            draft.closest = chosen
            if not again:
                draft.confidence = read.confidence

    def _in_their_words(self, writing: Writing, evidence: Evidence) -> Iterator[TextDelta]:
        """Where none of the model's sentences is left one of the articles: that denies the question, or the closest."""
        if not writing.draft.statements:
            yield from self._denied(writing, evidence)
        if not writing.draft.statements:
            yield from self._quoted(writing)

    def _denied(self, writing: Writing, evidence: Evidence) -> Iterator[TextDelta]:
        """What the articles say instead, word for word, where they deny what the question takes for granted."""
        draft, read = writing.draft, writing.means.grounder.read
        sentence = denying_sentence(writing.asked.question, evidence, lambda one: read(one.text))
        if sentence is not None:
            yield from shown(draft.add(verbatim(sentence), lead_in=DENIAL))
            draft.clock.lap("grounding")

    def _quoted(self, writing: Writing) -> Iterator[TextDelta]:
        """The sentence closest to what the model wrote, where one of the gate's looks is confident."""
        draft = writing.draft
        if draft.closest is None or not stands_alone(draft.closest):
            return
        said = writing.means.grounder.read(draft.closest.text)
        if asks_whether(draft.asked) and not is_said_of_them(writing.asked.question, said):
            return
        if writing.asked.is_given_by(said):
            yield from shown(draft.add(verbatim(draft.closest), lead_in=WORDING))
            draft.clock.lap("grounding")


def _left_out(text: str, reason: str, probability: float | None = None) -> Statement:
    """A statement that is left out for another reason than what its sources say."""
    return Statement(text, (), "unsupported", 0.0, reason, probability=probability)


def _named(text: str, evidence: Evidence) -> list[EvidenceSentence]:
    """The sentences of the evidence whose numbers the model has put behind a sentence of its own."""
    return [evidence.sentences[n - 1] for n in told_numbers(text) if 1 <= n <= len(evidence.sentences)]
