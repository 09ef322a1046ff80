"""
The messages of a cause where the case at hand changes what helps, whole, one file for each case.

They are made and read as those of `tests/test_messages.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import FACTS, FOLDER, compare, settle
from situations import Start, fails, fine, serve
from standin.world import AccessToken, World, token_value

from hftoken_guard import require_token

if TYPE_CHECKING:
    from standin.server import LocalHub


def make_ended_login(world: World) -> AccessToken:
    """Make a login of a browser that has ended."""
    return world.add_token("alice", value=token_value("a", prefix="hf_oauth_"), expired=True)


def make_narrow_login(world: World) -> AccessToken:
    """Make a login of a browser that asked for less than it needs."""
    return world.add_token("alice", "oauth", oauth_scopes=("read-repos",))


def add_lab(hub: LocalHub) -> None:
    """Add an organization to which alice contributes, with a repository of somebody else."""
    hub.world.add_org("lab", {"alice": "contributor", "bob": "admin"})
    hub.world.add_repo("lab/model", files={"config.json": b"{}"})


def add_popular(hub: LocalHub) -> None:
    """Add a repository of an owner whose name is often misspelt."""
    hub.world.add_repo("openai-community/gpt2", files={"config.json": b"{}"})


def add_space(hub: LocalHub) -> None:
    """Add a Space, which no loader loads."""
    hub.world.add_repo("bob/app", "space", files={"app.py": b""})


VARIANTS = {
    "token-expired-login": Start("a login that has ended", make_ended_login),
    "token-scope-missing-login": Start("a login without a scope", make_narrow_login),
    "token-scope-missing-org": Start(
        "a fine-grained token, and a new name", fine, {"write": "acme/new"}
    ),
    "token-malformed-vendor": Start("a key of GitHub", "ghp_" + "Abc1" * 9),
    "org-role-too-low-contributor": Start(
        "a repository that another made", wanted={"write": "lab/model"}, happen=add_lab
    ),
    "repo-not-found-misspelt": Start(
        "a misspelt owner", wanted={"read": "openai-comunity/gpt2"}, happen=add_popular
    ),
    "repo-wrong-type-space": Start("a Space", wanted={"read": "bob/app"}, happen=add_space),
    "not-the-hub-redirect": Start(
        "a redirect to another host",
        happen=fails("redirect", to="https://login.example.org/"),
    ),
    "several": Start(
        "two targets that are refused",
        wanted={"read": ["alice/nope", "gpt2", "bob/public"], "write": "datasets/bob/results"},
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_is_as_it_was_read(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What helps in this case is what was read and found good."""
    start = VARIANTS[name]
    with serve() as hub:
        value = start.token(hub.world).value if callable(start.token) else start.token
        monkeypatch.setenv("HF_TOKEN", str(value))
        start.happen(hub)
        with pytest.raises(SystemExit):
            require_token(**start.wanted, timeout=20)
    err = capsys.readouterr().err
    text = settle(err[err.index(FACTS) :], hub.endpoint).rstrip("\n")
    compare(FOLDER / "variants" / f"{name}.txt", text)


def test_every_file_is_of_a_variant() -> None:
    """No text is left of a case that is gone."""
    assert {file.stem for file in (FOLDER / "variants").glob("*.txt")} == set(VARIANTS)
