"""The log of a stand-in Hub, for tests to read while it runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass
class Request:
    """One request as it arrived; the status is 0 until, and unless, an answer is sent."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int = 0


class RequestLog:
    """A list of requests shared by the server's thread and the test's."""

    def __init__(self) -> None:
        """Start empty."""
        self._requests: list[Request] = []
        self._lock = threading.Lock()

    @property
    def requests(self) -> list[Request]:
        """A copy of the list."""
        with self._lock:
            return list(self._requests)

    def add(self, request: Request) -> None:
        """Note a request."""
        with self._lock:
            self._requests.append(request)

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._requests.clear()
