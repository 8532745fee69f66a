"""The first import of ragas, in one place because of what it logs and warns of; quiet.py has its telemetry."""

from __future__ import annotations

import logging
import warnings

from eval.errors import JudgeConfigError


def import_ragas() -> None:
    """Import ragas quietly.

    Raises:
        JudgeConfigError: it is not installed, or does not fit the libraries beside it.
    """
    # it logs every failed request as an error; the failure is a case's reason already
    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # of libraries that ragas imports and we never use
        warnings.simplefilter("ignore")
        try:
            import ragas.metrics.collections  # noqa: F401
        except ImportError as error:
            raise JudgeConfigError(
                f"ragas cannot be imported ({error}); install what the evaluation needs: "
                "pip install -c constraints.txt --group eval."
            ) from error
