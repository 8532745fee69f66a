"""What a page may hold: bounds checked before a library is called whose time grows with the square beyond them.

There is no clock. A deadline would need a thread that cannot be stopped inside a library, or a signal, which only the
main thread may have; and with a clock the same page would be read on one day and refused on the next.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import failures
from assistant.articles.styles import TooManyStepsError, drop_unseen

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# Of 1,070 saved pages of 900 sites the fullest has 10,106 elements, 1,125 in one parent and 38 attributes on one; the
# time of trafilatura grows with the square of the first two (through lxml's XPath), that of lxml with the square of
# the last. At the bounds a page costs seconds.
MOST_ELEMENTS = 20_000
MOST_INLINE = 2_500
MOST_ATTRIBUTES = 500

_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
}  # fmt: skip
# One attribute: its name, and a value with or without quotes. No repetition gives back what it took (+), so that the
# scan is linear.
_ATTRIBUTE = r"""[\s/"']*+[^\s/>"'][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_SCAN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b(?P<own>(?:{_ATTRIBUTE})*+)[^>]*+>"
    r".*?(?:</(?P=raw)|\Z)"
    rf"|<[A-Za-z][^\s/>]*+(?P<tag>(?:{_ATTRIBUTE})*+)",
    re.DOTALL | re.IGNORECASE,
)
_ONE = re.compile(_ATTRIBUTE)


def check_markup(html: str, name: str) -> None:
    """Refuse a page before it is parsed.

    Raises:
        ArticleError: a tag has too many attributes.
    """
    for match in _SCAN.finditer(html):
        attributes = match["tag"] or match["own"] or ""
        # One attribute takes two characters at least.
        if len(attributes) > 2 * MOST_ATTRIBUTES and sum(1 for _ in _ONE.finditer(attributes)) > MOST_ATTRIBUTES:
            raise failures.ARTICLE_PAGE_TOO_LARGE(name=name, what=f"a tag with more than {MOST_ATTRIBUTES} attributes")


def keep_seen(tree: HtmlElement, name: str, *, marks: str = "", quirks: bool = False) -> int:
    """Drop from a parsed page what a browser would not show, or refuse the page before it is understood.

    Args:
        tree: the page.
        name: what to call it in an error.
        marks: an attribute whose bearers are not counted.
        quirks: whether the page has no doctype.

    Returns:
        How many hidden elements with text were dropped.

    Raises:
        ArticleError: it has too many elements, in all or in one parent, or its styles are too much work.
    """
    _count(tree, name, marks)
    try:
        return drop_unseen(tree, quirks=quirks)
    except TooManyStepsError as error:
        raise failures.ARTICLE_PAGE_TOO_LARGE(name=name, what="styles of more rules than can be applied") from error


def _count(tree: HtmlElement, name: str, marks: str) -> None:
    inline: dict[HtmlElement, int] = {}
    count = 0
    for element in tree.iter("*"):
        if marks and marks in element.attrib:
            continue
        count += 1
        if count > MOST_ELEMENTS:
            raise failures.ARTICLE_PAGE_TOO_LARGE(name=name, what=f"more than {MOST_ELEMENTS:,} elements")
        if element.tag in _INLINE and (parent := element.getparent()) is not None:
            inline[parent] = inline.get(parent, 0) + 1
            if inline[parent] > MOST_INLINE:
                raise failures.ARTICLE_PAGE_TOO_LARGE(
                    name=name, what=f"a paragraph of more than {MOST_INLINE:,} elements"
                )
