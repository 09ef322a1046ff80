"""
How long each answer is waited for, and what is asked when whoami has answered.

Only a bare name in `write=` has to wait for whoami, which knows the owner.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import WHOAMI

from .judge import Judge
from .owner import fill_in_owner, lacks_owner
from .whoami import find_bad_token, read_whoami

if TYPE_CHECKING:
    from hftoken_guard._causes.codes import Cause
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._token.secret import Secret

    from .questions import Questions

GRACE_S = 2.0  # for what a job can do without, once the rest has been answered


class Answers:
    """Wait for the answers to some questions."""

    def __init__(self, questions: Questions, secret: Secret | None) -> None:
        """Take what was asked, with which token."""
        self._questions = questions
        self._client = questions.client
        self._secret = secret

    def await_all(
        self, targets: tuple[Target, ...], known: Identity | None
    ) -> tuple[tuple[Target, ...], Identity | None, Cause | None]:
        """
        Wait until what is needed has come.

        Args:
            targets: the targets that were asked about.
            known: whom the token speaks for, if whoami was not asked.

        Returns:
            The targets, each with an owner if that is known; whom the token speaks for; or why
            that is not known.

        """
        is_asked = known is None and self._secret is not None
        if any(map(lacks_owner, targets)):
            who = known or self._await_whoami()
            targets = tuple(fill_in_owner(target, who) for target in targets)
            self._questions.ask_about(targets)
        musts = [target for target in targets if not target.is_wish]
        self._client.gather(self._questions.list_paths(musts), is_enough=self._is_token_bad)
        if is_asked and WHOAMI not in self._client.answers:
            is_decided = self._is_decided(musts)
            self._await_whoami(time.monotonic() + GRACE_S if is_decided else None)
        wishes = self._questions.list_paths(target for target in targets if target.is_wish)
        self._client.gather(wishes, time.monotonic() + GRACE_S, self._is_token_bad)
        if not is_asked:
            return targets, known, None
        return targets, *read_whoami(self._client.answers[WHOAMI])

    def _await_whoami(self, until: float | None = None) -> Identity | None:
        """Wait for whoami; with an end the job can do without, and a throttled one is left."""
        self._client.gather(
            [WHOAMI], until, lambda: until is not None and self._client.is_throttled(WHOAMI)
        )
        who, _ = read_whoami(self._client.answers[WHOAMI])
        return who

    def _is_token_bad(self) -> bool:
        """Tell whether whoami refuses the token, so that no other answer is needed."""
        return find_bad_token(self._client.answers.get(WHOAMI), self._secret) is not None

    def _is_decided(self, musts: list[Target]) -> bool:
        """
        Tell whether the job can do without whoami.

        So it is where the probes alone show that it can do all that it must, or where this Hub
        does not know them: it may not know whoami either.
        """
        judge = Judge(self._client.answers, is_pull=self._questions.is_pull)
        return bool(musts) and all(
            judge.knows_no_probe(target) or judge.judge(target).verdict.is_allowed
            for target in musts
        )
