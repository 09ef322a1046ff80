"""The verdict on each target, from the answers to its probes and from what whoami said."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hftoken_guard._causes.codes import Cause
from hftoken_guard._hub.answer import NOT_FOUND, Answer
from hftoken_guard._hub.identity import Identity
from hftoken_guard._hub.target import Target
from hftoken_guard._hub.verdict import PROVED, UNVERIFIED, Verdict

from .owner import lacks_owner
from .probes import list_probes


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
        self, answers: Mapping[str, Answer], who: Identity | None = None, *, is_pull: bool = False
    ) -> None:
        """Take the answers by path; `is_pull`: a pull request is enough for what is written."""
        self._answers = answers
        self._who = who
        self._is_pull = is_pull
        self._is_token_proved = False  # a proved write shows that the token is good

    def judge_all(self, targets: Iterable[Target]) -> list[Judged]:
        """Judge every target; a 401 says nothing against a token that writes elsewhere."""
        judged = [self.judge(target) for target in targets]
        writes = [each for each in judged if each.target.mode == "write" and not self._is_pull]
        self._is_token_proved = any(each.verdict.is_allowed for each in writes)
        return [self.judge(each.target) for each in judged] if self._is_token_proved else judged

    def judge(self, target: Target) -> Judged:
        """Judge one target."""
        paths = list_probes(target, is_pull=self._is_pull)
        if not paths or lacks_owner(target):
            return Judged(target, self._judge_unasked(target, has_probe=bool(paths)))
        answers = [self._answers[path] for path in paths]
        if target.mode == "write":
            judge = self._judge_pull_request if self._is_pull else self._judge_write
            return Judged(target, judge(target, answers[0]), answers[0])
        verdict = self._judge_read(target, answers[0])
        if verdict.cause or len(answers) == 1:
            return Judged(target, verdict, answers[0])
        at_revision = self._judge_read(target, answers[1])
        return Judged(target, at_revision if at_revision.cause else verdict, answers[1])

    def _judge_unasked(self, target: Target, *, has_probe: bool) -> Verdict:
        """Judge what the Hub has no question for, from what whoami said."""
        if target.mode == "read":
            return UNVERIFIED
        expected = _expect_creation(target, self._who, is_new=has_probe)
        # What permission a bucket or a kernel needs is not known.
        is_guess = not has_probe and expected.cause is Cause.TOKEN_SCOPE_MISSING
        return UNVERIFIED if is_guess else expected

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
        if answer.is_missing_repository:
            return _expect_creation(target, self._who)
        readable = self._judge_read(target, answer)
        if readable.cause:
            return readable
        from hftoken_guard._hub.refused_write import expect_pull_request  # few jobs open one

        return expect_pull_request(target, self._who, readable)

    def _proves_nothing(self, answer: Answer) -> bool:
        """
        Tell whether this Hub does not know the route, which proves nothing either way.

        A Hub that answered whoami may say so in any form, a page of its web server for one.
        """
        is_page = answer.status == NOT_FOUND and not answer.code and self._who is not None
        return answer.is_unknown_route or is_page

    def _refuse(self, target: Target, answer: Answer, *, is_write: bool) -> Verdict:
        from .refusal import Step, judge_refusal  # a job that goes well needs no rules

        step = Step.WRITE if is_write else Step.READ
        return judge_refusal(answer, step, target, self._who, is_token_proved=self._is_token_proved)


def _expect_creation(target: Target, who: Identity | None, *, is_new: bool = True) -> Verdict:
    from hftoken_guard._hub.refused_write import expect_creation  # many jobs write to what is there

    return expect_creation(target, who, is_new=is_new)
