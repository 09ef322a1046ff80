"""Tests of the guard as a script meets it: the real client asks the stand-in Hub."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from huggingface_hub.utils import get_session  # type: ignore[attr-defined]
from standin.world import AccessToken, Scope, World, signed_value, token_value

from hftoken_guard import (
    AccessError,
    GuardError,
    HubUnavailableError,
    Token,
    TokenError,
    check_token,
    require_token,
)
from hftoken_guard._hub.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standin.server import LocalHub

    Serve = Callable[..., LocalHub]
    UseToken = Callable[[str], None]

READ_WRITE = ("repo.content.read", "repo.write")
WHOAMI = "/api/whoami-v2"


def causes_of(**wanted: Any) -> list[str]:
    """Run the check and return the codes of its problems, none if it goes well."""
    try:
        check_token(**{"timeout": 5, **wanted})
    except GuardError as error:
        return [str(problem.cause) for problem in error.problems]
    return []


def paths_asked(hub: LocalHub) -> list[str]:
    """Return what was asked, without the client's own questions."""
    return [r.path for r in hub.requests if r.path != "/api/agent-harnesses"]


# Good tokens: none of these may be stopped.


def test_write_token_proves_what_it_can(hub: LocalHub, use_token: UseToken) -> None:
    """A write token reads and writes existing repositories, and may create new ones."""
    use_token(hub.world.add_token("alice").value)
    token = check_token(
        read=["gpt2", "alice/private"], write=["datasets/alice/results", "alice/new", "fresh"]
    )
    assert (token.user, token.kind, token.role, token.orgs) == ("alice", "user", "write", ("acme",))
    assert isinstance(token, Token)


def test_requests_are_few_and_change_nothing(hub: LocalHub, use_token: UseToken) -> None:
    """One whoami, one question a target, one more for a revision; nothing but GET."""
    use_token(hub.world.add_token("alice").value)
    check_token(read=["gpt2", "alice/private@main"], write=["datasets/alice/results", "acme/new"])
    assert sorted(paths_asked(hub)) == [
        "/api/datasets/alice/results/auth-check/write",
        "/api/models/acme/new/auth-check/write",
        "/api/models/alice/private/auth-check",
        "/api/models/alice/private/revision/main",
        "/api/models/gpt2/auth-check",
        WHOAMI,
    ]
    assert {request.method for request in hub.requests} == {"GET"}
    assert all("hftoken-guard/" in r.headers["user-agent"] for r in hub.requests)
    assert all("no-store" in r.headers["cache-control"] for r in hub.requests)


@pytest.mark.parametrize(
    ("scope", "write"),
    [
        (Scope("model", "alice/private", READ_WRITE), "alice/private"),
        (Scope("user", "alice", READ_WRITE), "alice/brand-new"),
        (Scope("user", "alice", READ_WRITE), "datasets/alice/results"),
        (Scope("org", "acme", READ_WRITE), "acme/brand-new"),
    ],
)
def test_fine_grained_token_with_the_scope(
    hub: LocalHub, use_token: UseToken, scope: Scope, write: str
) -> None:
    """A token scoped to one repository, a user or an organization does what it was made for."""
    use_token(hub.world.add_token("alice", "fineGrained", scoped=[scope]).value)
    assert causes_of(write=write) == []


def test_oauth_token_has_no_role(hub: LocalHub, use_token: UseToken) -> None:
    """An OAuth token, whose whoami has no role, is probed and let through."""
    token = hub.world.add_token(
        "alice", "oauth", oauth_scopes=("manage-repos",), expires_at="2030-01-01T00:00:00.000Z"
    )
    use_token(token.value)
    found = check_token(read="alice/private", write=["datasets/alice/results", "alice/new"])
    assert found.role is None
    assert found.expires_at == datetime(2030, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("write", "meant"),
    [
        ("datasets/acne/results", 'If you meant "acme", write to  datasets/acme/results'),
        ("bob/x", "If you meant your own namespace, write to  alice/x"),
    ],
)
def test_namespace_that_was_probably_meant(
    hub: LocalHub, use_token: UseToken, write: str, meant: str
) -> None:
    """A misspelled organization is suggested, else the own namespace."""
    hub.world.add_org("acme", {"alice": "write"})
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError) as caught:
        check_token(write=write)
    assert meant in str(caught.value)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(5, "; the token ends in 5.0 hours, 20"), (-1, "; the token ends in 0.0 h"), (30, "")],
)
def test_end_of_a_token_is_said_when_it_is_near(
    hub: LocalHub,
    use_token: UseToken,
    capsys: pytest.CaptureFixture[str],
    hours: float,
    said: str,
) -> None:
    """A token that may not live as long as the job is let through, and the end is said."""
    end = datetime.now(timezone.utc) + timedelta(hours=hours, seconds=20)
    token = hub.world.add_token(
        "alice", "oauth", oauth_scopes=("manage-repos",), expires_at=end.isoformat()
    )
    use_token(token.value)
    assert require_token(read="gpt2").expires_at == end
    ok = capsys.readouterr().err.splitlines()[-1]
    assert ("reads gpt2" + said) in ok if said else ok.endswith("reads gpt2")


def test_end_of_a_token_that_whoami_does_not_tell(hub: LocalHub, use_token: UseToken) -> None:
    """Then a JWT says it itself."""
    end = int(time.time()) + 3600
    token = hub.world.add_token("alice", "oidc", bound_repo="alice/results")
    value = signed_value("job", "hf_jwt_", {"exp": end})
    hub.world.tokens[value] = token
    use_token(value)
    found = check_token()
    assert found.expires_at
    assert found.expires_at.timestamp() == end


