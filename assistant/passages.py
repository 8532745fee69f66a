"""Article → passages: LlamaIndex's sentence splitter, with exact offsets kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assistant.imports import LLAMA_INDEX
from assistant.sentences import sentence_spans, split_keeping_space
from assistant.types import Article, Passage

#: A title longer than this many tokens is cut before it is prefixed, so that it cannot crowd out the text.
MAX_TITLE_TOKENS = 48

#: Tokens around a prefixed passage: two special ones, one line break, one for a cut at a word piece.
FRAME_TOKENS = 4


def embedded_text(title: str, text: str) -> str:
    """What is embedded for a passage: its article's title, then its text."""
    return f"{' '.join(title.split()[:MAX_TITLE_TOKENS])}\n{text}"


class PassageSplitter:
    """Cuts articles into runs of whole sentences that the embedding model reads to their end.

    Args:
        count_tokens: tokens of a text in the embedding model's own tokenizer, special ones included.
        max_tokens: longest passage, with its title prefix.
        overlap: tokens of whole sentences that neighbouring passages share.
    """

    def __init__(self, count_tokens: Callable[[str], int], max_tokens: int, overlap: int) -> None:
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens
        self._overlap = overlap

    def split(self, article: Article) -> list[Passage]:
        """The article's passages in order; ``article.text[p.start:p.end] == p.text`` for each."""
        room = self._max_tokens - self._count_tokens(embedded_text(article.title, "")) - FRAME_TOKENS
        chunks = self._splitter(max(room, 32)).split_text(article.text)
        sentences = sentence_spans(article.text, article.language or "en")
        passages: list[Passage] = []
        cursor = 0
        for chunk in chunks:
            start = article.text.index(chunk, cursor)
            end = start + len(chunk)
            passages.append(
                Passage(
                    id=f"{article.id}#{len(passages)}",
                    article_id=article.id,
                    ordinal=len(passages),
                    start=start,
                    end=end,
                    text=chunk,
                    sentences=_inside(sentences, start, end),
                )
            )
            cursor = start + 1
        return passages

    def _splitter(self, room: int) -> Any:
        with LLAMA_INDEX:
            from llama_index.core.node_parser import SentenceSplitter

        return SentenceSplitter(
            chunk_size=room,
            chunk_overlap=min(self._overlap, room // 2),
            paragraph_separator="\n\n",
            # LlamaIndex counts tokens as len(tokenizer(text)); the special tokens are in FRAME_TOKENS
            tokenizer=lambda text: range(max(self._count_tokens(text) - 2, 0)),
            chunking_tokenizer_fn=split_keeping_space,
        )


def _inside(sentences: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Sentences that overlap [start, end), clipped to it (only an overlong one is ever cut)."""
    clipped = ((max(first, start), min(last, end)) for first, last in sentences)
    return tuple((first, last) for first, last in clipped if first < last)
