"""Files, folders and URLs to cleaned articles.

``discover`` finds the inputs, ``read_article`` makes an article of one. Who wants to tell an
unchanged input without understanding it loads first (``load``, whose document has a ``hash``)
and calls ``to_article`` when it has changed.
"""

from assistant.articles.documents import Document
from assistant.articles.loading import load
from assistant.articles.reading import read_article, to_article
from assistant.articles.sources import SourceFile, article_id, discover

__all__ = ["Document", "SourceFile", "article_id", "discover", "load", "read_article", "to_article"]