def test_implicit_token_switched_off(
    hub: LocalHub,
    use_token: UseToken,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The libraries will not send the token by themselves then: a warning, once, and no stop."""
    use_token(hub.world.add_token("alice").value)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    require_token(read="gpt2")
    require_token(read="gpt2")
    err = capsys.readouterr().err
    assert (
        err.count("warning: HF_HUB_DISABLE_IMPLICIT_TOKEN is set: the job's calls go without") == 1
    )


def test_contributor_may_create(hub: LocalHub, use_token: UseToken) -> None:
    """A contributor of an organization creates repositories and writes the own ones."""
    hub.world.add_org("lab", {"alice": "contributor"})
    hub.world.add_repo("lab/hers", created_by="alice")
    use_token(hub.world.add_token("alice").value)
    assert causes_of(write=["lab/new", "lab/hers"]) == []


def test_organization_without_a_role(hub: LocalHub, use_token: UseToken) -> None:
    """An organization entry without a role leaves creation open, so it is allowed."""
    hub.world.add_org("quiet", {"alice": "write"}, shows_roles=False)
    use_token(hub.world.add_token("alice").value)
    assert causes_of(write="quiet/new") == []


@pytest.mark.parametrize("value", ["hf_" + "aB3" * 20, "hf_short1", token_value("x") + "\n"])
def test_unusual_tokens_that_the_hub_knows(
    hub: LocalHub, use_token: UseToken, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token of unusual length, or with a line end, is good if the Hub says so."""
    hub.world.add_token("alice", value=value.strip())
    use_token(value)
    assert require_token(write="datasets/alice/results") == value.strip()
    assert os.environ["HF_TOKEN"] == value.strip()
    assert "warning: HF_TOKEN ha" in capsys.readouterr().err


@pytest.mark.parametrize("style", ["hub", "fastapi"])
def test_hub_without_the_write_probe(
    world: World, serve: Serve, use_token: UseToken, style: str
) -> None:
    """An old or foreign Hub that does not know the route stops no good token."""
    serve(world, write_probe=False, style=style)
    use_token(world.add_token("alice").value)
    assert causes_of(write=["datasets/alice/results", "acme/new"]) == []
    use_token(world.add_token("alice", "read").value)
    assert causes_of(write="datasets/alice/results") == ["token-read-only"]


@pytest.mark.parametrize("style", ["hub", "cloudfront"])
def test_throttled_whoami_never_stops_a_job(
    hub: LocalHub, use_token: UseToken, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With whoami throttled the probes decide, and a bare call goes on with a warning."""
    hub.fail("throttle", path="whoami", t=200 if style == "hub" else None, style=style)
    use_token(hub.world.add_token("alice").value)
    assert require_token(write="datasets/alice/results", timeout=3).user is None
    assert require_token(write=["alice/new", "bare"], timeout=3).user is None
    assert require_token(timeout=3).user is None
    err = capsys.readouterr().err
    assert err.count("warning: whoami could not be asked (HTTP 429)") == 3
    assert "bare (unverified)" in err
    hub.heal()
    assert require_token().user == "alice"


def test_throttled_whoami_does_not_hide_a_refusal(hub: LocalHub, use_token: UseToken) -> None:
    """A refused write stays refused, with the causes that whoami would have told apart."""
    hub.fail("throttle", path="whoami", t=200)
    use_token(hub.world.add_token("alice", "read").value)
    with pytest.raises(AccessError) as caught:
        check_token(write="datasets/alice/results", timeout=3)
    (problem,) = caught.value.problems
    assert str(problem.cause) == "write-denied"
    assert "token-read-only" in problem.could_be


@pytest.mark.parametrize("kind", ["status", "silence", "reset"])
def test_broken_whoami_does_not_stop_a_proved_job(
    hub: LocalHub, use_token: UseToken, kind: str
) -> None:
    """With whoami broken a job goes on whose probes prove the access."""
    options: dict[str, Any] = {"code": 503} if kind == "status" else {}
    hub.fail(kind, path="whoami", **options)
    use_token(hub.world.add_token("alice").value)
    assert causes_of(read="gpt2", write="datasets/alice/results", timeout=4) == []
    expected = "hub-unavailable" if kind == "status" else "hub-unreachable"
    assert causes_of(timeout=1) == [expected]
    assert causes_of(write="alice/new", timeout=1) == [expected]


def test_trusted_publisher_token_may_be_unknown_to_whoami(
    hub: LocalHub, use_token: UseToken
) -> None:
    """An hf_jwt_ token that whoami refuses is judged by its probes."""
    use_token(hub.world.add_token("alice", "jwt", bound_repo="datasets/alice/results").value)
    assert causes_of(write="datasets/alice/results") == []
    assert causes_of() == []
    assert causes_of(write="bob/public") == ["write-denied"]
    both = {"write": "datasets/alice/results", "read": "alice/private"}
    assert causes_of(**both) in (["repo-not-found"], ["unexpected"])
    hub.fail("status", path="gpt2", code=401, message="Invalid username or password.")
    assert causes_of(write="datasets/alice/results", read="gpt2") == ["unexpected"]
    use_token("hf_jwt_" + token_value("unknown"))
    assert causes_of(write="datasets/alice/results") == ["token-invalid"]


def test_canonical_and_renamed_repositories(hub: LocalHub, use_token: UseToken) -> None:
    """A name without an owner is asked as written, and a renamed repository is followed."""
    hub.world.add_repo("squad", "dataset", moved_to="rajpurkar/squad")
    hub.world.add_repo("rajpurkar/squad", "dataset")
    use_token(hub.world.add_token("alice").value)
    assert causes_of(read=["gpt2", "datasets/squad", "datasets/squad@main"]) == []


def test_offline_mode_with_everything_in_the_cache(
    hub: LocalHub,
    use_token: UseToken,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In offline mode a job that only reads goes on from its cache; one that writes cannot."""
    use_token(hub.world.add_token("alice").value)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert require_token(read="gpt2")
    assert "warning: HF_HUB_OFFLINE is set" in capsys.readouterr().err
    assert causes_of(write="alice/new") == ["hub-offline"]
    assert causes_of(write="alice/new?") == []
    assert hub.requests == []


@pytest.mark.parametrize(
    "environ",
    [
        {"RANK": "16"},
        {"RANK": "16", "WORLD_SIZE": "1"},
        {"RANK": "0", "WORLD_SIZE": "8"},
        {"RANK": "16", "WORLD_SIZE": "8"},
        {"RANK": "high", "WORLD_SIZE": "8"},
        {"SLURM_PROCID": "0", "SLURM_NTASKS": "4"},
        {"LOCAL_RANK": "3"},
    ],
)
def test_rank_that_is_none_keeps_the_guard_on(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    """RANK as a hyper-parameter, and rank 0 itself, do not switch the guard off."""
    use_token(hub.world.add_token("alice", "read").value)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert causes_of(write="datasets/alice/results") == ["token-read-only"]


@pytest.mark.parametrize(
    ("rank", "size"),
    [
        ("RANK", "WORLD_SIZE"),
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("PMI_RANK", "PMI_SIZE"),
        ("SLURM_PROCID", "SLURM_NTASKS"),
    ],
)
def test_other_ranks_ask_nothing_and_print_nothing(
    hub: LocalHub,
    use_token: UseToken,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rank: str,
    size: str,
) -> None:
    """Ranks above 0 check offline, get the token, and leave the talking to rank 0."""
    value = hub.world.add_token("alice", "read").value
    use_token(f"{value}\n")
    monkeypatch.setenv(rank, "3")
    monkeypatch.setenv(size, "4")
    assert require_token(write="datasets/alice/results") == value
    monkeypatch.setenv("HF_TOKEN", "$HF_TOKEN")
    with pytest.raises(SystemExit) as caught:
        require_token()
    assert caught.value.code == 77
    assert hub.requests == []
    assert capsys.readouterr() == ("", "")


CHILD = """
import multiprocessing, sys
from hftoken_guard import require_token
token = require_token(write="datasets/alice/results")

def work(_):
    return str(token)

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        assert set(pool.map(work, range(4))) == {str(token)}
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_children_ask_nothing_and_print_nothing(
    hub: LocalHub, use_token: UseToken, tmp_path: Path, method: str
) -> None:
    """Children that import the script again get the token without a question."""
    use_token(hub.world.add_token("alice").value)
    script = tmp_path / "job.py"
    script.write_text(CHILD)
    done = subprocess.run(
        [sys.executable, str(script), method], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("hftoken-guard: ok") == 1
    assert paths_asked(hub).count(WHOAMI) == 1


TIDY = """
import multiprocessing, os
from hftoken_guard import require_token
token = require_token(write="datasets/alice/results")
os.environ.pop("HF_TOKEN", None)  # so that no other code reads it

def work(number):
    return number

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 1, 2, 3]
"""


def test_children_need_no_token_of_their_own(
    hub: LocalHub, use_token: UseToken, tmp_path: Path
) -> None:
    """A script may take the token away once it is checked: its workers start all the same."""
    use_token(hub.world.add_token("alice").value)
    script = tmp_path / "job.py"
    script.write_text(TIDY)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("hftoken-guard: ok") == 1


def test_whoami_refused_in_unknown_words(hub: LocalHub, use_token: UseToken) -> None:
    """A refusal of whoami that nobody has recorded is not made a cause of something else."""
    hub.fail("status", path="whoami", code=403, message="Not from here.")
    use_token(hub.world.add_token("alice").value)
    assert causes_of() == ["unexpected"]
    assert causes_of(write="datasets/alice/results") == []


def test_optional_without_a_token(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a token is optional its absence stops nothing, and without a target asks nothing."""
    monkeypatch.setenv("HF_API_TOKEN", token_value("elsewhere"))
    assert not require_token(optional=True)
    assert "warning: HF_TOKEN is not set, but HF_API_TOKEN holds" in capsys.readouterr().err
    assert hub.requests == []


def test_optional_does_not_hide_a_bad_token(hub: LocalHub, use_token: UseToken) -> None:
    """A token that is there but bad, or lacks a right, still stops the job."""
    use_token("$HF_TOKEN")
    assert causes_of(optional=True) == ["token-placeholder"]
    use_token(hub.world.add_token("alice", "read").value)
    assert causes_of(optional=True, write="datasets/alice/results") == ["token-read-only"]


def test_wish_is_only_a_warning(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """A target that is only wished for is a warning when refused."""
    use_token(hub.world.add_token("alice").value)
    assert require_token(write=["datasets/alice/results", "spaces/bob/trackio?"])
    err = capsys.readouterr().err
    assert "warning: spaces/bob/trackio, which is optional: namespace-forbidden" in err
    assert "writes datasets/alice/results\n" in err


def test_pull_request_needs_no_write_right(hub: LocalHub, use_token: UseToken) -> None:
    """Where a pull request is enough, somebody else's repository is a fine target."""
    discuss = ["discussion.write"]
    fine = hub.world.add_token("alice", "fineGrained", global_permissions=discuss)
    for value in (hub.world.add_token("alice").value, fine.value):
        use_token(value)
        assert causes_of(write="bob/public", create_pr=True) == []
    use_token(hub.world.add_token("alice", "fineGrained").value)
    assert causes_of(write="bob/public", create_pr=True) == ["token-scope-missing"]
    use_token(hub.world.add_token("alice", "read").value)
    assert causes_of(write="bob/public", create_pr=True) == ["token-read-only"]


def test_kernels_are_judged_by_whoami(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """A type without a probe is decided from whoami and said to be unverified."""
    use_token(hub.world.add_token("alice").value)
    assert require_token(read="kernels/bob/k", write="kernels/alice/k")
    assert "reads kernels/bob/k (unverified), writes kernels/alice/k (unverified)" in (
        capsys.readouterr().err
    )
    assert causes_of(write="kernels/bob/k") == ["namespace-forbidden"]
    use_token(hub.world.add_token("alice", "read").value)
    assert causes_of(write="kernels/alice/k") == ["token-read-only"]


# The causes, each told from its neighbours.


def make_token(world: World, kind: str) -> AccessToken:
    """Make one of the tokens that the table below names."""
    own = Scope("user", "alice", READ_WRITE)
    scopes = {
        "fine-none": [],
        "fine-read": [Scope("user", "alice", ("repo.content.read",))],
        "fine-own": [own],
        "fine-one": [Scope("model", "alice/private", READ_WRITE)],
        "fine-inference": [Scope("user", "alice", ("inference.serverless.write",))],
    }
    if kind in scopes:
        return world.add_token("alice", "fineGrained", scoped=scopes[kind], can_read_gated=False)
    if kind == "oauth-read":
        return world.add_token("alice", "oauth", oauth_scopes=("read-repos",))
    return world.add_token("alice", kind)


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        ("read", {"write": "datasets/alice/results"}, ["token-read-only"]),
        ("read", {"write": "alice/new"}, ["token-read-only"]),
        ("read", {"write": "new"}, ["token-read-only"]),
        ("fine-read", {"write": "datasets/alice/results"}, ["token-scope-missing"]),
        ("fine-one", {"write": "alice/new"}, ["token-scope-missing"]),
        ("fine-inference", {"read": "alice/private"}, ["token-scope-missing"]),
        ("oauth-read", {"write": "datasets/alice/results"}, ["token-scope-missing"]),
        ("fine-own", {"write": "acme/new"}, ["token-scope-missing"]),
        ("write", {"write": "bob/public"}, ["namespace-forbidden"]),
        ("write", {"write": "bob/new"}, ["namespace-forbidden"]),
        ("write", {"write": "no-such-org/new"}, ["namespace-forbidden"]),
        ("fine-own", {"write": "bob/public"}, ["namespace-forbidden"]),
        ("write", {"write": "meta/gated"}, ["namespace-forbidden"]),
        ("write", {"write": "readers/data"}, ["org-role-too-low"]),
        ("write", {"write": "readers/new"}, ["org-role-too-low"]),
        ("write", {"write": "lab/theirs"}, ["org-role-too-low"]),
        ("write", {"write": "strict/data"}, ["org-policy"]),
        ("write", {"read": "strict/data"}, ["org-policy"]),
        ("write", {"write": "sso/new"}, ["org-policy"]),
        ("write", {"read": "meta/gated"}, ["gated-not-requested"]),
        ("write", {"read": "meta/reset"}, ["gated-not-requested"]),
        ("write", {"read": "meta/pending"}, ["gated-pending"]),
        ("write", {"read": "meta/rejected"}, ["gated-rejected"]),
        ("fine-own", {"read": "meta/accepted"}, ["gated-scope-missing"]),
        ("write", {"read": "meta/accepted"}, []),
        ("write", {"read": "alice/results"}, ["repo-wrong-type"]),
        ("write", {"read": "spaces/alice/private"}, ["repo-wrong-type"]),
        ("write", {"read": "alice/nope"}, ["repo-not-found"]),
        ("write", {"read": "bob/secret"}, ["repo-not-found"]),
        ("write", {"read": "gpt2@nope"}, ["revision-not-found"]),
        ("write", {"read": "alice/disabled"}, ["repo-disabled"]),
        ("write", {"write": "alice/disabled"}, ["repo-disabled"]),
        ("write", {"write": "alice/None"}, ["target-malformed"]),
    ],
)
def test_cause_is_told_from_its_neighbours(
    hub: LocalHub,
    use_token: UseToken,
    kind: str,
    wanted: dict[str, str],
    expected: list[str],
) -> None:
    """Each situation names its own cause and no other."""
    world = hub.world
    world.add_org("readers", {"alice": "read"})
    world.add_org("lab", {"alice": "contributor"})
    world.add_org("strict", {"alice": "write"}, policy="pending")
    world.add_org("sso", {"alice": "write"}, restrictions=("sso",))
    for name in ("readers/data", "lab/theirs"):
        world.add_repo(name, created_by="bob")
    world.add_repo("strict/data", private=True)
    world.add_repo("bob/secret", private=True)
    world.add_repo("alice/disabled", disabled=True)
    for state in ("accepted", "pending", "rejected", "reset"):
        world.add_repo(f"meta/{state}", gated=True, access={"alice": state})
    use_token(make_token(world, kind).value)
    assert causes_of(**wanted) == expected
    assert {request.method for request in hub.requests} <= {"GET"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "token-missing"),
        ("", "token-missing"),
        ("$HF_TOKEN", "token-placeholder"),
        ("sk-" + "k" * 40, "token-malformed"),
    ],
)
def test_offline_causes_ask_nothing(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, value: str | None, code: str
) -> None:
    """What can be known without asking is said without asking."""
    if value is not None:
        monkeypatch.setenv("HF_TOKEN", value)
    assert causes_of(write="alice/new") == [code]
    assert hub.requests == []


