"""HTML to the lines of its article and its metadata.

trafilatura finds the article in the page. Dates are read here, from the places where a page
states its publication date, because date guessers fall back to whatever looks like a date: a
copyright year in the footer, the date of a neighbouring story, a day that the text mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from assistant import failures
from assistant.articles.bounds import check_markup, keep_seen
from assistant.articles.characters import clean_characters
from assistant.articles.dates import date_in_path, parse_date
from assistant.articles.linked_data import DEEPEST, drop_unseen_bodies, linked_data
from assistant.articles.metadata import Metadata, http_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_ARTICLE_TYPES = re.compile(
    r"(?:News|Analysis|Opinion|Background|Report|Review|Blog|Social|Live|Tech|Scholarly)?\w*(?:Article|Posting|BlogPost)"
)
_DATE_METAS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "publish_date", "publish-date", "publication_date", "pubdate", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued", "sailthru.date",
    "parsely-pub-date", "article.published", "cxenseparse:recs:publishtime", "article_date_original",
    "citation_publication_date", "originalpublicationdate", "rnews:datepublished",
)  # fmt: skip
_UPDATED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
)
# Parts of a page that speak of other stories, or of readers.
_ELSEWHERE = re.compile(
    r"relat|comment|sidebar|recommend|most-?(?:read|popular)|trending|teaser|promo|widget|footer|more-(?:news|stories)"
    r"|latest|listing|newsletter|breaking|ticker",
    re.IGNORECASE,
)
_PUBLISHED_CLASS = re.compile(
    r"publish|pubdate|posted|entry-date|post-date|article-date|dateline|timestamp", re.IGNORECASE
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARAGRAPH = 120  # characters; a <p> longer than this is text, not a byline or a teaser
_LAYOUT_CELL = 500  # characters; a cell of data is far shorter, a cell with an article longer


_DOCTYPE_WITHIN = 4_096  # characters; only comments may stand before it
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebPage:
    """The article's lines, blank ones between paragraphs, not yet freed of furniture.

    ``hidden`` counts the elements that a browser would not have shown and that were dropped.
    """

    lines: list[str]
    metadata: Metadata
    hidden: int


def read_page(html: str, *, name: str, url: str | None = None) -> WebPage:
    """Find the article in a page.

    Args:
        html: the decoded page.
        name: what to call it in an error.
        url: where it was fetched from; None for a file.

    Raises:
        ArticleError: the page holds no article, or is beyond what can be read.
    """
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    no_article = failures.ARTICLE_NOT_IN_PAGE(name=name)
    check_markup(html, name)
    try:
        # An XML declaration names the encoding of bytes that are decoded already.
        tree = load_html(_XML_DECLARATION.sub("", html))
        if tree is None:
            raise no_article
        date = _stated_date(tree, url)  # often in what only machines are to read
        hidden = keep_seen(tree, name, quirks="<!doctype" not in html[:_DOCTYPE_WITHIN].lower())
        metadata = _own_metadata(tree, url).over(Metadata(date=date))
        hidden += drop_unseen_bodies(tree)
        _flatten_layout_tables(tree)
        found = bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            # Its date is not used; this keeps its search for one short.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (LxmlError, ValueError, RecursionError) as error:
        raise no_article from error
    if found is None or isinstance(found, dict) or not found.text:
        raise no_article
    weaker = Metadata(
        title=_text(found.title),
        source=_text(found.sitename),
        author=_text(found.author),
        url=http_url(found.url),
    )
    lines = [part for line in clean_characters(found.text).split("\n") if line for part in (line, "")]
    return WebPage(lines, metadata.over(weaker), hidden)


def _flatten_layout_tables(tree: HtmlElement) -> None:
    """Turn tables that hold whole texts into plain boxes, or their text comes as one table row."""
    for cell in tree.xpath("//td"):
        if cell.tag == "td" and len(cell.text_content()) > _LAYOUT_CELL:
            table = next(cell.iterancestors("table"), cell)
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"


def _own_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """What trafilatura does not tell, or not strictly enough."""
    linked = [_linked_article(item) for item in _linked_data(tree)]
    stated = next((facts for facts in linked if facts != Metadata()), Metadata())
    headings = tree.xpath("//h1")
    return Metadata(
        title=stated.title or _meta(tree, ("og:title", "twitter:title")),
        source=stated.source or _meta(tree, ("og:site_name",)),
        author=stated.author,
        date=stated.date or _stated_date(tree, url),
        url=url
        or http_url(next(iter(tree.xpath("//link[@rel='canonical']/@href")), None))
        or http_url(_meta(tree, ("og:url",))),
        language=_language(tree),
    ).over(Metadata(title=_text(headings[0].text_content()) if len(headings) == 1 else None))


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object that describes an article."""
    for _, data in linked_data(tree):
        yield from _articles_in(data, DEEPEST)


