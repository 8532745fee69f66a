"""The commands. Each opens what it needs, calls the facade and hands the result to a renderer."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import desk
from assistant.cli.desk.recording import RecordOption, recording
from assistant.cli.options import (
    ArticleOption,
    ForceOption,
    FromOption,
    IndexOption,
    JsonOption,
    OutOption,
    SourceOption,
    ToOption,
    filters_of,
    open_assistant,
    targets_of,
    text_of,
    write,
)

app = typer.Typer(
    name="assistant",
    help="Ask your news articles; every sentence of an answer shows the passage it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Settings: environment variables ASSISTANT_* or assistant.toml; `assistant doctor` lists them all. "
    "--debug with any command shows the details of an error.",
)
models_app = typer.Typer(help="Model files: what is there, what it is licensed under, fetch it ahead of time.")
app.add_typer(models_app, name="models")
engine_app = typer.Typer(help="What runs the embedded model: which program, and why; build one for this processor.")
app.add_typer(engine_app, name="engine")


def _print_version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    """What every command takes."""


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders (recursively) or URLs.")],
    index: IndexOption = None,
    prune: Annotated[bool, typer.Option(help="Remove articles whose files have vanished from these folders.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Index articles; unchanged ones are skipped, changed ones replaced."""
    from assistant.cli import render

    with open_assistant(index, create=True) as assistant, render.progress_bar(quiet=as_json) as progress:
        report = assistant.ingest(paths, progress=progress, prune=prune)
    render.as_json(report.to_dict()) if as_json else render.ingest_report(report)
    if report.failed:
        raise typer.Exit(2)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know; - reads it from standard input.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
    exact: Annotated[bool, typer.Option("--exact", help="As it stands: nothing is corrected or read into it.")] = False,
    out: OutOption = None,
    record: RecordOption = None,
    force: ForceOption = False,
) -> None:
    """Answer a question with numbered citations, or refuse when the articles do not answer it."""
    from assistant.cli import render

    filters, targets = filters_of(date_from, date_to, source, article), targets_of(out, force=force)
    with open_assistant(index, create=False) as assistant, recording(record, assistant, force=force) as save:
        assistant.warm_up()
        events = assistant.stream(text_of(question), filters=filters, exact=exact)
        given = render.answer_as_json(events) if as_json else render.answer(events)
        if not as_json and not given.refused and assistant.asks_for_all(given.standalone_question):
            render.note("For a complete list, with a table: assistant survey, with the same question.")
        save(given, given.question, filters)
    if targets:
        from assistant.desk.documents import answer_document

        write(answer_document(given), targets, force=force)


@app.command()
def chat(index: IndexOption = None, out: OutOption = None, force: ForceOption = False) -> None:
    """Ask one question after the other; the model stays loaded. An empty line or Ctrl-D ends it."""
    from assistant.cli import render
    from assistant.conversation import Turn
    from assistant.desk.documents import conversation_document
    from assistant.errors import QuestionError

    targets = targets_of(out, force=force)
    turns: list[Turn] = []
    with open_assistant(index, create=False) as assistant:
        assistant.warm_up()
        while question := render.prompt():
            try:
                answer = render.answer(assistant.stream(question))
                turns.append(Turn(answer.question, answer.standalone_question, answer.text, answer))
            except QuestionError as error:  # the next question may be better
                render.note(str(error))
    if turns:
        write(conversation_document(turns), targets, force=force)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    index: IndexOption = None,
    k: Annotated[int | None, typer.Option("--k", "-k", min=1, max=100, help="How many passages.")] = None,
    as_json: JsonOption = False,
    date_from: FromOption = None,
    date_to: ToOption = None,
    source: SourceOption = None,
    article: ArticleOption = None,
) -> None:
    """Show the passages that retrieval finds, without asking the model."""
    from assistant.answering import checked_question
    from assistant.cli import render

    filters = filters_of(date_from, date_to, source, article)
    with open_assistant(index, create=False) as assistant:
        wanted = checked_question(text_of(question), assistant.settings.max_question_chars)
        found = assistant.search(wanted, k, filters=filters)
    render.as_json([hit.to_dict() for hit in found]) if as_json else render.passages(found)


@app.command()
def articles(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List what is indexed."""
    from assistant.cli import render

    with open_assistant(index, create=False) as assistant:
        listed = assistant.articles()
    render.as_json([article.to_dict() for article in listed]) if as_json else render.articles(listed)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(help="Ids as `assistant articles` shows them.")],
    index: IndexOption = None,
) -> None:
    """Remove articles, all or none; what the page keeps of them goes too, your own files stay."""
    from assistant.cli import render

    with open_assistant(index, create=False) as assistant:
        render.removal(article_ids, assistant.remove(article_ids))


@app.command()
def doctor(
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild what is damaged from what is whole.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Also compare hashes of texts and model files, and every vector.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the effective settings, the model files and the health of the index."""
    from assistant.cli import doctor as examination
    from assistant.cli import render
    from assistant.settings import load_settings

    settings = load_settings()
    report = examination.examine(settings, index or settings.index, repair=repair, full=full)
    render.as_json(report) if as_json else render.doctor(report)
    if report["problems"]:
        raise typer.Exit(1)


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[
        str, typer.Option(help="Address to bind to; beyond loopback a password is demanded.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 7860,
    root_path: Annotated[
        str, typer.Option(metavar="PATH", help="Path under which a proxy publishes the page, such as /news.")
    ] = "",
) -> None:
    """Start the chat page on this machine."""
    from assistant.settings import load_settings
    from assistant.ui import launch

    settings = load_settings()
    launch(index or settings.index, settings, host=host, port=port, root_path=root_path)


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the models of the store."""
    from assistant.cli import render
    from assistant.models import ModelStore
    from assistant.settings import load_settings

    if context.invoked_subcommand is None:
        entries = ModelStore(load_settings().cache_folder).entries()
        render.as_json([entry.to_dict() for entry in entries]) if as_json else render.models(entries)


@models_app.command("fetch")
def models_fetch(names: Annotated[list[str], typer.Argument(help="Names as `assistant models` shows them.")]) -> None:
    """Fetch and verify models ahead of time."""
    from assistant.cli import render
    from assistant.models import ModelStore
    from assistant.settings import load_settings

    store = ModelStore(load_settings().cache_folder)
    for name in names:
        render.note(f"{name}: {store.path(name)}")


@engine_app.callback(invoke_without_command=True)
def engine(context: typer.Context) -> None:
    """Say what runs the embedded model, and why."""
    from assistant.cli import render
    from assistant.llm import engine_of
    from assistant.models import ModelStore
    from assistant.settings import load_settings

    if context.invoked_subcommand is None:
        settings = load_settings()
        render.engine(engine_of(settings, ModelStore(settings.cache_folder)))


@engine_app.command("build")
def engine_build() -> None:
    """Build a llama-server for this processor (needs cmake and a C++ compiler), and try whether it is faster."""
    from assistant.cli import render
    from assistant.llm import build_engine
    from assistant.models import ModelStore
    from assistant.settings import load_settings

    settings = load_settings()
    with render.progress_bar(quiet=False) as progress:
        render.engine(build_engine(settings, ModelStore(settings.cache_folder), progress))


desk.add_to(app)
