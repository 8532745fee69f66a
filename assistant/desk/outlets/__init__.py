"""One question, one column an outlet: what each says in its words, and how they differ."""

from assistant.desk.outlets.maker import OutletsMaker
from assistant.desk.outlets.result import DifferenceType, OutletColumn, OutletDifference, Outlets, Saying

__all__ = ["DifferenceType", "OutletColumn", "OutletDifference", "Outlets", "OutletsMaker", "Saying"]
