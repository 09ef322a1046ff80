"""
The questions to the Hub, all at once, within the time budget.

Each question runs in a daemon thread: no library bounds a server that drips, and a thread that is
left behind must not keep the process alive.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import THROTTLED, Answer, make_fault

from .request import Requester, read_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hftoken_guard._token.secret import Secret

    from .budget import Budget

QUIET_S = 2.0  # a longer wait is said


class HubClient:
    """
    Hold the questions that are under way and the answers that have come.

    Attributes:
        answers: what came, by path.
        requester: what asks each question.

    """

    def __init__(self, secret: Secret | None, budget: Budget, say: Callable[[str], None]) -> None:
        """Load the client library; `say` prints a line about a long wait."""
        self.answers: dict[str, Answer] = {}
        self._closed = threading.Event()
        self.requester = Requester(secret, budget, self._closed)
        self._budget = budget
        self._say = say
        self._said = ""
        self._reason = "no answer from the Hub yet"
        self._asked: dict[str, None] = {}  # in order
        self._side: set[str] = set()
        self._latest: dict[str, Answer] = {}  # what the tries before the last one gave
        self._arrived: deque[Answer | None] = deque()  # None: a failed try
        self._news = threading.Condition()  # of what has arrived

    @property
    def endpoint(self) -> str:
        """The Hub's address."""
        return self.requester.endpoint

    def ask(self, path: str) -> str:
        """Start a question, if it has not been asked, and return its path."""
        return self.start(path, lambda: self.requester.ask(path))

    def start(self, path: str, ask_once: Callable[[], Answer]) -> str:
        """Start whatever gets an answer of that path, if it has not been started."""
        if path not in self._asked:
            self._asked[path] = None
            try:
                threading.Thread(target=self._work, args=(path, ask_once), daemon=True).start()
            except RuntimeError:  # no thread is left, or a sub-interpreter allows none
                self._work(path, ask_once)
        return path

    def forget(self, paths: Iterable[str]) -> None:
        """Let what has been answered be asked again: something has changed."""
        for path in paths:
            for kept in (self._asked, self.answers, self._latest):
                kept.pop(path, None)
            self._side.discard(path)

    def gather(
        self,
        paths: Iterable[str],
        until: float | None = None,
        is_enough: Callable[[], bool] = lambda: False,
    ) -> None:
        """
        Wait for the answers to these paths; what is late gets the answer of its latest try.

        Args:
            paths: what was asked.
            until: an earlier end than the budget's, in the time of `time.monotonic`.
            is_enough: tells whether the rest is not needed.

        """
        missing = {path for path in paths if path not in self.answers}
        end = self._budget.end if until is None else min(until, self._budget.end)
        while missing and not is_enough():
            left_s = end - time.monotonic()
            if self._receive(max(0.0, min(left_s, QUIET_S))):
                missing.difference_update(self.answers)
            elif end <= time.monotonic():
                break
            else:
                self._say_waiting()
        for path in missing:
            late = make_fault("no complete answer in time", path)
            self.answers[path] = self._latest.get(path) or late

    def is_throttled(self, path: str) -> bool:
        """Tell whether the last that the Hub said to this question was to come back later."""
        latest = self._latest.get(path)
        return latest is not None and latest.status == THROTTLED

    def leave_out(self, paths: Iterable[str]) -> None:
        """Count these as side questions, which the facts need not show."""
        self._side.update(paths)

    def main_answers(self) -> list[Answer]:
        """Return the answers in the order of the questions."""
        paths = [path for path in self._asked if path not in self._side]
        return [self.answers[path] for path in paths if path in self.answers]

    def close(self) -> None:
        """End the waiting of every question that is still under way."""
        self._closed.set()

    def _receive(self, timeout_s: float) -> bool:
        """Take an answer, or the word that a try failed; tell whether anything came."""
        with self._news:
            # A function of ours would lead from the frames of an interrupt to the token.
            if not self._news.wait_for(self._arrived.__len__, timeout_s):
                return False
            answer = self._arrived.popleft()
        if answer:
            self.answers[answer.path] = answer
        return True

    def _work(self, path: str, ask_once: Callable[[], Answer]) -> None:
        """Ask until there is an answer worth having, or no time is left."""
        try:
            answer = ask_once()
            if answer.is_transient and not self._closed.is_set():
                answer = self._work_again(answer, ask_once)
        except BaseException as error:
            answer = read_failure(error, path)
        self._tell(answer)

    def _tell(self, answer: Answer | None) -> None:
        """Hand an answer over to whoever waits, or the word that a try failed."""
        with self._news:
            self._arrived.append(answer)
            self._news.notify_all()

    def _work_again(self, first: Answer, ask_once: Callable[[], Answer]) -> Answer:
        """Ask again; a try that the end cuts short says less than what the server said before."""
        from .retry import ask_again  # most jobs never need it

        answer = ask_again(
            first,
            ask_once,
            self._budget,
            sleep=self._pause,
            is_closed=self._closed.is_set,
            note=self._note_failed_try,
        )
        return answer if answer.status else self._latest[first.path]

    def _note_failed_try(self, answer: Answer) -> None:
        if answer.status or answer.path not in self._latest:
            self._latest[answer.path] = answer
        self._reason = f"{answer.fault or f'HTTP {answer.status}'}, trying again"
        self._tell(None)

    def _pause(self, seconds: float) -> None:
        self._closed.wait(seconds)

    def _say_waiting(self) -> None:
        """Say why it takes long, once for each reason."""
        if self._reason != self._said:
            self._said = self._reason
            left_s = max(1, round(self._budget.left_s()))
            self._say(f"waiting: {self._reason} (at most {left_s} s more)")
