"""What a check found."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made. Those
# in quotes name what a missing token does not load.

from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._report.problem import Problem
from hftoken_guard._token.lookup import TokenLookup
from hftoken_guard._token.secret import Token

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._report.facts import Facts

    from .judge import Judged


class Outcome(NamedTuple):
    """
    Hold what a check found.

    Only `token`, `lookup`, `secrets` and the names in `judged` may hold a secret.

    Attributes:
        lookup: where the token was found.
        token: what the script gets, or None if the job must not go on or needs no token.
        problems: why the job must not go on.
        warnings: what is odd and stops nothing.
        notices: what is said once in a process: where the token goes.
        success: the line to print if all is well, or "".
        report: what is printed of a failure, or "".
        who: whom the token speaks for, or None.
        judged: each target with the verdict on it.
        answers: what the Hub answered.
        is_silent: another process of the job does the talking.
        secrets: what no text may show.

    """

    lookup: TokenLookup
    token: Token | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    success: str = ""
    report: str = ""
    who: "Identity | None" = None
    judged: "tuple[Judged, ...]" = ()
    answers: "tuple[Answer, ...]" = ()
    is_silent: bool = False
    secrets: tuple[str, ...] = ()

    def facts(self) -> "Facts":
        """Return what may be shown to anybody."""
        from hftoken_guard._report.facts import collect_facts  # a job that goes well shows none

        return collect_facts(self.lookup, self.who, self.answers)

    def write_whole(self) -> str:
        """Write the text of an exception, with all facts."""
        from hftoken_guard._report.report import write_whole

        return write_whole(self.problems, self.facts(), self.secrets)

    def main_facts(self) -> "Facts":
        """Return the few of them that a log shows."""
        from hftoken_guard._report.facts import pick_main_facts

        return pick_main_facts(self.lookup, self.who, self.answers)
