"""Retrieval, answers, citations and refusals on the development question sets.

    python -m benchmarks.wiki_qa --data FOLDER retrieval
    python -m benchmarks.wiki_qa --data FOLDER answers --fact 60 --absent 30 [--split test] [--cases FILE]
    python -m benchmarks.wiki_qa --data FOLDER nuggets FILE [--show]

FOLDER holds ``corpus.jsonl`` (id, title, text) and ``questions.jsonl`` (id, question, kind, answers, passage).
Questions are split by the parity of the SHA-256 of their ids; prompts, weights and thresholds were chosen on
``dev``, figures are reported on ``test``. With ``--cases`` finished questions are kept and not asked again.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from assistant import Assistant, load_settings
from assistant.embedding import load_embedder
from assistant.models import ModelStore
from benchmarks.conditions import describe_machine
from benchmarks.nuggets import share as share_told
from benchmarks.nuggets import told
from benchmarks.wiki_answers import row_of, shares
from eval.cases.wiki import Question, load_questions, open_corpus, sample

app = typer.Typer(add_completion=False)
Data = Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")]
Index = Annotated[Path, typer.Option(help="Where the index is kept between runs.")]


@app.callback()
def main(context: typer.Context, data: Data, index: Index = Path("build/wiki-index")) -> None:
    """Open the corpus once for the command that follows."""
    context.obj = (load_questions(data), open_corpus(data, index, load_settings()))
    print(describe_machine())


@app.command()
def retrieval(context: typer.Context, split: str = "all") -> None:
    """Recall@1 and @5 of the gold passage's article, and the mean reciprocal rank, on ``fact`` questions."""
    questions, assistant = context.obj
    with assistant:
        chosen = [q for q in questions if q.kind == "fact" and split in ("all", q.split)]
        ranks = [_rank(assistant, question) for question in tqdm(chosen)]
    print(f"{len(ranks)} fact questions ({split})")
    for k in (1, 5):
        print(f"recall@{k} {sum(rank <= k for rank in ranks) / len(ranks):.3f}")
    print(f"MRR {sum(1 / rank for rank in ranks) / len(ranks):.3f}")


@app.command()
def answers(
    context: typer.Context,
    fact: int = 60,
    long: int = 0,
    unanswerable: int = 0,
    absent: int = 30,
    split: str = "test",
    seed: int = 7,
    cases: Annotated[Path | None, typer.Option(help="JSONL of finished cases; made or continued.")] = None,
) -> None:
    """Ask a fixed, seeded sample and print accuracy, citations, refusals and times."""
    questions, assistant = context.obj
    chosen = sample(
        questions, split, {"fact": fact, "long": long, "unanswerable": unanswerable, "absent": absent}, seed
    )
    rows = _finished(cases)
    with assistant:
        assistant.ask("Is the model loaded?")
        for question in tqdm(chosen):
            if question.id not in rows:
                rows[question.id] = row_of(question, assistant.ask(question.text))
                if cases:
                    with cases.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(rows[question.id], ensure_ascii=False) + "\n")
    report([rows[question.id] for question in chosen])


@app.command()
def nuggets(
    context: typer.Context,
    cases: Annotated[Path, typer.Argument(help="JSONL that `answers --cases` wrote.")],
    show: Annotated[bool, typer.Option(help="Print every nugget of every long question.")] = False,
) -> None:
    """How much of the reference answers is in the answers to ``long`` questions; a refusal has nothing of it."""
    _, assistant = context.obj
    assistant.close()
    settings = assistant.settings
    embedder = load_embedder(settings, ModelStore(settings.cache_folder))
    values = []
    for row in _finished(cases).values():
        if row["kind"] != "long":
            continue
        answer = "" if row["refused"] else row["text"]
        found = [told(row["question"], reference, answer, embedder) for reference in row["answers"]]
        best = max(found, key=share_told)
        values.append(None if row["refused"] else share_told(best))
        if show:
            print(f"\n{row['question']}\n  {answer or 'refused'}")
            for nugget in best:
                print(f"    {'+' if nugget.told else '-'} {nugget.recall:.2f} {nugget.cosine:.2f} {nugget.text}")
    answered = [value for value in values if value is not None]
    if answered:
        print(f"nuggets (long, refusals have none): {sum(answered) / len(values):.3f} ({len(values)} questions)")
        print(f"nuggets (long, answered): {sum(answered) / len(answered):.3f} ({len(answered)} questions)")


def report(rows: list[dict[str, Any]]) -> None:
    """Print the figures, each with its number of cases."""
    for name, hits in shares(rows).items():
        _share(name, hits)
    for name in ("total", "retrieval", "generation", "grounding", "first_token"):
        times = [row["timings"][name] for row in rows if row["timings"][name] is not None]
        if times:
            print(f"{name}: median {statistics.median(times):.2f} s, worst {max(times):.2f} s ({len(times)})")


def _rank(assistant: Assistant, question: Question) -> float:
    hits = assistant.search(question.text, 20)
    articles = list(dict.fromkeys(hit.passage.article_id for hit in hits))
    return articles.index(question.passage) + 1 if question.passage in articles else float("inf")


def _finished(cases: Path | None) -> dict[str, dict[str, Any]]:
    if cases is None or not cases.exists():
        return {}
    return {row["id"]: row for row in map(json.loads, cases.read_text("utf-8").splitlines())}


def _share(name: str, hits: list[bool]) -> None:
    if hits:
        print(f"{name}: {sum(hits) / len(hits):.3f} ({sum(hits)} of {len(hits)})")


if __name__ == "__main__":
    app()
