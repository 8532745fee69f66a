from __future__ import annotations

import random
import zlib

import pytest

from assistant.articles.decoding import decode
from assistant.errors import ArticleError

FRENCH = "Le ministre a déclaré que l’armée française n’enverrait pas de soldats là-bas, à moins d’un accord. " * 5
GERMAN = "Der Bundeskanzler erklärte, daß für die Brücke größere Mittel nötig wären – „höchstens“ zehn. " * 5
RUSSIAN = "Министр заявил, что войска не будут отправлены, и призвал союзников к осторожности. " * 5
POLISH = "Polska potwierdziła, że nie wyśle żołnierzy, a rząd ogłosił dłuższą współpracę z sąsiadami. " * 5
JAPANESE = "政府は火曜日、港の浚渫を三十年ぶりに行うと発表した。漁業者は長年これを求めてきた。" * 5
ENGLISH = "The minister said: “no troops” – and left. " + "Nothing else in this text is beyond ASCII. " * 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding), name="x") == GERMAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (ENGLISH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "cp1250"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_undeclared_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), name="x") == text


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        "<meta http-equiv=Content-Type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_declared_charset_is_followed(declaration: str) -> None:
    page = declaration.format("windows-1251") + "Да"  # too short to be detected
    assert decode(page.encode("cp1251"), name="x", html=True) == page


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    page = '<meta charset="iso-8859-1">“quoted”'
    assert decode(page.encode("cp1252"), name="x", html=True) == page


def test_the_transport_goes_before_the_page() -> None:
    page = '<meta charset="utf-8">Да'
    assert decode(page.encode("cp1251"), name="x", html=True, charset="windows-1251") == page


@pytest.mark.parametrize("charset", ["rot13", "hex", "utf-7", "unicode_escape", "idna", "no-such", "zlib"])
def test_a_codec_that_is_no_charset_is_not_applied(charset: str) -> None:
    page = f'<meta charset="{charset}">plain \\u0041 +AEE-'
    assert decode(page.encode(), name="x", html=True) == page


def test_a_wrong_declaration_does_no_harm() -> None:
    page = '<meta charset="shift_jis">Größe – “so”'
    assert decode(page.encode(), name="x", html=True, charset="ascii-nonsense").endswith("so”")


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    data = GERMAN.encode() + b"\xff" + GERMAN.encode()[:-1] + b"\xc3"
    text = decode(data, name="x")
    assert text.count("größere") == 10
    assert text.count("\ufffd") == 2


@pytest.mark.parametrize(
    "data",
    [
        b"text\x00with nul",
        b"%PDF-1.7\nstream",
        b"PK\x03\x04zip",
        zlib.compress(random.Random(1).randbytes(5000)),
        random.Random(2).randbytes(300).replace(b"\x00", b"\x01"),
    ],
)
def test_binary_data_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        decode(data, name="data.txt")
    assert str(caught.value) == "data.txt is not text but binary data; give a .txt, .md or .html file."


def test_a_cut_utf16_file_loses_no_more_than_its_last_character() -> None:
    assert decode(GERMAN.encode("utf-16")[:-1], name="x").startswith(GERMAN[:-1])


def test_bytes_of_no_encoding_are_refused_in_one_sentence() -> None:
    data = bytes(random.Random(3).choices([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE, 0xF8], k=400))
    with pytest.raises(ArticleError, match="The encoding of x cannot be told; save it as UTF-8"):
        decode(data, name="x")
