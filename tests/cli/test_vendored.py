"""Tests of the block that `vendor` prints, one situation after the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from standin.world import Scope, hex_value, token_value

from hftoken_guard._cli.vendored import require_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

ALL_OWN = Scope("user", "alice", ("repo.content.read", "repo.write"))

UNKNOWN = "warning: not known whether HF_TOKEN writes"
ALLOWED: list[tuple[dict[str, Any], str]] = [
    ({"role": "write"}, "datasets/alice/results"),
    ({"role": "write"}, "alice/private"),
    ({"role": "write"}, "private"),
    ({"role": "write"}, "models/alice/private"),
    ({"role": "write"}, "alice/new"),
    ({"role": "write"}, "Acme/new"),
    ({"role": "write"}, "spaces/alice/new"),
    ({"role": "fineGrained", "scoped": [ALL_OWN]}, "datasets/alice/results"),
    ({"role": "oauth", "oauth_scopes": ("manage-repos",)}, "alice/new"),
    ({"role": "jwt", "bound_repo": "datasets/alice/results"}, "datasets/alice/results"),
]
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"role": "read"}, "datasets/alice/results", "token-read-only: "),
    ({"role": "read"}, "alice/new", "token-read-only: "),
    ({"role": "write"}, "bob/public", "write-denied: HF_TOKEN may not write to bob/public"),
    ({"role": "write"}, "bob/new", "namespace-forbidden: bob/new is missing"),
    ({"role": "write", "expired": True}, "alice/new", "token-invalid: "),
]


@pytest.mark.parametrize(("token", "target"), ALLOWED)
def test_allowed(
    token: dict[str, Any],
    target: str,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A token that can write, or create what is missing, lets the job go on without a word."""
    value = hub.world.add_token("alice", **token).value
    use_token(f" {value}\n")
    assert require_token(write=target) == value
    assert capsys.readouterr() == ("", "")
    assert all(each.method == "GET" for each in hub.requests)


@pytest.mark.parametrize(("token", "target", "said"), REFUSED)
def test_refused(
    token: dict[str, Any],
    target: str,
    said: str,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line says the cause and the fix, with the guard's exit code and without the token."""
    value = hub.world.add_token("alice", **token).value
    use_token(value)
    with pytest.raises(SystemExit) as caught:
        require_token(write=target)
    assert caught.value.code == 77
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"hftoken-guard: {said}")
    assert value[3:9] not in line


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "token-missing: "),
        ("  \n", "token-missing: "),
        ("$HF_TOKEN", "token-malformed: "),
        ("sk-" + "1Ab" * 12, "token-malformed: "),
        ("hf_" + "aB3" * 10 + "\u201d", "token-malformed: "),
        ("hf_" + "aB3" * 10 + " x", "token-malformed: "),
    ],
)
def test_no_token(
    value: str | None,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is missing or cannot be a token is said; a request would leave this machine."""
    if value is not None:
        monkeypatch.setenv("HF_TOKEN", value)
    with pytest.raises(SystemExit) as caught:
        require_token(write="alice/new")
    assert caught.value.code == 77
    err = capsys.readouterr().err
    assert err.startswith(f"hftoken-guard: {said}")
    assert "1Ab" not in err
    assert "aB3" not in err


def test_token_of_another_hub(hub: LocalHub, use_token: Callable[[str], None]) -> None:
    """Where HF_ENDPOINT names a Hub, that decides what a token looks like."""
    value = hub.world.add_token("alice", value=hex_value("alice")).value
    use_token(value)
    assert require_token(write="alice/new") == value


@pytest.mark.parametrize("target", ["buckets/alice/out", "hf://datasets/alice/results"])
def test_target_that_it_does_not_know(
    target: str,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the short form cannot ask for lets the job go on, with a warning."""
    use_token(hub.world.add_token("alice").value)
    require_token(write=target)
    assert capsys.readouterr().err == f"hftoken-guard: {UNKNOWN} {target}\n"


def test_proxy_that_refuses_everything(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal says nothing against the token where nobody told whose it is."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", code=403)
    require_token(write="alice/new")
    assert capsys.readouterr().err == f"hftoken-guard: {UNKNOWN} alice/new\n"


@pytest.mark.parametrize("fault", ["reset", "status", "portal", "empty", "garbage", "throttle"])
def test_hub_that_cannot_be_asked(
    fault: str,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A fault on the way lets the job go on, with a warning."""
    use_token(hub.world.add_token("alice", "read").value)
    hub.fail(fault)
    require_token(write="alice/new")
    assert capsys.readouterr().err == f"hftoken-guard: {UNKNOWN} alice/new\n"


def test_whoami_that_is_refused_says_nothing_of_a_job_token(
    hub: LocalHub, use_token: Callable[[str], None]
) -> None:
    """A token of a trusted publisher may get 401 from whoami, and write."""
    token = hub.world.add_token("alice", "jwt", bound_repo="datasets/alice/results")
    hub.fail("status", path="whoami", code=401)
    use_token(token.value)
    assert require_token(write="datasets/alice/results") == token.value


def test_token_goes_to_no_other_address(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer that points elsewhere is not followed."""
    hub.world.add_repo("alice/old", moved_to="alice/private")
    use_token(hub.world.add_token("alice").value)
    require_token(write="alice/old")
    assert capsys.readouterr().err == f"hftoken-guard: {UNKNOWN} alice/old\n"
    assert not [each for each in hub.requests if "alice/private" in each.path]


def test_invalid_token(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that the Hub does not know is said to be invalid."""
    use_token(token_value("nobody's"))
    with pytest.raises(SystemExit):
        require_token(write="alice/new")
    assert "hftoken-guard: token-invalid: " in capsys.readouterr().err
    assert os.environ["HF_TOKEN"] not in "".join(each.path for each in hub.requests)
