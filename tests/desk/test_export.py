"""Exports are read back with other programs' eyes: openpyxl, python-docx and lxml, csv, markdown-it, an HTML parser."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pytest

from assistant.desk.document import Block, Document, Table, Words
from assistant.desk.export import FORMATS, check_target, export
from assistant.errors import InputError
from assistant.types import ArticleFacts, Citation

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = '=HYPERLINK("http://evil") <script>alert(1)</script> & *bold* _x_ [a](b) | `c` \x00\ud800 1. # $x$ ~~y~~'


def cited(number: int, quote: str, *, url: str | None = "https://example.org/a?b=1&c=2") -> Citation:
    return Citation(
        ArticleFacts(f"a{number}", f"Title {number}", "Post", None, "2024-03-01", url), number, quote, 5, 25
    )


@pytest.fixture
def document() -> Document:
    return Document(
        "Which <countries> rejected it?",
        (
            Block("heading", (Words("What happened"),)),
            Block("paragraph", (Words("Poland said no.", (2,)), Words("Germany, too.", (1, 2), "reckoned"))),
            Block("list", (Words(NASTY, (3,)), Words("- a point"))),
            Table(
                ("country", "stance"),
                (
                    (Words("Poland"), Words("=2+5", (2, 1))),
                    (Words("@Spain"), Words("", (), "not found")),
                ),
                "Stances/by: country",
            ),
        ),
        (
            cited(1, "Germany would not send\nany."),
            cited(2, "Poland said no."),
            cited(3, "<img src=x onerror=alert(1)>", url="javascript:alert(1)"),
            cited(4, "Nobody refers to this."),
        ),
        ("Read 41 of 41 articles.",),
    )


# --- files -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_written_by_name_and_by_suffix(document: Document, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"result.{form}"
    assert len(export(document, path)) == path.stat().st_size > 100
    assert len(export(document, form)) > 100
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_document_is_one_too(tmp_path: Path, form: str) -> None:
    assert export(Document("", ()), tmp_path / f"empty.{form}")


def test_a_file_that_exists_is_kept_unless_forced(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "result.md"
    path.write_text("mine")
    with pytest.raises(InputError, match=r"result.md exists already; name another file, or add --force"):
        export(document, path)
    assert path.read_text() == "mine"
    export(document, path, force=True)
    assert path.read_text().startswith("# Which")


def test_one_that_came_while_we_worked_is_kept(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "result.md"
    linked = os.link

    def late(*names: Any) -> None:
        path.write_text("another's")
        linked(*names)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(InputError, match="exists already"):
        export(document, path)
    assert path.read_text() == "another's"
    assert os.listdir(tmp_path) == ["result.md"]


@pytest.mark.parametrize("force", [False, True])
def test_a_full_disk_leaves_nothing_half(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    path = tmp_path / "result.docx"
    if force:
        path.write_text("the old one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"result.docx cannot be written \(No space left on device\)") as raised:
        export(document, path, force=force)
    assert raised.value.exit_code == 2
    assert os.listdir(tmp_path) == (["result.docx"] if force else [])
    assert not force or path.read_text() == "the old one"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("result", "names no format that can be written; end the name in .md, .html, .docx, .csv, .xlsx, .json"),
        ("result.pdf", "names no format"),
        ("no/such/folder/result.md", "there is no folder"),
        ("folder.md", "it is no regular file"),
        ("x" * 300 + ".md", "File name too long"),
        ("nul\0.md", "cannot be written"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_at_once(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match=re.escape(told)):
        check_target(tmp_path / name, force=True)


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(InputError, match="names no format"):
        check_target("/dev/null", force=True)


def test_a_link_is_followed_and_rights_are_the_usual_ones(document: Document, tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    export(document, tmp_path / "link.md")
    assert (tmp_path / "link.md").is_symlink()
    usual = tmp_path / "usual"
    usual.touch()
    assert stat.S_IMODE((tmp_path / "real.md").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


# --- Markdown ----------------------------------------------------------------------------


def shown_by_markdown(line: str) -> str:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(line)
    return " ".join(str(lxml.html.fromstring(f"<div>{html}</div>").text_content()).split())


@pytest.mark.parametrize(
    "text",
    [
        "1. no list", "- no list", "# no heading", "> no quotation", "a*b*c __d__ `e` ~~f~~", "<b>tag</b> &amp; &lt;",
        "[no](link) ![no](picture) [^1]", "a | b", "===", "\\*", "10) ten", "+ plus", "http://example.org/a_b_c", "$x$",
    ],
)  # fmt: skip
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    from assistant.desk.export.markdown import escaped

    assert shown_by_markdown(escaped(text)) == text


def test_markdown_has_footnotes_numbered_by_their_use(document: Document) -> None:
    told = export(document, "md").decode()
    assert "Poland said no.[^1] Germany, too.[^2][^1] *(reckoned)*" in told
    assert "[^1]: Post, 2024-03-01, “Title 2”: “Poland said no.” <https://example.org/a?b=1&c=2>" in told
    assert "[^2]: Post, 2024-03-01, “Title 1”: “Germany would not send any.”" in told
    assert "javascript" not in told
    assert "| Poland | \\=2+5[^1][^2] |" in told
    assert told.count("\n[^") == 4


# --- HTML --------------------------------------------------------------------------------


def test_html_loads_nothing_and_escapes_everything(document: Document) -> None:
    told = export(document, "html").decode()
    page = lxml.html.fromstring(told)
    assert page.findtext(".//h1") == document.title
    assert not page.xpath("//script | //img | //link | //iframe | //object | //@src | //@onerror")
    assert {str(one) for one in page.xpath("//@href")} <= {
        "https://example.org/a?b=1&c=2", "#source-1", "#source-2", "#source-3", "#source-4",
    }  # fmt: skip
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert [q.text for q in page.xpath("//q")][2] == "<img src=x onerror=alert(1)>"
    for mark in page.xpath("//sup/a/@href"):
        assert page.get_element_by_id(mark.removeprefix("#")) is not None


# --- Word --------------------------------------------------------------------------------


def test_word_has_real_footnotes(document: Document) -> None:
    import docx

    data = export(document, "docx")
    word = docx.Document(io.BytesIO(data))
    assert word.core_properties.title == document.title
    assert next(one.text for one in word.paragraphs if one.style.name.startswith("Heading")) == "What happened"
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["country", "stance"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = lxml.etree.fromstring(parts.read("word/document.xml"))
        notes = lxml.etree.fromstring(parts.read("word/footnotes.xml"))
        links = parts.read("word/_rels/footnotes.xml.rels").decode()
        assert b"footnotes+xml" in parts.read("[Content_Types].xml")
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                lxml.etree.fromstring(parts.read(name))
    told = {one.get(f"{W}id"): "".join(one.itertext()) for one in notes if one.get(f"{W}type") is None}
    assert [one.get(f"{W}id") for one in body.iter(f"{W}footnoteReference")] == ["1", "2", "3"] == list(told)
    assert "“Poland said no.” https://example.org/a?b=1&c=2 (article a2, characters 5–25)" in told["1"]
    assert "https://example.org/a?b=1&amp;c=2" in links
    assert "javascript" not in links
    names = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    again = [one.text.split()[1] for one in body.iter(f"{W}instrText")]
    assert again == ["_RefSource1", "_RefSource1", "_RefSource2"]
    assert set(again) <= names
    assert "Nobody refers to this." in word.paragraphs[-1].text


# --- tables ------------------------------------------------------------------------------


def test_csv_has_the_table_with_a_column_for_each_fact(document: Document) -> None:
    rows = list(csv.DictReader(io.StringIO(export(document, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    first = rows[0]
    assert (first["country"], first["stance"]) == ("Poland", "'=2+5")
    assert first["stance: quotation"].split("\n") == ["Poland said no.", "Germany would not send any."]
    assert first["stance: link"].split("\n") == ["https://example.org/a?b=1&c=2"] * 2
    assert (first["stance: start"], first["stance: end"]) == ("5\n5", "25\n25")
    assert first["stance: outlet"] == "Post\nPost"
    assert rows[1]["country"] == "'@Spain"
    assert rows[1]["stance: remark"] == "not found"
    assert "country: quotation" not in first


def test_csv_of_a_text_has_a_row_a_sentence() -> None:
    text = Document("T", (Block("heading", (Words("H"),)), Block("paragraph", (Words("A.", (1,)),))), (cited(1, "A"),))
    [row] = csv.DictReader(io.StringIO(export(text, "csv").decode("utf-8-sig"), newline=""))
    assert (row["section"], row["text"], row["text: quotation"]) == ("H", "A.", "A")


def test_csv_of_several_tables_names_each() -> None:
    both = Document("T", (Table(("a",), ((Words("1"),),), "One"), Table(("b",), ((Words("2"),),), "Two")))
    rows = list(csv.reader(io.StringIO(export(both, "csv").decode("utf-8-sig"), newline="")))
    assert rows == [["One"], ["a"], ["1"], [], ["Two"], ["b"], ["2"]]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    one = Document("T", (Table((text,), ((Words(text),),)),))
    rows = list(csv.reader(io.StringIO(export(one, "csv").decode("utf-8-sig"), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


def test_excel_holds_text_and_no_formula(document: Document) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(export(document, "xlsx")))
    assert book.sheetnames == ["Stances by  country", "Text", "Sources", "Notes"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    table = list(book.worksheets[0].values)
    assert dict(zip(table[0], table[1], strict=True))["stance"] == "=2+5"
    quotes = {row[1] for row in book["Sources"].values}
    assert "Germany would not send\nany." in quotes
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == {"https://example.org/a?b=1&c=2"}


def test_excel_bears_long_cells_and_names_that_are_alike() -> None:
    from openpyxl import load_workbook

    long = Document("T", tuple(Table(("a",), ((Words("x" * 40_000),),), "N" * 40) for _ in range(3)))
    book = load_workbook(io.BytesIO(export(long, "xlsx")))
    assert len(set(book.sheetnames)) == len(book.sheetnames) == 3
    assert len(book.worksheets[0]["A2"].value) == 32_767


def test_json_is_the_document_itself(document: Document) -> None:
    told = json.loads(export(document, "json"))
    assert told["citations"][0]["quote"] == "Germany would not send\nany."
    assert told["blocks"][1]["items"][1]["citations"] == [1, 2]
