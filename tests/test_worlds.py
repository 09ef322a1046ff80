"""
The property that matters: what the guard says at the start is what the job then meets.

Worlds are drawn at random: tokens of all kinds and scopes, organizations and roles, repositories
there and not there. The guard's verdict is compared with what a real commit or download through
huggingface_hub does on the stand-in, whose permissions are computed from the world and know
nothing of the guard.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

import huggingface_hub.constants
import pytest
from huggingface_hub import CommitOperationAdd, HfApi, file_download, hf_hub_download
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from standin.demo_world import in_hours
from standin.server import LocalHub
from standin.world import Scope, World, hex_value

from hftoken_guard import _memory
from hftoken_guard._output import print_nothing
from hftoken_guard._report.errors import exit_code
from hftoken_guard._start.check import check
from hftoken_guard._start.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hftoken_guard._start.outcome import Outcome

OWNERS = ("alice", "bob", "acme", "lab", "nowhere")
TYPES = ("model", "dataset", "space")
BUCKETS = ("bucket",) if hasattr(HfApi, "batch_bucket_files") else ()  # newer clients know them
ORG_ROLES = ("admin", "write", "contributor", "read", "no_access", None)
PERMISSIONS = ("repo.content.read", "repo.write", "discussion.write", "inference.serverless.write")

END_HOURS = 2.0  # so long lives a token whose end can be known

SCOPES = st.builds(
    lambda entity, permissions: Scope(entity[0], entity[1], tuple(permissions)),
    st.one_of(
        st.tuples(st.just("user"), st.just("alice")),
        st.tuples(st.just("org"), st.sampled_from(("acme", "lab"))),
        st.tuples(
            st.sampled_from((*TYPES, "bucket")), st.sampled_from(("alice/x", "acme/x", "lab/x"))
        ),
    ),
    st.lists(st.sampled_from(PERMISSIONS), unique=True, max_size=3),
)
TOKENS = st.fixed_dictionaries(
    {
        "role": st.sampled_from(("read", "write", "fineGrained", "fineGrained", "oauth", "jwt")),
        "scoped": st.lists(SCOPES, max_size=3),
        "global_permissions": st.lists(st.just("discussion.write"), max_size=1),
        "can_read_gated": st.sampled_from((None, False, True)),
        "expired": st.sampled_from((False, False, False, True)),
        "oauth_scopes": st.sampled_from(
            ((), ("read-repos",), ("write-repos",), ("manage-repos",), ("contribute-repos",))
        ),
        "bound_repo": st.sampled_from(("alice/x", "datasets/alice/x", "acme/x")),
    }
)
REPOS = st.fixed_dictionaries(
    {
        "private": st.booleans(),
        "gated": st.booleans(),
        "access": st.sampled_from(
            ({}, *({"alice": s} for s in ("accepted", "pending", "rejected", "reset")))
        ),
        "created_by": st.sampled_from(("alice", "bob")),
        "disabled": st.sampled_from((False, False, False, True)),
    }
)
WORLDS = st.fixed_dictionaries(
    {
        "token": TOKENS,
        "roles": st.tuples(st.sampled_from(ORG_ROLES), st.sampled_from(ORG_ROLES)),
        "shows_roles": st.sampled_from((True, True, False)),
        "policy": st.sampled_from((None, None, None, "pending", "revoked")),
        "repo": st.none() | REPOS,
        "type": st.sampled_from((*TYPES, *BUCKETS)),
        "owner": st.sampled_from(OWNERS),
        "elsewhere": st.booleans(),
        "ends": st.booleans(),
        "lasts_hours": st.sampled_from((None, 1.0, 3.0)),
    }
)
EXAMPLES = int(os.environ.get("WORLDS", "120"))
PLAN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    derandomize="WORLDS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module", params=["hub", "kohaku", "olah"])
def style(request: pytest.FixtureRequest) -> str:
    """Name what kind of Hub is asked: the real one's stand-in, one of one's own, a mirror."""
    return str(request.param)


@pytest.fixture(scope="module")
def shared_hub(style: str) -> Iterator[LocalHub]:
    """Serve one Hub whose world is drawn anew for every example."""
    constants = huggingface_hub.constants
    with (
        LocalHub(World(), api_quota=10**9, style=style) as hub,
        pytest.MonkeyPatch.context() as patch,
    ):
        template = "/{repo_id}/resolve/{revision}/{filename}"
        patch.setattr(constants, "ENDPOINT", hub.endpoint)
        for module in (constants, file_download):  # the oldest clients keep a second copy
            if hasattr(module, "HUGGINGFACE_CO_URL_TEMPLATE"):
                patch.setattr(module, "HUGGINGFACE_CO_URL_TEMPLATE", hub.endpoint + template)
        yield hub


def settle(world: World, drawn: dict[str, Any], style: str) -> str:
    """Fill the world as drawn and return the value of the token."""
    for kept in (world.users, world.orgs, world.tokens, world.repos):
        kept.clear()
    for name in ("alice", "bob"):
        world.add_user(name)
    for name, role in zip(("acme", "lab"), drawn["roles"], strict=True):
        members = {"bob": "admin"} | ({"alice": role} if role else {})
        policy = drawn["policy"] if name == "lab" else None
        told = ("token-policy",) if policy else ()  # as the Hub's description of whoami says
        world.add_org(
            name, members, shows_roles=drawn["shows_roles"], policy=policy, restrictions=told
        )
    if drawn["repo"] is not None and drawn["owner"] != "nowhere":
        world.add_repo(f"{drawn['owner']}/x", drawn["type"], **drawn["repo"])
    if drawn["elsewhere"]:
        world.add_repo("alice/y", "dataset")
    value = hex_value("alice") if style == "kohaku" else None
    end = in_hours(END_HOURS) if has_known_end(drawn, style) else None
    return world.add_token("alice", value=value, expires_at=end, **drawn["token"]).value


def has_known_end(drawn: dict[str, Any], style: str) -> bool:
    """Tell whether the token ends, and says when: a login of the browser, or a JWT."""
    return style == "hub" and drawn["ends"] and drawn["token"]["role"] in ("oauth", "jwt")


def run_for_long(world: World, value: str, drawn: dict[str, Any], style: str) -> None:
    """Let the job run before it does what it was checked for: its token may end meanwhile."""
    if has_known_end(drawn, style) and (drawn["lasts_hours"] or 0.0) > END_HOURS:
        world.tokens[value].expired = True


def examine(
    hub: LocalHub, value: str, mode: str, target: str, *, pull: bool, lasts_hours: float | None
) -> Outcome:
    """Ask the guard in this process, as if it was a new one."""
    _memory.forget_all()
    os.environ.pop("HF_TOKEN", None)
    read, write = (target, None) if mode == "read" else (None, target)
    return check(
        value,
        read,
        write,
        repo_type="model",
        plan=Plan(pull, lasts_s=lasts_hours and lasts_hours * 3600),
        optional=False,
        timeout=20,
        say=print_nothing,
    )


def works(hub: LocalHub, value: str, mode: str, drawn: dict[str, Any], *, pull: bool) -> bool:
    """Do with the real client what the job would do, and tell whether it went well."""
    id_, type_ = f"{drawn['owner']}/x", drawn["type"]
    try:
        if type_ == "bucket":
            return _works_in_bucket(HfApi(endpoint=hub.endpoint, token=value), mode, id_)
        if mode == "read":
            with tempfile.TemporaryDirectory() as folder:
                hf_hub_download(
                    id_, "config.json", repo_type=type_, endpoint=hub.endpoint, token=value,
                    cache_dir=folder,
                )  # fmt: skip
            return True
        api = HfApi(endpoint=hub.endpoint, token=value)
        sdk = "static" if type_ == "space" else None
        api.create_repo(id_, repo_type=type_, exist_ok=True, space_sdk=sdk)
        add = CommitOperationAdd("result.txt", b"done")
        api.create_commit(
            id_, [add], commit_message="results", repo_type=type_, create_pr=pull or None
        )
    except Exception as error:  # noqa: BLE001 - whatever the client raises: the job has failed
        event(f"the job fails with {type(error).__name__}")
        return False
    return True


def _works_in_bucket(api: HfApi, mode: str, id_: str) -> bool:
    """Read a bucket, or create it if need be and copy a file into it."""
    if mode == "read":
        return bool(api.bucket_info(id_))
    api.create_bucket(id_, exist_ok=True)
    api.batch_bucket_files(id_, copy=[("model", "gpt2", "ab" * 32, "result.txt")])
    return True


@given(drawn=WORLDS, mode=st.sampled_from(("read", "write", "pull request")))
@PLAN
def test_verdict_is_what_the_job_then_meets(
    shared_hub: LocalHub, style: str, drawn: dict[str, Any], mode: str
) -> None:
    """A proved access works, a refused one fails, and no good job is stopped."""
    value = settle(shared_hub.world, drawn, style)
    prefix = "" if drawn["type"] == "model" else f"{drawn['type']}s/"
    target, pull = f"{prefix}{drawn['owner']}/x", mode == "pull request"
    direction = "read" if mode == "read" else "write"
    outcome = examine(
        shared_hub, value, direction, target, pull=pull, lasts_hours=drawn["lasts_hours"]
    )
    shared_hub.clear()
    run_for_long(shared_hub.world, value, drawn, style)
    really = works(shared_hub, value, direction, drawn, pull=pull)
    if outcome.problems:
        causes = [str(problem.cause) for problem in outcome.problems]
        event(f"{mode} refused: {causes}")
        # A bad token is refused for itself, although public files can be had without any.
        is_bad_token = bool({"token-expired", "token-invalid", "token-expires-early"} & set(causes))
        is_public_read = mode == "read" and is_bad_token
        assert not really or is_public_read, f"a good job was stopped: {causes}"
        assert exit_code(outcome.problems) == 77
        return
    ((_, verdict, _),) = outcome.judged
    # A mirror cannot be written to at all, and nobody can ask it whether something can be created.
    is_sure = verdict.is_proved if style == "hub" else verdict.is_allowed
    event(f"{mode} allowed{'' if is_sure else ' unverified'}")
    assert really or not is_sure, "a job that must fail was let through as proved"
