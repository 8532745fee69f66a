"""Compares prompts, examples, constrained output, evidence budgets and both local models on development questions.

    python -m eval.trials.compare_prompts --data FOLDER --out FILE.jsonl [--sample N] [--only NAME …]

Each variant (``eval/prompt_variants.py``) answers the same seeded sample through the whole assistant, gate and checks
included, with the calibration that was fitted to the shipped prompts. FILE gets a row per variant and question as
soon as it is answered; what is there already is not asked again, unless prompts, settings, models, calibration or
the variant have changed. A variant answers all its questions in a row, because a server with one slot would read
its prompt anew at every change; so look at seconds only where the machine was left alone.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from assistant import Assistant, Settings, load_settings
from assistant.errors import InputError
from assistant.llm import LanguageModel, open_model
from assistant.models import ModelStore
from eval.cases.jsonl import numbered_lines
from eval.cases.wiki import CORRECT, PRECISION, RECALL, Question, load_questions, open_corpus, row_of, sample, shares
from eval.suite.provenance import calibration_hash, model_digest, prompt_hashes
from eval.trials.prompt_variants import VARIANTS, Variant

#: Of the sample, by kind of question.
PARTS = {"fact": 0.4, "long": 0.2, "unanswerable": 0.25, "absent": 0.15}
#: Another sample than the one on which the gate was fitted.
SEED = 5

Rows = dict[tuple[str, str], dict[str, Any]]


def main(
    data: Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")],
    out: Annotated[Path, typer.Option(help="Rows of finished questions; made or continued.")],
    size: Annotated[int, typer.Option("--sample", min=4, help="Questions for each variant.")] = 60,
    only: Annotated[list[str] | None, typer.Option(help="Only this variant; repeatable.")] = None,
    index: Annotated[Path, typer.Option(help="Where the index is kept between runs.")] = Path("build/wiki-index"),
) -> None:
    """Ask what is missing and print the table."""
    variants = chosen_variants(only)
    settings = load_settings()
    store = ModelStore(settings.cache_folder)
    sizes = {kind: max(1, round(part * size)) for kind, part in PARTS.items()}
    questions = sample(_questions(data), "dev", sizes, SEED)
    with open_corpus(data, index, settings) as assistant:
        rows = compare(assistant, questions, variants, out, lambda changed: open_model(changed, store))
    print(table(rows, variants, questions))


def chosen_variants(names: Sequence[str] | None) -> list[Variant]:
    """The named variants, in their order; all without names.

    Raises:
        InputError: there is none of that name.
    """
    known = [variant.name for variant in VARIANTS]
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise InputError(f"There is no variant “{unknown[0]}”; choose of {', '.join(known)}.")
    return [variant for variant in VARIANTS if not names or variant.name in names]


def compare(
    assistant: Assistant,
    questions: Sequence[Question],
    variants: Sequence[Variant],
    out: Path,
    opened: Callable[[Settings], LanguageModel],
) -> Rows:
    """Rows by (variant, question); those of ``out`` that still hold are kept.

    Args:
        assistant: over the corpus; its own model answers unless a variant names another.
        questions: asked of each variant.
        variants: what is compared.
        out: file of finished rows.
        opened: a model as settings name it.
    """
    known = read_rows(out)
    rows: Rows = {}
    for variant in variants:
        settings = assistant.settings.model_copy(update=dict(variant.settings))
        made_with = _made_with(variant, settings)
        missing = []
        for question in questions:
            row = known.get((variant.name, question.id))
            if row and row["made_with"] == made_with:
                rows[variant.name, question.id] = row
            else:
                missing.append(question)
        if not missing:
            continue
        own = closing(opened(settings)) if settings.llm != assistant.settings.llm else nullcontext(assistant.model)
        with own as model:
            asked = assistant.with_settings(settings, variant.wrapped(model))
            asked.ask(missing[0].text)  # loads the model and reads the variant's prompt
            for question in tqdm(missing, desc=variant.name):
                answer = asked.ask(question.text)
                row = {"variant": variant.name, "made_with": made_with} | row_of(question, answer)
                _append(out, row)
                rows[variant.name, question.id] = row
    return rows


def read_rows(path: Path) -> Rows:
    """The rows of a file, the last of equal ones; half a last line (a crash) is taken off the file.

    Raises:
        InputError: the file holds something else.
    """
    if not path.exists():
        return {}
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    try:
        rows = [json.loads(line) for _, line in numbered_lines(whole)]
        return {(row["variant"], row["id"]): row for row in rows}
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{path} holds other rows than this command's ({error}); name another file.") from error


def table(rows: Rows, variants: Sequence[Variant], questions: Sequence[Question]) -> str:
    """A line a variant, in Markdown."""
    counts = {kind: sum(question.kind == kind for question in questions) for kind in PARTS}
    heads = (
        "variant", f"accepted answer ({counts['fact']} fact)", "citation precision", "citation recall",
        f"refused absent ({counts['absent']})", f"unanswerable ({counts['unanswerable']})",
        f"falsely refused fact ({counts['fact']})", f"long ({counts['long']})", "words per answer", "median s",
        "right where the first is wrong / the reverse",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    first = _of(variants[0], rows)
    for variant in variants:
        own = _of(variant, rows)
        if own:
            lines.append(f"| {' | '.join([variant.name, *_figures(list(own.values())), _against(first, own)])} |")
    return "\n".join(lines)


def _figures(rows: list[dict[str, Any]]) -> list[str]:
    found = shares(rows)
    names = (CORRECT, PRECISION, RECALL, "refused (absent)", "refused (unanswerable)", "falsely refused (fact)",
             "falsely refused (long)")  # fmt: skip
    words = [sum(len(one["text"].split()) for one in row["statements"]) for row in rows if not row["refused"]]
    return [
        *(f"{statistics.mean(found[name]):.2f}" if found[name] else "–" for name in names),
        f"{statistics.mean(words):.0f}" if words else "–",
        f"{statistics.median(row['timings']['total'] for row in rows):.1f}",
    ]


def _against(first: dict[str, dict[str, Any]], own: dict[str, dict[str, Any]]) -> str:
    """How many questions changed, which says how much of a difference is chance."""
    both = first.keys() & own.keys()
    better = sum(_right(own[key]) and not _right(first[key]) for key in both)
    worse = sum(_right(first[key]) and not _right(own[key]) for key in both)
    return f"{better} / {worse}"


def _right(row: dict[str, Any]) -> bool:
    """An accepted answer; for ``long`` questions, which have no short one, a citation of the gold passage."""
    if row["kind"] in ("unanswerable", "absent"):
        return bool(row["refused"])
    return bool(row["correct"] if row["kind"] == "fact" else row["gold_cited"])


def _of(variant: Variant, rows: Rows) -> dict[str, dict[str, Any]]:
    return {question: row for (name, question), row in rows.items() if name == variant.name}


def _made_with(variant: Variant, settings: Settings) -> str:
    """Everything of ours that decides an answer."""
    parts = [variant.fingerprint(), settings.fingerprint(), model_digest(settings.llm) or "", calibration_hash()]
    prompts = (digest[:4] for _, digest in sorted(prompt_hashes().items()))
    return "-".join([*(part[:8] for part in parts), *prompts])


def _append(out: Path, row: dict[str, Any]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _questions(data: Path) -> list[Question]:
    try:
        return load_questions(data)
    except OSError as error:
        raise InputError(f"{data} has no questions.jsonl that can be read ({error.strerror}).") from error


if __name__ == "__main__":
    from assistant.cli.edge import run

    run(lambda: typer.run(main), "eval.trials.compare_prompts", interrupted="Interrupted; finished questions are kept.")
