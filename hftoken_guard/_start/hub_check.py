"""
The check at the Hub: everything is asked at once, and all answers are judged together.

The token first: if it is bad nothing else is said. Then every refused target, so that one run shows
all of them. What judges the answers is loaded while the Hub answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard import _memory
from hftoken_guard._causes.codes import BAD_TOKEN
from hftoken_guard._environment import find_offline_variable
from hftoken_guard._hub.answer import UNAUTHORIZED, WHOAMI

from .client import HubClient
from .credential import find_shadow
from .outcome import Outcome
from .probes import info_route
from .questions import Questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from hftoken_guard._causes.codes import Cause
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._memory import Memory
    from hftoken_guard._token.lookup import TokenLookup

    from .budget import Budget
    from .credential import Shadow
    from .plan import Plan


def check_at_hub(
    lookup: TokenLookup,
    targets: tuple[Target, ...],
    budget: Budget,
    say: Callable[[str], None],
    plan: Plan,
) -> Outcome:
    """
    Ask the Hub and judge what it says; `say` prints a line about a long wait.

    Without a token the targets are asked about anonymously.
    """
    if find_offline_variable():
        return _judge_offline(lookup, targets)
    try:
        client = HubClient(lookup.secret, budget, say)  # from here on the client library is loaded
    except Exception as error:  # a broken installation, or a wrong setting
        from .problems import describe_broken_client

        return Outcome(lookup, problems=(describe_broken_client(lookup, error),))
    try:
        if shadow := find_shadow(client.requester):
            outcome = _check_shadow(client, lookup, shadow, targets, plan)
        else:
            outcome = HubCheck(client, lookup, plan).run(targets)
        return outcome._replace(answers=tuple(client.main_answers()))
    finally:
        client.close()


def _check_shadow(
    client: HubClient,
    lookup: TokenLookup,
    shadow: Shadow,
    targets: tuple[Target, ...],
    plan: Plan,
) -> Outcome:
    """
    Check what is sent in place of the token: a mirror may ask for just that.

    Whose it is cannot be asked, so a write has to be proved. A probe can say yes to a credential
    that the Hub refuses elsewhere, so for a read the client's own question has to be answered.
    """
    routes = [client.ask(info_route(target)) for target in targets if target.mode == "read"]
    client.gather(routes)
    client.leave_out(routes)
    outcome = HubCheck(client, lookup._replace(secret=None), plan).run(targets)
    outcome = outcome._replace(lookup=lookup)
    musts = [each for each in outcome.judged if not each.target.is_wish]
    is_enough = bool(musts) and all(
        each.verdict.is_allowed
        if each.target.mode == "write"
        else each.verdict.cause is None and client.answers[info_route(each.target)].is_yes
        for each in musts
    )
    is_down = bool(outcome.problems) and all(
        each.cause.is_fault and each.status != UNAUTHORIZED for each in outcome.problems
    )
    if lookup.secret and not is_enough and not is_down:
        from .problems import describe_shadow

        return Outcome(lookup, problems=(describe_shadow(lookup, shadow),))
    place = f"in place of {lookup.source}" if lookup.secret else "with every request"
    warning = f"{shadow.name}: that is sent {place}, and whose it is was not checked"
    return outcome._replace(warnings=(warning, *outcome.warnings))


_RENEWED = "the saved login has ended; the client renews it when it is used: nothing was checked"


def _judge_offline(lookup: TokenLookup, targets: tuple[Target, ...]) -> Outcome:
    """Say what offline mode means: a job that writes cannot end well, another goes on."""
    writes = [target for target in targets if target.mode == "write" and not target.is_wish]
    if writes:
        from .problems import describe_offline

        return Outcome(lookup, problems=(describe_offline(lookup, writes),))
    return _leave_unverified(
        lookup, targets, f"{find_offline_variable()} is set: nothing was checked at the Hub"
    )


def _leave_unverified(lookup: TokenLookup, targets: tuple[Target, ...], warning: str) -> Outcome:
    """Let the job go on, and say why nothing was checked."""
    from hftoken_guard._hub.verdict import UNVERIFIED

    from .judge import Judged

    judged = tuple(Judged(target, UNVERIFIED) for target in targets)
    return Outcome(lookup, judged=judged, warnings=(warning,))


class HubCheck:
    """Make one check with a client that is ready."""

    def __init__(self, client: HubClient, lookup: TokenLookup, plan: Plan) -> None:
        """Take what the check needs."""
        self._client = client
        self._lookup = lookup
        self._secret = lookup.secret
        self._plan = plan
        self._questions = Questions(client, is_pull=plan.is_pull)

    def run(self, targets: tuple[Target, ...]) -> Outcome:
        """Make the check, again if what was remembered of the token may be out of date."""
        if self._secret is None:
            return self._check(targets, None, None)
        memory = _memory.recall(self._client.endpoint, self._secret)
        outcome = self._check(targets, memory, memory.who if memory else None)
        is_refused = any(not problem.cause.is_fault for problem in outcome.problems)
        if memory and is_refused:  # the token may have been edited since
            outcome = self._check(targets, memory, None)
        outcome = self._add_early_end(outcome)
        if self._plan.creates and not outcome.problems:
            outcome = self._create(outcome)
        if outcome.who:
            allowed = [
                (each.target.mode, each.target.page)
                for each in outcome.judged
                if each.verdict.is_allowed
            ]
            _memory.remember(self._client.endpoint, self._secret, outcome.who, allowed)
        return outcome

    def _add_early_end(self, outcome: Outcome) -> Outcome:
        """Add that the token ends before the job does, if it is good until then."""
        lasts_s = self._plan.lasts_s
        if lasts_s is None or any(problem.cause in BAD_TOKEN for problem in outcome.problems):
            return outcome
        from .early_end import find_early_end  # few jobs say how long they last

        renews_logins = self._client.requester.renews_logins
        end = find_early_end(self._lookup, outcome.who, lasts_s, renews_logins=renews_logins)
        if end is None:
            return outcome
        from .problems import describe_early_end

        problem = describe_early_end(self._lookup, outcome.who, end, lasts_s)
        return outcome._replace(problems=(problem, *outcome.problems))

    def _create(self, outcome: Outcome) -> Outcome:
        """Create what is not there yet; what is refused now stops the job."""
        from .creation import Creation  # few jobs ask for it

        creation = Creation(self._client, outcome.who, self._plan)
        judged = creation.create_all(outcome.judged)
        warnings = (*outcome.warnings, *creation.warnings)
        created = self._weigh(outcome._replace(judged=judged), None)
        return created._replace(warnings=(*warnings, *created.warnings))

    def _check(
        self, targets: tuple[Target, ...], memory: Memory | None, known: Identity | None
    ) -> Outcome:
        """Ask and judge; a token that is known is not asked for."""
        if known is None and self._secret:
            self._questions.ask_whoami()
        self._questions.ask_about(targets)
        from .answers import Answers  # the Hub takes its time
        from .whoami import find_bad_token

        answers = Answers(self._questions, self._secret)
        targets, who, doubt = answers.await_all(targets, known)
        answer = self._client.answers.get(WHOAMI)
        if known is None and answer and (bad := find_bad_token(answer, self._secret)):
            if self._lookup.is_renewed and self._client.requester.renews_logins:
                return _leave_unverified(self._lookup, targets, _RENEWED)
            from .problems import describe_bad_token

            self._client.leave_out(path for path in self._client.answers if path != WHOAMI)
            return Outcome(self._lookup, problems=(describe_bad_token(self._lookup, bad, answer),))
        if doubt and doubt not in BAD_TOKEN and memory:
            who, doubt = memory.who, None  # better than nothing
        return self._judge(targets, who, doubt)

    def _judge(
        self, targets: tuple[Target, ...], who: Identity | None, doubt: Cause | None
    ) -> Outcome:
        """Judge the answers; `doubt` is why whoami does not tell whose token it is."""
        from .judge import Judge

        judge = Judge(
            self._client.answers,
            who,
            is_pull=self._questions.is_pull,
            is_anonymous=self._secret is None,
        )
        judged = judge.judge_all(targets)
        if doubtful := judge.list_doubtful(judged):
            routes = [self._client.ask(info_route(target)) for target in doubtful]
            self._client.gather(routes)
            self._client.leave_out(routes)
            judged = judge.judge_all(targets)
        return self._weigh(Outcome(self._lookup, who=who, judged=tuple(judged)), doubt)

    def _weigh(self, outcome: Outcome, doubt: Cause | None) -> Outcome:
        """Say what stops the job; `doubt` is why whoami does not tell whose token it is."""
        if doubt is None and all(each.verdict.cause is None for each in outcome.judged):
            return outcome._replace(warnings=())
        from .weigh import Weighing  # a job that goes well needs no texts

        weighing = Weighing(outcome, self._client, is_pull=self._questions.is_pull)
        return weighing.weigh(doubt)
