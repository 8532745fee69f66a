"""``python -m eval draft``: propose questions about a user's own articles, and review them.

    python -m eval draft ARTICLES… [--out drafts.jsonl] [--per-article 5]
    python -m eval draft review drafts.jsonl [--out cases.jsonl]

Nothing unreviewed counts: no loader of cases takes a row that still has a ``review``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class _ProposesByDefault(TyperGroup):
    """``draft ARTICLES`` is ``draft propose ARTICLES``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["propose", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ProposesByDefault,
    help="Propose questions about your own articles (the default command), and review them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ArticlesOption = Annotated[
    list[Path] | None, typer.Option("--articles", help="Check the quotes against these files or folders (repeatable).")
]


@app.command()
def propose(
    articles: Annotated[list[Path], typer.Argument(help="Files or folders of articles.")],
    out: Annotated[
        Path, typer.Option(help="Drafts are added to it; sentences that it has are not asked again.")
    ] = Path("drafts.jsonl"),
    per_article: Annotated[int, typer.Option(min=1, max=200, help="Questions per article, at most.")] = 5,
) -> None:
    """Let the assistant's model propose questions, each with its source sentence, for you to review."""
    from assistant import load_settings
    from assistant.llm import open_model
    from assistant.models import ModelStore
    from eval.articles import Articles
    from eval.drafting.drafts import append_draft, read_drafts
    from eval.drafting.proposing import OPEN, Proposals

    known = {row["id"] for row in read_drafts(out)} if out.exists() else set()
    found = Articles.of_files(articles)
    settings = load_settings()
    written = 0
    with closing(open_model(settings, ModelStore(settings.cache_folder))) as model:
        proposals = Proposals(model, found)
        for row in proposals.rows(per_article, known, _progress):
            append_draft(out, row)
            written += 1
    typer.echo(f"{written} drafts added to {out}, all of them “{OPEN}”: python -m eval draft review {out}")
    for reason, count in proposals.dropped.most_common():
        typer.echo(f"{count} dropped: {reason}")


@app.command()
def review(
    drafts: Annotated[Path, typer.Argument(help="The file that `draft` wrote.")],
    out: Annotated[Path, typer.Option(help="Accepted drafts are added to it as cases.")] = Path("cases.jsonl"),
    articles: ArticlesOption = None,
) -> None:
    """Accept, reject or edit each draft; accepted ones become cases of your own."""
    from eval.articles import Articles
    from eval.drafting.reviewing import review as ask

    added, still_open = ask(drafts, out, Articles.of_files(articles) if articles else None)
    typer.echo(f"\n{added} cases added to {out}, {still_open} drafts still open.")


def _progress(wanted: Sequence[Any]) -> Iterable[Any]:
    from tqdm import tqdm

    return tqdm(wanted, desc="asking the model", unit="sentence")
