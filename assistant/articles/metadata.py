"""What is known about an article beside its text, gathered from several places."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from urllib.parse import urlsplit

# Names of outlets that stand at the end of titles behind a dash, where anything else is more
# likely part of the headline. Behind a bar ("Headline | Outlet") no list is needed.
_OUTLETS = frozenset((
    "reuters", "ap news", "associated press", "afp", "bbc", "bbc news", "cnn", "npr", "pbs", "politico",
    "bloomberg", "al jazeera", "dw", "deutsche welle", "france 24", "euronews", "the guardian",
    "the independent", "the times", "financial times", "the economist", "le monde", "der spiegel",
    "the new york times", "the washington post", "the wall street journal", "fox news", "nbc news",
    "abc news", "cbs news", "sky news", "usa today", "time", "newsweek", "the hill", "axios", "vox",
    "the atlantic", "the telegraph", "daily mail", "the sun", "rt", "rt world news", "tass", "sputnik",
    "kyiv post", "the kyiv independent", "ukrinform", "anadolu agency", "xinhua", "menafn", "yahoo news",
    "global times",
))  # fmt: skip
_BAR = re.compile(r"^(?P<title>.{8,}?)\s+(?:\||::|»)\s+(?P<outlet>[^|»]{2,40})$")
_DASH = re.compile(r"^(?P<title>.{8,})\s+[-–—]\s+(?P<outlet>.{2,40})$")
_OUTLET_WORDS = 5


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts about an article; None where unknown. ``date`` is ISO ``YYYY-MM-DD``."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None

    def over(self, weaker: Metadata) -> Metadata:
        """These facts, and those of ``weaker`` where these say nothing."""
        missing = {
            field.name: getattr(weaker, field.name) for field in fields(self) if getattr(self, field.name) is None
        }
        return replace(self, **missing)


def split_outlet(title: str, source: str | None = None, url: str | None = None) -> tuple[str, str | None]:
    """Cut the outlet's name off the end of a title: ``Headline | Reuters``.

    Behind a bar the last part is taken for the outlet, behind a dash only when it is a known
    outlet, the given ``source``, or the host of ``url``. A kind of text at the end ("— Analysis",
    "— Opinion") is the article's own label and stays.

    Returns:
        The title, and the outlet that was cut off, else ``source``.
    """
    known = {_key(source)} if source else set()
    if url and (host := urlsplit(url).hostname):
        labels = host.removeprefix("www.").split(".")
        known |= {
            _key(host.removeprefix("www.")),
            _key(labels[0]),
            _key(labels[-2] if len(labels) > 1 else host),
        }
    for form in (_BAR, _DASH):
        match = form.match(title)
        if not match:
            continue
        outlet = match["outlet"].strip()
        is_known = _key(outlet) in known or known_outlet(outlet)
        looks = form is _BAR and outlet[:1].isupper() and len(outlet.split()) <= _OUTLET_WORDS
        if is_known or (looks and outlet[-1] not in ".?!"):
            return split_outlet(match["title"].strip(), source or outlet, url)
    return title, source


def known_outlet(name: str) -> bool:
    """Whether ``name`` is the name of a well-known outlet or agency."""
    return name.strip().lower() in _OUTLETS


def http_url(text: str | None) -> str | None:
    """``text`` when it is an absolute http or https URL without credentials, else None.

    Only such a URL may be shown as a link: pages name ``javascript:`` and relative ones, too.
    """
    if not text:
        return None
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if usable and not re.search(r"[\s<>\"']", text) else None


def without_credentials(text: str) -> str:
    """``text`` with the user name and password cut out of every URL in it."""
    return re.sub(r"(?<=//)[^/?#\s]*@", "", text)


def _key(name: str) -> str:
    return re.sub(r"\W+", "", name.lower()).removeprefix("the")
