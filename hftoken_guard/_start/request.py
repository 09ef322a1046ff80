"""
One request: over the client's own session, with a bound on time and size, and to the Hub alone.

Requests go over the client's own pooled session, so that the job's next call finds its connection
open. `requests`, `httpx` and `httpx2` are never named, because the generations of the client differ
in them. Here and in `client.py` stands all that is known of the client library.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from hftoken_guard._environment import is_other_hub
from hftoken_guard._hub.address import host_of, may_follow
from hftoken_guard._hub.answer import (
    CUT_SHORT,
    WHOAMI,
    Answer,
    make_fault,
    read_answer,
)
from hftoken_guard._redact import sanitize_line
from hftoken_guard._token.secret import reveal_all
from hftoken_guard._version import __version__

from .probes import creation_route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hftoken_guard._hub.target import Target
    from hftoken_guard._token.secret import Secret

    from .budget import Budget

PARALLEL = 10  # as many connections as the pool of the oldest client keeps
BODY_LIMIT = 1 << 22  # bytes; whoami's answer, the longest that is needed, has some thousands
_PART = 1 << 16  # bytes
_REDIRECTS = 5
_REFUSED = 400  # from this status on a refusal


class Requester:
    """
    Ask one question at a time, from any thread.

    Attributes:
        endpoint: the Hub's address.
        client_version: the version of the client library.
        is_requests: the client is built on `requests`.
        renews_logins: the client renews a saved login of the browser that ends soon.
        session: the session of the caller's thread; None if it cannot be made.

    """

    def __init__(self, secret: Secret | None, budget: Budget, closed: threading.Event) -> None:
        """Load the client library; once `closed` is set nothing more is asked."""
        import huggingface_hub  # the slow import of the guard, made at the last moment
        from huggingface_hub import constants, errors
        from huggingface_hub.utils import get_session  # type: ignore[attr-defined]

        self.endpoint = constants.ENDPOINT.rstrip("/")
        self.client_version: str = huggingface_hub.__version__
        self.session: Any = None
        self.is_requests = False
        self.renews_logins = hasattr(errors, "DeviceCodeError")
        self._secret = secret
        self._budget = budget
        self._closed = closed
        self._places = threading.BoundedSemaphore(PARALLEL)
        self._get_session: Callable[[], Any] = get_session
        self._broken: Answer | None = None
        try:
            # In the caller's thread: the oldest clients have one session for each thread.
            self.session = get_session()
            self.is_requests = not hasattr(self.session, "follow_redirects")
        except Exception as error:  # a CA file that is not there, say
            self._broken = self._read_failure(error)._replace(is_final=True)

    def ask(self, path: str) -> Answer:
        """Ask one question and follow it while it stays on the endpoint's own host."""
        if self._broken:
            return self._broken._replace(path=path)
        url = self.endpoint + path
        status, following = 0, ""
        for _ in range(_REDIRECTS + 1):
            answer, status, location = self._ask_at(url, path)
            if answer:
                return answer
            following = urljoin(url, location)
            if not may_follow(url, following) or (self._secret and self._secret.is_in(following)):
                break
            url = following
        return self._make_redirect(path, status, following)

    def _make_redirect(self, path: str, status: int, following: str) -> Answer:
        """Make the answer that stands for a way that is not followed."""
        host = sanitize_line(host_of(following), self._secrets)
        return Answer(path, status, message=f"redirected to {host}", is_marked=False)

    def can_create_buckets(self) -> bool:
        """Tell whether this generation of the client knows buckets."""
        from huggingface_hub import HfApi  # few jobs create anything

        return hasattr(HfApi, "create_bucket")

    def create(self, target: Target, *, is_private: bool) -> Answer:
        """
        Create a repository by what `HfApi.create_repo` or `create_bucket` of this client sends.

        The client's own function repeats it without a pause, and without an end, while the Hub
        creates something else for the same account.
        """
        path, body = creation_route(target), self._describe_new(target, is_private=is_private)
        answer, status, location = self._ask_at(self.endpoint + path, path, body)
        if answer is None:
            answer = self._make_redirect(path, status, urljoin(self.endpoint, location))
        return answer._replace(method="POST")

    def _describe_new(self, target: Target, *, is_private: bool) -> dict[str, object]:
        """Return the fields that create a repository, as this generation of the client has them."""
        from inspect import signature

        from huggingface_hub import HfApi  # few jobs create anything

        has_visibility = "visibility" in signature(HfApi.create_repo).parameters
        shown = {"visibility": "private" if is_private else "public"}
        fields: dict[str, object] = {**shown} if has_visibility else {"private": is_private}
        if target.is_bucket:
            return fields
        return {"name": target.name, "organization": target.owner, "type": target.type, **fields}

    @property
    def _secrets(self) -> tuple[str, ...]:
        return reveal_all(self._secret)

    def _ask_at(
        self, url: str, path: str, body: dict[str, object] | None = None
    ) -> tuple[Answer | None, int, str]:
        """
        Return the answer of one address; None with status and address if it leads elsewhere.

        What has a body is a POST.
        """
        session = self.session
        try:
            if not self.is_requests:  # one for all threads, made anew if one of them closes it
                session = self._get_session()
            with self._places:
                if self._closed.is_set():
                    return read_failure(TimeoutError(), path), 0, ""
                response, text = self._send(session, url, body)
            location = response.headers.get("Location") or ""
            if 300 <= response.status_code < _REFUSED and location:
                urljoin(url, location)  # may refuse it
                return None, response.status_code, location
            return self._read(response, text, path), 0, ""
        except Exception as error:  # of libraries that must not be imported
            refused = getattr(error, "response", None)  # a hook of the job's own may raise it
            if getattr(refused, "status_code", 0) >= _REFUSED:
                return self._read(refused, "", path), 0, ""
            if getattr(session, "is_closed", False):
                return make_fault(CUT_SHORT, path), 0, ""
            return self._read_failure(error, path), 0, ""

    def _read_failure(self, error: BaseException, path: str = "") -> Answer:
        """Read an error of the client; a setting of this machine may be behind it."""
        from hftoken_guard._settings import blame_setting  # most questions are answered

        return blame_setting(read_failure(error, path), is_requests=self.is_requests)

    def _read(self, response: Any, text: str, path: str) -> Answer:
        return read_answer(
            response.status_code,
            response.headers,
            text,
            path=path,
            secrets=self._secrets,
            is_other_hub=is_other_hub(),
        )

    def _send(self, session: Any, url: str, sent: dict[str, object] | None) -> tuple[Any, str]:
        """Get one answer and its body, which no library bounds in time or size."""
        method = "GET" if sent is None else "POST"
        options = {"headers": self._headers(), "timeout": self._budget.attempt_s(), "json": sent}
        if self.is_requests:
            opened = session.request(method, url, stream=True, allow_redirects=False, **options)
        else:
            opened = session.stream(method, url, follow_redirects=False, **options)
        with opened as response:
            parts = response.iter_content(_PART) if self.is_requests else response.iter_bytes()
            # The answer to a revision, for one, lists all its files, and nobody reads them.
            limit = BODY_LIMIT if url.endswith(WHOAMI) else _PART
            return response, self._collect(parts, limit)

    def _headers(self) -> dict[str, str]:
        """Return the headers; the Hub sees who asks, and no cache on this machine answers."""
        python = ".".join(map(str, sys.version_info[:3]))
        token = {"authorization": f"Bearer {self._secret.reveal()}"} if self._secret else {}
        return token | {
            "cache-control": "no-cache,no-store",
            "user-agent": f"hftoken-guard/{__version__}; hf_hub/{self.client_version};"
            f" python/{python}",
        }

    def _collect(self, parts: Iterable[bytes], limit: int) -> str:
        body = bytearray()
        for part in parts:
            body += part
            if len(body) > limit:
                break
            if self._closed.is_set() or self._budget.is_over():
                raise TimeoutError
        return body.decode(errors="replace")


def read_failure(error: BaseException, path: str = "") -> Answer:
    """Return the answer that stands for an error of the client or of the network."""
    from hftoken_guard._hub.fault import read_fault  # most questions are answered

    return read_fault(error, path)
