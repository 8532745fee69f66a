"""The stations of the read path over one index, each built at its first use and wired to those before it."""

from __future__ import annotations

from functools import cached_property

from assistant.answering import Answerer, Means
from assistant.answering.means import Selector
from assistant.answering.quarry import Quarry
from assistant.checkers import checker_for
from assistant.desk.gathering import DEEP
from assistant.embedding import Embedder, RememberingEmbedder
from assistant.evidence import PassageSelector, SentenceSelector
from assistant.generation import Generator
from assistant.grounding.calibration import Calibration, load_calibration
from assistant.grounding.grounder import Grounder
from assistant.grounding.owners import Owners
from assistant.grounding.reader import SpacyReader
from assistant.index import Index
from assistant.llm import LanguageModel, open_model, traits_of
from assistant.llm.llama_index_llm import as_language_model
from assistant.models import ModelStore
from assistant.passages import PassageSplitter
from assistant.profiles import Chosen, ModelProfile, choose
from assistant.question import QuestionReader, Speller
from assistant.rerank import load_reranker
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings


class Stations:
    """What questions and the desk are answered with.

    Args:
        index: the articles.
        embedder: encodes texts.
        store: has the model files.
        settings: of everything.
        model: is used instead of the one that the settings name.
        model_is_named: whether the settings tell what the model is.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        store: ModelStore,
        settings: Settings,
        model: LanguageModel | None,
        *,
        model_is_named: bool,
    ) -> None:
        self.index = index
        self.embedder = embedder
        self.store = store
        self.settings = settings
        self.model_is_named = model_is_named
        self._given = model

    def with_settings(self, settings: Settings, model: LanguageModel | None) -> Stations:
        """Others over the same index; what does not depend on the settings that differ is shared."""
        other = Stations(self.index, self.embedder, self.store, settings, model, model_is_named=self.model_is_named)
        other.asking = self.asking
        other.reader = self.reader  # its parser is loaded once
        if _retrieval(settings) == _retrieval(self.settings):
            other.retriever = self.retriever  # a reranker is a second model, loaded once
        return other

    def close(self) -> None:
        """Stop the model, if it was opened."""
        if "model" in self.__dict__:
            self.model.close()

    @cached_property
    def splitter(self) -> PassageSplitter:
        """Cuts articles into passages."""
        return PassageSplitter(
            self.embedder.count_tokens,
            min(self.settings.passage_tokens, self.embedder.max_tokens),
            self.settings.passage_overlap,
        )

    @cached_property
    def asking(self) -> Embedder:
        """What questions are asked with; ingest, which sees each text once, has no use for a memory."""
        return RememberingEmbedder(self.embedder)

    @cached_property
    def reader(self) -> SpacyReader:
        """Reads sentences for the checks."""
        return SpacyReader(self.store)

    @cached_property
    def calibration(self) -> Calibration:
        """The fitted numbers of gate and checks."""
        return load_calibration()

    @cached_property
    def retriever(self) -> HybridRetriever:
        """Finds the best passages."""
        return HybridRetriever(
            self.index,
            self.asking,
            dense_weight=self.settings.dense_weight,
            candidates=self.settings.candidates,
            reranker=load_reranker(self.settings, self.store),
        )

    @cached_property
    def deep(self) -> HybridRetriever:
        """Finds all that may matter, not the best few."""
        return HybridRetriever(self.index, self.asking, dense_weight=self.settings.dense_weight, candidates=DEEP)

    @cached_property
    def model(self) -> LanguageModel:
        """The language model of the settings; it goes on loading in the background."""
        return as_language_model(self._given) if self._given else open_model(self.settings, self.store)

    @cached_property
    def profile(self) -> Chosen:
        """How the model is used, and why. Waits for the model only where nothing is known of it beforehand.

        Raises:
            ModelError: the model cannot be reached or loaded.
        """
        model = self.model  # begins to load
        known = traits_of(self.settings, self.store) if self.model_is_named else None
        return choose(self.settings, known or model.traits)

    @cached_property
    def means(self) -> Means:
        """What depends on the model. Waits for it only where nothing is known of it beforehand."""
        self.reader.prepare()  # while the first question is searched for
        profile = self.profile.profile
        generator = Generator(self.model, profile)
        checker = checker_for(self.settings, self.store, profile, generator)
        return Means(
            self.profile,
            self.selector_for(profile),
            generator,
            Grounder(
                self.asking,
                self.calibration.support,
                self.reader,
                most=profile.premises,
                thorough=checker.whole,
            ),
            checker,
        )

    def selector_for(self, profile: ModelProfile) -> Selector:
        """What chooses the evidence for a model of this profile."""
        frequencies = self.index.document_frequencies
        if profile.whole:
            return PassageSelector(self.asking, frequencies, self.index.passages_of, profile.evidence_tokens[-1])
        return SentenceSelector(self.asking, frequencies, *profile.evidence_tokens)

    @cached_property
    def questions(self) -> QuestionReader:
        """Reads what is asked."""
        return QuestionReader(Speller(self.index), self.reader, self.index.newest_date)

    @cached_property
    def quarry(self) -> Quarry:
        """Gives sentences of the articles as they stand."""
        return Quarry(self.index, self.retriever, self.asking, self.reader, self.owners)

    @cached_property
    def owners(self) -> Owners:
        """Gives sentences what they need to keep their owners."""
        return Owners(self.reader, lambda article_id: self.index.article(article_id).text)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers questions."""
        return Answerer(
            self.retriever, self.calibration.gate, self.settings, lambda: self.means, self.questions, self.quarry
        )


def _retrieval(settings: Settings) -> tuple[float, int, str | None]:
    """What a retriever is built from."""
    return settings.dense_weight, settings.candidates, settings.reranker
