"""What happened when: dated sentences of the articles, merged and in order."""

from assistant.desk.timeline.maker import TimelineMaker
from assistant.desk.timeline.result import Revision, Timeline, TimelineCoverage, TimelineEvent

__all__ = ["Revision", "Timeline", "TimelineCoverage", "TimelineEvent", "TimelineMaker"]
