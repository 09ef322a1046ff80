"""
The response that an exception carries, of whichever library, and the request behind it.

Nothing of it is trusted: every attribute is read under guard, texts are cut, and nothing that would
ask a server is touched.
"""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

from hftoken_guard._chain import read_attribute
from hftoken_guard._environment import find_homes
from hftoken_guard._hub.answer import Answer, cut_between_words, read_answer, read_header
from hftoken_guard._hub.evidence import Sent
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.route import Route, Step, name_new_repository, read_as_hub, read_route
from hftoken_guard._redact import READ_LIMIT, sanitize_line
from hftoken_guard._token.secret import Secret

_STATUSES = range(100, 600)
_FAILURES_SHOWN = 10
# What the libraries call the status, and the request.
_STATUS_NAMES = ("status_code", "status", "code")


class Exchange(NamedTuple):
    """
    Hold a request and the answer to it.

    Attributes:
        answer: what came back.
        route: what the request was for.
        method: its HTTP method.
        sent: the credential that it carried.

    """

    answer: Answer
    route: Route
    method: str
    sent: Sent


def read_exchange(error: BaseException) -> Exchange | None:
    """Return the response of an exception, or None if it carries none."""
    response = read_attribute(error, "response")
    holder = error if response is None else response
    headers = read_attribute(holder, "headers")
    found = [read_attribute(holder, name) for name in _STATUS_NAMES]
    status = next((n for n in found if isinstance(n, int) and n in _STATUSES), 0)
    if not status or headers is None:
        return None
    request = _find_request(holder, error)
    sent = read_sent(read_attribute(request, "headers"))
    # The body is there if it has been read: asking for it could ask the server. All three libraries
    # call it so.
    body = _decode(read_attribute(holder, "_content"))
    method = read_text(read_attribute(request, "method")) or "GET"
    address = read_text(read_attribute(holder, "url")) or read_text(read_attribute(request, "url"))
    route = read_route(address, method, find_homes())
    answer = read_answer(
        status, headers, body, secrets=sent.secrets, is_other_hub=route.is_other_hub
    )
    if failures := read_attribute(error, "failures"):  # of a BucketBatchError
        answer = answer._replace(message=sanitize_line(read_failures(failures), sent.secrets))
    if answer.is_marked and route.host is Host.FOREIGN:
        route = read_as_hub(route, address, method)  # an endpoint given to the call alone
    if route.step is Step.CREATE:
        wanted = read_attribute(request, "body") or read_attribute(request, "_content")
        route = name_new_repository(route, _decode(wanted) + answer.message)
    return Exchange(answer, route, method, sent)


def read_failures(failures: object) -> str:
    """Return what is said of the operations of a batch that failed, each once."""
    items = failures[:_FAILURES_SHOWN] if isinstance(failures, list) else []
    said = [read_text(item.get("error")) for item in items if isinstance(item, dict)]
    return "; ".join(dict.fromkeys(filter(None, said)))


def read_sent(headers: object) -> Sent:
    """Return the credential in the headers of a request."""
    if headers is None:
        return Sent()
    parts = read_header(headers, "Authorization").split()
    scheme = parts.pop(0).lower() if len(parts) > 1 or parts == ["Bearer"] else ""
    value = "".join(parts)
    secrets = [value]
    if scheme == "basic":
        secrets += _find_password(value)
    return Sent(bool(parts), scheme, Secret(value, ""), tuple(secrets))


def read_text(value: object) -> str:
    """Return somebody else's object as a text, cut; "" if it does not want to be read."""
    try:
        return cut_between_words(str(value)) if value is not None else ""
    except (Exception, SystemExit):
        return ""


def _find_request(holder: object, error: BaseException) -> Any:
    return (
        read_attribute(holder, "request")
        or read_attribute(error, "request")
        or read_attribute(holder, "request_info")  # of aiohttp
    )


def _find_password(credential: str) -> list[str]:
    """Return the password in a basic credential, if it can be read."""
    try:
        return [base64.b64decode(credential).decode().partition(":")[2]]
    except ValueError:
        return []


def _decode(content: object) -> str:
    content = content[:READ_LIMIT] if isinstance(content, (bytes, str)) else ""
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else content
