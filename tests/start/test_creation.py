"""`create=True`: what is not there yet is created at once, and proved."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
from standin.demo_world import in_hours
from standin.world import Scope, token_value

from hftoken_guard import GuardError, check_token, require_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

READ_WRITE = ("repo.content.read", "repo.write")
KNOWS_BUCKETS = hasattr(huggingface_hub.HfApi, "create_bucket")


def list_changes(hub: LocalHub) -> list[str]:
    """Return what was asked by anything but a GET."""
    return [f"{r.method} {r.path}" for r in hub.requests if r.method not in ("GET", "HEAD")]


def refuse(hub: LocalHub, token: str, **wanted: Any) -> GuardError:
    """Make a check that must fail, with a short budget."""
    with pytest.raises(GuardError) as caught:
        check_token(token, create=True, timeout=2, **wanted)
    return caught.value


def ok_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the line that says that all is well."""
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "guard: ok:" in line]
    return line


def test_repository_is_created_and_proved(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is created once, private, and its write is probed after that."""
    token = hub.world.add_token("alice").value
    require_token(token, write=["datasets/alice/new", "alice/private"], create=True)
    assert ok_line(capsys).endswith("writes datasets/alice/new (created), alice/private")
    made = hub.world.repo("alice/new", "dataset")
    assert made is not None
    assert made.private
    assert list_changes(hub) == ["POST /api/repos/create"]
    assert hub.requests[-1].path == "/api/datasets/alice/new/auth-check/write"
    require_token(token, write="datasets/alice/new", create=True)
    assert list_changes(hub) == ["POST /api/repos/create"]
    assert ok_line(capsys).endswith("writes datasets/alice/new")


def test_repository_is_public_if_so_told(hub: LocalHub) -> None:
    """Only `private=False` makes what is created public."""
    check_token(hub.world.add_token("alice").value, write="new", create=True, private=False)
    made = hub.world.repo("alice/new")
    assert made is not None
    assert not made.private


@pytest.mark.skipif(not KNOWS_BUCKETS, reason="this client knows no buckets")
def test_bucket_is_created(hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """A bucket is created by its own route, private as well."""
    token = hub.world.add_token("alice").value
    require_token(token, write=["buckets/acme/new", "alice/also-new"], create=True)
    assert "buckets/acme/new (created), alice/also-new (created)" in ok_line(capsys)
    made = hub.world.repo("acme/new", "bucket")
    assert made is not None
    assert made.private


def test_bucket_needs_a_newer_client(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older client cannot create it: it stays new, with a word why."""
    monkeypatch.delattr(huggingface_hub.HfApi, "create_bucket", raising=False)
    require_token(hub.world.add_token("alice").value, write="buckets/acme/new", create=True)
    printed = capsys.readouterr().err
    assert f"not created: huggingface_hub {huggingface_hub.__version__} knows no" in printed
    assert "writes buckets/acme/new (new)" in printed


@pytest.mark.parametrize("more", [{}, {"create": False}])
def test_nothing_is_created_unasked(hub: LocalHub, more: dict[str, Any]) -> None:
    """Without the argument nothing on the Hub is ever changed."""
    check_token(hub.world.add_token("alice").value, write="alice/new", **more)
    assert list_changes(hub) == []


@pytest.mark.parametrize(
    ("wanted", "cause"),
    [
        ({"read": "alice/missing", "write": "alice/new"}, "repo-not-found"),
        ({"write": ["alice/new", "bob/public"]}, "namespace-forbidden"),
        ({"write": "alice/new", "lasts": "6h"}, "token-expires-early"),
    ],
)
def test_nothing_is_created_for_a_job_that_is_stopped(
    hub: LocalHub, wanted: dict[str, Any], cause: str
) -> None:
    """Whatever else is wrong is found first."""
    token = hub.world.add_token(
        "alice", "oauth", oauth_scopes=("manage-repos",), expires_at=in_hours(2)
    )
    assert refuse(hub, token.value, **wanted).problems[0].cause == cause
    assert list_changes(hub) == []


def test_wish_is_not_created(hub: LocalHub) -> None:
    """What is only wished for is left to the job."""
    check_token(hub.world.add_token("alice").value, write="alice/new?", create=True)
    assert list_changes(hub) == []


def test_space_is_left_to_the_job(hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """A Space takes more than a name: it stays new, with a word why."""
    require_token(hub.world.add_token("alice").value, write="spaces/alice/app", create=True)
    printed = capsys.readouterr().err
    assert "spaces/alice/app was not created: a Space takes more than a name" in printed
    assert "writes spaces/alice/app (new)" in printed
    assert list_changes(hub) == []


def test_refused_creation_is_explained_and_the_last(hub: LocalHub) -> None:
    """What whoami did not foresee stops the job, with what the Hub said; no more is created."""
    hub.fail("status", path="repos/create", code=403, message="Storage limit reached", times=1)
    token = hub.world.add_token("alice").value
    error = refuse(hub, token, write=["datasets/alice/one", "datasets/alice/two"])
    (problem,) = error.problems
    assert (problem.cause, problem.target) == ("storage-limit", "datasets/alice/one")
    assert problem.status == 403
    assert "POST /api/repos/create -> 403" in str(error)
    assert list_changes(hub) == ["POST /api/repos/create"]


def test_unlisted_role_is_tried(hub: LocalHub) -> None:
    """Where whoami leaves it open, the creation itself tells: here that the role is too low."""
    hub.world.add_org("quiet", {"alice": "read"}, shows_roles=False)
    token = hub.world.add_token("alice").value
    assert check_token(token, write="quiet/new")
    problem = refuse(hub, token, write="quiet/new").problems[0]
    assert "org-role-too-low" in (problem.cause, *problem.could_be)
    assert 'create a model under the namespace "quiet"' in problem.why


def test_one_that_is_there_after_all_is_used(hub: LocalHub) -> None:
    """Another job that was faster leaves a 409: the write to what it made is proved."""
    hub.fail("status", path="alice/private/auth-check", code=404, error_code="RepoNotFound",
             message="Repository not found", times=1)  # fmt: skip
    token = hub.world.add_token("alice").value
    assert check_token(token, write="alice/private", create=True)
    assert list_changes(hub) == ["POST /api/repos/create"]


def test_hub_that_does_not_see_it_yet_proves_nothing(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was created, so the job goes on, and the line says that nobody verified the write."""
    hub.fail("status", path="alice/new/auth-check", code=404, error_code="RepoNotFound",
             message="Repository not found")  # fmt: skip
    require_token(hub.world.add_token("alice").value, write="alice/new", create=True)
    assert "writes alice/new (created, unverified)" in ok_line(capsys)


def test_creation_is_tried_again(hub: LocalHub) -> None:
    """A broken answer is no refusal."""
    hub.fail("status", path="repos/create", code=503, times=1)
    assert check_token(hub.world.add_token("alice").value, write="alice/new", create=True)
    assert list_changes(hub) == ["POST /api/repos/create"] * 2


def test_creation_that_gets_no_answer(hub: LocalHub) -> None:
    """A Hub that stays broken is named as that, not as a lack of rights."""
    hub.fail("status", path="repos/create", code=503)
    error = refuse(hub, hub.world.add_token("alice").value, write="alice/new")
    assert [problem.cause for problem in error.problems] == ["hub-unavailable"]


def test_creation_over_a_broken_connection(hub: LocalHub) -> None:
    """A connection that breaks is a fault of the way."""
    hub.fail("reset", path="repos/create")
    error = refuse(hub, hub.world.add_token("alice").value, write="alice/new")
    assert [problem.cause for problem in error.problems] == ["hub-unreachable"]
    assert "POST /api/repos/create" in str(error)


def test_pull_request_on_what_is_created(hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a pull request is enough, what is created can be read, and take one."""
    token = hub.world.add_token("alice").value
    require_token(token, write="alice/new", create=True, create_pr=True)
    assert "opens pull requests on alice/new (created)" in ok_line(capsys)


def test_only_one_rank_creates(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, use_token: Callable[[str], None]
) -> None:
    """The other ranks ask nothing and create nothing."""
    use_token(hub.world.add_token("alice").value)
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert require_token(write="alice/new", create=True)
    assert hub.requests == []


def test_fine_grained_token_for_one_repository_creates_none(hub: LocalHub) -> None:
    """A right to one repository is none to create it: known before, and nothing is sent."""
    scope = Scope("model", "alice/new", READ_WRITE)
    token = hub.world.add_token("alice", "fineGrained", scoped=[scope])
    assert refuse(hub, token.value, write="alice/new").problems[0].cause == "token-scope-missing"
    assert list_changes(hub) == []


def test_trusted_publisher_may_not_create(hub: LocalHub) -> None:
    """A 401 to the creation, from a Hub that knows the token, is about the right to create."""
    token = hub.world.add_token("alice", "jwt", bound_repo="datasets/alice/results").value
    problem = refuse(hub, token, write=["datasets/alice/results", "datasets/alice/new"]).problems[0]
    assert (problem.cause, problem.target) == ("token-scope-missing", "datasets/alice/new")


def test_nothing_is_created_while_another_token_is_bad(hub: LocalHub) -> None:
    """A target that brings its own token is checked before anything is created for the others."""
    arguments = SimpleNamespace(
        push_to_hub=True, output_dir="x", hub_model_id="alice/model", hub_token=token_value("dead")
    )
    token = hub.world.add_token("alice").value
    error = refuse(hub, token, write=["datasets/alice/new", arguments])
    assert error.problems[0].cause == "token-invalid"
    assert list_changes(hub) == []


def test_each_token_creates_its_own(hub: LocalHub) -> None:
    """With two good tokens, each creates what is written with it."""
    arguments = SimpleNamespace(
        push_to_hub=True,
        output_dir="x",
        hub_model_id="alice/model",
        hub_token=hub.world.add_token("alice").value,
    )
    token = hub.world.add_token("alice").value
    assert check_token(token, write=["datasets/alice/new", arguments], create=True)
    assert list_changes(hub) == ["POST /api/repos/create"] * 2
    assert hub.world.repo("alice/model") is not None


@pytest.mark.parametrize("private", [None, True, 0])
def test_only_false_is_public(hub: LocalHub, private: Any) -> None:
    """An argument that nobody has set leaves it private."""
    check_token(hub.world.add_token("alice").value, write="new", create=True, private=private)
    made = hub.world.repo("alice/new")
    assert made is not None
    assert made.private


def test_busy_hub_is_asked_again_with_pauses(hub: LocalHub) -> None:
    """While the Hub creates something else, it is asked a few times, and then no more."""
    hub.fail(
        "status",
        path="repos/create",
        code=409,
        message="Cannot create repo: another conflicting operation is in progress",
    )
    problem = refuse(hub, hub.world.add_token("alice").value, write="alice/new").problems[0]
    assert problem.cause == "unexpected"
    assert "another conflicting operation" in problem.why
    asked = len(list_changes(hub))
    assert 1 < asked < 200
    time.sleep(0.3)
    assert len(list_changes(hub)) == asked


def test_what_was_created_before_a_refusal_is_told(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there now, though the job is stopped, is said."""
    hub.world.add_org("quiet", {"alice": "read"}, shows_roles=False)
    token = hub.world.add_token("alice").value
    with pytest.raises(SystemExit):
        require_token(token, write=["datasets/alice/one", "quiet/two"], create=True)
    assert "datasets/alice/one has been created all the same" in capsys.readouterr().err


def test_name_that_is_taken_and_hidden_is_told(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Hub says that it is there, and then that it is not: the token does not see it."""
    hub.fail("status", path="alice/private/auth-check", code=404, error_code="RepoNotFound",
             message="Repository not found")  # fmt: skip
    require_token(hub.world.add_token("alice").value, write="alice/private", create=True)
    printed = capsys.readouterr().err
    assert "the name alice/private is taken, and this token does not see it" in printed


def test_creation_is_not_sent_elsewhere(hub: LocalHub) -> None:
    """A redirect is not followed: neither the token nor the creation leaves the Hub."""
    hub.fail("redirect", path="repos/create", to="https://example.org")
    problem = refuse(hub, hub.world.add_token("alice").value, write="alice/new").problems[0]
    assert problem.cause in ("not-the-hub", "unexpected")
    assert list_changes(hub) == ["POST /api/repos/create"]
