"""
What refused targets, and questions without an answer, mean for the job: a problem or a warning.

The token first, then every refused target, then the Hub. A job that goes well does not load this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._causes.codes import BAD_TOKEN, Cause
from hftoken_guard._environment import is_other_hub
from hftoken_guard._hub.answer import WHOAMI

from .probes import info_route
from .problems import THE_TOKEN, describe_fault
from .refused_target import describe_refused

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._report.problem import Problem

    from .client import HubClient
    from .judge import Judged
    from .outcome import Outcome


_LOGIN_FIELDS = frozenset({"auth", "orgs", "email", "fullname"})  # of whoami


class _Fault(NamedTuple):
    """Something that could not be asked, and why."""

    subject: str
    answer: Answer


class Weighing:
    """Gather what stops the job and what is odd, while one verdict after the other is weighed."""

    def __init__(self, outcome: Outcome, client: HubClient, *, is_pull: bool) -> None:
        """Take the outcome that holds the verdicts."""
        self._outcome = outcome
        self._client = client
        self._is_pull = is_pull
        self._problems: list[Problem] = []
        self._warnings: list[str] = []
        self._faults: dict[Cause, list[_Fault]] = {}

    def weigh(self, doubt: Cause | None) -> Outcome:
        """Return what was found; `doubt` is why whoami does not tell whose token it is."""
        for judged in self._outcome.judged:
            self._add_target(judged)
        bad = [problem for problem in self._problems if problem.cause in BAD_TOKEN]
        if bad:
            return self._conclude(bad[:1])
        if doubt:
            self._weigh_whoami(doubt)
        self._add_faults()
        return self._conclude(self._problems)

    def _conclude(self, problems: list[Problem]) -> Outcome:
        return self._outcome._replace(problems=tuple(problems), warnings=tuple(self._warnings))

    def _add_target(self, judged: Judged) -> None:
        """Add a refused target as a problem, or as a warning if it was only wished for."""
        target, verdict, answer = judged
        if verdict.cause is None:
            return
        is_fault = verdict.cause.is_fault and answer is not None
        if is_fault and target.is_wish:
            cause = verdict.cause
            self._warnings.append(f"{target}, which is optional, was not checked: {cause}")
        elif is_fault and answer is not None:
            self._faults.setdefault(verdict.cause, []).append(_Fault(str(target), answer))
        else:
            self._add_refused(judged)

    def _add_refused(self, judged: Judged) -> None:
        problem = describe_refused(
            self._outcome.lookup, self._outcome.who, judged, self._client, is_pull=self._is_pull
        )
        if judged.target.is_wish and problem.cause not in BAD_TOKEN:
            self._warnings.append(
                f"{judged.target}, which is optional: {problem.cause}: {problem.what}"
            )
        else:
            self._problems.append(problem)

    def _weigh_whoami(self, doubt: Cause) -> None:
        """Decide what it means that whoami could not be asked."""
        answer = self._client.answers[WHOAMI]
        if doubt is Cause.TOKEN_INVALID:
            is_checked = any(each.verdict.is_proved for each in self._outcome.judged)
            checked = "only its access was checked" if is_checked else "nothing could be checked"
            self._warnings.append(f"whoami does not know this trusted publisher's token; {checked}")
            return
        musts = [each for each in self._outcome.judged if not each.target.is_wish]
        is_throttled = doubt is Cause.RATE_LIMITED
        if not is_throttled and is_other_hub() and _speaks(answer, musts):
            self._warnings.append("this Hub does not say whose token it is; its role is not known")
            return
        is_access_proved = bool(musts) and all(each.verdict.is_allowed for each in musts)
        if is_throttled or is_access_proved or self._problems:
            outcome = f"HTTP {answer.status}" if answer.status else answer.fault
            self._warnings.append(
                f"whoami could not be asked ({outcome}): the token's owner and role are not known"
            )
            return
        self._faults.setdefault(doubt, []).insert(0, _Fault(THE_TOKEN, answer))

    def _add_faults(self) -> None:
        """Add one problem for each fault of the Hub or of the way there."""
        is_decided = bool(self._problems)
        for cause, faults in self._faults.items():
            subjects = ", ".join(fault.subject for fault in faults)
            if cause is Cause.RATE_LIMITED and is_decided:
                self._warnings.append(f"not checked, the Hub answered 429: {subjects}")
                continue
            answer = faults[0].answer
            self._problems.append(
                describe_fault(self._outcome.lookup, self._outcome.who, cause, subjects, answer)
            )


def _speaks(answer: Answer, musts: list[Judged]) -> bool:
    """
    Tell whether another Hub answers the job, whatever it made of whoami.

    Either what it says there is of a login, or it tells of what the job must have.
    """
    if answer.is_yes and _is_login(answer.body or {}):
        return True
    if answer.is_unknown_route and any(each.answer and each.answer.is_yes for each in musts):
        return True
    return bool(musts) and all(each.verdict.is_allowed or _is_told_of(each) for each in musts)


def _is_told_of(judged: Judged) -> bool:
    """Tell whether the Hub knows the repository, or knows that it is yet to be made."""
    target, verdict, answer = judged
    if verdict.cause or answer is None or answer.path != info_route(target):
        return False
    return answer.is_yes or (target.mode == "write" and answer.is_missing_repository)


def _is_login(body: dict[str, object]) -> bool:
    """Tell whether it is of a login: by a name that can be one, or else by its other fields."""
    if "name" in body:
        return isinstance(body["name"], str) and body["name"].isprintable()
    return not _LOGIN_FIELDS.isdisjoint(body)
