"""
How a job ends: the exceptions, and the exit codes.

The tree of exceptions, one branch for each thing that a caller can do next:

    GuardError
        TokenError           get another token
        AccessError          get another right, or name another target
        HubUnavailableError  try again later

A setting of this machine that cannot work is a plain GuardError: none of these helps.

The exit codes are those of sysexits.h: EX_USAGE, EX_CONFIG, EX_NOPERM, EX_TEMPFAIL.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

from hftoken_guard._causes.codes import Cause, Family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .problem import Problem

# Of several problems the first in this order counts.
EXIT_TARGET = 64
EXIT_SETTING = 78
EXIT_ACCESS = 77
EXIT_HUB = 75


class GuardError(Exception):
    """
    Carry the problems that stop the job; `str()` is the whole redacted report.

    Attributes:
        problems: one `Problem` for each thing that is wrong.

    """

    def __init__(self, problems: tuple[Problem, ...], report: str) -> None:
        """Keep both among the arguments, so that the error survives pickling."""
        super().__init__(problems, report)
        self.problems = problems

    def __str__(self) -> str:
        """Return the report."""
        return str(self.args[1])


class TokenError(GuardError):
    """The token is missing, is none, or is not accepted: another one is needed."""


class AccessError(GuardError):
    """The token is good and may not do this, or the target is not there."""


class HubUnavailableError(GuardError):
    """The Hub could not be asked, or its answer made no sense: try again later."""


def exit_code(problems: tuple[Problem, ...]) -> int:
    """Return the exit code of the problem that comes first: target, setting, access, Hub."""
    if any(problem.cause is Cause.TARGET_MALFORMED for problem in problems):
        return EXIT_TARGET
    families = _families(problems)
    if Family.MACHINE in families:
        return EXIT_SETTING
    return EXIT_HUB if families == {Family.HUB} else EXIT_ACCESS


def error_for(problems: tuple[Problem, ...], report: str) -> GuardError:
    """Choose the exception by what the caller can do next."""
    families = _families(problems)
    if families & {Family.NOT_FOUND, Family.UNAUTHORIZED}:
        return TokenError(problems, report)
    if families & {Family.FORBIDDEN, Family.REPOSITORY}:
        return AccessError(problems, report)
    if Family.MACHINE in families:
        return GuardError(problems, report)
    return HubUnavailableError(problems, report)


def _families(problems: tuple[Problem, ...]) -> set[Family]:
    return {problem.cause.family for problem in problems}