def test_token_that_the_hub_does_not_know(hub: LocalHub, use_token: UseToken) -> None:
    """An unknown token is invalid, and nothing is said about the targets."""
    use_token(token_value("nobody's"))
    assert causes_of(read=["meta/gated", "gpt2"], write="datasets/alice/results") == [
        "token-invalid"
    ]


def test_token_that_has_expired(hub: LocalHub, use_token: UseToken) -> None:
    """An expired token is named so, in the Hub's own words."""
    use_token(hub.world.add_token("alice", expired=True).value)
    with pytest.raises(TokenError) as caught:
        check_token(write="datasets/alice/results")
    (problem,) = caught.value.problems
    assert str(problem.cause) == "token-expired"
    assert 'User Access Token "laptop" is expired' in problem.why
    assert (problem.status, problem.target) == (401, None)


def test_login_that_has_expired(hub: LocalHub, use_token: UseToken) -> None:
    """A login made in a browser is said to be one: a job needs a token that lasts."""
    login = hub.world.add_token("alice", value=token_value("a", prefix="hf_oauth_"), expired=True)
    use_token(login.value)
    with pytest.raises(TokenError) as caught:
        check_token(write="datasets/alice/results")
    (problem,) = caught.value.problems
    assert str(problem.cause) == "token-expired"
    assert "a job cannot renew it" in problem.why
    assert problem.fix[0].startswith("Create a new user access token")
    assert sum("hf auth login" in step for step in problem.fix) == 1


