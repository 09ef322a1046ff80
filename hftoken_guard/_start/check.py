"""
The check: first what can be known without asking, then all that the Hub knows, in one report.

Nothing here prints, but for a long wait; the result is an `Outcome`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._environment import (
    find_offline_variable,
    is_other_hub,
    is_token_kept_back,
    list_endpoint_warnings,
    list_kept_back_warnings,
)
from hftoken_guard._redact import sanitize_text
from hftoken_guard._token.lookup import TokenLookup, find_token, put_back
from hftoken_guard._token.names import EXCHANGE_VARIABLE
from hftoken_guard._token.secret import Token
from hftoken_guard._token.shape import clean

from .budget import Budget
from .outcome import Outcome
from .ranks import Helper, find_helper
from .targets import Targets, normalize_repo_type, read_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hftoken_guard._hub.target import Target
    from hftoken_guard._report.problem import Problem

    from .plan import Plan

    Wanted = str | os.PathLike[str] | Iterable[object] | object | None


_NO_TOKEN = "no token, and none is needed"
_NOT_TO_BE_SEEN = (
    "the token may be in a pipe, among the secrets of this notebook or behind an exchange, where"
    " only the client can look: nothing was checked"
)


class _Part(NamedTuple):
    """Hold a token, or that there is none, and the targets that it is used for."""

    lookup: TokenLookup
    targets: tuple[Target, ...]

    @property
    def has_write(self) -> bool:
        """Tell whether something must be written, for which a token is needed always."""
        return any(target.mode == "write" and not target.is_wish for target in self.targets)


def check(
    token: str | None,
    read: Wanted,
    write: Wanted,
    *,
    repo_type: str,
    plan: Plan,
    optional: bool,
    timeout: float,
    say: Callable[[str], None],
    is_command: bool = False,
) -> Outcome:
    """
    Make all checks and return what they found; the arguments are those of `require_token`.

    `plan` is what `create_pr`, `create`, `private` and `lasts` say. `say` prints a line about a
    long wait. `is_command`: a person asks by the command line, so this process is nobody's helper.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    lookup = find_token(token, os.environ, is_other_hub=is_other_hub())
    is_given = bool(token and clean(token))
    del token
    budget, default_type = Budget(timeout), normalize_repo_type(repo_type)
    failed = None
    targets = read_targets(read, write, default_type, lookup.secret)
    if os.environ.get(EXCHANGE_VARIABLE) and not is_given and find_offline_variable():
        lookup = lookup._replace(is_unknown=lookup.is_absent)
    elif _needs_exchange(targets, is_given=is_given, is_optional=optional):
        from .exchange import exchange_identity  # few jobs have an identity to exchange

        lookup, failed = exchange_identity(lookup, budget)
    parts = [_Part(*own) for own in targets.own]
    if targets.good or lookup.secret or not parts:
        parts.insert(0, _Part(lookup, targets.good))
    helper = None if is_command else find_helper()
    # Whoever took the token away once the guard had passed must not lose the workers to it.
    is_child = helper is Helper.IMPORTING_CHILD
    is_optional = optional or bool(targets.own)
    lacking = [
        part for part in parts if _lacks_token(part, is_optional=is_optional, is_child=is_child)
    ]
    if failed or lacking or targets.malformed:
        outcomes = [_refuse_unasked(lookup, targets, lacking, failed)]
    elif helper:
        outcomes = [_hand_on(part.lookup) for part in parts]
    else:
        outcomes = _ask_about_all(parts, budget, say, plan)
    outcome = _combine(outcomes)
    odd = [warning for part in parts for warning in part.lookup.warnings]
    warnings = [*odd, *targets.warnings, *outcome.warnings]
    if outcome.token and lookup.secret and (warning := put_back(lookup.secret, os.environ)):
        warnings.append(warning)
    secrets = tuple(part.lookup.secret.reveal() for part in parts if part.lookup.secret)
    return _finish(
        outcome._replace(warnings=tuple(warnings)), secrets, is_silent=helper is not None
    )


def _needs_exchange(targets: Targets, *, is_given: bool, is_optional: bool) -> bool:
    """Tell whether the client will exchange the identity of this CI job for a token."""
    if is_given or not os.environ.get(EXCHANGE_VARIABLE):
        return False
    if is_token_kept_back() and is_optional:
        return False  # the client looks for no token by itself
    return bool(targets.good) or not targets.own  # else all that is asked brings its token


def _lacks_token(part: _Part, *, is_optional: bool, is_child: bool) -> bool:
    """Tell whether the token that this part of the job needs is not there, or is none."""
    if part.lookup.cause is None or not part.lookup.is_absent:
        return part.lookup.cause is not None
    if part.lookup.is_unknown or is_child:
        return False
    return part.has_write or not is_optional


