"""The time budget: one wall-clock end for everything that a check does."""

from __future__ import annotations

import time

ATTEMPT_S = 10.0  # at least for one try; a connection lost without a word may have half of all
_SHORTEST_S = 0.05
_LONGEST_S = 1_000_000  # eleven days


class Budget:
    """
    Hold the end of a check, in the time of `time.monotonic`.

    Attributes:
        end: the end.

    """

    def __init__(self, timeout: float) -> None:
        """
        Start with so many seconds.

        Raises:
            TypeError: the timeout is no number.
            ValueError: the timeout is not positive, or endless.

        """
        if isinstance(timeout, (bool, str, bytes)) or not hasattr(timeout, "__float__"):
            msg = f"timeout must be a number of seconds, not {type(timeout).__name__}"
            raise TypeError(msg)
        if not 0 < timeout < _LONGEST_S:  # also refuses nan and inf
            msg = f"timeout must be a positive number of seconds below {_LONGEST_S}, not {timeout}"
            raise ValueError(msg)
        self.end = time.monotonic() + float(timeout)

    def left_s(self) -> float:
        """Return the seconds that are left, negative if the end has passed."""
        return self.end - time.monotonic()

    def is_over(self) -> bool:
        """Tell whether the end has passed."""
        return self.left_s() <= 0

    def attempt_s(self) -> float:
        """Return the seconds that one request may wait for its answer."""
        left_s = self.left_s()
        return max(_SHORTEST_S, min(left_s, max(ATTEMPT_S, left_s / 2)))
