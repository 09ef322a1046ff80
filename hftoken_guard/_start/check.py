"""
The check: first what can be known without asking, then all that the Hub knows, in one report.

Nothing here prints, but for a long wait; the result is an `Outcome`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hftoken_guard._environment import list_endpoint_warnings, list_kept_back_warnings
from hftoken_guard._redact import sanitize_text
from hftoken_guard._token.lookup import TokenLookup, find_token, put_back
from hftoken_guard._token.secret import Secret, Token, reveal_all

from .budget import Budget
from .outcome import Outcome
from .ranks import Helper, find_helper
from .targets import Targets, check_repo_type, read_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Wanted = str | os.PathLike[str] | Iterable[object] | object | None


def check(
    token: str | None,
    read: Wanted,
    write: Wanted,
    *,
    repo_type: str,
    create_pr: bool,
    optional: bool,
    timeout: float,
    say: Callable[[str], None],
    is_command: bool = False,
) -> Outcome:
    """
    Make all checks and return what they found; the arguments are those of `require_token`.

    `say` prints a line about a long wait. `is_command`: a person asks by the command line, so this
    process is nobody's helper.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    lookup = find_token(token, os.environ)
    del token
    budget = Budget(timeout)
    targets = read_targets(read, write, check_repo_type(repo_type), lookup.secret)
    helper = None if is_command else find_helper()
    # Whoever took the token away once the guard had passed must not lose the workers to it.
    needs_none = lookup.is_absent and (optional or helper is Helper.IMPORTING_CHILD)
    if targets.malformed or (lookup.cause and not needs_none):
        outcome = _refuse_offline(lookup, targets, needs_none=needs_none)
    elif lookup.secret is None:
        outcome = _go_on_without(lookup)
    elif helper:
        outcome = Outcome(lookup, Token(lookup.secret.reveal()))
    else:
        outcome = _ask_the_hub(lookup, lookup.secret, targets, budget, say, is_pull=create_pr)
    return _finish(outcome, targets, is_silent=helper is not None)


def _refuse_offline(lookup: TokenLookup, targets: Targets, *, needs_none: bool) -> Outcome:
    """Report what is wrong before anything is asked."""
    from .problems import describe_lookup, describe_malformed  # a job that goes well needs no texts

    problems = [describe_malformed(lookup, error, mode) for error, mode in targets.malformed]
    if lookup.cause and not needs_none:
        problems.append(describe_lookup(lookup, lookup.cause))
    return _report(Outcome(lookup, problems=tuple(problems)))


def _go_on_without(lookup: TokenLookup) -> Outcome:
    """Let the job go on without a token."""
    from hftoken_guard._report.success import NO_TOKEN_NEEDED

    name = lookup.wrong_variable
    warning = f"HF_TOKEN is not set, but {name} holds a token; not used"
    return Outcome(lookup, Token(), warnings=(warning,) if name else (), success=NO_TOKEN_NEEDED)


def _ask_the_hub(
    lookup: TokenLookup,
    secret: Secret,
    targets: Targets,
    budget: Budget,
    say: Callable[[str], None],
    *,
    is_pull: bool,
) -> Outcome:
    """Make the check that needs the client library."""
    from .hub_check import check_at_hub  # a missing token needs no client

    outcome = check_at_hub(lookup, secret, targets.good, budget, say, is_pull=is_pull)
    notices = (*list_endpoint_warnings(), *list_kept_back_warnings())
    outcome = outcome._replace(notices=notices)
    return _report(outcome) if outcome.problems else _succeed(outcome, secret, is_pull=is_pull)


def _report(outcome: Outcome) -> Outcome:
    """Write the report of a failure."""
    from hftoken_guard._report.report import sanitize_problems, write_report  # as above

    secret = outcome.lookup.secret
    safe = sanitize_problems(outcome.problems, secret)
    return outcome._replace(problems=safe, report=write_report(safe, outcome.facts(), secret))


def _succeed(outcome: Outcome, secret: Secret, *, is_pull: bool) -> Outcome:
    """Make what the script gets, and the line that says what was proved."""
    from hftoken_guard._report.success import describe_success, find_end

    who, token = outcome.who, Token(secret.reveal())
    token.expires_at = find_end(secret, who)
    if who:
        token.user, token.kind, token.role = who.user, who.kind, who.role
        token.orgs = tuple(member.name for member in who.memberships)
    proofs = [(each.target, each.verdict) for each in outcome.judged]
    success = describe_success(who, proofs, token.expires_at, is_pull=is_pull)
    return outcome._replace(token=token, success=success)


def _finish(outcome: Outcome, targets: Targets, *, is_silent: bool) -> Outcome:
    """Put the token back, and return the outcome with lines that are safe to print."""
    secret = outcome.lookup.secret
    warnings = [*outcome.lookup.warnings, *targets.warnings, *outcome.warnings]
    if outcome.token and secret and (warning := put_back(secret, os.environ)):
        warnings.append(warning)
    if is_silent:  # another process does the talking
        return outcome._replace(is_silent=True, success="", warnings=())
    secrets = reveal_all(secret)
    lines = [sanitize_text(warning.replace("\n", " "), secrets) for warning in warnings]
    success = sanitize_text(outcome.success, secrets)
    return outcome._replace(warnings=tuple(lines), success=success)
