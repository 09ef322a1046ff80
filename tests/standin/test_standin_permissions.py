"""Properties that hold for every token and repository, whatever the combination."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from standin.world import AccessToken, Org, Repo, Scope, World

NAMES = st.sampled_from(["alice", "bob", "acme"])
PERMISSIONS = st.lists(
    st.sampled_from(["repo.content.read", "repo.write", "discussion.write", "job.write"]),
    unique=True,
).map(tuple)
ENTITIES = st.sampled_from(
    [("user", "alice"), ("org", "acme"), ("model", "alice/x"), ("dataset", "alice/x")]
)
SCOPES = st.builds(
    lambda entity, granted: Scope(entity[0], entity[1], granted), ENTITIES, PERMISSIONS
)
TOKENS = st.builds(
    AccessToken,
    value=st.just("hf_x"),
    owner=st.sampled_from(["alice", "bob"]),
    role=st.sampled_from(["read", "write", "fineGrained", "god", "oauth", "jwt", "app_as_user"]),
    scoped=st.lists(SCOPES, max_size=2),
    can_read_gated=st.sampled_from([None, False, True]),
    oauth_scopes=st.lists(
        st.sampled_from(["read-repos", "write-repos", "manage-repos", "contribute-repos"]),
        max_size=2,
    ).map(tuple),
    bound_repo=st.sampled_from([None, "alice/x", "datasets/alice/x"]),
)
REPOS = st.builds(
    Repo,
    type=st.sampled_from(["model", "dataset"]),
    id=NAMES.map(lambda name: f"{name}/x"),
    private=st.booleans(),
    gated=st.booleans(),
    access=st.dictionaries(NAMES, st.sampled_from(["accepted", "pending"])),
    created_by=st.sampled_from([None, "alice", "bob"]),
)
ROLES = st.sampled_from(["admin", "write", "contributor", "read", "no_access"])
WORLDS = st.builds(
    lambda members, policy: World(orgs={"acme": Org("acme", members, policy=policy)}),
    st.dictionaries(NAMES, ROLES),
    st.sampled_from([None, "pending"]),
)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(WORLDS, TOKENS, REPOS)
def test_writing_presupposes_seeing_and_the_right_to_propose(world, token, repo):
    """Who may push sees the repository and could also open a pull request."""
    if world.can_write(token, repo):
        assert world.can_see(token, repo)
        assert world.can_open_pr(token, repo)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(WORLDS, TOKENS, REPOS)
def test_no_token_does_more_than_its_user(world, token, repo):
    """A token narrows what its account may do, and a publisher's is bound to its repository."""
    if token.role == "jwt":
        return
    if world.can_see(token, repo):
        assert world.user_can_see(token.owner, repo)
    if world.can_write(token, repo):
        assert world.user_can_write(token.owner, repo)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(WORLDS, TOKENS, REPOS)
def test_fewer_scopes_never_allow_more(world, token, repo):
    """Taking scopes away takes rights away."""
    bare = replace(token, scoped=[], oauth_scopes=(), global_permissions=[])
    for may in (world.can_see, world.can_write, world.can_open_pr):
        assert may(token, repo) or not may(bare, repo)
    assert world.can_create(token, "acme") or not world.can_create(bare, "acme")


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(WORLDS, TOKENS, REPOS)
def test_anonymous_callers_see_what_is_public(world, token, repo):
    """Without a token there is nothing but what everybody sees."""
    assert world.can_see(None, repo) is (not repo.private)
    assert not world.can_write(None, repo)
    assert not world.can_create(None, repo.namespace)
    assert world.can_see(token, repo) or repo.private
