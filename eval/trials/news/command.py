"""``python -m eval news``: put together of the parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from assistant import load_settings
from assistant.assistant import Assistant
from assistant.llm import LanguageModel
from assistant.settings import Settings
from eval.cases.news import QUESTIONS, Question, load_news_questions
from eval.trials.news.measure import Row, ask_all, fill, judged_anew, write_articles
from eval.trials.news.printing import print_rows

#: Where articles and index are kept between runs.
ARTICLES = Path("build/news-articles")
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
        CaseError: data or questions are wrong.
        RunError: an article cannot be read, or ``out`` is of other settings.
        ModelError: the model cannot be used; what is finished is kept.
    """
    every = load_news_questions(questions)
    chosen = [one for one in every if (not kinds or one.kind in kinds) and half in (one.half, "all")]
    write_articles(data, folder)
    with Assistant.open(index, settings=settings or load_settings(), model=model) as assistant:
        fill(assistant, folder, chosen)
        rows = judged_anew(ask_all(chosen, assistant, out, _progress, resume=resume), chosen)
    if rows:
        print_rows(rows)
    return rows


def _progress(questions: Sequence[Question]) -> Iterable[Question]:
    return tqdm(questions, desc="news", unit="question", disable=None)
