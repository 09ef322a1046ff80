"""The verdict on each target, from the answers to its probes and from what whoami said."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hftoken_guard._causes.codes import Cause
from hftoken_guard._environment import is_other_hub
from hftoken_guard._hub.answer import NOT_FOUND, UNAUTHORIZED, Answer
from hftoken_guard._hub.identity import Identity
from hftoken_guard._hub.target import Target
from hftoken_guard._hub.verdict import PROVED, UNVERIFIED, Verdict

from .owner import lacks_owner
from .probes import info_route, list_probes

_VAGUE_CODES = ("", "RepoNotFound")  # a gate is none


class Judged(NamedTuple):
    """
    Hold a target with the verdict on it.

    Attributes:
        target: the target.
        verdict: what is proved about it.
        answer: the answer that decided, or None if nothing could be asked.

    """

    target: Target
    verdict: Verdict
    answer: Answer | None = None


class Judge:
    """Judge targets by what the Hub answered and by whom the token speaks for."""

    def __init__(
        self,
        answers: Mapping[str, Answer],
        who: Identity | None = None,
        *,
        is_pull: bool = False,
        is_anonymous: bool = False,
    ) -> None:
        """
        Take the answers by path.

        `is_pull`: a pull request is enough for what is written. `is_anonymous`: no token was sent.
        """
        self._answers = answers
        self._who = who
        self._is_pull = is_pull
        self._is_anonymous = is_anonymous
        self._is_token_proved = False  # a proved write shows that the token is good

    def judge_all(self, targets: Iterable[Target]) -> list[Judged]:
        """Judge every target; a 401 says nothing against a token that writes elsewhere."""
        judged = [self.judge(target) for target in targets]
        writes = [each for each in judged if each.target.mode == "write" and not self._is_pull]
        self._is_token_proved = any(each.verdict.is_allowed for each in writes)
        return [self.judge(each.target) for each in judged] if self._is_token_proved else judged

    def list_doubtful(self, judged: Iterable[Judged]) -> list[Target]:
        """
        Return the targets of which the probes may not have spoken.

        A mirror answers a route that it does not know as if the repository were missing. What the
        client itself asks of a repository then tells.
        """
        return [each.target for each in judged if self._is_doubtful(each)]

    def _is_doubtful(self, judged: Judged) -> bool:
        target, verdict, _ = judged
        paths = list_probes(target, is_pull=self._is_pull)
        if not paths or target.is_bucket or paths[0] not in self._answers:
            return False
        answer = self._answers[paths[0]]
        is_reading = target.mode == "read" or self._is_pull
        is_vague = answer.status in (UNAUTHORIZED, NOT_FOUND) and answer.code in _VAGUE_CODES
        is_refused = is_reading and verdict.cause is not None
        return self._is_foreign(answer) or (is_other_hub() and is_refused and is_vague)

    def knows_no_probe(self, target: Target) -> bool:
        """Tell whether this Hub does not know the question that was asked about the target."""
        answers = map(self._answers.get, list_probes(target, is_pull=self._is_pull))
        return any(answer is not None and self._is_foreign(answer) for answer in answers)

    def judge(self, target: Target) -> Judged:
        """Judge one target."""
        paths = list_probes(target, is_pull=self._is_pull)
        if not paths or lacks_owner(target):
            return Judged(target, self._judge_unasked(target))
        if target.is_bucket:
            return self._judge_bucket(target, self._answers[paths[0]])
        if (info := self._answers.get(info_route(target))) and not info.is_network_fault:
            return self._judge_by_info(target, info)
        answers = [self._answers[path] for path in paths]
        if target.mode == "write":
            judge = self._judge_pull_request if self._is_pull else self._judge_write
            return Judged(target, judge(target, answers[0]), answers[0])
        return self._judge_revision(
            Judged(target, self._judge_read(target, answers[0]), answers[0])
        )

    def _judge_bucket(self, target: Target, answer: Answer) -> Judged:
        """Judge a bucket, which has no pull requests, no revisions and no second question."""
        judge = self._judge_write if target.mode == "write" else self._judge_read
        return Judged(target, judge(target, answer), answer)

    def _judge_revision(self, judged: Judged) -> Judged:
        """Judge the revision of a repository that can be read, if one was named."""
        target, verdict, _ = judged
        if verdict.cause or not target.revision or target.mode == "write":
            return judged
        answer = self._answers[list_probes(target, is_pull=self._is_pull)[1]]
        at_revision = self._judge_read(target, answer)
        return Judged(target, at_revision if at_revision.cause else verdict, answer)

    def _judge_unasked(self, target: Target) -> Verdict:
        """Judge what could not be asked, from what whoami said."""
        if target.mode == "read":
            return UNVERIFIED
        expected = _expect_creation(target, self._who, is_new=False)
        # What permission a kernel needs is not known.
        is_guess = expected.cause is Cause.TOKEN_SCOPE_MISSING
        return expected if expected.cause and not is_guess else UNVERIFIED

    def _judge_by_info(self, target: Target, info: Answer) -> Judged:
        """Judge by what the Hub tells of the repository, since the probe may not speak of it."""
        probe = self._answers[list_probes(target, is_pull=self._is_pull)[0]]
        if target.mode == "write" and not self._is_pull:
            is_missing = info.is_missing_repository or info.status in (UNAUTHORIZED, NOT_FOUND)
            expected = _expect_creation(target, self._who, is_new=is_missing)
            stands = expected if expected.cause or is_missing else UNVERIFIED
            return Judged(target, stands, info)
        is_open = info.is_yes or self._proves_nothing(info)
        answer = info if is_open or self._is_foreign(probe) else probe
        verdict = UNVERIFIED if is_open else self._judge_read(target, answer)
        if verdict.cause is None and target.mode == "write":
            verdict = self._expect_pull_request(target, verdict)
        return self._judge_revision(Judged(target, verdict, answer))

    def _judge_read(self, target: Target, answer: Answer) -> Verdict:
        if self._proves_nothing(answer):
            return UNVERIFIED
        return PROVED if answer.is_yes else self._refuse(target, answer, is_write=False)

    def _judge_write(self, target: Target, answer: Answer) -> Verdict:
        """Judge the answer to a write probe; a repository that is not there yet is usual."""
        if self._proves_nothing(answer):
            expected = _expect_creation(target, self._who, is_new=False)
            return expected if expected.cause else UNVERIFIED
        if answer.is_yes:
            return PROVED
        if answer.is_missing_repository:
            return _expect_creation(target, self._who)
        return self._refuse(target, answer, is_write=True)

    def _judge_pull_request(self, target: Target, answer: Answer) -> Verdict:
        """Judge the answer to a read probe where a pull request shall be opened."""
        is_strange = self._who is not None and self._who.is_stranger_to(target.owner)
        if answer.is_missing_repository and not is_strange:
            return _expect_creation(target, self._who)
        readable = self._judge_read(target, answer)
        return readable if readable.cause else self._expect_pull_request(target, readable)

    def _expect_pull_request(self, target: Target, readable: Verdict) -> Verdict:
        from hftoken_guard._hub.refused_write import expect_pull_request  # few jobs open one

        return expect_pull_request(target, self._who, readable)

    def _proves_nothing(self, answer: Answer) -> bool:
        """
        Tell whether this Hub does not know the route, which proves nothing either way.

        A Hub that answered whoami may say so in any form, a page of its web server for one.
        """
        is_page = answer.status == NOT_FOUND and not answer.code and self._who is not None
        return answer.is_unknown_route or is_page

    def _is_foreign(self, answer: Answer) -> bool:
        """Tell whether the answer to a probe is that of another Hub, which does not know it."""
        if self._proves_nothing(answer):
            return True
        is_said = answer.status != 0 and not answer.is_yes and not answer.is_transient
        return is_other_hub() and is_said and answer.is_marked is False

    def _refuse(self, target: Target, answer: Answer, *, is_write: bool) -> Verdict:
        from .refusal import Step, judge_refusal  # a job that goes well needs no rules

        step = Step.WRITE if is_write else Step.READ
        return judge_refusal(
            answer,
            step,
            target,
            self._who,
            is_sent=not self._is_anonymous,
            is_token_proved=self._is_token_proved,
        )


def _expect_creation(target: Target, who: Identity | None, *, is_new: bool = True) -> Verdict:
    from hftoken_guard._hub.refused_write import expect_creation  # many jobs write to what is there

    return expect_creation(target, who, is_new=is_new)