def test_bad_token_while_whoami_is_throttled(hub: LocalHub, use_token: UseToken) -> None:
    """The 401 of a probe shows a bad token even where whoami cannot be asked."""
    hub.fail("throttle", path="whoami", t=200)
    use_token(token_value("nobody's"))
    assert causes_of(read="meta/gated", write="datasets/alice/results", timeout=3) == [
        "token-invalid"
    ]


def test_all_refused_targets_in_one_report(hub: LocalHub, use_token: UseToken) -> None:
    """One run shows every refused target, in the order in which they were named."""
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError) as caught:
        check_token(read=["alice/nope", "meta/gated"], write=["bob/public", "alice/ok"])
    found = [(problem.target, str(problem.cause)) for problem in caught.value.problems]
    assert found == [
        ("alice/nope", "repo-not-found"),
        ("meta/gated", "gated-not-requested"),
        ("bob/public", "namespace-forbidden"),
    ]
    assert str(caught.value).count("facts (safe to share)") == 1


def test_name_that_was_probably_meant(hub: LocalHub, use_token: UseToken) -> None:
    """A name that exists in the user's own namespace is suggested."""
    hub.world.add_repo("acme/tool")
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError, match="acme/tool is there"):
        check_token(read="alice/tool")


@pytest.mark.parametrize("is_there", [True, False])
def test_popular_owner_that_was_misspelt(
    hub: LocalHub, use_token: UseToken, *, is_there: bool
) -> None:
    """An owner whom many jobs read is suggested where the Hub has the repository, and only then."""
    if is_there:
        hub.world.add_repo("openai-community/gpt2")
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError) as caught:
        check_token(read="openai-comunity/gpt2")
    (problem,) = caught.value.problems
    assert str(problem.cause) == "repo-not-found"
    assert ("openai-community/gpt2" in problem.fix[0]) is is_there
    assert ("Check the spelling" in problem.fix[0]) is not is_there
    asked = [request.path for request in hub.requests if request.path.endswith("/gpt2")]
    assert len(asked) == len(set(asked)) <= 8  # side questions


