"""One answer to one question, reduced to the facts on which the judgement rests."""

from __future__ import annotations

from ._causes import Cause

WHOAMI = "/api/whoami-v2"
OK = 200
THROTTLED = 429
# The server could not decide. 501 and 511 are not among them: they come from something on the way.
BROKEN = frozenset({408, 429, *range(500, 600)}) - {501, 511}
NOT_FOUND = 404


class Answer:
    """
    Hold what came back for one path; no text in it but the body is raw.

    Attributes:
        path: what was asked, relative to the endpoint.
        status: the HTTP status, or 0 if no complete answer came.
        code: the header X-Error-Code, "" if absent.
        message: the header X-Error-Message or the body's `error`, redacted.
        request_id: the header X-Request-Id, redacted.
        body: the JSON object of the body where it is needed, or None; the one raw text.
        is_from_hub: whether it bears a sign of the Hub, or can at least come from one.
        fault: in words, why there is no complete answer; "" if there is one.
        fault_cause: what that fault is called, or None.
        is_final: whether asking again could not change it.
        wait_s: how long the server asks to wait before the next try, in seconds.

    """

    __slots__ = (
        "body", "code", "fault", "fault_cause", "is_final", "is_from_hub", "message", "path",
        "request_id", "status", "wait_s",
    )  # fmt: skip

    def __init__(self, path: str, status: int = 0) -> None:
        """Start with an answer that says nothing."""
        self.path = path
        self.status = status
        self.code = ""
        self.message = ""
        self.request_id = ""
        self.body: dict[str, object] | None = None
        self.is_from_hub = True
        self.fault = ""
        self.fault_cause: Cause | None = None
        self.is_final = False
        self.wait_s = 0.0

    @classmethod
    def without_answer(cls, path: str, fault: str, cause: Cause = Cause.HUB_UNREACHABLE) -> Answer:
        """Make the answer of a server that did not give a complete one."""
        answer = cls(path)
        answer.fault = fault
        answer.fault_cause = cause
        return answer

    @property
    def is_transient(self) -> bool:
        """Tell whether asking again may help."""
        is_fault = self.fault_cause is Cause.HUB_UNREACHABLE
        return not self.is_final and (is_fault or self.status in BROKEN)

    @property
    def is_unknown_route(self) -> bool:
        """Tell whether this Hub does not know the route, which says nothing of the repository."""
        return self.status == NOT_FOUND and not self.code and self.is_from_hub

    @property
    def lines(self) -> list[str]:
        """What the facts show."""
        outcome = str(self.status) if self.status else self.fault
        request = [f"id {self.request_id}"] if self.request_id else []
        return [f"GET {self.path} -> {outcome}", *request]