def _articles_in(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles_in(item, depth - 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        if any(_ARTICLE_TYPES.fullmatch(str(kind)) for kind in (types if isinstance(types, list) else [types])):
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(data.get(key), depth - 1)


def _linked_article(data: dict[str, Any]) -> Metadata:
    return Metadata(
        title=_text(data.get("headline")),
        source=_names(data.get("publisher")),
        author=_names(data.get("author")),
        date=_day(data.get("datePublished")) or _day(data.get("dateCreated")) or _day(data.get("dateModified")),
    )


def _names(value: object) -> str | None:
    """The names in a JSON-LD person or organisation, a plain string, or a list of them."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name") if isinstance(item, dict) else item)
        if name and not http_url(name):
            found.append(name)
    return ", ".join(dict.fromkeys(found)) or None


def _stated_date(tree: HtmlElement, url: str | None) -> str | None:
    for names in (_DATE_METAS, _UPDATED_METAS):
        if date := _day(_meta(tree, names)):
            return date
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        if date := _day(element.get("datetime") or element.get("content") or element.text_content()):
            return date
    return _date_in_head(tree) or (date_in_path(url) if url else None)


def _date_in_head(tree: HtmlElement) -> str | None:
    """The first date that stands around the headline, before the text begins.

    A date in an element named for it ("posted-on") may also stand under the text.
    """
    prose_seen = False
    elsewhere: dict[HtmlElement, bool] = {}
    for element in tree.iter("time", "span", "div", "p", "abbr", "li"):
        named = bool(_PUBLISHED_CLASS.search(element.get("class") or ""))
        if element.tag == "p" and not named:
            prose_seen = prose_seen or len(element.text_content()) > _PARAGRAPH
        if (not named and (element.tag != "time" or prose_seen)) or _is_elsewhere(element, elsewhere):
            continue
        text = re.sub(r"^\s*(?:published|posted)(?: on| at)?:?\s+", "", element.text_content(), flags=re.IGNORECASE)
        if date := _day(element.get("datetime")) or _day(text):
            return date
    return None


def _is_elsewhere(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether the element stands in a part that speaks of something else; ``known`` keeps what is found of each."""
    above = []
    at: HtmlElement | None = element
    while at is not None and at not in known:
        above.append(at)
        at = at.getparent()
    found = at is not None and known[at]
    for at in reversed(above):
        found = found or _begins_elsewhere(at)
        known[at] = found
    return found


def _begins_elsewhere(element: HtmlElement) -> bool:
    if element.tag in ("nav", "aside", "footer"):
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag not in ("body", "html") and bool(_ELSEWHERE.search(named))


def _meta(tree: HtmlElement, names: tuple[str, ...]) -> str | None:
    stated: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        stated.setdefault(key.lower(), element.get("content") or "")
    return next((text for name in names if (text := _text(stated.get(name)))), None)


def _language(tree: HtmlElement) -> str | None:
    stated = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    match = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", stated)
    return match[0].lower() if match else None


def _day(value: object) -> str | None:
    """A date from an attribute or JSON value; a time behind an ISO date is ignored."""
    text = _text(value)
    if not text:
        return None
    return parse_date(text) or (parse_date(text[:10]) if _ISO_DATE.match(text) else None)


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return clean_characters(unescape(value)).replace("\n", " ").strip() or None