def test_both_faults_of_a_target_are_said(hub: LocalHub, use_token: UseToken) -> None:
    """A read token aimed at a foreign namespace hears of both."""
    use_token(hub.world.add_token("alice", "read").value)
    with pytest.raises(AccessError, match='"bob" is neither your name') as caught:
        check_token(write="bob/new")
    (problem,) = caught.value.problems
    assert [str(cause) for cause in (problem.cause, *problem.could_be)] == [
        "token-read-only",
        "namespace-forbidden",
    ]


# The way to the Hub.


@pytest.mark.parametrize(
    ("fault", "options", "code"),
    [
        ("status", {"code": 500}, "hub-unavailable"),
        ("status", {"code": 502}, "hub-unavailable"),
        ("status", {"code": 503}, "hub-unavailable"),
        ("status", {"code": 504}, "hub-unavailable"),
        ("status", {"code": 408}, "hub-unavailable"),
        ("silence", {}, "hub-unreachable"),
        ("drip", {}, "hub-unreachable"),
        ("reset", {}, "hub-unreachable"),
        ("truncate", {}, "hub-unreachable"),
        ("garbage", {}, "hub-unreachable"),
        ("portal", {}, "not-the-hub"),
        ("empty", {}, "not-the-hub"),
        ("proxy_403", {}, "not-the-hub"),
        ("proxy_407", {}, "not-the-hub"),
        ("redirect", {"to": "http://127.0.0.1:9/elsewhere"}, "not-the-hub"),
        ("redirect_loop", {}, "not-the-hub"),
        ("throttle", {"t": 200}, "rate-limited"),
        ("throttle", {"style": "cloudfront"}, "rate-limited"),
    ],
)
@pytest.mark.parametrize("tls", [False, True], ids=["http", "tls"])
def test_fault_of_the_network_never_accuses_the_token(
    world: World,
    serve: Serve,
    use_token: UseToken,
    trust: Callable[[LocalHub], None],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    options: dict[str, Any],
    code: str,
    tls: bool,  # noqa: FBT001
) -> None:
    """Whatever goes wrong on the way, the verdict is that the Hub could not be asked."""
    hub = serve(world, tls=tls)
    trust(hub)
    hub.fail(fault, **options)
    use_token(world.add_token("alice").value)
    budget_s = 1
    if fault not in ("silence", "drip"):  # which take the whole budget; the others answer at once
        monkeypatch.setattr(Answer, "is_transient", False)
        budget_s = 20
    with pytest.raises(HubUnavailableError) as caught:
        check_token(read="gpt2", write="datasets/alice/results", timeout=budget_s)
    assert [str(problem.cause) for problem in caught.value.problems] == [code]
    assert "token-invalid" not in str(caught.value)


def test_tls_gives_the_same_verdicts(
    world: World, serve: Serve, use_token: UseToken, trust: Callable[[LocalHub], None]
) -> None:
    """The client's exceptions differ between http and https; the guard's verdicts do not."""
    trust(serve(world, tls=True))
    use_token(world.add_token("alice", "read").value)
    assert causes_of(read="alice/private") == []
    assert causes_of(write="datasets/alice/results") == ["token-read-only"]
    assert causes_of(read="alice/nope") == ["repo-not-found"]
    use_token(token_value("nobody's"))
    assert causes_of(read="alice/nope") == ["token-invalid"]


