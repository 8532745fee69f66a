"""Steps of work that one page may cost; an absurd page is refused rather than read for hours."""

from __future__ import annotations


class TooManyStepsError(Exception):
    """The work on a page has passed its bound."""


class Budget:
    """Counts steps and raises once they are used up."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take ``steps`` off.

        Raises:
            TooManyStepsError: none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooManyStepsError
