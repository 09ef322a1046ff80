"""A small world to try things on: every kind of token, and every state of a repository."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from standin.world import AccessToken, Scope, World, hex_value

GATED = "meta-llama/Llama-3.2-1B"
INFERENCE = Scope("user", "alice", ("inference.serverless.write",))
READ = Scope("user", "alice", ("repo.content.read",))
ONE_REPO = Scope("model", "alice/private-model", ("repo.content.read", "repo.write"))
ALL_OWN = Scope("user", "alice", ("repo.content.read", "repo.write"))


def demo_world() -> tuple[World, dict[str, AccessToken]]:
    """Return the world and its tokens by the names to ask for them."""
    world = World()
    for name in ("alice", "bob", "carol", "dave", "erin"):
        world.add_user(name)
    world.add_org("acme", {"alice": "write", "bob": "admin"}, plan="enterprise")
    world.add_org("readers-org", {"alice": "read", "bob": "admin"})
    world.add_org("contrib-org", {"alice": "contributor", "bob": "admin"})
    world.add_org(
        "strict-org", {"alice": "write"}, policy="pending", restrictions=("token-policy",)
    )
    _add_repos(world)
    return world, _add_tokens(world)


def in_hours(hours: float) -> str:
    """Return that time from now as the Hub writes times."""
    time = datetime.now(timezone.utc) + timedelta(hours=hours)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _add_repos(world: World) -> None:
    """Add the repositories."""
    rows = [{"text": "one"}, {"text": "two"}]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    for name in ("gpt2", "openai-community/gpt2"):
        world.add_repo(name)
    world.add_repo("alice/results", "dataset", files={"README.md": b"# Results\n", "a.jsonl": data})
    world.add_repo("alice/private-model", private=True)
    world.add_repo("alice/app", "space")
    world.add_repo("alice/disabled", disabled=True)
    world.add_repo("bob/public-model")
    world.add_repo("bob/secret", private=True)
    world.add_repo("acme/private-data", "dataset", private=True)
    world.add_repo("readers-org/data", "dataset", private=True)
    world.add_repo("contrib-org/hers", created_by="alice")
    world.add_repo("contrib-org/theirs", created_by="bob")
    world.add_repo("strict-org/data", "dataset", private=True)
    world.add_repo("rajpurkar/squad", "dataset", files={"README.md": b"# SQuAD\n", "a.jsonl": data})
    world.add_repo("squad", "dataset", moved_to="rajpurkar/squad")
    answers = {"alice": "accepted", "bob": "pending", "carol": "rejected", "dave": "reset"}
    world.add_repo(GATED, gated=True, access=answers)


def _add_tokens(world: World) -> dict[str, AccessToken]:
    """Add the tokens; those without an owner in their name are alice's."""
    fine = {
        "fine-own": ([ALL_OWN], True),
        "fine-one-repo": ([ONE_REPO], False),
        "fine-read-only": ([READ], True),
        "fine-inference": ([INFERENCE], False),
        "fine-no-gated": ([ALL_OWN], False),
    }
    tokens = {
        "write": world.add_token("alice", "write", name="write"),
        "read": world.add_token("alice", "read", name="read"),
        "expired": world.add_token("alice", "write", name="expired", expired=True),
    }
    tokens["hex"] = world.add_token("alice", "write", name="hex", value=hex_value("alice"))
    for name, (scoped, gated) in fine.items():
        tokens[name] = world.add_token(
            "alice", "fineGrained", name=name, scoped=scoped, can_read_gated=gated
        )
    for role, scopes in {"oauth-read": ("read-repos",), "oauth-manage": ("manage-repos",)}.items():
        tokens[role] = world.add_token(
            "alice",
            "oauth",
            name=role,
            oauth_scopes=scopes,
            expires_at=in_hours(8),
        )
    bound = "datasets/alice/results"
    tokens["publisher"] = world.add_token("alice", "jwt", name="publisher", bound_repo=bound)
    states = {"bob": "pending", "carol": "rejected", "dave": "reset", "erin": "never-asked"}
    for owner, state in states.items():
        tokens[f"{owner}-{state}"] = world.add_token(owner, "write", name=f"{owner}-{state}")
    return tokens
