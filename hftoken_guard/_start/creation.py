"""
Creating what the job writes to, where it asks for that: the one thing that changes the Hub.

Whether something can be created cannot be asked of the Hub. So it is created at once, by what the
client's own functions send, and then probed like any other target. Nothing is created while
anything stands against the job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import CONFLICT, OK
from hftoken_guard._hub.verdict import Verdict

from .judge import Judge, Judged
from .probes import creation_route, info_route, list_probes

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target

    from .client import HubClient
    from .plan import Plan

_CREATED_BY_NAME = ("model", "dataset", "bucket")  # a Space takes an SDK as well


class Creation:
    """
    Create what is not there yet, one after the other until one is refused.

    Attributes:
        warnings: what was left to the job, and why.

    """

    def __init__(self, client: HubClient, who: Identity | None, plan: Plan) -> None:
        """Take what has asked, whom the token speaks for, and how to create."""
        self.warnings: list[str] = []
        self._client = client
        self._who = who
        self._plan = plan

    def create_all(self, judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
        """Create what is new and not only wished for, and judge it again."""
        found: list[Judged] = []
        is_refused = False
        for each in judged:
            is_wanted = each.verdict.is_new and not each.target.is_wish and not is_refused
            found.append(self._create(each) if is_wanted else each)
            is_refused = found[-1].verdict.cause is not None
        if is_refused:
            made = [str(each.target) for each in found if each.verdict.is_created]
            self.warnings += [f"{target} has been created all the same" for target in made]
        return tuple(found)

    def _create(self, judged: Judged) -> Judged:
        target = judged.target
        if why := self._find_obstacle(target):
            self.warnings.append(f"{target} was not created: {why}")
            return judged
        answer = self._send(target)
        if answer.status == OK:
            return self._prove(target, is_created=True)
        if answer.status == CONFLICT and not answer.is_busy_creating:
            return self._prove(target, is_created=False)  # somebody else was faster
        if answer.is_network_fault:
            self.warnings.append(f"{target} may have been created all the same: no answer came")
        return Judged(target, self._judge_refusal(judged, answer), answer)

    def _find_obstacle(self, target: Target) -> str:
        """Say why the guard cannot create this, or ""."""
        requester = self._client.requester
        if target.type not in _CREATED_BY_NAME:
            return f"a {target.noun} takes more than a name"
        if target.is_bucket and not requester.can_create_buckets():
            return f"huggingface_hub {requester.client_version} knows no buckets"
        return ""

    def _send(self, target: Target) -> Answer:
        path, is_private = creation_route(target), self._plan.is_private
        self._client.forget([path])  # another repository may have been created by it
        requester = self._client.requester
        self._client.start(path, lambda: requester.create(target, is_private=is_private))
        self._client.gather([path])
        answer = self._client.answers[path]._replace(method="POST")
        self._client.answers[path] = answer
        return answer

    def _judge_refusal(self, judged: Judged, answer: Answer) -> Verdict:
        """Tell why the Hub refuses; who is told that a repository is missing has a good token."""
        from .refusal import Step, judge_refusal  # a job that goes well needs no rules

        is_told = judged.answer is not None and judged.answer.is_missing_repository
        return judge_refusal(answer, Step.CREATE, judged.target, self._who, is_token_proved=is_told)

    def _prove(self, target: Target, *, is_created: bool) -> Judged:
        """Ask what was asked before; a Hub that does not see yet what it created proves nothing."""
        paths = list_probes(target, is_pull=self._plan.is_pull)
        self._client.forget([*paths, info_route(target)])
        self._client.gather([self._client.ask(path) for path in paths])
        judge = Judge(self._client.answers, self._who, is_pull=self._plan.is_pull)
        proved = judge.judge(target)
        verdict = proved.verdict
        if verdict.is_new:
            verdict = Verdict(is_proved=False)
            if not is_created:
                self.warnings.append(f"the name {target} is taken, and this token does not see it")
        return proved._replace(verdict=verdict._replace(is_created=is_created))
