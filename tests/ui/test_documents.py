"""A document of the desk as HTML, its picture, and its files."""

from __future__ import annotations

import base64
import json
from xml.etree import ElementTree

import pytest

from assistant.desk.document import Block, Document, Table, Words
from assistant.errors import InputError
from assistant.types import ArticleFacts, Citation
from assistant.ui import downloads
from assistant.ui.document import document_html
from assistant.ui.panel import duration
from assistant.ui.timeline_picture import as_day, picture

HOSTILE = "<script>alert(1)</script> ${alert(1)} {{x}} <img src=x>"
CITATION = Citation(ArticleFacts("a1", "Rain", "RT", None, "2024-03-12"), 1, "It rained.", 5, 15)


def _table(rows, columns=("Date", "Event")):
    return Table(columns, tuple(tuple(Words(cell) for cell in row) for row in rows))


def test_blocks_are_rendered_with_their_citations_and_remarks():
    document = Document(
        "Rain",
        (
            Block("heading", (Words("What fell"),), 1),
            Block("paragraph", (Words("It rained.", (1,)), Words("Then it stopped.", (), "reckoned"))),
            Block("list", (Words("one"), Words("two"))),
        ),
        (CITATION,),
        ("3 of 3 passages",),
    )
    html = document_html(document)
    assert "<h3>What fell</h3>" in html
    assert 'data-act="open" data-article="a1" data-start="5" data-end="15"' in html
    assert '<span class="na-remark">reckoned</span>' in html
    assert "<li>one</li><li>two</li>" in html
    assert "3 of 3 passages" in html


def test_a_number_without_a_citation_is_no_button():
    html = document_html(Document("Rain", (Block("paragraph", (Words("It rained.", (7,)),)),), (CITATION,)))
    assert html.count('class="na-cite"') == 0


def test_nothing_hostile_reaches_the_page_as_it_is():
    words = Words(HOSTILE, (1,), HOSTILE)
    citation = Citation(ArticleFacts(HOSTILE, HOSTILE, HOSTILE), 1, HOSTILE, 0, 5)
    blocks = (Block("paragraph", (words,)), Block("heading", (words,)), Table((HOSTILE,), ((words,),), HOSTILE))
    table = _table([("2024-03-01", HOSTILE), ("2024-03-09", HOSTILE)])
    document = Document(HOSTILE, (*blocks, table), (citation,), (HOSTILE,))
    html = document_html(document) + picture(document, {}) + downloads.buttons(document)
    assert not [one for one in ("<script", "<img", "${", "{{") if one in html]


def test_the_picture_has_a_dot_for_each_dated_row_in_its_place():
    rows = [("2024-03-11", "late"), ("2024-03-01", "first"), ("2024-03-01", "same day"), ("about then", "undated")]
    drawn = picture(Document("T", (_table(rows),)), {})
    root = ElementTree.fromstring(drawn)
    dots = {one.get("data-row"): one[0] for one in root.iter("a")}
    assert set(dots) == {"na-row-0-0", "na-row-0-1", "na-row-0-2"}
    first, same, late = (dots[f"na-row-0-{number}"] for number in (1, 2, 0))
    assert float(first.get("cx")) == float(same.get("cx")) < float(late.get("cx"))
    assert float(same.get("cy")) != float(first.get("cy"))
    assert late[0].text == "2024-03-11: late"
    ids = document_html(Document("T", (_table(rows),)))
    assert all(f'id="{row}"' in ids for row in dots)


def test_without_two_days_there_is_no_picture_and_events_do_for_a_table():
    assert picture(Document("T", (_table([("2024-03-11", "only")]),)), {}) == ""
    assert picture(Document("T", ()), {"events": [None, {"date": "x"}]}) == ""
    events = [{"date": "2024-03", "text": "a month"}, {"date": "2024-03-20", "text": "a day"}]
    assert picture(Document("T", ()), {"events": events}).count("<circle") == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-11", "2024-03-11"),
        ("c. 2024-03", "2024-03-01"),
        ("2024", "2024-01-01"),
        ("2024-13-01", None),
        ("", None),
    ],
)
def test_days_of_iso_dates(text, day):
    assert (str(as_day(text)) if day else as_day(text)) == day


def test_a_worksheet_is_offered_for_tables_only_and_unknown_formats_are_refused(monkeypatch):
    monkeypatch.setattr(downloads, "find_spec", lambda _: object())
    text, table = Document("T", (Block("paragraph", ()),)), Document("T", (_table([]),))
    assert "xlsx" not in downloads.offered(text) and "xlsx" in downloads.offered(table)
    with pytest.raises(InputError, match="cannot be exported"):
        downloads.file(text, "exe")


def test_a_file_has_a_plain_name_and_its_bytes():
    document = Document("../Who “rained”?", (Block("paragraph", (Words("It rained."),)),))
    made = downloads.file(document, "json")
    assert made["name"] == "who-rained.json"
    assert json.loads(base64.b64decode(made["base64"]))["title"] == document.title


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "1 s"), (59, "59 s"), (200, "3 min"), (9000, "2 h")])
def test_times_are_told_as_one_says_them(seconds, told):
    assert duration(seconds) == told
