"""``assistant record``: sealed records shown, verified, replayed and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import IndexOption, JsonOption, open_assistant

app = typer.Typer(help="Sealed records of answers and results: show, verify, replay, compare.", no_args_is_help=True)
RecordFile = Annotated[Path, typer.Argument(help="A file that --record has written.")]


@app.command()
def show(file: RecordFile, as_json: JsonOption = False) -> None:
    """Show what a record holds: question, result, citations, and all that made it."""
    from assistant.cli import render
    from assistant.desk.records.record import load_record
    from assistant.desk.records.showing import lines_of

    loaded = load_record(file)
    if as_json:
        render.as_json(loaded.record.to_dict() | {"seal": loaded.seal, "intact": loaded.intact})
    else:
        for line in lines_of(loaded):
            render.note(line)


@app.command()
def verify(file: RecordFile, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say whether a record is intact and its passages still stand in the articles; exit code 1 where not."""
    from assistant.cli import render
    from assistant.desk.records.record import load_record

    loaded = load_record(file)
    with open_assistant(index, create=False) as assistant:
        found = assistant.verify(loaded)
    if as_json:
        render.as_json(found.to_dict())
    else:
        for sentence in found.sentences:
            render.note(sentence)
    if not found.holds:
        raise typer.Exit(1)


@app.command()
def replay(
    file: RecordFile,
    index: IndexOption = None,
    record: Annotated[Path | None, typer.Option("--record", help="Save the record of the new result here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask again with the record's settings, and show what differs."""
    from assistant.cli import render
    from assistant.desk.records.record import check_place, check_writable, load_record

    loaded = load_record(file)
    if record is not None:
        check_writable(record, force=force)
    with open_assistant(index, create=False) as assistant:
        if record is not None:
            check_place(record, assistant.index.folder)
        again = assistant.replay(loaded.record)
    if record is not None:
        again.record.save(record, force=force)
    if as_json:
        render.as_json(again.to_dict() | {"intact": loaded.intact})
        return
    if not loaded.intact:
        render.note("The record has been changed since it was sealed, so what differs may be of that.")
    for sentence in (*again.notes, *again.diff.sentences):
        render.note(sentence)


@app.command()
def diff(first: RecordFile, second: RecordFile, as_json: JsonOption = False) -> None:
    """Show what differs between two records: text, citations, verdicts, settings."""
    from assistant.cli import render
    from assistant.desk.records.comparing import diff_records
    from assistant.desk.records.record import load_record

    found = diff_records(load_record(first).record, load_record(second).record)
    if as_json:
        render.as_json(found.to_dict())
    else:
        for sentence in found.sentences:
            render.note(sentence)
