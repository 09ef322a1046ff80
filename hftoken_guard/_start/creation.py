"""
Creating what the job writes to, where it asks for that: the one thing that changes the Hub.

Whether something can be created cannot be asked of the Hub. So it is created at once, by the
client's own functions, and then probed like any other target. Nothing is created while anything
stands against the job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import OK
from hftoken_guard._hub.verdict import Verdict

from .judge import Judge, Judged
from .probes import creation_route, info_route, list_probes

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target

    from .client import HubClient
    from .plan import Plan

_CREATED_BY_NAME = ("model", "dataset", "bucket")  # a Space takes an SDK as well
_CONFLICT = 409  # it is there already: somebody else was faster


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
        return tuple(found)

    def _create(self, judged: Judged) -> Judged:
        target, requester = judged.target, self._client.requester
        if target.type not in _CREATED_BY_NAME:
            self.warnings.append(
                f"{target} was not created: a {target.noun} takes more than a name"
            )
            return judged
        if target.is_bucket and not requester.can_create_buckets():
            older = f"huggingface_hub {requester.client_version} knows no buckets"
            self.warnings.append(f"{target} was not created: {older}")
            return judged
        path = creation_route(target)
        self._client.forget([path])  # another repository may have been created by it
        is_private = self._plan.is_private
        self._client.start(path, lambda: requester.create(target, is_private=is_private))
        self._client.gather([path])
        answer = self._client.answers[path]
        if answer.status in (OK, _CONFLICT):
            return self._prove(target, is_created=answer.status == OK)
        from .refusal import Step, judge_refusal  # a job that goes well needs no rules

        return Judged(target, judge_refusal(answer, Step.CREATE, target, self._who), answer)

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
        return proved._replace(verdict=verdict._replace(is_created=is_created))
