"""What several tests make: answers of the Hub, identities, errors with a response."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hftoken_guard import Cause
from hftoken_guard._hub.answer import Answer
from hftoken_guard._hub.identity import Identity, read_identity
from hftoken_guard._hub.target_text import parse_target
from hftoken_guard._report.describe import describe
from hftoken_guard._report.slots import Slots

if TYPE_CHECKING:
    from hftoken_guard import Problem
    from hftoken_guard._hub.verdict import Verdict

HUB = "https://huggingface.co"
SENT = "hf_" + "aB3dE6gH9k" * 3 + "xYz1"
COMMIT = "/api/datasets/alice/results/commit/main"
MINE = parse_target("alice/x", "write", "model")
ACME = parse_target("acme/x", "write", "model")


def make_answer(status: int, message: str = "", code: str = "", path: str = "/api/x") -> Answer:
    """Make an answer of the Hub."""
    return Answer(path, status, code, message, is_marked=True)


def make_body(role: str | None = "write", **more: Any) -> dict[str, Any]:
    """Make what whoami says of alice; without a role the token is of a login."""
    fine = more.pop("fine", {})
    token = {"role": role, "displayName": "job", "fineGrained": fine} if role else None
    auth = {"type": "access_token" if role else "oauth", "accessToken": token}
    auth |= more.pop("auth", {})
    return {"type": "user", "id": "1", "name": "alice", "orgs": [], "auth": auth, **more}


def make_identity(role: str | None = "write", **more: Any) -> Identity:
    """Make the identity that whoami tells."""
    return read_identity(make_body(role, **more))


def make_error(
    status: int,
    path: str = "/api/models/alice/x",
    method: str = "GET",
    said: str | None = None,
    code: str | None = None,
    **more: Any,
) -> Exception:
    """
    Make an error with an answer of the Hub to a request with a token.

    `token` is what was sent ("" for nothing), or `sent` all headers of the request; `headers` and
    `content` are the answer's, `body` is the request's.
    """
    url = path if path.startswith("https") else HUB + path
    token = more.get("token", SENT)
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    error = RuntimeError("refused")
    error.response = SimpleNamespace(  # type: ignore[attr-defined]
        status_code=status,
        headers={"X-Error-Message": said, "X-Error-Code": code, **more.get("headers", {})},
        url=url,
        request=SimpleNamespace(
            method=method, url=url, headers=more.get("sent", sent), body=more.get("body")
        ),
        _content=more.get("content", b""),
    )
    return error


def make_named(name: str, text: str = "x", package: str = "huggingface_hub.errors") -> Exception:
    """Make an error of a class of that name."""
    kind: type[OSError] = type(name, (OSError,), {"__module__": package})
    return kind(text)


def list_causes(found: Verdict | Problem | None) -> list[str]:
    """Return the named cause and what else is open."""
    if found is None:
        return []
    return [str(cause) for cause in (found.cause, *found.could_be) if cause]


def make_problem(cause: Cause = Cause.TOKEN_READ_ONLY, **parts: Any) -> Problem:
    """Make a problem as the guard does."""
    slots = Slots(
        target="datasets/alice/results",
        link="https://huggingface.co/settings/tokens/new",
        login='You are logged in as "alice" with the token "laptop", whose role is read.',
    )
    return describe(cause, slots, **parts)