def test_tls_that_cannot_be_verified(world: World, serve: Serve, use_token: UseToken) -> None:
    """A certificate that nobody vouches for is a matter of the way, asked once."""
    hub = serve(world, tls=True)
    use_token(world.add_token("alice").value)
    with pytest.raises(HubUnavailableError, match="certificate could not be verified"):
        check_token(write="datasets/alice/results", timeout=20)
    assert hub.requests == []


def test_hub_that_is_down(
    monkeypatch: pytest.MonkeyPatch, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused connection ends with 75, said in words, after the budget."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    use_token(token_value("any"))
    with pytest.raises(SystemExit) as caught:
        require_token(timeout=0.5)
    assert caught.value.code == 75
    err = capsys.readouterr().err
    assert "hub-unreachable: http://127.0.0.1:9 could not be reached: the connection was" in err


def test_fault_that_passes_is_survived(hub: LocalHub, use_token: UseToken) -> None:
    """A short fault is waited out by asking again."""
    hub.fail("status", code=503, times=3)
    hub.fail("reset", path="whoami", times=1)
    use_token(hub.world.add_token("alice").value)
    assert causes_of(read="gpt2", write="datasets/alice/results") == []


@pytest.mark.parametrize("options", [{"retry_after": 1, "t": None}, {"t": 1}])
def test_throttled_probe_waits_as_told(
    hub: LocalHub, use_token: UseToken, options: dict[str, Any]
) -> None:
    """A wait that the server asks for is kept where the budget allows it."""
    hub.fail("throttle", path="auth-check", times=1, **options)
    use_token(hub.world.add_token("alice").value)
    assert causes_of(write="datasets/alice/results", timeout=10) == []


def test_refusals_are_asked_once(hub: LocalHub, use_token: UseToken) -> None:
    """401, 403 and 404 are answers; asking again changes nothing."""
    use_token(hub.world.add_token("alice").value)
    causes_of(read="meta/gated", write=["bob/public", "alice/new"])
    assert len(paths_asked(hub)) == len(set(paths_asked(hub))) == 4


def test_throttled_probe_beside_a_refusal_is_a_warning(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the verdict is clear, a throttled target only adds a warning."""
    hub.fail("throttle", path="gpt2", t=200)
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(SystemExit) as caught:
        require_token(read="gpt2", write="bob/public", timeout=3)
    assert caught.value.code == 77
    err = capsys.readouterr().err
    assert "warning: not checked, the Hub answered 429: gpt2" in err
    assert "namespace-forbidden" in err
    assert "rate-limited" not in err


def test_long_wait_is_said(
    hub: LocalHub,
    use_token: UseToken,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person who watches the log is told what the guard waits for; check_token is silent."""
    monkeypatch.setattr("hftoken_guard._start.client.QUIET_S", 0.05)
    hub.fail("silence")
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(SystemExit):
        require_token(timeout=0.5)
    assert "hftoken-guard: waiting: no answer from the Hub yet" in capsys.readouterr().err
    assert causes_of(timeout=0.5) == ["hub-unreachable"]
    assert capsys.readouterr() == ("", "")


def test_refusal_in_unknown_words_is_not_guessed(hub: LocalHub, use_token: UseToken) -> None:
    """An answer that fits no known cause gets none."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", path="gpt2", code=418, message="I am a teapot", error_code="Teapot")
    assert causes_of(read="gpt2") == ["unexpected"]


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("Private repository storage limit reached, please upgrade your plan.", 403,
         "storage-limit"),
        ("Payment required", 402, "payment-required"),
        ("Unavailable For Legal Reasons", 451, "repo-disabled"),
        ("Your token has been revoked by the organization administrator", 403, "org-policy"),
    ],
)  # fmt: skip
def test_refusals_by_the_hubs_sentence(
    hub: LocalHub, use_token: UseToken, text: str, status: int, code: str
) -> None:
    """Some causes are told by status and sentence alone."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", path="results", code=status, message=text)
    assert causes_of(write="datasets/alice/results") == [code]


def test_refused_route_does_not_make_a_known_token_bad(hub: LocalHub, use_token: UseToken) -> None:
    """A 401 to a token that whoami knows is not called a bad token."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", path="gpt2", code=401, message="Invalid username or password.")
    assert causes_of(read="gpt2") == ["unexpected"]


# The call itself.


def test_two_calls_ask_whoami_once(hub: LocalHub, use_token: UseToken) -> None:
    """The bare call above the imports and the full one below share one whoami."""
    use_token(hub.world.add_token("alice").value)
    require_token()
    require_token(read="gpt2")
    assert require_token(write="results", timeout=5)  # a bare name needs the owner
    assert paths_asked(hub).count(WHOAMI) == 1
    assert paths_asked(hub)[-1].endswith("/alice/results/auth-check/write")


def test_token_that_was_edited_between_two_calls(hub: LocalHub, use_token: UseToken) -> None:
    """Who ticks the missing box and runs the notebook's cell again is let through."""
    token = hub.world.add_token("alice", "fineGrained")
    use_token(token.value)
    for _ in range(2):
        assert causes_of(write="alice/new") == ["token-scope-missing"]
    token.scoped = [Scope("user", "alice", ("repo.write",))]
    assert causes_of(write="alice/new") == []


def test_what_was_known_stands_if_whoami_cannot_be_asked_again(
    hub: LocalHub, use_token: UseToken
) -> None:
    """A refusal is judged with the owner and role that the first call learned."""
    use_token(hub.world.add_token("alice", "read").value)
    require_token(read="gpt2")
    hub.fail("throttle", path="whoami", t=200)
    assert causes_of(write="datasets/alice/results") == ["token-read-only"]
    hub.fail("status", path="gpt2", code=401, message="Invalid username or password.")
    assert causes_of(read="gpt2") == ["unexpected"]


def test_fault_does_not_ask_again_whose_token_it_is(hub: LocalHub, use_token: UseToken) -> None:
    """Where the Hub is down there is nothing to learn from whoami."""
    use_token(hub.world.add_token("alice").value)
    require_token()
    hub.fail("status", code=503)
    assert causes_of(read="gpt2", timeout=0.5) == ["hub-unavailable"]
    assert paths_asked(hub).count(WHOAMI) == 1


def test_next_call_of_the_job_opens_no_connection(hub: LocalHub, use_token: UseToken) -> None:
    """The guard asks over the client's own pool, so the job finds its connection open."""
    use_token(hub.world.add_token("alice").value)
    require_token(read="gpt2")
    opened = hub.connections
    get_session().get(f"{hub.endpoint}/api/models/gpt2", timeout=5)
    assert hub.connections == opened


def test_explicit_token_beside_another(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """The explicit token is checked; the other one stays, with a warning."""
    other = token_value("other")
    use_token(other)
    value = hub.world.add_token("alice").value
    assert require_token(value, write="datasets/alice/results") == value
    assert os.environ["HF_TOKEN"] == other
    assert "HF_TOKEN holds another token" in capsys.readouterr().err


def test_foreign_endpoint_is_said_once(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """That the token goes to another endpoint is one warning for the process."""
    use_token(hub.world.add_token("alice").value)
    require_token()
    require_token()
    assert capsys.readouterr().err.count("not huggingface.co") == 1


def test_token_in_the_name_of_a_target_is_not_sent(hub: LocalHub, use_token: UseToken) -> None:
    """Arguments in the wrong order: an address is logged by whoever sees it, so it is not asked."""
    value = hub.world.add_token("alice").value
    use_token(value)
    for target in (f"alice/{value}", f"datasets/{value}", f"alice/x@{value}"):
        with pytest.raises(AccessError, match="It holds the token itself") as caught:
            check_token(read=target)
        assert [str(problem.cause) for problem in caught.value.problems] == ["target-malformed"]
    assert check_token(read=f"alice/{value}?")
    assert {path for path in paths_asked(hub) if path != WHOAMI} == set()
    use_token(hub.world.add_token("alice", value="hf_dev").value)
    hub.world.add_repo("alice/hf_dev-set", "dataset")
    assert check_token(read="datasets/alice/hf_dev-set")


def test_success_is_one_line_on_stderr(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """Success says what was proved, and nothing goes to stdout."""
    use_token(hub.world.add_token("alice").value)
    require_token(read="gpt2", write=["datasets/alice/results", "alice/new"])
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == (
        "hftoken-guard: ok: alice (write token) reads gpt2, writes datasets/alice/results,"
        " alice/new (new)"
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"timeout": 0}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"timeout": "30"}, TypeError),
        ({"timeout": True}, TypeError),
        ({"repo_type": "module"}, ValueError),
        ({"read": 3}, TypeError),
        ({"token": 3}, TypeError),
    ],
)
@pytest.mark.parametrize("call", [check_token, require_token])
def test_wrong_arguments(
    call: Callable[..., Token], arguments: dict[str, Any], error: type[Exception]
) -> None:
    """A wrong call is a clear error of Python, not a verdict about the token."""
    with pytest.raises(error):
        call(**arguments)


