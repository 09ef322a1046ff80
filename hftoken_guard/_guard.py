"""
The guard as scripts call it: check, then print and go on, or print and stop.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

from ._frames import clear_frames_on_error
from ._output import print_line, print_nothing, print_text
from ._report.errors import error_for, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Literal, overload

    from ._start.check import Wanted
    from ._token.secret import Token

    Duration = float | str | timedelta | None

DEFAULT_TIMEOUT = 30.0  # seconds
_said: set[str] = set()  # the notices that this process has printed


if TYPE_CHECKING:

    @overload
    def require_token(
        token: str | None = None,
        *,
        read: Wanted = None,
        write: Wanted = None,
        repo_type: str = "model",
        create_pr: bool = False,
        create: bool = False,
        private: bool = True,
        lasts: Duration = None,
        optional: Literal[False] = False,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Token: ...
    @overload
    def require_token(
        token: str | None = None,
        *,
        read: Wanted = None,
        write: Wanted = None,
        repo_type: str = "model",
        create_pr: bool = False,
        create: bool = False,
        private: bool = True,
        lasts: Duration = None,
        optional: bool,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Token | None: ...


@clear_frames_on_error
def require_token(
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    create: bool = False,
    private: bool = True,
    lasts: Duration = None,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token | None:
    """
    Check the token and what the job needs of the Hub, or stop the job with the reason.

    The token is the argument if one is given, else `HF_TOKEN`. The cleaned token is put back
    into `HF_TOKEN`. On success one line is printed on stderr, on failure some facts and, at the
    end, the cause and the fix.

    Args:
        token: an explicit token; `None` and `""` mean that none is given.
        read: what the job reads: a repository, or several in a list.
        write: what the job pushes to, created by the push or there already.
        repo_type: the type of names without a prefix such as `datasets/`.
        create_pr: a pull request is enough where something is written.
        create: create at once what is written and not there yet, and prove the write to it. This is
            the only thing by which the guard changes anything on the Hub. A model, a dataset or a
            bucket is created; a Space takes more than a name, and is left to the job.
        private: what `create` creates is private, unless this is False.
        lasts: how long the job runs at most: seconds, a timedelta, or a text such as "90m", "6h"
            and "1.5d", as the timeout of a job. A token that ends earlier stops the job, as far as
            its end can be known: that of a login of the browser, or of a token that is a JWT.
        optional: go on without a token where what is read is public; what is written needs one,
            and one that is there must be good.
        timeout: the wall-clock budget for everything, in seconds.

    Returns:
        The cleaned token, a `str` with `.user`, `.kind`, `.orgs`, `.role`, `.expires_at`. None
        where there is none and `optional` allows it; as `token=`, None lets the client look itself.

    Raises:
        SystemExit: the job cannot end well. 64: a target cannot be a repository; 77: the token
            or its rights; 75: the Hub could not be asked.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    from ._start.check import check  # costs a bare import nothing
    from ._start.plan import Plan, read_duration

    outcome = check(
        token,
        read,
        write,
        repo_type=repo_type,
        plan=Plan(create_pr, create, private is not False, read_duration(lasts)),
        optional=optional,
        timeout=timeout,
        say=print_line,
    )
    new_notices = [notice for notice in outcome.notices if notice not in _said]
    _said.update(new_notices)
    for warning in (*new_notices, *outcome.warnings):
        print_line(f"warning: {warning}")
    if outcome.problems:
        if not outcome.is_silent:
            print_text(outcome.report)
        raise SystemExit(exit_code(outcome.problems))
    if outcome.success:
        print_line(outcome.success)
    return outcome.token


if TYPE_CHECKING:

    @overload
    def check_token(
        token: str | None = None,
        *,
        read: Wanted = None,
        write: Wanted = None,
        repo_type: str = "model",
        create_pr: bool = False,
        create: bool = False,
        private: bool = True,
        lasts: Duration = None,
        optional: Literal[False] = False,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Token: ...
    @overload
    def check_token(
        token: str | None = None,
        *,
        read: Wanted = None,
        write: Wanted = None,
        repo_type: str = "model",
        create_pr: bool = False,
        create: bool = False,
        private: bool = True,
        lasts: Duration = None,
        optional: bool,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Token | None: ...


@clear_frames_on_error
def check_token(
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    create: bool = False,
    private: bool = True,
    lasts: Duration = None,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token | None:
    """
    Make the same checks as `require_token`, print nothing, and raise what is wrong.

    Raises:
        TokenError: another token is needed.
        AccessError: another right is needed, or another target.
        HubUnavailableError: the Hub could not be asked; nothing is known.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    from ._start.check import check  # costs a bare import nothing
    from ._start.plan import Plan, read_duration

    outcome = check(
        token,
        read,
        write,
        repo_type=repo_type,
        plan=Plan(create_pr, create, private is not False, read_duration(lasts)),
        optional=optional,
        timeout=timeout,
        say=print_nothing,
    )
    if outcome.problems:
        raise error_for(outcome.problems, outcome.write_whole())
    return outcome.token
