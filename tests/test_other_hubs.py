"""
Hubs of one's own, and mirrors: a job that the real client can do there is never stopped.

The stand-in answers as KohakuHub and as olah do; what the two answer was recorded from them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
from huggingface_hub import HfApi
from standin.world import hex_value, token_value

from hftoken_guard import GuardError, check_token, diagnose, require_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub
    from standin.world import World

STYLES = ("kohaku", "olah")


@pytest.fixture(params=STYLES)
def mirror(
    request: pytest.FixtureRequest,
    world: World,
    serve: Callable[..., LocalHub],
    monkeypatch: pytest.MonkeyPatch,
) -> LocalHub:
    """Give a Hub that is not the real one, and alice's token there."""
    world.add_org("lab", {"alice": "write", "bob": "admin"})
    world.add_repo("lab/tool")
    world.add_repo("bob/secret", private=True)
    if request.param == "kohaku":
        token = world.add_token("alice", value=hex_value("alice"))
    else:
        token = world.add_token("alice")
    monkeypatch.setenv("HF_TOKEN", token.value)
    return serve(world, style=request.param)


def causes_of(**options: object) -> list[str]:
    """Return what a check finds: all causes of the first problem; nothing if all is well."""
    try:
        check_token(**options)  # type: ignore[call-overload]
    except GuardError as error:
        return list(map(str, (error.problems[0].cause, *error.problems[0].could_be)))
    return []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"read": "bob/public"},
        {"read": "gpt2"},
        {"read": "alice/private"},
        {"read": "bob/public@main"},
        {"read": "datasets/alice/results"},
        {"write": "alice/private"},
        {"write": "alice/new"},
        {"write": "new"},
        {"write": "lab/tool"},
        {"write": "datasets/alice/results", "read": ["gpt2", "bob/public"]},
        {"write": "lab/tool", "create_pr": True},
        {"read": "gpt2", "optional": True},
    ],
    ids=str,
)
def test_good_job_goes_on(options: dict[str, object], mirror: LocalHub) -> None:
    """What the real client can do there passes, and what nobody proved is said so."""
    assert causes_of(**options) == []
    assert mirror.requests


