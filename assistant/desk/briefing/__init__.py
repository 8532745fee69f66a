"""A briefing: everything that belongs to a topic, a period or some articles, read once and told in sections.

In the order of the work: ``reading`` finds and reads what belongs to it, ``topics`` groups the articles by what they
tell, ``sections`` chooses what is shown of each, ``disagreement`` finds what they tell differently, ``writing`` lets a
model word it that is able to; ``briefer`` does one after the other.
"""

from assistant.desk.briefing.briefer import Briefer
from assistant.desk.briefing.result import BriefCoverage, Briefing, BriefParagraph, BriefSection, BriefStatement

__all__ = ["BriefCoverage", "BriefParagraph", "BriefSection", "BriefStatement", "Briefer", "Briefing"]
