"""Proposes questions about your own articles, and lets you accept or reject them one by one.

    python -m eval draft ARTICLES… --out drafts.jsonl      the model proposes
    python -m eval draft review drafts.jsonl               you decide; what you accept goes to cases.jsonl

A draft has its exact source sentence, kind, question and reference answer. Nothing unreviewed counts: a run refuses
a file of drafts.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eval.errors import DraftError


class WithDefault(TyperGroup):
    """Without the name of a command the first one runs: ``draft ARTICLES…``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See ``click.Group``, of which typer has a copy of its own."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["propose", *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest


app = typer.Typer(
    cls=WithDefault, add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, help=__doc__
)


@app.command()
def propose(
    articles: Annotated[list[str], typer.Argument(help="Files, folders or URLs of articles.")],
    out: Annotated[Path, typer.Option(help="Where drafts are written.")] = Path("drafts.jsonl"),
    per_article: Annotated[int, typer.Option(min=1, help="Questions of each article at most.")] = 6,
    split: Annotated[str, typer.Option(help="dev or test.")] = "dev",
) -> None:
    """Let the model of the settings propose questions (the default command)."""
    from tqdm import tqdm

    from assistant import load_settings
    from assistant.articles import discover, read_article
    from assistant.errors import ArticleError
    from assistant.grounding.reader import SpacyReader
    from assistant.llm import open_model
    from assistant.models import ModelStore
    from eval.drafting.files import draft_row, write_drafts
    from eval.drafting.propose import Proposer

    if split not in ("dev", "test"):
        raise DraftError(f"The split “{split}” is unknown; write dev or test.")
    if out.exists():
        raise DraftError(f"{out} exists; review it, or name another file with --out.")
    settings = load_settings()
    read = []
    for source in discover(list(articles)):
        if source.skip_reason:
            continue
        try:
            read.append(
                read_article(
                    source,
                    max_bytes=int(settings.max_article_mb * 2**20),
                    url_timeout=settings.url_timeout,
                    allow_private_urls=settings.allow_private_urls,
                )
            )
        except ArticleError as error:
            print(f"eval draft: left out: {error}", file=sys.stderr)
    if not read:
        raise DraftError("There is no article to ask about; name files, folders or URLs.")
    rows: list[dict[str, Any]] = []
    store = ModelStore(settings.cache_folder)
    with closing(open_model(settings, store)) as model:
        proposer = Proposer(model, SpacyReader(store))
        for article in tqdm(read, unit="article"):
            for proposal in proposer.proposals(article, per_article):
                rows.append(draft_row(proposal, split, read))
                write_drafts(rows, out)
    typer.echo(f"{len(rows)} drafts of {len(read)} articles in {out}; look at them: python -m eval draft review {out}")
    for reason, count in proposer.turned_away.most_common():
        typer.echo(f"  turned away: {count}, because {reason}")


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="A file of drafts.")],
    out: Annotated[Path, typer.Option(help="Where accepted cases go.")] = Path("cases.jsonl"),
) -> None:
    """Accept, edit or reject each open draft."""
    from eval.drafting.review import review as look_at

    states = look_at(file, out, lambda question, default: str(typer.prompt(question, default=default)))
    typer.echo(", ".join(f"{states[state]} {state}" for state in ("accepted", "rejected", "open")))
    if states["accepted"]:
        typer.echo(f"Check them against your index: python -m eval cases check {out} --index INDEX")