def test_exit_codes_in_order(hub: LocalHub, use_token: UseToken) -> None:
    """Of several problems the malformed target decides the exit code."""
    use_token("$HF_TOKEN")
    with pytest.raises(SystemExit) as caught:
        require_token(write="alice/None")
    assert caught.value.code == 64
    with pytest.raises(TokenError) as error:
        check_token(write="alice/None")
    assert [str(p.cause) for p in error.value.problems] == ["target-malformed", "token-placeholder"]


def test_closed_stderr_stops_no_job(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job without a stderr is still checked and goes on."""
    use_token(hub.world.add_token("alice").value)
    monkeypatch.setattr(sys, "stderr", None)
    assert require_token(read="gpt2")


def test_netrc_shadows_the_token_where_the_client_reads_it(
    hub: LocalHub, use_token: UseToken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .netrc entry replaces the token in the oldest clients, and is named there."""
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login alice password secret\n")
    monkeypatch.setenv("NETRC", str(file))
    use_token(hub.world.add_token("alice").value)
    reads_netrc = not hasattr(get_session(), "follow_redirects")
    assert causes_of() == (["credential-shadowed"] if reads_netrc else [])
    assert len(paths_asked(hub)) == (0 if reads_netrc else 1)


def test_oidc_shadows_the_token_where_the_client_prefers_it(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HF_OIDC_RESOURCE comes before the token in the newer clients, and is named there."""
    from huggingface_hub import errors  # noqa: PLC0415

    monkeypatch.setenv("HF_OIDC_RESOURCE", "alice/results")
    use_token(hub.world.add_token("alice").value)
    expected = ["credential-shadowed"] if hasattr(errors, "OIDCError") else []
    assert causes_of() == expected


# What a hostile reviewer found.


@pytest.mark.parametrize(
    "words", ["", "Your token has been revoked by the organization administrator"]
)
def test_whoami_401_that_is_not_the_tokens(hub: LocalHub, use_token: UseToken, words: str) -> None:
    """A 401 of whoami that does not speak of a bad token ends in a verdict, not in a traceback."""
    hub.fail("silence", path="auth-check")
    if words:
        hub.fail("status", path="whoami", code=401, message=words)
    else:
        hub.fail("proxy_403", path="whoami")
    use_token(hub.world.add_token("alice").value)
    found = causes_of(write="datasets/alice/results", timeout=1)
    assert found
    assert "token-invalid" not in found


def test_secret_in_the_environment_that_is_a_user_name(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is hidden in messages is not hidden from the judgement."""
    hub.world.add_user("alice-smith")
    monkeypatch.setenv("HF_TOKEN_OWNER", "alice-smith")
    monkeypatch.setenv("HF_TOKEN_TYPE", "fineGrained")
    use_token(hub.world.add_token("alice-smith").value)
    assert check_token(write=["alice-smith/new", "bare"]).user == "alice-smith"


def test_long_bodies_cost_no_time(hub: LocalHub, use_token: UseToken) -> None:
    """A server that sends a lot is read within the budget."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", path="gpt2", code=403, message="a" * 60_000)
    assert causes_of(read="gpt2", timeout=20) == ["unexpected"]


def test_type_that_may_also_be_hidden(hub: LocalHub, use_token: UseToken) -> None:
    """A name that exists as another type leaves open that one of this type is hidden."""
    hub.world.add_repo("bob/thing", private=True)
    hub.world.add_repo("bob/thing", "dataset")
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError) as caught:
        check_token(read="bob/thing")
    (problem,) = caught.value.problems
    assert (problem.cause, problem.could_be) == ("repo-wrong-type", ("repo-not-found",))
    assert 'repo_type="' in problem.fix[0]  # what the job's own call needs


def test_something_else_that_is_expired(hub: LocalHub, use_token: UseToken) -> None:
    """Only a token that the Hub calls expired is one, and it hides no other problem."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", path="gpt2", code=403, message="Your SSO session is expired, sign in")
    assert causes_of(read="gpt2", write="bob/public") == ["unexpected", "namespace-forbidden"]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"}, []),
        ({"TRANSFORMERS_OFFLINE": "yes"}, ["hub-offline"]),
        ({"HF_HUB_OFFLINE": "true"}, ["hub-offline"]),
    ],
)
def test_offline_mode_as_the_client_reads_it(
    hub: LocalHub,
    use_token: UseToken,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    expected: list[str],
) -> None:
    """The two variables count as they do in the client library."""
    use_token(hub.world.add_token("alice").value)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert causes_of(write="alice/new") == expected


