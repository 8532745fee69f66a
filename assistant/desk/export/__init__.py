"""A result as a file for other programs: Markdown, HTML, Word, CSV, Excel, JSON.

A writer turns a :class:`~assistant.desk.document.Document` into bytes and knows nothing of files; ``saving`` puts bytes
into a file, whole or not at all.
"""

from assistant.desk.export.formats import FORMATS, Format, format_of
from assistant.desk.export.saving import check_target, export

__all__ = ["FORMATS", "Format", "check_target", "export", "format_of"]
