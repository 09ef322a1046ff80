"""The guard as scripts call it: check, then print and go on, or print and stop."""

from __future__ import annotations

import sys

from ._examine import DEFAULT_TIMEOUT, examine
from ._problem import PREFIX, error_for, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._examine import Wanted
    from ._token import Token


_said: set[str] = set()  # the notices that this process has printed


def require_token(  # noqa: PLR0913 - each keyword is one need of a script
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token:
    """
    Check the token and what the job needs of the Hub, or stop the job with the reason.

    The token is the argument if one is given, else `HF_TOKEN`. The cleaned token is put back
    into `HF_TOKEN`. On success one line is printed on stderr, on failure the report.

    Args:
        token: an explicit token; `None` and `""` mean that none is given.
        read: what the job reads: a repository, or several in a list.
        write: what the job pushes to, created by the push or there already.
        repo_type: the type of names without a prefix such as `datasets/`.
        create_pr: a pull request is enough where something is written.
        optional: go on without a token; one that is there must still be good.
        timeout: the wall-clock budget for everything, in seconds.

    Returns:
        The cleaned token, a `str` with `.user`, `.kind`, `.orgs`, `.role`, `.expires_at`.

    Raises:
        SystemExit: the job cannot end well. 64: a target cannot be a repository; 77: the token
            or its rights; 75: the Hub could not be asked.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    wanted = [token, read, write]
    del token, read, write  # no frame of ours holds a secret while something can fail
    outcome = examine(
        wanted, repo_type=repo_type, create_pr=create_pr, optional=optional,
        timeout=timeout, say=say,
    )  # fmt: skip
    if outcome.misuse:
        raise outcome.misuse
    for warning in (
        *(notice for notice in outcome.notices if notice not in _said),
        *outcome.warnings,
    ):
        say(f"warning: {warning}")
    _said.update(outcome.notices)
    if outcome.token is None:
        code = exit_code(outcome.problems)
        if not outcome.is_silent:
            write_error(outcome.report)
        del outcome  # its targets may hold anything that a script put into a name
        raise SystemExit(code)
    if outcome.success:
        say(outcome.success)
    return outcome.token


def check_token(  # noqa: PLR0913 - as `require_token`
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token:
    """
    Make the same checks as `require_token`, print nothing, and raise what is wrong.

    Raises:
        TokenError: another token is needed.
        AccessError: another right is needed, or another target.
        HubUnavailableError: the Hub could not be asked; nothing is known.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    wanted = [token, read, write]
    del token, read, write  # no frame of ours holds a secret while something can fail
    outcome = examine(
        wanted, repo_type=repo_type, create_pr=create_pr, optional=optional,
        timeout=timeout, say=lambda _: None,
    )  # fmt: skip
    if outcome.misuse:
        raise outcome.misuse
    if outcome.token is None:
        error = error_for(outcome.problems, outcome.report)
        del outcome  # its targets may hold anything that a script put into a name
        raise error
    return outcome.token


def say(line: str) -> None:
    """Print one line of ours on stderr."""
    write_error(PREFIX + line)


def write_error(text: str) -> None:
    """Print on stderr, behind all that was printed before; a closed stderr stops no job."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is sys.stderr:
                stream.write(text + "\n")
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue
