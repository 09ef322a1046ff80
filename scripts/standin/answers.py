"""Answers: status, headers and body as the Hub composes them."""

from __future__ import annotations

import base64
import hashlib
import http
import json
from dataclasses import dataclass, field
from typing import Any

from standin import messages

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html"
CHALLENGE = 'Bearer realm="Authentication required", charset="UTF-8"'


def weak_etag(body: bytes) -> str:
    """Return the weak ETag Express gives a body: its length and the start of its digest."""
    digest = base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    return f'W/"{len(body):x}-{digest[:27]}"'


@dataclass
class Answer:
    """One HTTP answer; `from_hub` is False for what a proxy or the CDN says in between."""

    status: int
    body: bytes = b""
    media: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)
    from_hub: bool = True


class Refused(Exception):  # noqa: N818
    """A request that ends early; `answer` is what the client gets."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.status)
        self.answer = answer


def compact(value: Any) -> bytes:
    """Return a value as the compact JSON the Hub sends."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def ok(value: Any, **headers: str) -> Answer:
    """Return a 200 with a JSON body."""
    return Answer(200, compact(value), headers=headers)


def ok_text(text: str = "OK") -> Answer:
    """Return a 200 with a plain text body."""
    return Answer(200, text.encode(), TEXT)


def error(
    status: int, message: str, code: str | None = None, *, extra: dict[str, Any] | None = None
) -> Answer:
    """Return an error: its sentence in a header and in the body, a code only where one exists."""
    headers = {} if code is None else {"X-Error-Code": code}
    headers["X-Error-Message"] = message
    if status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    return Answer(status, compact({"error": message, **(extra or {})}), headers=headers)


def refused(status: int, message: str, code: str | None = None) -> Refused:
    """Return an error to raise."""
    return Refused(error(status, message, code))


def anonymous() -> Refused:
    """Return the 401 that missing, private and foreign things share."""
    return refused(401, messages.ANONYMOUS)


def no_page() -> Answer:
    """Return the 404 of a route the Hub does not have: without any code."""
    return error(404, messages.NO_PAGE)


def as_text(answer: Answer) -> Answer:
    """Return an error in the form of web routes: the sentence alone, as plain text."""
    message = answer.headers.get("X-Error-Message")
    if message is not None:
        answer.body, answer.media = message.encode(), TEXT
    return answer


def redirect(status: int, location: str) -> Answer:
    """Return a redirection in Express's words."""
    phrase = http.HTTPStatus(status).phrase
    body = f"{phrase}. Redirecting to {location}".encode()
    return Answer(status, body, TEXT, {"Location": location})
