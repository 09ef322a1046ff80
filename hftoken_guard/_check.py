"""
The check: first what can be known without asking, then all that the Hub knows, in one report.

The Hub is asked everything at once, and all answers are judged together. The token first: if it
is bad nothing else is said. Then every refused target, so that one run shows all of them. whoami
is not the judge of a job: where it cannot be asked, what the probes prove stands.

Nothing here prints, but for a long wait; the result is an `Outcome`.
"""

from __future__ import annotations

import os
import sys
import time
from urllib.parse import quote

from ._answers import (
    BAD_TOKEN,
    KNOWN,
    PROVED,
    UNVERIFIED,
    WHOAMI,
    Answer,
    Identity,
    Verdict,
    classify,
    judge_creation,
    judge_pull_request,
    judge_read,
    judge_write,
    says_nothing,
)
from ._inputs import PROBED_TYPES, TYPES, Token, parse_all, put_back, read_token
from ._problem import Cause, Family
from ._redact import foreign
from ._report import (
    HUB,
    anonymous_warnings,
    describe,
    endpoint,
    endpoint_warnings,
    facts,
    leave,
    make_token,
    names_for_target,
    names_for_token,
    offline_variable,
    render,
    render_facts,
    say_end,
    say_wait,
    success,
    texts_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ._inputs import Reading, Secret, Target, TargetError
    from ._problem import Problem

    Wanted = str | os.PathLike[str] | Iterable[Any] | object | None

GRACE_S = 2.0  # for whoami, once the probes have proved the access
WINDOW_S = 300  # in which the Hub counts requests
NAMESPACES_TRIED = 4  # when a name was not found, its like is looked for in so many
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

    token: Token | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    success = report = ""
    facts: Callable[[], dict[str, str | list[str]]] = dict
    who: Identity | None = None
    targets: tuple[tuple[Target, Verdict], ...] = ()
    misuse: Exception | None = None
    is_silent = False


def examine(  # noqa: PLR0913 - as `require_token`
    wanted: list[Any],
    *,
    repo_type: str,
    create_pr: bool,
    optional: bool,
    timeout: float,
    say: Callable[[str], None],
    is_command: bool = False,
) -> Outcome:
    """
    Make all checks and return what they found, printing nothing but a long wait.

    `wanted` holds the explicit token, what to read and what to write, and is emptied at once.
    """
    token, read, write = wanted
    wanted.clear()
    outcome = Outcome()
    targets: list[Target] = []
    errors: list[tuple[TargetError, str]] = []
    try:
        reading = read_token(token, os.environ)
        del token
        deadline = time.monotonic() + _checked_timeout(timeout)
        type_ = _checked_type(repo_type)
        for mode, names in (("read", read), ("write", write)):
            found, faults = parse_all(names, mode, type_, reading.secret)
            targets += found
            errors += [(fault, f"{mode}=") for fault in faults]
    except (TypeError, ValueError) as error:
        outcome.misuse = error.with_traceback(None)  # its frames hold the argument
        return outcome
    wishes = [error for error, _ in errors if error.is_wish]
    errors = [pair for pair in errors if pair[0] not in wishes]
    warnings = [f'"{error.text}", which is optional: {error.reason}' for error in wishes]
    warnings = reading.warnings + warnings
    child = "" if is_command else _find_parent()
    is_helper = bool(child) or (not is_command and _is_other_rank())
    # Who took the token away once the guard had passed must not lose the workers to it.
    is_absent = reading.cause in (Cause.TOKEN_MISSING, Cause.TOKEN_WRONG_NAME)
    needs_none = (optional or child == "importing") and is_absent
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
        _ask_the_hub(outcome, reading, targets, deadline, say, pull=create_pr)
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

    def gate(text: str) -> str:
        return leave(text, secret)

    outcome.problems = tuple(problem.passed_through(gate) for problem in problems)
    blocks = [render(problem) for problem in outcome.problems]
    outcome.report = gate("\n\n".join([*blocks, render_facts(outcome.facts())]))


def _stop_offline(
    outcome: Outcome, reading: Reading, errors: list[tuple[TargetError, str]], *, is_faulty: bool
) -> None:
    """Report what is wrong before anything is asked."""
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


def _checked_type(repo_type: str | None) -> str:
    # None stands for a model in the client library too.
    type_ = "model" if repo_type is None else TYPES.get(repo_type, repo_type)
    if type_ not in TYPES.values():
        msg = f"repo_type must be one of {', '.join(TYPES.values())}"
        raise ValueError(msg)
    return type_


def _is_fault(cause: Cause) -> bool:
    """Tell whether it is one of the Hub or of the way there, and says nothing of rights."""
    return texts_of(cause).family is Family.HUB and cause is not Cause.UNEXPECTED


def _probe(target: Target, *, write: bool) -> str:
    """Return the route that says whether the token may read, or write, the repository."""
    return f"/api/{target.type}s/{target.id}/auth-check{'/write' if write else ''}"


class Check:
    """Hold one check at the Hub while it goes on, and what it found."""

    def __init__(
        self, reading: Reading, secret: Secret, targets: list[Target], *, pull: bool
    ) -> None:
        """Take what was found without asking."""
        self.who: Identity | None = None
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self.verdicts: list[tuple[Target, Verdict]] = []
        self.answers: list[Answer] = []
        self._reading = reading
        self._secret = secret
        self._targets = targets
        self._pull = pull
        self._is_token_proved = False
        self._remembered: Identity | None = None
        self._faults: dict[Cause, list[tuple[str, Answer]]] = {}

    def run(self, deadline: float, say: Callable[[str], None]) -> None:
        """Make the check; `deadline` is in the time of `time.monotonic`."""
        if offline_variable():
            self._judge_offline()
            return
        from ._hub import Inquiry  # from here on the client library is loaded

        try:
            inquiry = Inquiry(self._secret, deadline, say)
        except Exception as error:  # noqa: BLE001 - a broken installation, or a wrong setting
            what = f"huggingface_hub cannot be imported: {foreign(error)}"
            self._add(Cause.UNEXPECTED, what=what)
            return
        self._inquiry = inquiry
        try:
            shadow, unshadow = inquiry.shadow(os.environ)
            if shadow:
                self._add(Cause.CREDENTIAL_SHADOWED, {"shadow": shadow, "unshadow": unshadow})
                return
            key = (inquiry.endpoint, hash(self._secret.reveal()))
            self.who = self._remembered = KNOWN.get(key)
            self._ask()
            self._judge()
            is_refused = not all(_is_fault(problem.cause) for problem in self.problems)
            if self._remembered and is_refused:  # the token may have been edited since
                self._forget()
                self._ask()
                self._judge()
            if self.who:
                self.who.allowed |= self._remembered.allowed if self._remembered else set()
                KNOWN[key] = self.who
        finally:
            inquiry.close()
            self.answers = inquiry.main_answers()

    def _forget(self) -> None:
        """Go back to what was found without asking, but for the answers of the probes."""
        self.who = None
        self.problems, self.warnings, self.verdicts, self._faults = [], [], [], {}

    def _judge_offline(self) -> None:
        writes = [str(t) for t in self._targets if t.mode == "write" and not t.is_wish]
        if writes:
            names = ", ".join(writes)
            self._add(Cause.HUB_OFFLINE, {"target": names}, target=names)
            return
        self.warnings.append(f"{offline_variable()} is set: nothing was checked at the Hub")
        self.verdicts = [(target, UNVERIFIED) for target in self._targets]

    def _ask(self) -> None:
        """Start all questions, and wait until what is needed has come."""
        inquiry = self._inquiry
        if not self.who:
            inquiry.ask(WHOAMI)
        self._ask_targets()
        if any(self._is_bare(target) for target in self._targets):
            if not self.who:
                self._await_whoami()
            self._targets = [self._with_owner(target) for target in self._targets]
            self._ask_targets()
        inquiry.gather(self._all_paths(is_wish=False), is_enough=self._read_bad_token)
        if not self.who and WHOAMI not in inquiry.answers:
            self._await_whoami(time.monotonic() + GRACE_S if self._is_access_proved() else None)
        wishes = self._all_paths(is_wish=True)
        inquiry.gather(wishes, time.monotonic() + GRACE_S, self._read_bad_token)

    def _ask_targets(self) -> None:
        for is_wish in (False, True):
            for path in self._all_paths(is_wish=is_wish):
                self._inquiry.ask(path)

    def _all_paths(self, *, is_wish: bool) -> list[str]:
        wanted = [target for target in self._targets if target.is_wish is is_wish]
        return [path for t in wanted if not self._is_bare(t) for path in self._paths(t)]

    def _is_bare(self, target: Target) -> bool:
        """Tell whether the owner still has to be learned from whoami."""
        return target.mode == "write" and not target.owner

    def _with_owner(self, target: Target) -> Target:
        return target.in_namespace(self.who.user) if self.who and self._is_bare(target) else target

    def _is_access_proved(self) -> bool:
        """Tell whether the probes alone show that the job can do all that it must."""
        musts = [target for target in self._targets if not target.is_wish]
        found = [self._verdict(target)[0] for target in musts]
        return bool(found) and all(v.is_proved and not v.is_new and not v.cause for v in found)

    def _paths(self, target: Target) -> list[str]:
        """Return the questions about one target."""
        if target.type not in PROBED_TYPES:
            return []
        is_write = target.mode == "write"
        paths = [_probe(target, write=is_write and not self._pull)]
        if target.revision and not is_write:
            revision = quote(target.revision, safe="")
            paths.append(f"/api/{target.type}s/{target.id}/revision/{revision}")
        return paths

    def _await_whoami(self, until: float | None = None) -> None:
        """Wait for whoami; with an end, the job can do without: then a throttled one is left."""
        is_throttled = self._inquiry.is_throttled
        self._inquiry.gather([WHOAMI], until, lambda: bool(until) and is_throttled(WHOAMI))
        self._read_whoami()

    def _read_whoami(self) -> Cause | None:
        """Learn whom the token speaks for; return why that is not known, or None."""
        answer = self._inquiry.answers.get(WHOAMI)
        if self.who or answer is None:
            return None
        cause = classify(answer)
        if cause is None:
            who = Identity(answer.body or {})
            if not who.user:
                answer.is_from_hub = False
                return Cause.NOT_THE_HUB
            self.who = who
            return None
        if answer.is_unknown_route:
            return Cause.NOT_THE_HUB
        return cause if cause in BAD_TOKEN or _is_fault(cause) else Cause.UNEXPECTED

    def _read_bad_token(self) -> Cause | None:
        """Return why whoami calls the token bad, if its word counts, or None."""
        doubt = self._read_whoami()
        is_judge = not (self._secret.is_oidc() and doubt is Cause.TOKEN_INVALID)
        return doubt if doubt in BAD_TOKEN and is_judge else None

    def _judge(self) -> None:
        """Judge the token, then every target, then what could not be asked."""
        doubt = self._read_whoami()
        if doubt and doubt not in BAD_TOKEN and self._remembered:
            self.who, doubt = self._remembered, None  # better than nothing
        if bad_token := self._read_bad_token():
            self._refuse_token(bad_token)
            return
        # A proved write proves the token too: then a 401 elsewhere says nothing against it.
        self._is_token_proved = any(
            target.mode == "write" and not self._pull and self._verdict(target)[0] is PROVED
            for target in self._targets
        )
        for target in self._targets:
            self._judge_target(target)
        bad = [problem for problem in self.problems if problem.cause in BAD_TOKEN]
        if bad:
            self.problems = bad[:1]
            return
        self._weigh_whoami(doubt)
        self._report_faults()

    def _refuse_token(self, cause: Cause) -> None:
        """Say that the token is bad, and nothing else."""
        because = ""
        if cause is Cause.TOKEN_INVALID and endpoint() != HUB:
            because = f"A token is known only to the Hub that made it, and this is {endpoint()}."
        answers = self._inquiry.answers
        self._inquiry.leave_out([path for path in answers if path != WHOAMI])
        self._add(cause, because=because, answer=answers[WHOAMI])

    def _judge_target(self, target: Target) -> None:
        """Judge one target from its answers and from what whoami said."""
        verdict, answer = self._verdict(target)
        self.verdicts.append((target, verdict))
        if self.who and verdict.is_proved and not verdict.cause and not verdict.is_new:
            self.who.allowed.add((target.mode, target.page))
        cause = verdict.cause
        if cause is None:
            return
        if cause in BAD_TOKEN and self._is_token_proved:
            cause, verdict = Cause.UNEXPECTED, Verdict(Cause.UNEXPECTED, Cause.TOKEN_SCOPE_MISSING)
        if answer is None or not _is_fault(cause):
            self._refuse(target, verdict, cause, answer)
        elif target.is_wish:
            self.warnings.append(f"{target}, which is optional, was not checked: {cause}")
        else:
            self._faults.setdefault(cause, []).append((str(target), answer))

    def _verdict(self, target: Target) -> tuple[Verdict, Answer | None]:
        paths = self._paths(target)
        if not paths or self._is_bare(target):
            if target.mode == "read":
                return UNVERIFIED, None
            verdict = judge_creation(target, self.who, is_new=bool(paths))
            # What permission a bucket or a kernel needs is not known.
            is_guess = not paths and verdict.cause is Cause.TOKEN_SCOPE_MISSING
            return UNVERIFIED if is_guess else verdict, None
        answer = self._inquiry.answers[paths[0]]
        if target.mode == "write":
            judge = judge_pull_request if self._pull else judge_write
            return judge(target, answer, self.who), answer
        verdict = judge_read(target, answer, self.who)
        if verdict.cause or len(paths) == 1:
            return verdict, answer
        answer = self._inquiry.answers[paths[1]]
        cause = None if says_nothing(answer, self.who) else classify(answer)
        return (Verdict(cause) if cause else verdict), answer

    def _refuse(
        self, target: Target, verdict: Verdict, cause: Cause, answer: Answer | None
    ) -> None:
        """Add the problem of a refused target, or a warning if it was only wished for."""
        is_creation = target.mode == "write" and bool(answer and answer.code == "RepoNotFound")
        is_pull = self._pull and target.mode == "write"
        names = names_for_target(target, self.who, pull=is_pull, is_new=is_creation)
        could_be = verdict.could_be
        if Cause.REPO_NOT_FOUND in (cause, *could_be) and target.mode == "read":
            found = self._look_elsewhere(target)
            if found and found.type != target.type:
                could_be = (cause, *could_be)  # one of the right type may be hidden
                cause = Cause.REPO_WRONG_TYPE
                names |= {"other": str(found), "other_noun": found.noun}
            elif found:
                names["suggestion"] = f"There is one of that name here:  {found}"
        said = "" if is_creation or answer is None else answer.message
        problem = self._describe(
            cause,
            names,
            because=self._because(target, cause, could_be, is_creation=is_creation),
            said=said,
            could_be=could_be,
            target=str(target),
            answer=answer,
        )
        if target.is_wish and cause not in BAD_TOKEN:
            self.warnings.append(f"{target}, which is optional: {problem.cause}: {problem.what}")
        else:
            self.problems.append(problem)

    def _because(
        self, target: Target, cause: Cause, could_be: tuple[Cause, ...], *, is_creation: bool
    ) -> str:
        """Return the evidence that goes beyond the general reason of the cause."""
        who = self.who
        parts = []
        if is_creation:
            parts.append(f"{target.page} does not exist, or is hidden from this token.")
        member = who.member_of(target.owner) if who else None
        if cause is Cause.ORG_POLICY and member and member.restrictions:
            limits = ", ".join(map(foreign, member.restrictions))
            parts.append(f'The Hub lists restrictions of this token in "{target.owner}": {limits}.')
        if Cause.NAMESPACE_FORBIDDEN in could_be and who:
            parts.append(f'"{target.owner}" is neither your name nor one of your organizations.')
        is_gate = cause in (Cause.GATED_NOT_REQUESTED, Cause.GATED_PENDING)
        if is_gate and who and who.role == "fineGrained" and not who.reads_gated:
            parts.append(
                "The fine-grained token also lacks the right to read gated repositories: tick that"
                " box at https://huggingface.co/settings/tokens as well."
            )
        if cause is Cause.TOKEN_SCOPE_MISSING and who and who.has_scopes:
            parts.append("It comes from a login or an app and has only the scopes asked for there.")
        return " ".join(parts)

    def _look_elsewhere(self, target: Target) -> Target | None:
        """Look for the same name under another type, then in the namespaces of the user."""
        others = [target.of_type(type_) for type_ in PROBED_TYPES if type_ != target.type]
        names = [self.who.user, *(self.who.orgs or {})] if self.who else []
        near = [name for name in names if name.lower() != target.owner.lower()]
        others += [target.in_namespace(name) for name in near[:NAMESPACES_TRIED]]
        paths = [self._inquiry.ask(_probe(other, write=False)) for other in others]
        self._inquiry.gather(paths)
        self._inquiry.leave_out(paths)
        for other, path in zip(others, paths, strict=True):
            cause = classify(self._inquiry.answers[path])
            if cause is None or cause.name.startswith("GATED"):
                return other
        return None

    def _weigh_whoami(self, doubt: Cause | None) -> None:
        """Decide what it means that whoami could not be asked."""
        if doubt is None:
            return
        answer = self._inquiry.answers[WHOAMI]
        if doubt is Cause.TOKEN_INVALID:
            is_checked = any(verdict.is_proved for _, verdict in self.verdicts)
            checked = "only its access was checked" if is_checked else "nothing could be checked"
            self.warnings.append(f"whoami does not know this trusted publisher's token; {checked}")
            return
        if doubt is Cause.RATE_LIMITED or self._is_access_proved() or self.problems:
            outcome = f"HTTP {answer.status}" if answer.status else answer.fault
            self.warnings.append(
                f"whoami could not be asked ({outcome}): the token's owner and role are not known"
            )
            return
        self._faults.setdefault(doubt, []).insert(0, ("whoami", answer))

    def _report_faults(self) -> None:
        """Add one problem for each fault of the Hub or of the way there."""
        is_decided = bool(self.problems)
        for cause, cases in self._faults.items():
            subjects, answer = ", ".join(name for name, _ in cases), cases[0][1]
            if cause is Cause.RATE_LIMITED and is_decided:
                self.warnings.append(f"not checked, the Hub answered 429: {subjects}")
                continue
            names = {"target": subjects, "status": str(answer.status), "fault": answer.fault}
            names |= {"guard": ""} if answer.wait_s > WINDOW_S else {}  # then it is no advice
            because = say_wait(answer.wait_s)
            if cause is Cause.NOT_THE_HUB:
                said = f": {answer.message}" if answer.message else ""
                because = f"{answer.path} was answered with HTTP {answer.status}{said}."
            said = "" if cause is Cause.NOT_THE_HUB else answer.message
            target = None if subjects == "whoami" else subjects
            self._add(cause, names, because=because, said=said, target=target, answer=answer)

    def _add(self, cause: Cause, names: dict[str, str] | None = None, **parts: Any) -> None:  # noqa: ANN401 - as below
        self.problems.append(self._describe(cause, names or {}, **parts))

    def _describe(
        self,
        cause: Cause,
        names: dict[str, str],
        answer: Answer | None = None,
        **parts: Any,  # noqa: ANN401 - as `describe`
    ) -> Problem:
        if answer:
            facts = {"status": answer.status or None, "request_id": answer.request_id or None}
            parts = {"said": answer.message, **facts, **parts}
        return describe(cause, names_for_token(self._reading, self.who) | names, **parts)
