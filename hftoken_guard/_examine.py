"""
The order of the checks: first what can be known without asking, then all that the Hub knows.

Nothing here prints, but for a long wait; the result is an `Outcome`.
"""

from __future__ import annotations

import os
import sys
import time

from ._problem import render
from ._token import Token, put_back, read_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ._answers import Identity, Verdict
    from ._problem import Problem
    from ._targets import Target
    from ._token import Reading, Secret

    Wanted = str | os.PathLike[str] | Iterable[Any] | object | None

DEFAULT_TIMEOUT = 30.0
# A rank counts only together with its size: torchrun and accelerate, Open MPI, MPICH, Slurm.
_RANKS = (
    ("RANK", "WORLD_SIZE"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
)


class Outcome:
    """
    Hold the result of a check; only `token` and the names in `targets` may hold a secret.

    Attributes:
        token: what the script gets, or None if the job must not go on.
        problems: why it must not.
        warnings: what is odd and stops nothing.
        notices: what is said once in a process: where the token goes.
        success: the line to print if all is well, "" if there is nothing to say.
        facts: gives what may be shown to anybody, which few ask for.
        report: the whole text of a failure.
        who: whom the token speaks for, or None.
        targets: each target with the verdict on it.
        misuse: what to raise if the call itself is wrong, or None.
        is_silent: whether another process of the job does the talking.

    """

    def __init__(self) -> None:
        """Start with nothing known."""
        self.token: Token | None = None
        self.problems: tuple[Problem, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self.notices: tuple[str, ...] = ()
        self.success = ""
        self.facts: Callable[[], dict[str, object]] = dict
        self.report = ""
        self.who: Identity | None = None
        self.targets: tuple[tuple[Target, Verdict], ...] = ()
        self.misuse: Exception | None = None
        self.is_silent = False


def examine(wanted: list[Any], **options: Any) -> Outcome:  # noqa: ANN401 - as below
    """
    Make all checks and return what they found, printing nothing but a long wait.

    `wanted` holds the explicit token, what to read and what to write, and is emptied at once.
    """
    try:
        return _examine(wanted, **options)
    except Exception:  # of the caller's own code
        raise
    except BaseException as stop:  # noqa: BLE001 - Ctrl-C, say: our frames hold the token and go no further
        raise stop.with_traceback(None)  # noqa: B904


def _examine(  # noqa: PLR0913 - as `require_token`
    wanted: list[Any],
    *,
    repo_type: str,
    create_pr: bool,
    optional: bool,
    timeout: float,
    say: Callable[[str], None],
    is_command: bool = False,
) -> Outcome:
    token, read, write = wanted
    wanted.clear()
    from . import _targets  # costs a bare import nothing

    outcome = Outcome()
    try:
        reading = read_token(token, os.environ)
        del token
        deadline = time.monotonic() + _checked_timeout(timeout)
        type_ = _checked_type(repo_type, _targets.TYPES)
        reads, read_errors = _targets.parse_all(read, "read", type_, reading.secret)
        writes, write_errors = _targets.parse_all(write, "write", type_, reading.secret)
    except (TypeError, ValueError) as error:
        outcome.misuse = error.with_traceback(None)  # its frames hold the argument
        return outcome
    warnings = list(reading.warnings)
    errors = [(error, "read=") for error in read_errors if not error.is_wish]
    errors += [(error, "write=") for error in write_errors if not error.is_wish]
    wishes = [error for error in (*read_errors, *write_errors) if error.is_wish]
    warnings += [f'"{error.text}", which is optional: {error.reason}' for error in wishes]
    child = "" if is_command else _find_parent()
    is_helper = bool(child) or (not is_command and _is_other_rank())
    # Who took the token away once the guard had passed must not lose the workers to it.
    needs_none = (optional or child == "importing") and reading.is_absent
    is_faulty = reading.cause is not None and not needs_none
    if is_faulty or errors:
        _stop_offline(outcome, reading, errors, is_faulty=is_faulty)
    elif reading.secret is None:
        if reading.found:
            warnings.append(f"HF_TOKEN is not set, but {reading.found} holds a token; not used")
        outcome.token, outcome.success = Token(), "ok: no token, and none is needed"
    elif is_helper:
        outcome.token = Token(reading.secret.reveal())
    else:
        _ask_the_hub(outcome, reading, [*reads, *writes], deadline, say, pull=create_pr)
        warnings += outcome.warnings
    if reading.secret and outcome.token and (warning := put_back(reading.secret, os.environ)):
        warnings.append(warning)
    if is_helper:
        outcome.is_silent, outcome.success, warnings = True, "", []
    outcome.warnings = tuple(_let_out(warning, reading.secret) for warning in warnings)
    outcome.success = _let_out(outcome.success, reading.secret)
    return outcome


def _ask_the_hub(  # noqa: PLR0913 - all that was found so far
    outcome: Outcome,
    reading: Reading,
    targets: list[Target],
    deadline: float,
    say: Callable[[str], None],
    *,
    pull: bool,
) -> None:
    """Make the check that needs the client library, and take over what it found."""
    from ._check import Check  # from here on the client library is loaded
    from ._report import anonymous_warnings, endpoint_warnings, facts, make_token, say_end, success

    secret = reading.secret
    assert secret is not None  # noqa: S101 - for the type checker
    check = Check(reading, secret, targets, pull=pull)
    check.run(deadline, say)
    outcome.who = check.who
    outcome.warnings = tuple(check.warnings)
    outcome.notices = (*endpoint_warnings(), *anonymous_warnings())
    outcome.facts = lambda: facts(reading, check.who, check.answers)
    outcome.targets = tuple(check.verdicts)
    if check.problems:
        _refuse(outcome, check.problems, secret)
        return
    outcome.token = make_token(secret, check.who)
    refused = [target for target, verdict in check.verdicts if verdict.cause]
    proofs = [(target, verdict) for target, verdict in check.verdicts if target not in refused]
    end = say_end(outcome.token.expires_at)
    outcome.success = success(check.who, proofs, pull=pull, end=end)


def _refuse(outcome: Outcome, problems: list[Problem], secret: Secret | None) -> None:
    """Write the report: a block for each problem, then the facts once; all through the gate."""
    from ._report import leave, render_facts  # only a refusal needs it

    def gate(text: str) -> str:
        return leave(text, secret)

    outcome.problems = tuple(problem.passed_through(gate) for problem in problems)
    blocks = [render(problem) for problem in outcome.problems]
    outcome.report = gate("\n\n".join([*blocks, render_facts(outcome.facts())]))


def _stop_offline(
    outcome: Outcome, reading: Reading, errors: list[tuple[Any, str]], *, is_faulty: bool
) -> None:
    """Report what is wrong before anything is asked."""
    from ._causes import Cause
    from ._problem import describe
    from ._redact import foreign  # only a refusal needs it
    from ._report import facts, names_for_token

    names = names_for_token(reading, None)
    problems = []
    for error, argument in errors:
        shown = f'"{foreign(error.text)}"'
        because = error.reason[0].upper() + error.reason[1:]
        problems.append(
            describe(
                Cause.TARGET_MALFORMED,
                names | {"target": shown, "argument": argument},
                because=because,
                target=foreign(error.text),
            )
        )
    if is_faulty and reading.cause:
        problems.append(describe(reading.cause, names, because=reading.because))
    outcome.facts = lambda: facts(reading, None, [])
    _refuse(outcome, problems, reading.secret)


def _let_out(line: str, secret: Secret | None) -> str:
    if not line:
        return ""
    from ._report import leave  # a silent check needs no gate

    return leave(line.replace("\n", " "), secret)


def _is_other_rank() -> bool:
    """Tell whether this is a rank above 0 of a launcher, whose rank 0 asks the Hub."""
    for rank_name, size_name in _RANKS:
        rank, size = os.environ.get(rank_name, ""), os.environ.get(size_name, "")
        if rank.isdecimal() and size.isdecimal() and 0 < int(rank) < int(size):
            return True
    return False


def _find_parent() -> str:
    """
    Tell whether a process of the same script started this one; "" if none did.

    "importing": a spawned child that imports the script, whose guard the parent has passed.
    """
    for package in ("multiprocessing", "multiprocess"):  # the latter is what `datasets` uses
        process = sys.modules.get(f"{package}.process")
        if process and getattr(process.current_process(), "_inheriting", False):
            return "importing"  # it has no parent yet, and is marked so instead
        if process and process.parent_process():
            return "working"
    return ""


def _checked_timeout(timeout: float) -> float:
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        msg = f"timeout must be a number of seconds, not {type(timeout).__name__}"
        raise TypeError(msg)
    if not 0 < timeout < 1_000_000:  # noqa: PLR2004 - eleven days; also refuses nan and inf
        msg = f"timeout must be a positive number of seconds, not {timeout}"
        raise ValueError(msg)
    return timeout


def _checked_type(repo_type: str | None, types: dict[str, str]) -> str:
    known = {**types, **{type_: type_ for type_ in types.values()}}
    if repo_type is None:  # as in the client library
        return "model"
    if repo_type not in known:
        msg = f"repo_type must be one of {', '.join(types.values())}"
        raise ValueError(msg)
    return known[repo_type]
