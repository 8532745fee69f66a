# ruff: noqa: E501 - lines of sample text are as long as they are
"""Pages of different shapes with what must and must not be read from them."""

from __future__ import annotations

from dataclasses import dataclass, field

TEXT = (
    "The harbour of Lindholm will be dredged for the first time in thirty years, the town council decided "
    "on Tuesday after a debate of four hours.",
    "Ferries have had to wait for the tide since spring, because the channel has silted up to a depth of "
    "less than three metres, the harbour master said.",
    "Fishermen had asked for the work for a decade. They say that two boats ran aground last winter alone, "
    "and that insurers have raised their premiums.",
    "The council set aside 4.2 million crowns, a quarter of which is to come from the regional government "
    "if it approves the plan in June.",
    "Opponents fear for the eelgrass meadows in front of the pier. They want the spoil to be brought ashore "
    "rather than dumped in the bay.",
)
FURNITURE = (
    "Subscribe to our newsletter",
    "Bridge closed for repairs until autumn",
    "Great news, I have waited for years!",
    "We use cookies to improve our service",
    "All rights reserved",
)


@dataclass(frozen=True)
class Page:
    """``facts`` are title, source, author, date and url as they should be read."""

    html: str
    facts: dict[str, str | None]
    text: tuple[str, ...] = TEXT
    furniture: tuple[str, ...] = FURNITURE
    tags: tuple[str, ...] = field(default=())


def _p(texts: tuple[str, ...] = TEXT) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


_COOKIES = '<div class="cookie-banner"><p>We use cookies to improve our service and to show advertising.</p></div>'
_FOOTER = "<footer><p>© 2019 Lindholm Courier. All rights reserved.</p></footer>"
_RELATED = (
    '<aside class="related"><h3>Related stories</h3><ul><li><a href="/b"><time datetime="2020-05-05">5 May</time> '
    "Bridge closed for repairs until autumn</a></li></ul></aside>"
)
_COMMENTS = (
    '<div id="comments"><h3>Comments</h3><div class="comment"><p>Great news, I have waited for years!</p>'
    '<time datetime="2024-06-01">1 June</time></div></div>'
)
_NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/local">Local</a></li></ul></nav>'
_NEWSLETTER = '<div class="newsletter"><p>Subscribe to our newsletter and never miss a story again.</p></div>'
_TITLE = "Lindholm to dredge its harbour"