def test_credentials_in_the_endpoint_replace_the_token(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a user in the address of the endpoint the token is never sent; no password is shown."""
    address = hub.endpoint.replace("http://", "HTTP://user:hunt@er22222@")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(TokenError) as caught:
        check_token(read="gpt2")
    assert [str(problem.cause) for problem in caught.value.problems] == ["credential-shadowed"]
    assert "er22222" not in str(caught.value)


@pytest.mark.parametrize("target", ["bob/x@main\nhftoken-guard: ok: fine", "bob/x@a b"])
def test_revision_can_forge_no_line(hub: LocalHub, use_token: UseToken, target: str) -> None:
    """A revision with control characters or blanks is none."""
    use_token(hub.world.add_token("alice").value)
    with pytest.raises(AccessError) as caught:
        check_token(read=target)
    assert [str(problem.cause) for problem in caught.value.problems] == ["target-malformed"]
    assert "\nhftoken-guard: ok" not in str(caught.value)


def test_user_name_can_forge_no_line(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whoami whose name cannot be one is not the Hub's."""
    name = {"type": "user", "name": "alice\nhftoken-guard: ok: forged", "orgs": [], "auth": {}}
    monkeypatch.setattr(type(hub.world), "whoami", lambda *_: name)
    use_token(hub.world.add_token("alice").value)
    assert causes_of(write="new") == ["not-the-hub"]


def test_unknown_role_is_not_called_a_missing_scope(hub: LocalHub, use_token: UseToken) -> None:
    """A role that this version does not know leaves the cause open."""
    use_token(hub.world.add_token("alice", "god").value)
    hub.world.tokens[os.environ["HF_TOKEN"]].role = "read"
    hub.fail("status", path="results", code=403, message="You have read access but not more.")
    body = {"type": "user", "name": "alice", "orgs": [], "auth": {"accessToken": {"role": "new"}}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(hub.world), "whoami", lambda *_: body)
        with pytest.raises(AccessError) as caught:
            check_token(write="datasets/alice/results")
    (problem,) = caught.value.problems
    assert str(problem.cause) == "write-denied"
    assert "token-scope-missing" in problem.could_be


def test_wish_does_not_hide_a_bad_token(hub: LocalHub, use_token: UseToken) -> None:
    """A bad token stops the job, whichever target shows it."""
    hub.fail("throttle", path="whoami", t=200)
    use_token(token_value("nobody's"))
    assert causes_of(write="datasets/alice/results?", timeout=5) == ["token-invalid"]


def test_token_revoked_between_two_calls(hub: LocalHub, use_token: UseToken) -> None:
    """What whoami said before does not vouch for a token that is refused now."""
    use_token(hub.world.add_token("alice").value)
    check_token()
    hub.world.tokens.clear()
    assert causes_of(write="datasets/alice/results") == ["token-invalid"]


def test_refused_explicit_token_is_not_left_behind(hub: LocalHub) -> None:
    """A token that was refused is not put into the environment."""
    assert causes_of(token=token_value("nobody's")) == ["token-invalid"]
    assert "HF_TOKEN" not in os.environ


def test_endpoint_is_said_although_a_silent_check_came_before(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """What check_token did not print is still printed by the next call."""
    use_token(hub.world.add_token("alice").value)
    check_token()
    require_token()
    assert "not huggingface.co" in capsys.readouterr().err


def test_error_of_another_rank_has_its_report(
    hub: LocalHub, use_token: UseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rank that raises says why; only printing is left to rank 0."""
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    use_token("$HF_TOKEN")
    with pytest.raises(TokenError, match="token-placeholder"):
        check_token()


def test_pull_request_on_what_is_not_there(hub: LocalHub, use_token: UseToken) -> None:
    """To open a pull request on a new repository it has to be created first."""
    token = hub.world.add_token("alice", "fineGrained", global_permissions=["discussion.write"])
    use_token(token.value)
    with pytest.raises(AccessError, match=r"lacks the permission repo\.write"):
        check_token(write="alice/new", create_pr=True)


def test_malformed_wish_is_only_a_warning(
    hub: LocalHub, use_token: UseToken, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that cannot be one stops no job if it is only wished for."""
    use_token(hub.world.add_token("alice").value)
    assert require_token(read="gpt2", write="spaces/None/trackio?")
    assert 'warning: "spaces/None/trackio?", which is optional: ' in capsys.readouterr().err
