"""``python -m eval judge``: how far can the judge be trusted, on labelled answers with one planted flaw or none?"""

from __future__ import annotations

import json
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated

import typer

#: Read by every report, which prints it beside what the judge has scored.
ACCURACY = Path(__file__).resolve().parent.parent / "judge" / "accuracy.json"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def judge(
    split: Annotated[str, typer.Option(help="dev or test; nothing may be tuned on test.")] = "test",
    model: Annotated[bool, typer.Option(help="Ask the language model for its verdict, too.")] = True,
    out: Annotated[Path, typer.Option(help="Where the accuracy is written.")] = ACCURACY,
) -> None:
    """Balanced accuracy and AUROC of the assistant's own grounding score, by kind of flaw."""
    from assistant import load_settings
    from assistant.embedding import load_embedder
    from assistant.generation import Generator
    from assistant.llm import open_model
    from assistant.models import ModelStore
    from eval.labelled import load_pairs
    from eval.planted_errors import answers, figures, measure, report

    pairs = [pair for pair in load_pairs() if pair.split == split]
    if not pairs:
        raise typer.BadParameter(f"There are no pairs in the split “{split}”; use dev or test.")
    settings = load_settings()
    store = ModelStore(settings.cache_folder)
    with closing(open_model(settings, store)) if model else nullcontext() as language_model:
        generator = Generator(language_model, settings.llm_max_tokens) if language_model else None
        rows = measure(pairs, load_embedder(settings, store), generator)
    report(rows)
    found = figures(answers(rows))
    summary = {
        "judge": "grounding" if model else "grounding without the model",
        "model": settings.llm if model else None,
        "split": split,
        "pairs": len(pairs),
        "balanced_accuracy": round(found["balanced accuracy of the label"], 3),
        "auroc": round(found["auroc"], 3),
        "found_at_5_percent_false_alarms": round(found["found at few false alarms"], 3),
        "not_called_supported": {kind: round(shares["not supported"], 3) for kind, shares in found["by kind"].items()},
    }
    out.write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
