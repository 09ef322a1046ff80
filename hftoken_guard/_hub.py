"""
Ask the Hub, all questions at once, within one wall-clock budget.

The only module that knows the client library and tenacity. Requests go over the client's own
pooled session, so that the job's next call finds its connection open; `requests`, `httpx` and
`httpx2` are never named, because the generations of the client differ in them.
Each question runs in a daemon thread: no library bounds a server that drips, and a thread that
is left behind must not keep the process alive.
"""

from __future__ import annotations

import queue
import random
import sys
import threading
import time
from copy import copy
from urllib.parse import urljoin

from . import __version__
from ._answers import THROTTLED, WHOAMI, Answer, fault, host_of, is_same_place, read
from ._inputs import EXPLICIT, split
from ._redact import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from ._inputs import Secret

ATTEMPT_S = 10.0  # at least for one try; a connection lost without a word may have half of all
BACKOFF_S = 0.5
BACKOFF_MAX_S = 8.0
THROTTLED_TIMES = 4  # so much longer are the waits of a 429 that does not say how long
LAST_S = 0.5  # with less time left no further try is made room for
SPREAD = 0.25  # of the wait that a server asks for: so much longer some wait than others
QUIET_S = 2.0  # a longer wait is said
PARALLEL = 10  # as many connections as the pool of the oldest client keeps
REDIRECTS = 5
PART = 1 << 16
BODY_LIMIT = 1 << 22  # bytes; whoami's answer, the longest that is needed, has some thousands


