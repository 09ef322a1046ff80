"""
The failures that `scripts/libraries` brings about: what is called, in which situation.

A case is a pair of the two. Each has the causes that are right to name: that of the situation, and
those which nobody could tell from it. Only importing this module loads the libraries of one part.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import library_calls as calls
from standin.world import Scope, World, token_value

from hftoken_guard import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from library_calls import Call
    from standin.server import LocalHub

    Token = Callable[[World], str | None]

SILENCE = None  # among the right causes: the error is none of the Hub's access
READ_OWN = Scope("user", "alice", ("repo.content.read",))
INFERENCE = Scope("user", "alice", ("inference.serverless.write",))
FULL = (
    "Private repository storage limit reached, please upgrade your plan to increase your private"
    " storage limit."
)
NO_CREDIT = "Pre-paid credit balance is insufficient - add more credits to your account."
WITH_LINE_END = token_value("line")[:20] + "\n" + token_value("line")[20:]
WITH_QUOTES = (
    f"\N{LEFT DOUBLE QUOTATION MARK}{token_value('quoted')}\N{RIGHT DOUBLE QUOTATION MARK}"
)


# A text without any of these could be about any server; nobody would think of the Hub.
SIGN = re.compile(
    r"127\.0\.0\.1:\d|hub\.invalid|huggingface\.co|hf://|HF_|Hub\b|hf auth|gated|Bearer"
    r"|\((?:repository|revision) not found\)|OfflineMode|LocalEntryNotFound|git identifier"
)
NO_WAY = (Cause.HUB_UNREACHABLE, Cause.HUB_OFFLINE, Cause.HUB_UNAVAILABLE)
HIDDEN = (Cause.REPO_NOT_FOUND, Cause.REPO_WRONG_TYPE, Cause.TOKEN_MISSING)
# What the libraries say of many causes alike, and the causes that a reader would think of. Of the
# others nothing is asked where only such a text is left.
VAGUE: dict[str, tuple[Cause | None, ...]] = {
    "couldn't connect to": NO_WAY,
    "Couldn't reach": NO_WAY,
    "in the local cache": NO_WAY,
    "cannot find the requested files": NO_WAY,
    "does not appear to have a file named": (SILENCE, Cause.REVISION_NOT_FOUND),
    "Unrecognized model in": (),
    "doesn't contain any data files": (),
    "Can't load the": (),
    "trying to fetch metadata from the Hub": (),
    "Unable to find 'hf://": HIDDEN,
    "(repository not found)": HIDDEN,
    "is not a valid model identifier": (*HIDDEN, Cause.TOKEN_INVALID, Cause.GATED_NOT_REQUESTED),
    "Invalid user token": (Cause.TOKEN_INVALID, Cause.TOKEN_EXPIRED),
}


@dataclass(frozen=True)
class Place:
    """Where a process finds the Hub; the client reads that when it is imported."""

    name: str
    endpoint: str = "http://127.0.0.1:{port}"
    environ: dict[str, str] = field(default_factory=dict)


HUB = Place("hub")
TLS = Place("tls", "https://127.0.0.1:{port}")
NO_NAME = Place("no-name", "http://hub.invalid")
OFFLINE = Place("offline", environ={"HF_HUB_OFFLINE": "1"})
PLACES = (HUB, TLS, NO_NAME, OFFLINE)


def make_world() -> World:
    """Return a world in which every repository is there as a model and as a dataset."""
    world = World()
    for name in ("alice", "bob"):
        world.add_user(name)
    world.add_org("readers", {"alice": "read", "bob": "admin"})
    world.add_org("strict", {"alice": "write"}, policy="pending", restrictions=("token-policy",))
    for kind in ("model", "dataset"):
        for state in ("gated", "accepted", "pending", "rejected"):
            access = {} if state == "gated" else {"alice": state}
            world.add_repo(f"lab/{state}", kind, gated=True, access=access)
        for id_ in ("alice/private", "bob/private", "strict/private"):
            world.add_repo(id_, kind, private=True)
        for id_ in ("bob/public", "readers/public", "alice/public"):
            world.add_repo(id_, kind)
        world.add_repo("alice/disabled", kind, disabled=True)
        world.add_repo("alice/empty", kind, files={"README.md": b"# Nothing yet\n"})
    world.add_repo("bob/no-model", "dataset")
    world.add_repo("bob/no-dataset", "model")
    return world


def no_token(_: World) -> None:
    """Give no token."""


def unknown(_: World) -> str:
    """Make up a token that the Hub does not know."""
    return token_value("nobody's")


def expired(world: World) -> str:
    """Make a token whose time is over."""
    return world.add_token("alice", expired=True).value


def placeholder(_: World) -> str:
    """Give the text that a launcher should have replaced."""
    return "$HF_TOKEN"


def quoted(_: World) -> str:
    """Give a token as a text editor quotes it."""
    return WITH_QUOTES


def writing(world: World) -> str:
    """Make a token that can do all that alice can."""
    return world.add_token("alice").value


def reading(world: World) -> str:
    """Make a token with the role read."""
    return world.add_token("alice", "read").value


def fine_reading(world: World) -> str:
    """Make a fine-grained token that reads what alice owns, and nothing behind a gate."""
    return world.add_token("alice", "fineGrained", scoped=[READ_OWN]).value


def fine_elsewhere(world: World) -> str:
    """Make a fine-grained token without any right to repositories."""
    return world.add_token("alice", "fineGrained", scoped=[INFERENCE]).value


@dataclass(frozen=True)
class Situation:
    """
    Say what is wrong, and what is right to say of it.

    `{kind}` in the name of the repository is what the call asks for, a model or a dataset. With
    `fault`, a kind of the stand-in's faults, the Hub or the way to it fails. `is_proxied` sends the
    requests through a proxy, which then is what fails.
    """

    name: str
    right: tuple[Cause | None, ...]
    repo: str = "alice/private"
    token: Token = writing
    options: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    fault_options: dict[str, Any] = field(default_factory=dict)
    place: Place = HUB
    is_served: bool = True
    is_proxied: bool = False

    def break_hub(self, hub: LocalHub) -> None:
        """Let the Hub fail as this situation has it."""
        if self.fault:
            hub.fail(self.fault, **self.fault_options)
        if self.is_proxied:
            os.environ["HTTP_PROXY"] = hub.endpoint


def status(code: int, message: str | None = None, path: str = ".*") -> dict[str, Any]:
    """Return the fault of a Hub that answers so."""
    return {
        "fault": "status",
        "fault_options": {"code": code, "message": message, "path": path},
    }


# These are tried with every call that reads a repository.
READ_ALWAYS = (
    Situation("no-token", (Cause.TOKEN_MISSING,), token=no_token),
    Situation("bad-token", (Cause.TOKEN_INVALID,), token=unknown),
    Situation("gated", (Cause.GATED_NOT_REQUESTED,), "lab/gated"),
    Situation("gated-pending", (Cause.GATED_PENDING,), "lab/pending"),
    Situation("foreign", (Cause.REPO_NOT_FOUND,), "bob/private"),
    Situation("name-of-none", (Cause.TARGET_MALFORMED,), "alice/None"),
    Situation("no-revision", (Cause.REVISION_NOT_FOUND,), options={"revision": "v2"}),
    Situation("503", (Cause.HUB_UNAVAILABLE,), **status(503)),
    Situation("closed-port", (Cause.HUB_UNREACHABLE,), is_served=False),
)
# And these with one call of each library, or two.
READ_ONCE = (
    Situation("gated-no-token", (Cause.TOKEN_MISSING,), "lab/gated", no_token),
    Situation("gated-rejected", (Cause.GATED_REJECTED,), "lab/rejected"),
    Situation("gated-no-box", (Cause.GATED_SCOPE_MISSING,), "lab/accepted", fine_elsewhere),
    Situation("expired-token", (Cause.TOKEN_EXPIRED, Cause.TOKEN_INVALID), token=expired),
    Situation("line-end", (Cause.TOKEN_MALFORMED,), options={"token": WITH_LINE_END}),
    Situation("quoted-token", (Cause.TOKEN_MALFORMED,), token=quoted),
    Situation("placeholder", (Cause.TOKEN_PLACEHOLDER,), token=placeholder),
    Situation("no-scope", (Cause.TOKEN_SCOPE_MISSING,), token=fine_elsewhere),
    Situation("missing", (Cause.REPO_NOT_FOUND,), "bob/nothing"),
    Situation("wrong-type", (Cause.REPO_WRONG_TYPE, Cause.REPO_NOT_FOUND), "bob/no-{kind}"),
    Situation(
        "no-file",
        (SILENCE, Cause.UNEXPECTED, Cause.REVISION_NOT_FOUND, Cause.REPO_WRONG_TYPE),
        "alice/empty",
    ),
    Situation("disabled", (Cause.REPO_DISABLED,), "alice/disabled"),
    Situation("org-policy", (Cause.ORG_POLICY,), "strict/private"),
    Situation("429", (Cause.RATE_LIMITED,), fault="throttle", fault_options={"t": 200}),
    Situation("500", (Cause.HUB_UNAVAILABLE,), **status(500)),
    Situation("502", (Cause.HUB_UNAVAILABLE,), **status(502)),
    Situation("reset", (Cause.HUB_UNREACHABLE,), fault="reset"),
    Situation("no-dns", (Cause.HUB_UNREACHABLE,), place=NO_NAME),
    Situation("untrusted", (Cause.HUB_UNREACHABLE, Cause.CLIENT_MISCONFIGURED), place=TLS),
    Situation("offline", (Cause.HUB_OFFLINE,), place=OFFLINE),
    Situation("portal", (Cause.NOT_THE_HUB,), fault="portal"),
    Situation("proxy-page", (Cause.NOT_THE_HUB,), fault="portal", is_proxied=True),
    Situation("proxy-403", (Cause.NOT_THE_HUB,), fault="proxy_403", is_proxied=True),
    Situation("proxy-407", (Cause.NOT_THE_HUB,), fault="proxy_407", is_proxied=True),
)
WRITE_ALWAYS = (
    Situation("no-token", (Cause.TOKEN_MISSING,), "alice/new", no_token),
    Situation("read-token", (Cause.TOKEN_READ_ONLY,), "alice/new", reading),
    Situation("no-scope", (Cause.TOKEN_SCOPE_MISSING,), "alice/new", fine_reading),
    Situation("foreign", (Cause.NAMESPACE_FORBIDDEN,), "bob/new"),
    Situation("org-policy", (Cause.ORG_POLICY,), "strict/new"),
)
WRITE_ONCE = (
    Situation("bad-token", (Cause.TOKEN_INVALID,), "alice/new", unknown),
    Situation("expired-token", (Cause.TOKEN_EXPIRED, Cause.TOKEN_INVALID), "alice/new", expired),
    Situation("line-end", (Cause.TOKEN_MALFORMED,), "alice/new", options={"token": WITH_LINE_END}),
    Situation("placeholder", (Cause.TOKEN_PLACEHOLDER,), "alice/new", placeholder),
    Situation("org-role", (Cause.ORG_ROLE_TOO_LOW,), "readers/new"),
    Situation("closed-port", (Cause.HUB_UNREACHABLE,), "alice/new", is_served=False),
    Situation("offline", (Cause.HUB_OFFLINE,), "alice/new", place=OFFLINE),
    Situation("portal", (Cause.NOT_THE_HUB,), "alice/new", fault="portal"),
    Situation("503", (Cause.HUB_UNAVAILABLE,), "alice/new", **status(503)),
)
# The repository is there, and the commit fails.
COMMIT = (
    Situation("old-read-token", (Cause.TOKEN_READ_ONLY,), "alice/public", reading),
    Situation("old-no-scope", (Cause.TOKEN_SCOPE_MISSING,), "alice/public", fine_reading),
    Situation("old-foreign", (Cause.NAMESPACE_FORBIDDEN,), "bob/public"),
    Situation("old-org-role", (Cause.ORG_ROLE_TOO_LOW,), "readers/public"),
    Situation("storage", (Cause.STORAGE_LIMIT,), "alice/public", **status(403, FULL, "/commit/")),
    Situation(
        "402", (Cause.PAYMENT_REQUIRED,), "alice/public", **status(402, NO_CREDIT, "/commit")
    ),
    Situation(
        "413", (Cause.UNEXPECTED, Cause.NOT_THE_HUB), "alice/public", **status(413, path="/commit/")
    ),
    Situation(
        "commit-quota",
        (Cause.RATE_LIMITED,),
        "alice/public",
        fault="throttle",
        fault_options={"style": "action", "path": "/commit/"},
    ),
)
ACCOUNT = (
    Situation("no-token", (Cause.TOKEN_MISSING,), token=no_token),
    Situation("bad-token", (Cause.TOKEN_INVALID,), token=unknown),
    Situation("expired-token", (Cause.TOKEN_EXPIRED,), token=expired),
    Situation("line-end", (Cause.TOKEN_MALFORMED,), options={"token": WITH_LINE_END}),
    Situation("429", (Cause.RATE_LIMITED,), fault="throttle", fault_options={"t": 200}),
    Situation("closed-port", (Cause.HUB_UNREACHABLE,), is_served=False),
)
JOBS = (
    Situation(
        "bad-token",
        (Cause.TOKEN_INVALID,),
        token=unknown,
        **status(401, "Invalid username or password."),
    ),
    Situation("402", (Cause.PAYMENT_REQUIRED,), **status(402, NO_CREDIT)),
    Situation(
        "no-scope",
        (Cause.TOKEN_SCOPE_MISSING,),
        token=fine_reading,
        **status(403, "missing permissions: job.write"),
    ),
)


@dataclass(frozen=True)
class Case:
    """Call a library in a situation."""

    call: Call
    situation: Situation

    @property
    def name(self) -> str:
        """What the case is called, everywhere the same."""
        return f"{self.call.library}: {self.call.name}, {self.situation.name}"

    def says_enough(self, text: str) -> bool:
        """Tell whether somebody who has nothing but the text could name the cause, or list it."""
        if not SIGN.search(text):
            return False
        for part, causes in VAGUE.items():
            if part in text:
                return not set(causes).isdisjoint(self.situation.right)
        return True


def list_cases() -> Iterator[Case]:
    """Yield every case."""
    for call in calls.CALLS:
        for situation in (*READ_ALWAYS, *(READ_ONCE if call.is_main else ())):
            if call.use == "read":
                yield Case(call, situation)
        for situation in (*WRITE_ALWAYS, *((*WRITE_ONCE, *COMMIT) if call.is_main else ())):
            if call.use == "write":
                yield Case(call, situation)
        for situation in {"account": ACCOUNT, "jobs": JOBS}.get(call.use, ()):
            yield Case(call, situation)