PAGES: dict[str, Page] = {
    "json-ld": Page(
        f"""<!DOCTYPE html><html lang="en-GB"><head><title>{_TITLE} | Lindholm Courier</title>
        <script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebPage","name":"x"}},
        {{"@type":["NewsArticle"],"headline":"{_TITLE}","datePublished":"2024-03-05T22:30:00-05:00",
        "dateModified":"2024-03-09","author":[{{"@type":"Person","name":"Ida Berg"}},{{"@type":"Person","name":"Ola Lund"}}],
        "publisher":{{"@type":"Organization","name":"Lindholm Courier"}}}}]}}</script>
        <link rel="canonical" href="https://courier.example/local/harbour"></head><body>{_COOKIES}{_NAV}
        <main><article><h1>{_TITLE}</h1><div class="byline">By Ida Berg and Ola Lund</div>{_p()}</article>
        {_NEWSLETTER}{_RELATED}{_COMMENTS}</main>{_FOOTER}</body></html>""",
        {
            "title": _TITLE,
            "source": "Lindholm Courier",
            "author": "Ida Berg, Ola Lund",
            "date": "2024-03-05",
            "url": "https://courier.example/local/harbour",
            "language": "en",
        },
    ),
    "open-graph": Page(
        f"""<html lang="en"><head><title>{_TITLE} - Lindholm Courier</title>
        <meta property="og:title" content="{_TITLE} - Lindholm Courier"><meta property="og:site_name" content="Lindholm Courier">
        <meta property="og:url" content="https://courier.example/h"><meta name="author" content="Ida Berg">
        <meta property="article:published_time" content="2024-03-05T08:00:00Z"></head><body>{_NAV}
        <div class="content"><h1>{_TITLE}</h1><div class="entry">{_p()}</div></div>{_RELATED}{_NEWSLETTER}{_COMMENTS}
        {_COOKIES}{_FOOTER}</body></html>""",
        {
            "title": _TITLE,
            "source": "Lindholm Courier",
            "author": "Ida Berg",
            "date": "2024-03-05",
            "url": "https://courier.example/h",
            "language": "en",
        },
    ),
    "wordpress": Page(
        f"""<html lang="en-US"><head><title>{_TITLE} – Harbour Blog</title></head><body class="single">
        <header><div class="site-title"><a href="/">Harbour Blog</a></div>{_NAV}</header>
        <article class="post"><header class="entry-header"><h1 class="entry-title">{_TITLE}</h1>
        <span class="posted-on">Posted on <time class="entry-date published" datetime="2024-03-05T10:00:00+00:00">March 5, 2024
        </time></span> <span class="author vcard"><a href="/author/ida">Ida Berg</a></span></header>
        <div class="entry-content">{_p()}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Twitter</li><li>Facebook</li>
        </ul></div></div></article>{_RELATED}{_COMMENTS}{_NEWSLETTER}{_COOKIES}{_FOOTER}</body></html>""",
        {"title": _TITLE, "author": "Ida Berg", "date": "2024-03-05", "url": None, "language": "en"},
    ),
    "table layout": Page(
        f"""<html><head><title>{_TITLE}</title></head><body><table><tr><td width=150><a href=/>Home</a><br><a href=/b>
        Bridge closed for repairs until autumn</a></td><td><font size=5><b>{_TITLE}</b></font><br><br>
        {"<br><br>".join(TEXT)}</td></tr><tr><td colspan=2>© 2019 Lindholm Courier. All rights reserved.</td></tr></table>
        </body></html>""",
        {"title": _TITLE, "date": None, "author": None},
    ),
    "div soup": Page(
        f"""<html><head><title>{_TITLE}</title></head><body><div id=top><a href=/>Home</a> <a href=/l>Local</a></div>
        <div id=wrap><div class=c1><div class=h>{_TITLE}</div>{"".join(f"<div class=t>{text}</div>" for text in TEXT)}</div>
        <div class=c2><div><a href=/b>Bridge closed for repairs until autumn</a></div>
        <div>Subscribe to our newsletter</div></div></div><div id=f>© 2019. All rights reserved.</div></body></html>""",
        {"title": _TITLE, "date": None},
    ),
    "rich text": Page(
        f"""<html lang="en"><head><title>{_TITLE}</title></head><body>{_NAV}<article><h1>{_TITLE}</h1>{_p(TEXT[:2])}
        <figure><img src=a.jpg alt="A ferry"><figcaption>Photo: Courier / Jens Holm</figcaption></figure>
        <h2>Fishermen ask for speed</h2><p>{TEXT[2].replace("two boats", "<b>two</b> <a href='/x'>boats</a>")}</p>
        <blockquote><p>We cannot wait for another winter like the last one, said Maren Dahl.</p></blockquote>
        <ul><li>Depth today: 2.8 metres in the middle of the channel.</li><li>Depth planned: 4.5 metres along the whole pier.</li></ul>
        {_p(TEXT[3:])}</article>{_RELATED}{_NEWSLETTER}{_COMMENTS}{_FOOTER}</body></html>""",
        {"title": _TITLE, "date": None},
        text=(
            *TEXT,
            "Fishermen ask for speed",
            "We cannot wait for another winter like the last one, said Maren Dahl.",
            "Depth today: 2.8 metres in the middle of the channel.",
        ),
    ),
    "undated": Page(
        f"""<html><head><title>{_TITLE}</title></head><body>{_NAV}<article><h1>{_TITLE}</h1>{_p()}
        <p>The last such work was decided on 2011-04-12 and finished in 2013, according to the archive of the port.</p>
        </article>{_RELATED}{_COMMENTS}{_NEWSLETTER}{_COOKIES}{_FOOTER}</body></html>""",
        {"title": _TITLE, "date": None, "url": None, "source": None, "author": None},
    ),
    "short": Page(
        f"""<html lang="en"><head><title>{_TITLE}</title><meta name="date" content="2024-03-05"></head><body>{_NAV}
        <div class="story"><h1>{_TITLE}</h1><p>{TEXT[0]}</p></div>{_RELATED}{_FOOTER}</body></html>""",
        {"title": _TITLE, "date": "2024-03-05"},
        text=TEXT[:1],
    ),
}
