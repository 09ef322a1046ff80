"""
A refused check as data.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hftoken_guard._causes.codes import Cause


_PASSING = (408, 409, 412, 425, 429)  # of the 4xx: a timeout, a conflict, a limit


class Problem:
    """
    Say what is wrong, why, and how to mend it; safe to print and to store.

    Attributes:
        cause: the most likely cause; the only one if `could_be` is empty.
        could_be: the causes that the evidence leaves open besides.
        target: the target as the messages show it, or None if it concerns the token or the Hub.
        what: one line that can be understood alone.
        why: the reason, and the server's own words where there are some.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        status: the HTTP status of the refusing answer, or None.
        request_id: what the Hub can look the request up by, or None.
        is_permanent: a retry cannot mend it: neither the cause nor what else is open may pass.

    """

    __slots__ = (
        "cause",
        "could_be",
        "fix",
        "request_id",
        "see",
        "status",
        "target",
        "what",
        "why",
    )

    def __init__(
        self,
        cause: Cause,
        *,
        what: str,
        why: str,
        fix: tuple[str, ...],
        see: str,
        could_be: tuple[Cause, ...] = (),
        target: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        """Take the finished texts."""
        self.cause = cause
        self.could_be = could_be
        self.target = target
        self.what = what
        self.why = why
        self.fix = fix
        self.see = see
        self.status = status
        self.request_id = request_id

    def __repr__(self) -> str:
        """Show the first line."""
        return f"<Problem {self.cause}: {self.what}>"

    @property
    def is_permanent(self) -> bool:
        """Tell whether a retry cannot mend it."""
        return not any(map(self._may_pass, (self.cause, *self.could_be)))

    def _may_pass(self, cause: Cause) -> bool:
        """Tell whether time may mend a cause; an unknown refusal of the request itself stays."""
        is_refused = 400 <= (self.status or 0) < 500 and self.status not in _PASSING
        return cause.may_pass and not (cause == "unexpected" and is_refused)

    def change_texts(self, change: Callable[[str], str]) -> Problem:
        """Return the same problem with each of its texts changed."""
        return Problem(
            self.cause,
            what=change(self.what),
            why=change(self.why),
            fix=tuple(map(change, self.fix)),
            see=self.see,
            could_be=self.could_be,
            target=self.target and change(self.target),
            status=self.status,
            request_id=self.request_id and change(self.request_id),
        )

    def with_step(self, step: str) -> Problem:
        """Return the same problem with one more step behind the others."""
        problem = self.change_texts(str)
        problem.fix += (step,)
        return problem

    def as_dict(self) -> dict[str, object]:
        """Return the attributes as plain data."""
        data: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return data | {
            "cause": str(self.cause),
            "could_be": [str(cause) for cause in self.could_be],
            "fix": list(self.fix),
        }