def _refuse_unasked(
    lookup: TokenLookup, targets: Targets, lacking: list[_Part], failed: Problem | None
) -> Outcome:
    """Say what is wrong before anything is asked."""
    from .problems import describe_lookup, describe_malformed  # a job that goes well needs no texts

    problems = [describe_malformed(lookup, error, mode) for error, mode in targets.malformed]
    problems += [failed] if failed else [describe_lookup(part.lookup) for part in lacking]
    return Outcome(lookup, problems=tuple(problems))


def _hand_on(lookup: TokenLookup) -> Outcome:
    """Hand on the token that another process of the job has checked."""
    return Outcome(lookup, Token(lookup.secret.reveal()) if lookup.secret else None)


def _ask_about_all(
    parts: list[_Part], budget: Budget, say: Callable[[str], None], plan: Plan
) -> list[Outcome]:
    """Make the check for each token; nothing is created until all of them are found good."""
    asking = plan._replace(creates=plan.creates and len(parts) == 1)
    outcomes = [_ask_the_hub(part, budget, say, asking) for part in parts]
    if asking == plan or any(outcome.problems for outcome in outcomes):
        return outcomes
    return [
        _ask_the_hub(part, budget, say, plan)
        if any(each.verdict.is_new for each in outcome.judged)
        else outcome
        for part, outcome in zip(parts, outcomes, strict=True)
    ]


def _ask_the_hub(part: _Part, budget: Budget, say: Callable[[str], None], plan: Plan) -> Outcome:
    """Make the check that needs the client library, if there is something to ask."""
    lookup, targets = part
    is_blocked = part.has_write and bool(find_offline_variable())
    if lookup.is_unknown and not is_blocked:
        return Outcome(lookup, warnings=(_NOT_TO_BE_SEEN,), success="nothing was checked")
    warnings: list[str] = []
    if lookup.secret is None and not is_blocked:
        wrong = lookup.wrong_variable
        warnings += [f"HF_TOKEN is not set, but {wrong} holds a token; not used"] if wrong else []
        writes = [target for target in targets if target.mode == "write"]
        warnings += [f"{target}, which is optional, needs a token" for target in writes]
        targets = tuple(target for target in targets if target not in writes)
        if not targets:
            return Outcome(lookup, warnings=tuple(warnings), success=_NO_TOKEN)
    from .hub_check import check_at_hub  # a missing token needs no client

    outcome = check_at_hub(lookup, targets, budget, say, plan)
    outcome = outcome._replace(
        warnings=(*warnings, *outcome.warnings),
        notices=(*list_endpoint_warnings(), *list_kept_back_warnings()),
    )
    return outcome if outcome.problems else _succeed(outcome, is_pull=plan.is_pull)


def _succeed(outcome: Outcome, *, is_pull: bool) -> Outcome:
    """Make what the script gets, and the words for what was proved."""
    from hftoken_guard._report.login import describe_owner
    from hftoken_guard._report.success import describe_success, find_end

    proofs = [(each.target, each.verdict) for each in outcome.judged]
    secret, who = outcome.lookup.secret, outcome.who
    if secret is None:
        return outcome._replace(success=describe_success(f"{_NO_TOKEN}:", proofs, None))
    token = Token(secret.reveal())
    token.expires_at = find_end(secret, who)
    if who:
        token.user, token.kind, token.role = who.user, who.kind, who.role
        token.orgs = tuple(member.name for member in who.memberships)
    success = describe_success(describe_owner(who), proofs, token.expires_at, is_pull=is_pull)
    return outcome._replace(token=token, success=success)


def _combine(outcomes: list[Outcome]) -> Outcome:
    """Make one outcome of those of all tokens."""
    first, *others = outcomes
    for other in others:
        first = first._replace(
            token=first.token or other.token,
            who=first.who or other.who,
            problems=first.problems + other.problems,
            warnings=first.warnings + other.warnings,
            notices=first.notices or other.notices,
            judged=first.judged + other.judged,
            answers=first.answers + other.answers,
            success=f"{first.success}; {other.success}" if first.success else other.success,
        )
    return first


def _finish(outcome: Outcome, secrets: tuple[str, ...], *, is_silent: bool) -> Outcome:
    """Return the outcome with texts that are safe to print, and with the report of a failure."""
    if outcome.problems:
        from hftoken_guard._report.report import (
            sanitize_problems,
            warn_of_repetition,
            write_report,
        )

        problems = warn_of_repetition(sanitize_problems(outcome.problems, secrets))
        outcome = outcome._replace(
            token=None,
            problems=problems,
            report=write_report(problems, outcome.main_facts(), secrets),
        )
    if is_silent:  # another process does the talking
        return outcome._replace(is_silent=True, secrets=secrets, success="", warnings=())
    lines = [sanitize_text(line.replace("\n", " "), secrets) for line in outcome.warnings]
    success = sanitize_text(f"ok: {outcome.success}", secrets) if outcome.success else ""
    return outcome._replace(secrets=secrets, warnings=tuple(lines), success=success)
