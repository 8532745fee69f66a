"""Bytes to text: byte-order mark, declared charset, UTF-8, then detection."""

from __future__ import annotations

import codecs
import re

from assistant import failures

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_META_WITHIN = 4096  # bytes; browsers look no further than 1024, some pages carry long comments first

# Python knows codecs that are no charsets of documents (unicode_escape, punycode, utf-7, hex) and
# would let a page smuggle text past a reader; only what browsers accept is taken from a document.
_CHARSETS = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|(?:windows|cp)-?(?:125\d|874|932|936|949)|iso-?8859-?\d{1,2}|latin-?1|(?:us-)?ascii"
    r"|koi8-[ru]|gbk|gb2312|gb18030|big5(?:-hkscs)?|shift[-_]?jis|euc[-_](?:jp|kr)|iso-2022-jp|macintosh|ibm866",
    re.I,
)
# Pages that say Latin-1 or ASCII mean Windows-1252, so browsers read them (WHATWG Encoding Standard).
_MEANS_1252 = {"iso8859-1", "ascii"}

_SAMPLE = 65_536  # bytes that are looked at to tell binary from text and to detect an encoding
# Text has no control characters but tab, line ends, form feed and escape. One in a hundred
# leaves room for a damaged file; compressed and executable data has more than ten times that.
_CONTROL_SHARE = 0.01
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 27, 133})) + b"\x7f"
_BINARY_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf")
# Damaged UTF-8 (a copy cut in the middle of a character) still has many whole multi-byte
# characters to each broken one; single-byte text read as UTF-8 has next to none.
_WHOLE_TO_BROKEN = 8
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, *, name: str, html: bool = False, charset: str | None = None) -> str:
    """Decode a document.

    Args:
        data: the whole document.
        name: what to call it in an error.
        html: whether to look for a charset declared inside.
        charset: the charset that the transport declared (HTTP ``Content-Type``).

    Raises:
        ArticleError: the bytes are not text, or in no encoding that can be told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return data.decode(encoding, errors="replace")
    _refuse_binary(data, name)
    declared = [charset] if charset else []
    if html and (match := _META_CHARSET.search(data[:_META_WITHIN])):
        declared.append(match[1].decode("ascii", errors="ignore"))
    for encoding in declared:
        if (text := _try(data, encoding)) is not None:
            return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    broken = data.decode("utf-8", errors="replace")
    if len(_MULTIBYTE.findall(data)) >= _WHOLE_TO_BROKEN * broken.count("\ufffd"):
        return broken
    return _detect(data, name)


def _refuse_binary(data: bytes, name: str) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if sample.startswith(_BINARY_MAGIC) or b"\x00" in sample or controls > _CONTROL_SHARE * len(sample):
        raise failures.ARTICLE_BINARY(name=name)


def _try(data: bytes, encoding: str) -> str | None:
    """The text, or None where the declared charset is unknown or does not fit the bytes."""
    if not _CHARSETS.fullmatch(encoding):
        return None
    try:
        canonical = codecs.lookup(encoding).name
        return data.decode("cp1252" if canonical in _MEANS_1252 else canonical)
    except (LookupError, UnicodeDecodeError):
        return None


def _detect(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE])
    best = found.best()
    if best is not None:
        # Among single-byte encodings that make the same text Windows-1252 is by far the likeliest,
        # and the only one of them in which a lone curly quote or dash is where it should be.
        same = {best.encoding, *best.could_be_from_charset}
        candidates = ["cp1252", best.encoding] if same & {"cp1252", "latin_1"} else [best.encoding]
        for encoding in candidates:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise failures.ARTICLE_ENCODING(name=name)
