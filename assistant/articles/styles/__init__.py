"""What a browser would show of a page: its own style sheets, inline styles and common class names, computed.

tinycss2 reads the sheets and cssselect2 matches the selectors (both by the authors of WeasyPrint); the cascade,
nesting, variables and the judgement whether a reader sees an element are here, because the one library that
computes styles, WeasyPrint, brings a layout engine with it.
"""

from assistant.articles.styles.budget import TooManyStepsError
from assistant.articles.styles.seen import drop_unseen

__all__ = ["TooManyStepsError", "drop_unseen"]
