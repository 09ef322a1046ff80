"""A token that ends before the job does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from made import make_identity
from standin.demo_world import in_hours
from standin.world import signed_value

from hftoken_guard import GuardError, TokenError, check_token, require_token
from hftoken_guard._cli.main import main
from hftoken_guard._start.early_end import find_early_end
from hftoken_guard._token.lookup import EXCHANGED, TokenLookup
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standin.server import LocalHub
    from standin.world import World

SCOPES = ("manage-repos",)


def log_in(world: World, hours: float = 2) -> str:
    """Give alice a login of the browser that ends in so many hours."""
    token = world.add_token("alice", "oauth", oauth_scopes=SCOPES, expires_at=in_hours(hours))
    return token.value


def sign(hours: float) -> Secret:
    """Make a JWT that ends in so many hours."""
    return Secret(signed_value("a", "hf_jwt_", {"exp": time.time() + hours * 3600}), "HF_TOKEN")


def test_login_that_ends_before_the_job_is_refused(hub: LocalHub) -> None:
    """The cause has its own code, says both lengths, and stands beside what else is wrong."""
    with pytest.raises(TokenError) as caught:
        check_token(log_in(hub.world), write=["alice/results", "bob/public"], lasts="6h")
    early, other = caught.value.problems
    assert (early.cause, other.cause) == ("token-expires-early", "namespace-forbidden")
    assert early.what == "the given token ends 4 hours before the job does"
    assert "in 2 hours, and the job lasts 6 hours." in early.why
    assert early.is_permanent


def test_login_that_outlives_the_job_goes_on(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shorter job is a good job; without a length the ok line tells the end."""
    token = log_in(hub.world)
    assert check_token(token, write="alice/new", lasts="90m").expires_at is not None
    require_token(token)
    assert "; the token ends in 2.0 hours, " in capsys.readouterr().err


@pytest.mark.parametrize("role", ["write", "read", "fineGrained"])
def test_user_access_token_has_no_known_end(hub: LocalHub, role: str) -> None:
    """Whoami tells no end of these, so nothing is said, however long the job runs."""
    assert check_token(hub.world.add_token("alice", role).value, lasts="30d")


def test_bad_token_is_only_bad(hub: LocalHub) -> None:
    """A token that the Hub refuses is not told to end early."""
    hub.world.tokens[token := log_in(hub.world)].expired = True
    with pytest.raises(GuardError) as caught:
        check_token(token, lasts="6h")
    assert [problem.cause for problem in caught.value.problems] == ["token-expired"]


@pytest.mark.parametrize("lasts", ["0.5h", None])
def test_jwt_tells_its_own_end(lasts: str | None) -> None:
    """A trusted publisher's token says when it ends; it is refused only for a longer job."""
    lookup = TokenLookup(sign(1))
    length_s = {"0.5h": 1800.0, None: None}[lasts]
    assert find_early_end(lookup, None, length_s, renews_logins=True) is None
    assert find_early_end(lookup, None, 7200, renews_logins=True) is not None
    assert find_early_end(lookup, None, 1e300, renews_logins=True) is not None


def test_end_that_has_passed_is_not_believed() -> None:
    """The Hub takes the token: then its own word, or the clock here, is wrong."""
    assert find_early_end(TokenLookup(sign(-1)), None, 7200, renews_logins=True) is None


def test_saved_login_that_is_renewed_does_not_end() -> None:
    """A client that renews the saved login gets the next token by itself; an older one does not."""
    who = make_identity(None, auth={"type": "oauth", "expiresAt": in_hours(1)})
    lookup = TokenLookup(Secret("hf_oauth_x", "the saved login"), can_be_renewed=True)
    assert find_early_end(lookup, who, 7200, renews_logins=True) is None
    assert find_early_end(lookup, who, 7200, renews_logins=False) is not None


def test_exchanged_token_ends_with_a_fixed_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client exchanges again where it can ask for the identity, and not where it was given."""
    lookup = TokenLookup(sign(1), source=EXCHANGED)
    assert find_early_end(lookup, None, 7200, renews_logins=True) is None
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", "the identity")
    assert find_early_end(lookup, None, 7200, renews_logins=True) is not None


def test_no_token_has_no_end(hub: LocalHub, tmp_path: Path) -> None:
    """Where none is needed, the length of the job stops nothing."""
    assert check_token(read="gpt2", optional=True, lasts="6h") is None
    assert find_early_end(TokenLookup(), None, 7200, renews_logins=True) is None


def test_command_takes_the_length(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """`check --lasts` is the same question, asked before a job is submitted."""
    use_token(log_in(hub.world))
    assert main(["check", "--lasts", "6h"]) == 77
    assert "token-expires-early" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main(["check", "--lasts", "soon"])
    assert caught.value.code == 2
