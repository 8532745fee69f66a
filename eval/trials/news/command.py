"""``python -m eval news``: put together of the parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant import load_settings
from assistant.assistant import Assistant
from assistant.llm import LanguageModel
from assistant.settings import Settings
from eval.cases.news import QUESTIONS, load_news_questions
from eval.trials.choice import fill, of_half
from eval.trials.news.figures import print_rows
from eval.trials.news.measure import ARTICLES, Row, ask_all, write_articles

#: Where the index is kept between runs.
INDEX = Path("build/news-index")


def measure_news(
    data: Path,
    *,
    out: Path,
    resume: bool,
    kinds: Sequence[str] = (),
    half: str = "all",
    folder: Path = ARTICLES,
    index: Path = INDEX,
    questions: Path = QUESTIONS,
    settings: Settings | None = None,
    model: LanguageModel | None = None,
) -> list[Row]:
    """Ask the questions, print what the answers come to, and write a line a question to ``out``.

    ``folder`` to ``model`` are for tests and programs.

    Raises:
        CaseError: data, questions or a choice are wrong.
        RunError: an article cannot be read, or ``out`` is of other settings.
        ModelError: the model cannot be used; what is finished is kept.
    """
    chosen = [one for one in of_half(load_news_questions(questions), half) if not kinds or one.kind in kinds]
    write_articles(data, chosen, folder)
    with Assistant.open(index, settings=settings or load_settings(), model=model) as assistant:
        fill(assistant, [folder], prune=True)
        rows = ask_all(chosen, assistant, out, resume=resume)
    if rows:
        print_rows(rows)
    return rows