class Inquiry:
    """Hold the questions that are under way and the answers that have come."""

    def __init__(self, secret: Secret, deadline: float, say: Callable[[str], None]) -> None:
        """Load the client library; `deadline` is in the time of `time.monotonic`."""
        import huggingface_hub  # the slow import of the guard, made at the last moment
        from huggingface_hub import constants
        from huggingface_hub.utils import get_session  # type: ignore[attr-defined]

        self.answers: dict[str, Answer] = {}
        self._asked: dict[str, None] = {}  # in order
        self._side: set[str] = set()
        self._latest: dict[str, Answer] = {}  # what the tries before the last one gave
        self.endpoint = constants.ENDPOINT.rstrip("/")
        self.client_version: str = huggingface_hub.__version__
        self._secret = secret
        self._deadline = deadline
        self._say = say
        self._said = ""
        self._reason = "no answer from the Hub yet"
        self._arrived: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()  # None: a failed try
        self._places = threading.BoundedSemaphore(PARALLEL)
        self._closed = threading.Event()
        self._broken: Answer | None = None
        try:
            # In the caller's thread: the oldest clients have one session for each thread.
            self._get_session = get_session
            self._session: Any = get_session()
            self._is_requests = not hasattr(self._session, "follow_redirects")
        except Exception as error:  # noqa: BLE001 - a wrong CA file, say: whatever, a fault of the net
            self._broken = fault("", error)
            self._broken.is_final = True
            self._is_requests = False

    def ask(self, path: str) -> str:
        """Start a question, if it has not been asked, and return its path."""
        if path not in self._asked:
            self._asked[path] = None
            try:
                threading.Thread(target=self._work, args=(path,), daemon=True).start()
            except RuntimeError:
                late = Answer(path, fault="the system allows no more threads")
                self._arrived.put(late)
        return path

    def gather(
        self,
        paths: Iterable[str],
        until: float | None = None,
        is_enough: Callable[[], object] = lambda: False,
    ) -> None:
        """Wait for the answers to these paths, or for enough; what is late gets its latest try."""
        missing = {path for path in paths if path not in self.answers}
        end = min(self._deadline, until if until is not None else self._deadline)
        while missing and not is_enough():
            left_s = end - time.monotonic()
            if self._receive(max(0.0, min(left_s, QUIET_S))):
                missing.difference_update(self.answers)
            elif end <= time.monotonic():
                break
            else:
                self._say_waiting(self._deadline - time.monotonic())
        for path in missing:
            late = Answer(path, fault="no complete answer in time")
            self.answers[path] = self._latest.get(path) or late

    def _receive(self, timeout_s: float) -> bool:
        """Take an answer, or the word that a try failed; tell whether anything came."""
        try:
            answer = self._arrived.get(timeout=timeout_s)
        except queue.Empty:
            return False
        if answer:
            self.answers[answer.path] = answer
        return True

    def is_throttled(self, path: str) -> bool:
        """Tell whether the last that the Hub said to this question was to come back later."""
        latest = self._latest.get(path)
        return latest is not None and latest.status == THROTTLED

    def leave_out(self, paths: list[str]) -> None:
        """Count these as side questions, which the facts need not show."""
        self._side.update(paths)

    def main_answers(self) -> list[Answer]:
        """Return the answers in the order of the questions."""
        paths = [path for path in self._asked if path not in self._side]
        return [self.answers[path] for path in paths if path in self.answers]

    def close(self) -> None:
        """End the waiting of every question that is still under way."""
        self._closed.set()

    def shadow(self, environ: Mapping[str, str]) -> tuple[str, str]:
        """
        Name what makes the client send another credential, and how to stop it; "" if nothing.

        A user in the endpoint's address replaces the header in every version;
        `HF_OIDC_RESOURCE` comes before the token since huggingface_hub 1.19; a `.netrc` entry
        replaces the header in the versions that are built on requests.
        """
        errors = sys.modules.get("huggingface_hub.errors")
        is_implicit = self._secret.source != EXPLICIT  # an explicit token is sent as it is
        if environ.get("HF_OIDC_RESOURCE") and hasattr(errors, "OIDCError") and is_implicit:
            return "HF_OIDC_RESOURCE", "Remove HF_OIDC_RESOURCE from the job's environment."
        address = split(self.endpoint)
        if address.username or address.password:
            return (
                "a user and password in HF_ENDPOINT",
                "Take user and password out of HF_ENDPOINT.",
            )
        requests = sys.modules.get("requests") if self._is_requests else None
        if requests and self._session.trust_env and requests.utils.get_netrc_auth(self.endpoint):
            return (
                "the .netrc file",
                f"Remove the entry for {address.hostname}, or the default entry, from that file.",
            )
        return "", ""

    def _work(self, path: str) -> None:
        """Ask until there is an answer worth having, or no time is left."""
        try:
            answer = self._ask_once(path)
            if answer.is_transient and not self._closed.is_set():
                answer = self._ask_again(path, answer)
        except BaseException as error:  # noqa: BLE001 - else it would be waited for, and be printed
            answer = fault(path, error)
        self._arrived.put(answer)

    def _ask_again(self, path: str, first: Answer) -> Answer:
        import tenacity  # most jobs never need it

        backoff = tenacity.wait_random_exponential(multiplier=BACKOFF_S, max=BACKOFF_MAX_S)

        def wait(state: tenacity.RetryCallState) -> float:
            answer: Answer = state.outcome.result()  # type: ignore[union-attr]
            if answer.status or path not in self._latest:
                self._latest[path] = answer
            self._reason = f"{answer.fault or f'HTTP {answer.status}'}, trying again"
            self._arrived.put(None)
            left_s = self._deadline - time.monotonic() - answer.wait_s
            if answer.wait_s:
                # All jobs of an account are told the same second: come back spread behind it.
                spread_s = max(0.0, min(max(1.0, answer.wait_s * SPREAD), left_s / 2))
                return answer.wait_s + random.uniform(0, spread_s)  # noqa: S311
            times = THROTTLED_TIMES if answer.status == THROTTLED else 1
            wait_s = backoff(state) * times
            # The last try comes before the end, if there is time for one.
            return wait_s if wait_s < left_s or left_s < LAST_S * times else left_s / 2

        def is_over(state: tenacity.RetryCallState) -> bool:
            next_try = time.monotonic() + state.upcoming_sleep
            return next_try >= self._deadline or self._closed.is_set()

        known = iter([first])
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(lambda answer: answer.is_transient),
            wait=wait,
            stop=is_over,
            sleep=self._pause,
            retry_error_callback=lambda state: state.outcome.result(),  # type: ignore[union-attr]
        )
        answer: Answer = retrying(lambda: next(known, None) or self._ask_once(path))
        # A try that the end of the budget cut short says less than what the server said before.
        return answer if answer.status else self._latest[path]

    def _pause(self, seconds: float) -> None:
        self._closed.wait(seconds)

    def _ask_once(self, path: str) -> Answer:
        """Ask one question and follow it while it stays on the endpoint's own host."""
        if self._broken:
            answer = copy(self._broken)
            answer.path = path
            return answer
        url = self.endpoint + path
        for _ in range(REDIRECTS + 1):
            session = self._session
            try:
                if not self._is_requests:  # one for all threads, made anew if one of them closes it
                    session = self._get_session()
                with self._places:
                    if self._closed.is_set():
                        raise TimeoutError  # noqa: TRY301 - the verdict is given
                    response, text = self._get(session, url)
                location = response.headers.get("Location") or ""
                if not (300 <= response.status_code < 400 and location):  # noqa: PLR2004
                    return read(path, response, text, (self._secret.reveal(),))
                following = urljoin(url, location)
            except Exception as error:  # noqa: BLE001 - of libraries that must not be imported
                refused = getattr(error, "response", None)  # a hook of the job's own may raise it
                if getattr(refused, "status_code", 0) >= 400:  # noqa: PLR2004
                    return read(path, refused, "", (self._secret.reveal(),))
                if getattr(session, "is_closed", False):
                    return Answer(path, fault="the connection was broken off")
                return fault(path, error)
            if not is_same_place(url, following) or self._secret.is_in(following):
                break
            url = following
        answer = Answer(path, response.status_code)
        answer.is_from_hub = False
        answer.message = f"redirected to {foreign(host_of(following), (self._secret.reveal(),))}"
        return answer

    def _get(self, session: Any, url: str) -> tuple[Any, str]:  # noqa: ANN401 - of three libraries
        """Get one answer and its body, which no library bounds in time or size."""
        left_s = self._deadline - time.monotonic()
        options = {
            "headers": {
                "authorization": f"Bearer {self._secret.reveal()}",
                "user-agent": f"hftoken-guard/{__version__}; hf_hub/{self.client_version};"
                f" python/{'.'.join(map(str, sys.version_info[:3]))}",
            },
            "timeout": max(0.05, min(left_s, max(ATTEMPT_S, left_s / 2))),
        }
        if self._is_requests:
            opened = session.get(url, stream=True, allow_redirects=False, **options)
        else:
            opened = session.stream("GET", url, follow_redirects=False, **options)
        with opened as response:
            parts = response.iter_content(PART) if self._is_requests else response.iter_bytes()
            # The answer to a revision, for one, lists all its files, and nobody reads them.
            limit = BODY_LIMIT if url.endswith(WHOAMI) else PART
            return response, self._collect(parts, limit)

    def _collect(self, parts: Iterable[bytes], limit: int) -> str:
        body = bytearray()
        for part in parts:
            body += part
            if len(body) > limit:
                break
            if self._closed.is_set() or time.monotonic() > self._deadline:
                raise TimeoutError
        return body.decode(errors="replace")

    def _say_waiting(self, left_s: float) -> None:
        if self._reason != self._said:
            self._said = self._reason
            self._say(f"waiting: {self._reason} (at most {max(1, round(left_s))} s more)")
