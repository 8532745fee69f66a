"""Article → passages: LlamaIndex's sentence splitter, with exact offsets kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from assistant.imports import LLAMA_INDEX
from assistant.sentences import sentence_spans, split_keeping_space
from assistant.types import Article, Passage

#: A title longer than this many tokens is cut before it is prefixed, so that it cannot crowd out the text.
MAX_TITLE_TOKENS = 48

#: Tokens around a prefixed passage: two special ones, one line break, one for a cut at a word piece.
FRAME_TOKENS = 4

#: Characters given to LlamaIndex's splitter at once. It reads a text to its end before it cuts it, several times over;
#: a section keeps time and memory in proportion to the text (20 MB of text are 5 million tokens at once otherwise).
#: Neighbouring passages of two sections do not overlap; the longest article seen in newspapers is half a section.
SECTION = 200_000


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
        splitter = self._splitter(max(room, 32), article.language)
        text = article.text
        sentences = sentence_spans(text, article.language)
        inside = _Inside(sentences)
        passages: list[Passage] = []
        for begin, until in sections(text, sentences):
            cursor = begin
            for chunk in splitter.split_text(text[begin:until]):
                start = text.index(chunk, cursor, until)
                end = start + len(chunk)
                passages.append(
                    Passage(
                        id=f"{article.id}#{len(passages)}",
                        article_id=article.id,
                        ordinal=len(passages),
                        start=start,
                        end=end,
                        text=chunk,
                        sentences=inside.of(start, end),
                    )
                )
                cursor = start + 1
        return passages

    def _splitter(self, room: int, language: str | None) -> Any:
        with LLAMA_INDEX:
            from llama_index.core.node_parser import SentenceSplitter

        @lru_cache(maxsize=4096)
        def of_short(text: str) -> int:
            return self._count_tokens(text)

        def tokens(text: str) -> range:
            # A text without blanks is cut into single characters in the end, each of which is counted.
            count = of_short(text) if len(text) < 3 else self._count_tokens(text)
            # LlamaIndex counts tokens as len(tokenizer(text)); the special tokens are in FRAME_TOKENS
            return range(max(count - 2, 0))

        return SentenceSplitter(
            chunk_size=room,
            chunk_overlap=min(self._overlap, room // 2),
            paragraph_separator="\n\n",
            tokenizer=tokens,
            chunking_tokenizer_fn=partial(split_keeping_space, language=language),
        )


def sections(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(start, end) of pieces of at most ``SECTION`` characters, ending with a paragraph, else with a sentence."""
    starts = [start for start, _ in sentences]
    begin = 0
    while len(text) - begin > SECTION:
        end = begin + SECTION
        paragraph = text.rfind("\n\n", begin + SECTION // 2, end)
        sentence = starts[bisect_right(starts, end) - 1] if starts else 0
        blank = text.rfind(" ", begin + SECTION // 2, end)
        cut = next((at for at in (paragraph, sentence, blank) if at > begin), end)
        yield begin, cut
        begin = cut
    yield begin, len(text)


class _Inside:
    """Finds the sentences of a passage among those of its article."""

    def __init__(self, sentences: Sequence[tuple[int, int]]) -> None:
        self._sentences = sentences
        self._ends = [end for _, end in sentences]

    def of(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Sentences that overlap [start, end), clipped to it (only an overlong one is ever cut)."""
        found = []
        at = bisect_right(self._ends, start)
        while at < len(self._sentences) and self._sentences[at][0] < end:
            first, last = self._sentences[at]
            found.append((max(first, start), min(last, end)))
            at += 1
        return tuple(found)
