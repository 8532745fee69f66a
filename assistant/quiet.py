"""Switches off what the libraries would send or look up by themselves, in one place.

Each library reads its switch when it is imported (or at its first use), so this runs before any of them:
``assistant/__init__.py`` calls it, the one thing that importing the package does. Where a version without
telemetry exists it is taken instead (onnxruntime below 1.29, see ``pyproject.toml``).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

SWITCHES = {
    # onnxruntime >= 1.29 on Linux: a device id in the home folder, events to its collector. For who installs one.
    # https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub: who downloads what with which versions. Its docs, "Environment variables".
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Gradio: analytics and the look-up of newer versions (gradio/analytics.py), read when it is imported
    "GRADIO_ANALYTICS_ENABLED": "False",
    # … and its table of all events, made anew with pandas after each one, for a monitoring page that is off
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    # … and the public tunnel that it would open (gradio/blocks.py, launch)
    "GRADIO_SHARE": "False",
    # FastAPI: traces to whatever OpenTelemetry finds (fastapi/telemetry/_runtime.py)
    "FASTAPI_OTEL_AUTO_CONFIGURE": "false",
    # chromadb: product telemetry (chromadb/config.py, Settings.anonymized_telemetry)
    "ANONYMIZED_TELEMETRY": "False",
    # ragas: usage events (ragas/_analytics.py)
    "RAGAS_DO_NOT_TRACK": "true",
    # Haystack, a peer of the benchmarks (haystack/telemetry/_telemetry.py)
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    # pip, with which the model store downloads: the look-up of a newer pip
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    # the common wish, which some libraries heed: https://consoledonottrack.com
    "DO_NOT_TRACK": "1",
}


def switch_off(environment: MutableMapping[str, str]) -> None:
    """Set every switch, whatever was there: nothing leaves the machine unless the user configures the assistant so."""
    environment.update(SWITCHES)


def keep_to_the_cache(environment: MutableMapping[str, str]) -> None:
    """Keep out of other folders what libraries would put there; for commands, whose process is all ours.

    Matplotlib, which Gradio imports where it is installed, makes a folder of its own in the home, and looks for the
    fonts of the machine (by ``fc-list``, which rewrites their cache) unless its backend is named.
    """
    cache = Path(environment.get("ASSISTANT_CACHE") or "~/.cache/assistant").expanduser()
    environment.setdefault("MPLCONFIGDIR", str(cache / "matplotlib"))
    environment.setdefault("MPLBACKEND", "agg")
