"""One question, one column an outlet: what each says in its words, and how they differ."""

from assistant.desk.outlets.maker import OutletsMaker
from assistant.desk.outlets.result import Difference, DifferenceType, OutletColumn, Outlets, Saying

__all__ = ["Difference", "DifferenceType", "OutletColumn", "Outlets", "OutletsMaker", "Saying"]
