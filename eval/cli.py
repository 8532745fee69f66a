"""The commands of ``python -m eval``. Everything heavy is imported where it is used: ``--help`` is instant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.elsewhere import QUIET, group_of

if TYPE_CHECKING:
    from eval.suite.runs import RunFolder
    from eval.suite.table import Table

app = typer.Typer(
    cls=group_of(
        {
            "judge": ("eval.judges.cli:judge", "How far can each judge be trusted?"),
            "planted": ("eval.trials.planted:planted", "How many planted errors do the assistant's checks find?"),
            "attacks": ("eval.trials.attacks:attacks", "Which attacks on articles change what the assistant does?"),
            "desk": (
                "eval.trials.desk.cli:app",
                "Lists, timelines, outlets, checked drafts: what the desk makes of them.",
            ),
            "draft": ("eval.drafting.cli:app", "Propose questions about your own articles, and review them."),
        }
    ),
    name="eval",
    help="How grounded are the answers? Asks questions with known answers, scores, reports, compares.",
    no_args_is_help=True,
    epilog="Settings of the assistant: environment variables ASSISTANT_* or assistant.toml. See docs/evaluation.md.",
    **QUIET,
)
cases_app = typer.Typer(help="Files of cases: check yours, make candidates of feedback.", no_args_is_help=True)
app.add_typer(cases_app, name="cases")
fit_app = typer.Typer(
    cls=group_of(
        {
            "gate": ("eval.fit.gate:gate", "Fit the gate on development halves."),
            "support": ("eval.fit.support:support", "Fit the support score on the dev pairs."),
        }
    ),
    help="Fit what is calibrated, and write it into the assistant's calibration.",
    no_args_is_help=True,
)
app.add_typer(fit_app, name="fit")

BASELINE = Path("eval/data/baseline.json")
RunArgument = Annotated[str, typer.Argument(help="A run: its folder, or its name under eval/runs.")]
BaselineOption = Annotated[
    str | None,
    typer.Option(help="File that `regress --keep` wrote, or another run: stands beside this one in the report."),
]
LatestArgument = Annotated[
    str | None, typer.Argument(help="A run: its folder, or its name under eval/runs; the latest if left out.")
]


@app.command()
def run(
    split: Annotated[str, typer.Option(help="test, dev or all; nothing is ever tuned on test.")] = "test",
    kinds: Annotated[list[str] | None, typer.Option(help="Only this kind of question (repeatable).")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Only so many cases, spread over the kinds.")] = None,
    judge: Annotated[bool, typer.Option(help="Also let a model score the answers.")] = True,
    out: Annotated[Path | None, typer.Option(help="Folder of the run; eval/runs/<time>-<name> if left out.")] = None,
    name: Annotated[str | None, typer.Option(help="What the folder is called; the split if left out.")] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Continue the run in --out or the latest one, with the cases it was begun with."),
    ] = False,
    cases: Annotated[Path | None, typer.Option(help="Your own cases (.jsonl, .csv) instead of ours.")] = None,
    index: Annotated[Path | None, typer.Option(help="Index that your cases are about.")] = None,
    baseline: BaselineOption = None,
) -> None:
    """Ask the cases, score the answers, write summary and report."""
    from eval.suite.commands import Choice, run_cases

    choice = Choice(split=split, kinds=tuple(kinds or ()), sample=sample, cases=cases, index=index)
    finished = run_cases(choice, judge=judge, out=out, name=name, resume=resume, baseline=baseline)
    _show(finished)


@app.command()
def report(run: LatestArgument = None, baseline: BaselineOption = None) -> None:
    """Write summary, pictures and report of a run anew, and print the figures."""
    from eval.suite.commands import baseline_table, finish

    opened = _opened(run)
    finish(opened, opened.results(), baseline_table(baseline))
    _show(opened)


@app.command()
def compare(before: RunArgument, after: RunArgument) -> None:
    """What changed from one run to another, and by how much more than noise."""
    from eval.suite.compare import compare as compared
    from eval.suite.printing import print_comparison

    print_comparison(compared(_table(before), _table(after)))


@app.command()
def regress(
    run: LatestArgument = None,
    baseline: Annotated[Path, typer.Option(help="File with the scores to compare with.")] = BASELINE,
    judged: Annotated[bool, typer.Option("--judged", help="Also look at the scores given by a model.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Write the run's scores into the file instead.")] = False,
) -> None:
    """Exit with 1 when a metric fell by more than its noise; or keep a run as what later ones are held to."""
    from eval.suite.commands import keep_baseline
    from eval.suite.printing import print_verdict
    from eval.suite.regress import regress as held_to
    from eval.suite.table import read_table

    if keep:
        typer.echo(keep_baseline(_opened(run), baseline))
        return
    verdict = held_to(read_table(baseline), _table(run), judged=judged)
    print_verdict(verdict)
    if not verdict.passed:
        raise typer.Exit(1)


@cases_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A file or folder of cases.")],
    index: Annotated[Path | None, typer.Option(help="Index with the articles.")] = None,
    articles: Annotated[list[Path] | None, typer.Option(help="Files or folders of articles (repeatable).")] = None,
) -> None:
    """Check the form of cases, and that every quote stands in its article."""
    from eval.cases.load import check_quotes, load_cases
    from eval.suite.commands import articles_for
    from eval.suite.printing import print_cases

    found = load_cases(file)
    known = articles_for(file, index, articles or [])
    if known is not None:
        check_quotes(found, known)
    print_cases(found, quotes_checked=known is not None)


@cases_app.command("from-feedback")
def from_feedback(
    file: Annotated[Path, typer.Argument(help="The feedback.jsonl in an index folder.")],
    out: Annotated[Path, typer.Option(help="Where to write the candidates.")] = Path("candidates.jsonl"),
) -> None:
    """Make candidate cases of what readers voted on; complete kind and facts of each before it counts."""
    from eval.cases.feedback import candidates, write_candidates

    rows = candidates(file)
    write_candidates(rows, out)
    typer.echo(f"{len(rows)} candidates in {out}: write kind, split and facts of each, delete the others.")


@app.command()
def strong(
    data: Annotated[Path, typer.Option(help="Folder with cases.jsonl and articles/.")],
    stub: Annotated[Path, typer.Option(help="Python file of the stub endpoint.")],
    model: Annotated[
        list[str] | None, typer.Option(help="`right` or `wrong`, with the stub's suffixes (repeatable).")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="The setting `profile`; what is chosen by itself if left out.")
    ] = None,
    kinds: Annotated[list[str] | None, typer.Option(help="Only this kind of question (repeatable).")] = None,
    out: Annotated[Path, typer.Option(help="A line a case, for reading.")] = Path("build/strong.jsonl"),
) -> None:
    """Which right statements of a strong model get lost, which wrong ones pass, and did it read what it needs?"""
    from eval.trials.strong.command import measure_strong

    measure_strong(data, stub, model or ["right", "wrong"], profile=profile, kinds=kinds or (), out=out)
    typer.echo(f"every case: {out}")


@app.command()
def claims(
    data: Annotated[list[Path], typer.Option(help="Folder with claims.jsonl (repeatable).")],
    verdict: Annotated[
        str, typer.Option(help="none; a number, said of everything; true, by the labels; model, the local one.")
    ] = "none",
    half: Annotated[str, typer.Option(help="dev, held or all articles, by the hash of their ids.")] = "all",
    limit: Annotated[int | None, typer.Option(min=2, help="At most so many claims of each folder.")] = None,
    cache: Annotated[Path | None, typer.Option(help="JSONL of the model's verdicts, made or continued.")] = None,
    out: Annotated[Path, typer.Option(help="A line a claim, for reading.")] = Path("build/claims.jsonl"),
) -> None:
    """Which faithful sentences about news do the checks turn away, and which unfaithful ones pass?"""
    from eval.trials.claims.command import measure_claims

    measure_claims(data, verdict, half=half, limit=limit, cache=cache, out=out)
    typer.echo(f"every claim: {out}")


@app.command()
def news(
    data: Annotated[Path, typer.Option(help="Folder with claims.jsonl, whose articles are asked about.")],
    kinds: Annotated[
        list[str] | None, typer.Option(help="fact, false_premise, dated or unanswerable (repeatable).")
    ] = None,
    half: Annotated[str, typer.Option(help="dev, held or all articles, by the hash of their ids.")] = "all",
    resume: Annotated[bool, typer.Option("--resume", help="Keep the questions that are finished in --out.")] = False,
    out: Annotated[Path, typer.Option(help="A line a question, for reading.")] = Path("build/news.jsonl"),
) -> None:
    """Ask the model of the settings what a journalist asks about real news."""
    from eval.trials.news.command import measure_news

    measure_news(data, out=out, resume=resume, kinds=kinds or (), half=half)
    typer.echo(f"every question: {out}")


@app.command()
def asked(
    split: Annotated[str, typer.Option(help="test, dev or all; nothing is ever tuned on test.")] = "dev",
    kinds: Annotated[list[str] | None, typer.Option(help="Only this kind of question (repeatable).")] = None,
    out: Annotated[Path, typer.Option(help="A line an answer, for reading.")] = Path("build/asked.jsonl"),
) -> None:
    """Ask as people type it, and the same well-formed: what is the difference?"""
    from eval.trials.asked import measure_asked

    measure_asked(split, kinds or (), out)
    typer.echo(f"every answer: {out}")


def _opened(run: str | None) -> RunFolder:
    from eval.suite.runs import RunFolder, find

    return RunFolder.open(find(run))


def _table(run: str | None) -> Table:
    from eval.suite.table import table_of

    opened = _opened(run)
    return table_of(opened.name, opened.results())


def _show(run: RunFolder) -> None:
    from eval.suite.printing import print_summary
    from eval.suite.runs import SUMMARY

    print_summary(run.read_json(SUMMARY), run.path)