def test_unproved_access_is_said(mirror: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a probe that such a Hub knows, the access is said as unverified."""
    require_token(read="bob/public", write="alice/private")
    assert "reads bob/public (unverified), writes alice/private (unverified)" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"read": "bob/secret"}, "repo-not-found"),
        ({"read": "bob/nothing"}, "repo-not-found"),
        ({"read": "datasets/bob/public"}, "repo-wrong-type"),
        ({"read": "bob/public@nope"}, "revision-not-found"),
        ({"write": "bob/public"}, "namespace-forbidden"),
        ({"write": "alice/None"}, "target-malformed"),
    ],
    ids=str,
)
def test_refusal_is_named(options: dict[str, object], cause: str, mirror: LocalHub) -> None:
    """What the client could not do there is named first."""
    assert causes_of(**options)[0] == cause
    assert mirror.world.repos


def test_bad_token_is_named(mirror: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that such a Hub does not know is invalid, as at the real Hub."""
    is_kohaku = len(os.environ["HF_TOKEN"]) == 64
    monkeypatch.setenv("HF_TOKEN", "0" * 64 if is_kohaku else token_value("nobody's"))
    for options in ({}, {"read": "gpt2"}, {"write": "alice/private"}):
        assert causes_of(**options) == ["token-invalid"]


def test_without_a_token(mirror: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not public there needs a token, or another name."""
    monkeypatch.delenv("HF_TOKEN")
    assert causes_of(read="bob/public", optional=True) == []
    for name in ("alice/private", "bob/nothing"):
        assert causes_of(read=name, optional=True) == ["token-missing", "repo-not-found"]
    assert mirror.requests


@pytest.mark.parametrize(
    "value",
    [
        "sk-" + "a1" * 20,
        "ghp_" + "a1" * 18,
        "api_org_" + "a1" * 17,
        f"'{'a1' * 32}'",
        f"Bearer {'a1' * 32}",
        "a1 b2" * 12,
    ],
)
def test_other_tokens_stay_malformed(
    value: str, mirror: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key of another service, quotes, blanks and Bearer are no token of any Hub."""
    monkeypatch.setenv("HF_TOKEN", value)
    assert causes_of(read="gpt2") == ["token-malformed"]
    assert mirror.requests == []


def test_token_of_another_form_at_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the real Hub a token without hf_ is none, and is not sent."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://huggingface.co")
    monkeypatch.setenv("HF_TOKEN", "0a" * 32)
    assert causes_of(read="gpt2") == ["token-malformed"]


def test_token_of_another_form_is_masked(
    mirror: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that does not look like one is as secret."""
    value = hex_value("another")
    monkeypatch.setenv("HF_TOKEN", value)
    mirror.fail("echo")
    with pytest.raises(SystemExit):
        require_token(read="bob/secret")
    out, err = capsys.readouterr()
    assert not any(value[i : i + 6] in out + err for i in range(len(value) - 5))


@pytest.mark.parametrize(
    ("call", "cause"),
    [
        (lambda api: api.model_info("bob/nothing"), "repo-not-found"),
        (lambda api: api.model_info("bob/secret"), "repo-not-found"),
        (lambda api: api.whoami(token="f" * 64), "token-invalid"),
        (lambda api: api.create_repo("bob/new"), "namespace-forbidden"),
        (lambda api: api.upload_file(
            path_or_fileobj=b"x", path_in_repo="x", repo_id="bob/public"), "namespace-forbidden"),
    ],
    ids=["missing", "hidden", "bad token", "create", "push"],
)  # fmt: skip
def test_refusal_of_the_client_is_explained(
    call: Callable[[HfApi], object],
    cause: str,
    world: World,
    serve: Callable[..., LocalHub],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Later, a Hub without the marks of the real one speaks as well: not-the-hub is never alone."""
    world.add_repo("bob/secret", private=True)
    hub = serve(world, style="kohaku")
    token = world.add_token("alice", value=hex_value("alice")).value
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of whichever HTTP library
        call(HfApi(endpoint=hub.endpoint, token=token))
    problem = diagnose(caught.value)
    assert problem
    causes = list(map(str, (problem.cause, *problem.could_be)))
    assert cause in causes, causes
    assert causes[0] != "not-the-hub", (causes, huggingface_hub.__version__)


def test_mirror_without_whoami(
    world: World,
    serve: Callable[..., LocalHub],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A mirror that does not say whose token it is still shows what can be read."""
    hub = serve(world)
    hub.fail("status", path="whoami", code=404, message="?")
    monkeypatch.setenv("HF_TOKEN", world.add_token("alice").value)
    assert require_token(read="bob/public")
    hub.fail("status", path="auth-check", code=404, message="?")
    assert require_token(read="bob/public")
    err = capsys.readouterr().err
    assert "warning: this Hub does not say whose token it is" in err
    assert "ok: token (owner not known) reads bob/public (unverified)\n" in err
    assert causes_of() == ["not-the-hub"]


@pytest.fixture
def front(
    world: World, serve: Callable[..., LocalHub], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., LocalHub]:
    """Give a mirror behind a user and a password, which are in the address of the endpoint."""

    def start(user: str, **options: object) -> LocalHub:
        hub = serve(world, **options)
        address = hub.endpoint.replace("http://", f"http://{user}@")
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
        monkeypatch.setenv("HF_TOKEN", world.add_token("alice").value)
        return hub

    return start


def test_mirror_behind_a_password(
    front: Callable[..., LocalHub],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A password that the mirror asks for is sent in place of the token: what it reads is good."""
    hub = front("me:pw12345", front_user="me:pw12345")
    assert HfApi(endpoint=huggingface_hub.constants.ENDPOINT).model_info("bob/public")
    assert require_token(read=["bob/public", "alice/private?"])
    err = capsys.readouterr().err
    assert "warning: a user and password in HF_ENDPOINT: that is sent in place of HF_TOKEN" in err
    assert "pw12345" not in err
    for options in ({}, {"read": "alice/private"}, {"write": "alice/private"}, {"write": "new"}):
        assert causes_of(**options) == ["credential-shadowed"]
    monkeypatch.delenv("HF_TOKEN")
    assert require_token(read="bob/public", optional=True) is None
    assert "that is sent with every request" in capsys.readouterr().err
    hub.fail("status", code=503)
    monkeypatch.setenv("HF_TOKEN", token_value("any"))
    assert causes_of(read="bob/public", timeout=0.5) == ["hub-unavailable"]


def test_password_that_opens_nothing(front: Callable[..., LocalHub]) -> None:
    """A password that is refused, or that the Hub only passes over at a probe, is the cause."""
    assert front("me:other", front_user="me:pw12345").requests == []
    assert causes_of(read="bob/public") == ["credential-shadowed"]
    front("me:pw12345", lenient_auth_check=True)
    assert causes_of(read="bob/public") == ["credential-shadowed"]


PAGE = "<!doctype html><title>Not here</title>"
# What the web server of a Hub of one's own says to a question that it does not know.
UNKNOWN_PROBES: list[dict[str, Any]] = [
    {"kind": "status", "code": 404, "message": "?"},
    {"kind": "raw", "status": 200, "body": PAGE},
    {"kind": "raw", "status": 200, "body": ""},
    {"kind": "raw", "status": 200, "body": "[]"},
    {"kind": "raw", "status": 204, "body": ""},
    {"kind": "raw", "status": 400, "body": '{"detail": "bad"}'},
    {"kind": "raw", "status": 403, "body": PAGE},
    {"kind": "raw", "status": 404, "body": PAGE},
    {"kind": "raw", "status": 405, "body": '{"detail": "Method Not Allowed"}'},
    {"kind": "raw", "status": 410, "body": "gone"},
    {"kind": "raw", "status": 422, "body": '{"detail": [{"msg": "bad"}]}'},
]
UNKNOWN_WHOAMI: list[dict[str, Any]] = [
    *UNKNOWN_PROBES[1:4],
    *UNKNOWN_PROBES[5:],
    {"kind": "raw", "status": 500, "body": PAGE},
    {"kind": "raw", "status": 200, "body": "null"},
    {"kind": "raw", "status": 200, "body": '{"name": "alice@corp.example", "type": "user"}'},
    {"kind": "raw", "status": 200, "body": '{"name": "Alice Smith", "orgs": []}'},
    {"kind": "silence"},
    {"kind": "reset"},
]


@pytest.mark.parametrize("probe", UNKNOWN_PROBES, ids=str)
def test_hub_without_the_probes(
    probe: dict[str, Any], hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However such a Hub says that it knows no probe, what it tells of the repository counts."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    hub.fail(path="auth-check", **probe)
    for options in (
        {"read": "bob/public"},
        {"write": "alice/private"},
        {"write": "alice/new"},
        {"write": "bob/public", "create_pr": True},
    ):
        assert causes_of(**options) == [], options
    assert causes_of(read="bob/nothing")[0] == "repo-not-found"
    assert causes_of(write="bob/public")[0] == "namespace-forbidden"


@pytest.mark.parametrize("whoami", UNKNOWN_WHOAMI, ids=str)
def test_hub_whose_whoami_says_nothing(
    whoami: dict[str, Any],
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where whoami tells nothing and no probe is known, what is told of the repository counts."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    hub.fail("raw", path="auth-check", status=404, body=PAGE)
    hub.fail(path="whoami", **whoami)
    for mode, name in (("read", "bob/public"), ("write", "alice/private"), ("write", "alice/new")):
        assert require_token(timeout=4, **{mode: name}), name  # type: ignore[call-overload]
    err = capsys.readouterr().err
    assert "warning: " in err
    assert "not known" in err


def test_login_without_a_name_of_the_hub(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Hub whose users are addresses says of its own that the token is good."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    hub.fail("raw", path="whoami", status=200, body='{"name": "alice@corp.example", "orgs": []}')
    assert causes_of() == []
    hub.heal()
    hub.fail("raw", path="whoami", status=200, body='{"status": "ok"}')
    assert causes_of() == ["not-the-hub"]
