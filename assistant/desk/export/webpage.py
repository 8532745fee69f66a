"""One HTML file that needs nothing else: styles within, no script, nothing is loaded.

Written by Jinja2, which escapes whatever it puts in (the template is ``page.html.jinja``).
"""

from __future__ import annotations

from importlib import resources

from assistant.desk.document import Document, Table
from assistant.desk.export.prepared import link, place, source


def written(document: Document) -> bytes:
    """The document as a page in UTF-8."""
    from jinja2 import Environment, StrictUndefined

    template = (resources.files("assistant.desk.export") / "page.html.jinja").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(template).render(
        document=document,
        is_table=lambda block: isinstance(block, Table),
        link=link,
        place=place,
        source=source,
    )
    return (page + "\n").encode()
