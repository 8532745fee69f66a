"""Where the data of the evaluation stand in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "eval" / "data"
#: What ``fit`` writes.
CALIBRATION = ROOT / "assistant" / "grounding" / "calibration.json"
