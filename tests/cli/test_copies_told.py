"""Near copies from the files to the listing: told at ingest, in the list of articles and under passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.cli import render
from assistant.settings import Settings
from tests.index.reports import event


def test_an_ingest_tells_of_copies(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    texts = event(0)
    wire, first, second = texts["agency"][0], *texts["copy"][1:]
    (folder / "2025-03-01-wire.txt").write_text(f"Piers closed in Tolland\n\n{wire}")
    (folder / "2025-03-02-morning.txt").write_text(f"Cracks shut two piers\n\n{first}")
    (folder / "2025-03-04-own.txt").write_text(f"No boat at the jetty\n\n{texts['own'][0]}")
    with Assistant.open(tmp_path / "index", settings=settings) as assistant:
        report = assistant.ingest(folder)
        assert [(item.title, item.reason) for item in report.copies] == [
            ("Cracks shut two piers", "It is a near copy of 2025-03-01-wire.")
        ]
        assert json.loads(json.dumps(report.to_dict()))["copies"][0]["article_id"] == "2025-03-02-morning"
        render.ingest_report(report)
        assert "1 is a near copy of an older article" in capsys.readouterr().out
        (folder / "2025-03-03-evening.txt").write_text(f"The sea gnaws at Tolland\n\n{second}")
        render.ingest_report(assistant.ingest(folder))
        render.articles(assistant.articles())
        shown = capsys.readouterr().out
        assert "2 copies" in shown
        assert shown.count("copy of") == 2 + 1, "two articles and the line of the report"
        assert "(Norpress)" in shown
        found = assistant.search("How many piers did the harbour authority close?")
        assert {hit.article.report for hit in found} == {"2025-03-01-wire", "2025-03-04-own"}
        render.passages(found)
        assert "The same report in " in capsys.readouterr().out
