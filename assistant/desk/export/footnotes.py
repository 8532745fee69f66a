"""Footnotes in a Word document: python-docx 1.2 has none, so their part is built here out of its own pieces.

The part holds one note a source; the first place that rests on it carries the reference, every further one a field
(NOTEREF) that repeats the number and leads there. Names and structure are those of ECMA-376, 17.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.desk.export.prepared import link, one_line, place, source
from assistant.types import Citation

_EMPTY = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)
_TEXT, _REFERENCE, _LINK = "FootnoteText", "FootnoteReference", "Hyperlink"


class Footnotes:
    """The footnotes of one document.

    Args:
        word: a document of python-docx's.
        citations: numbered from 1 in the order of their first use, as Word will number them.
    """

    def __init__(self, word: Any, citations: Sequence[Citation]) -> None:
        self._citations = {citation.number: citation for citation in citations}
        self._referred: set[int] = set()
        if citations:
            self._part = _new_part(word)
            _add_styles(word)
            _add_to_settings(word)

    def refer(self, paragraph: Any, numbers: Sequence[int]) -> None:
        """Put the marks of these sources at the end of a paragraph."""
        for at, number in enumerate(numbers):
            if at:  # or "1" and "2" would be read as 12
                comma = paragraph.add_run(",")
                comma.font.superscript = True
            if number in self._referred:
                self._repeat(paragraph, number)
            else:
                self._referred.add(number)
                self._first(paragraph, number)

    def unused(self) -> list[Citation]:
        """Sources that nothing refers to: they have no note."""
        return [citation for number, citation in self._citations.items() if number not in self._referred]

    def _first(self, paragraph: Any, number: int) -> None:
        self._write(self._citations[number])
        begin = _element("w:bookmarkStart", {"w:id": str(number), "w:name": _bookmark(number)})
        end = _element("w:bookmarkEnd", {"w:id": str(number)})
        paragraph._p.append(begin)
        paragraph._p.append(_run(_REFERENCE, _element("w:footnoteReference", {"w:id": str(number)})))
        paragraph._p.append(end)

    def _repeat(self, paragraph: Any, number: int) -> None:
        told = _element("w:t")
        told.text = str(number)
        for content in (
            _element("w:fldChar", {"w:fldCharType": "begin"}),
            _instruction(f" NOTEREF {_bookmark(number)} \\f \\h "),
            _element("w:fldChar", {"w:fldCharType": "separate"}),
            told,
            _element("w:fldChar", {"w:fldCharType": "end"}),
        ):
            paragraph._p.append(_run(_REFERENCE, content))

    def _write(self, citation: Citation) -> None:
        properties = _element("w:pPr")
        properties.append(_element("w:pStyle", {"w:val": _TEXT}))
        paragraph = _element("w:p")
        paragraph.append(properties)
        paragraph.append(_run(_REFERENCE, _element("w:footnoteRef")))
        paragraph.append(_run("", _text(f" {source(citation)}: “{one_line(citation.quote)}” ")))
        if url := link(citation):
            paragraph.append(self._link(url))
            paragraph.append(_run("", _text(" ")))
        paragraph.append(_run("", _text(f"({place(citation)})")))
        note = _element("w:footnote", {"w:id": str(citation.number)})
        note.append(paragraph)
        self._part.element.append(note)

    def _link(self, url: str) -> Any:
        from docx.opc.constants import RELATIONSHIP_TYPE

        hyperlink = _element(
            "w:hyperlink", {"r:id": self._part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)}
        )
        hyperlink.append(_run(_LINK, _text(url)))
        return hyperlink


def _bookmark(number: int) -> str:
    return f"_RefSource{number}"


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    return OxmlElement(name, {qn(key): value for key, value in (attributes or {}).items()})


def _text(text: str) -> Any:
    element = _element("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _instruction(text: str) -> Any:
    element = _element("w:instrText")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _run(style: str, content: Any) -> Any:
    run = _element("w:r")
    if style:
        properties = _element("w:rPr")
        properties.append(_element("w:rStyle", {"w:val": style}))
        run.append(properties)
    run.append(content)
    return run


def _new_part(word: Any) -> Any:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart
    from docx.oxml import parse_xml

    part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_EMPTY), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return part


def _add_styles(word: Any) -> None:
    """The three styles that Word itself would add with the first footnote."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    text = word.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.element.set(_qualified("w:styleId"), _TEXT)
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(2)
    mark = word.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.element.set(_qualified("w:styleId"), _REFERENCE)
    mark.font.superscript = True
    address = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    address.font.underline = True
    address.font.color.rgb = RGBColor(0x05, 0x63, 0xC1)


def _add_to_settings(word: Any) -> None:
    """Name the two lines that separate notes from text, in the place that the schema of the settings demands."""
    told = _element("w:footnotePr")
    for number in ("-1", "0"):
        told.append(_element("w:footnote", {"w:id": number}))
    settings = word.settings.element
    behind = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping")
    names = {_qualified(one) for one in behind}
    at = next((one for one in settings if one.tag in names), None)
    settings.append(told) if at is None else at.addprevious(told)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)
