"""
The retry policy: what is asked again, and how long the guard waits before it.

Transport errors, 408, 429 and 5xx are asked again, with exponential backoff and jitter, until the
budget ends. A wait that the server asks for is kept, and spread. All else is asked once.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import THROTTLED, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

    from .budget import Budget

BACKOFF_S = 0.5
BACKOFF_MAX_S = 8.0
_THROTTLED_TIMES = 4  # so much longer are the waits of a 429 that does not say how long
_LAST_S = 0.5  # with less time left no further try is made room for
_SPREAD = 0.25  # of the wait that a server asks for: so much longer some wait than others


def ask_again(
    first: Answer,
    ask: Callable[[], Answer],
    budget: Budget,
    *,
    sleep: Callable[[float], None],
    is_closed: Callable[[], bool],
    note: Callable[[Answer], None],
) -> Answer:
    """
    Ask until there is an answer worth having, or the budget ends, and return the last answer.

    Args:
        first: the answer that made it necessary.
        ask: asks once.
        budget: the end of everything.
        sleep: waits so many seconds.
        is_closed: tells whether nobody needs the answer any more.
        note: is given each answer that is not worth having, before the wait.

    """
    import tenacity  # most jobs never need it

    backoff = tenacity.wait_random_exponential(multiplier=BACKOFF_S, max=BACKOFF_MAX_S)

    def wait_s(state: RetryCallState) -> float:
        answer = _answer_of(state)
        note(answer)
        return _choose_wait_s(answer, backoff(state), budget.left_s())

    def is_over(state: RetryCallState) -> bool:
        return state.upcoming_sleep >= budget.left_s() or is_closed()

    known = iter([first])
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_result(lambda answer: answer.is_transient),
        wait=wait_s,
        stop=is_over,
        sleep=sleep,
        retry_error_callback=_answer_of,
    )
    answer: Answer = retrying(lambda: next(known, None) or ask())
    return answer


def _answer_of(state: RetryCallState) -> Answer:
    answer: Answer = state.outcome.result()  # type: ignore[union-attr]
    return answer


def _choose_wait_s(answer: Answer, backoff_s: float, left_s: float) -> float:
    """Choose the wait before the next try, in seconds."""
    if answer.wait_s:
        # All jobs of an account are told the same second: come back spread behind it.
        room_s = (left_s - answer.wait_s) / 2
        spread_s = max(0.0, min(max(1.0, answer.wait_s * _SPREAD), room_s))
        return answer.wait_s + random.uniform(0, spread_s)  # noqa: S311 - no secret is made of it
    times = _THROTTLED_TIMES if answer.status == THROTTLED else 1
    wait_s = backoff_s * times
    # The last try comes before the end, if there is time for one.
    return wait_s if wait_s < left_s or left_s < _LAST_S * times else left_s / 2
