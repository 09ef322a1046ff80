"""Buckets: asked as the client asks them, and judged by what is known of their rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from standin.world import AccessToken, Scope, World

from hftoken_guard import GuardError, Problem, check_token, require_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

READ_WRITE = ("repo.content.read", "repo.write")


@pytest.fixture
def world(world: World) -> World:
    """Add buckets: alice's, her private one, bob's private one, and the organization's."""
    world.add_repo("alice/out", "bucket", files={"a.bin": b"a"})
    world.add_repo("alice/hidden", "bucket", private=True)
    world.add_repo("bob/hidden", "bucket", private=True)
    world.add_repo("acme/shared", "bucket")
    return world


def refuse(token: AccessToken, **wanted: Any) -> Problem:
    """Return the only problem that the check finds."""
    with pytest.raises(GuardError) as caught:
        check_token(token.value, **wanted)
    (problem,) = caught.value.problems
    return problem


def test_proof_is_what_the_client_asks(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A bucket is read by its description, and written by a credential that nobody sees."""
    use_token(hub.world.add_token("alice").value)
    require_token(read="buckets/alice/hidden", write="hf://buckets/alice/out/run-1")
    asked = {request.path for request in hub.requests}
    assert {"/api/buckets/alice/hidden", "/api/buckets/alice/out/xet-write-token"} < asked
    assert {request.method for request in hub.requests} == {"GET"}
    printed = capsys.readouterr().err
    assert "reads buckets/alice/hidden, writes buckets/alice/out\n" in printed
    assert "xet_write" not in printed


def test_one_bucket_is_read_and_written(hub: LocalHub) -> None:
    """The description that is asked to read decides nothing of the write."""
    token = hub.world.add_token("alice", "read")
    problem = refuse(token, read="buckets/alice/out", write="buckets/alice/out")
    assert (problem.cause, problem.target) == ("token-read-only", "buckets/alice/out")


def test_new_bucket_is_told_as_new(hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """A bucket that the job creates is no refusal; one in a stranger's namespace is."""
    token = hub.world.add_token("alice")
    require_token(token.value, write="buckets/acme/new")
    assert "writes buckets/acme/new (new)" in capsys.readouterr().err
    assert refuse(token, write="buckets/bob/new").cause == "namespace-forbidden"


def test_missing_bucket_is_not_found(hub: LocalHub) -> None:
    """What is read must be there; where a dataset has the name, it is pointed to."""
    token = hub.world.add_token("alice")
    assert refuse(token, read="buckets/bob/hidden").cause == "repo-not-found"
    problem = refuse(token, read="buckets/alice/results")
    assert (problem.cause, *problem.could_be) == ("repo-wrong-type", "repo-not-found")


def test_rights_to_repositories_do_not_cover_buckets(hub: LocalHub) -> None:
    """A fine-grained token that writes all repositories is refused at a bucket, and told why."""
    scope = Scope("user", "alice", READ_WRITE)
    token = hub.world.add_token("alice", "fineGrained", scoped=[scope])
    assert check_token(token.value, write="datasets/alice/results")
    problem = refuse(token, write="buckets/alice/out")
    assert problem.cause == "token-scope-missing"
    assert "rights to repositories do not cover it" in problem.why
    assert not any("repo.write" in step for step in problem.fix)
    assert not any("create_pr" in step for step in problem.fix)


def test_low_role_comes_before_the_scope(hub: LocalHub) -> None:
    """A member who can only read is refused for that, and perhaps for the scope as well."""
    hub.world.orgs["acme"].members["alice"] = "read"
    token = hub.world.add_token("alice", "fineGrained", scoped=[Scope("org", "acme", READ_WRITE)])
    problem = refuse(token, write="buckets/acme/shared")
    assert (problem.cause, *problem.could_be) == ("org-role-too-low", "token-scope-missing")


def test_scope_of_the_bucket_itself_covers_it(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token for one bucket writes that one; whether it creates another is not known."""
    scope = Scope("bucket", "alice/out", READ_WRITE)
    token = hub.world.add_token("alice", "fineGrained", scoped=[scope])
    require_token(token.value, write=["buckets/alice/out", "buckets/alice/new"])
    assert "writes buckets/alice/out, buckets/alice/new (new, unverified)" in (
        capsys.readouterr().err
    )


def test_pull_request_does_not_count_for_a_bucket(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bucket has no pull requests: its write is proved, also where one is asked for beside it."""
    token = hub.world.add_token("alice")
    require_token(token.value, write=["bob/public", "buckets/alice/out"], create_pr=True)
    assert "opens pull requests on bob/public, writes buckets/alice/out" in capsys.readouterr().err


def test_hub_without_buckets_leaves_them_open(
    world: World, serve: Callable[..., LocalHub], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mirror that knows no buckets proves nothing, either way."""
    hub = serve(world, style="kohaku")
    token = hub.world.add_token("alice", value="ab12" * 16)
    require_token(token.value, write="buckets/alice/out")
    assert "buckets/alice/out (unverified)" in capsys.readouterr().err
