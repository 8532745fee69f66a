"""Each library really reads the switch that is set for it, whatever stood in the environment before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: An expression that is True where the library will send nothing.
READ = {
    "chromadb": "__import__('chromadb.config').config.Settings().anonymized_telemetry is False",
    "huggingface_hub": "__import__('huggingface_hub.constants').constants.HF_HUB_DISABLE_TELEMETRY is True",
    "gradio": "__import__('gradio.analytics').analytics.analytics_enabled() is False",
    "ragas": "__import__('ragas._analytics')._analytics.do_not_track() is True",
}
OPPOSITE = {
    "ANONYMIZED_TELEMETRY": "True",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "RAGAS_DO_NOT_TRACK": "false",
}


@pytest.mark.slow
@pytest.mark.parametrize("library", READ)
def test_a_library_is_quiet_once_the_assistant_is_imported(library: str) -> None:
    code = f"import assistant\nassert {READ[library]}"
    environment = {**os.environ, **OPPOSITE, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_the_onnxruntime_that_is_installed_has_no_telemetry() -> None:
    """Versions from 1.29 on carry a collector's address in their library; see pyproject.toml."""
    import onnxruntime

    libraries = list(Path(onnxruntime.__file__).parent.glob("capi/onnxruntime_pybind11_state*"))
    assert libraries
    assert not [library.name for library in libraries if b"events.data.microsoft.com" in library.read_bytes()]
