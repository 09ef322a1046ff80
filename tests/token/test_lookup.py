"""Tests of the lookup: where a token is found, what is odd about it, and where it is put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from standin.world import token_value

from hftoken_guard._causes.codes import Cause
from hftoken_guard._token.lookup import ARGUMENT, SAVED_LOGIN, find_token, put_back
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

GOOD = token_value("a test")
OTHER = token_value("another test")


@pytest.mark.parametrize("raw", [f"{GOOD}\n", f" {GOOD}\r\n", f"\u00a0{GOOD}\t"])
def test_find_token_cleaned_with_a_warning(raw: str) -> None:
    """Blanks and line ends around a token are cleaned as the client library does."""
    lookup = find_token(None, {"HF_TOKEN": raw})
    assert lookup.secret
    assert lookup.secret.reveal() == GOOD
    assert any("cleaned" in warning for warning in lookup.warnings)


@pytest.mark.parametrize("value", ["hf_abc123def", "hf_" + "Q1" * 50, "hf_oauth_a.b-c_d.e"])
def test_find_token_unusual_length(value: str) -> None:
    """An unusual length is a warning at most: the Hub has the last word."""
    lookup = find_token(None, {"HF_TOKEN": value})
    assert lookup.secret
    assert bool(lookup.warnings) is not value.startswith("hf_oauth_")


@pytest.mark.parametrize("empty", [None, "", "  ", "\n"])
def test_find_token_explicit_not_given(empty: str | None) -> None:
    """An argument that argparse left empty means that none was given."""
    lookup = find_token(empty, {"HF_TOKEN": GOOD})
    assert lookup.source == "HF_TOKEN"
    assert lookup.secret


def test_find_token_explicit_wins() -> None:
    """The argument comes before the environment."""
    lookup = find_token(OTHER, {"HF_TOKEN": GOOD})
    assert lookup.secret
    assert (lookup.secret.reveal(), lookup.source) == (OTHER, ARGUMENT)


def test_find_token_explicit_from_the_environment_is_named_so() -> None:
    """A script that passes os.environ["HF_TOKEN"] hears of HF_TOKEN, not of an argument."""
    assert find_token(GOOD, {"HF_TOKEN": GOOD}).source == "HF_TOKEN"


@pytest.mark.parametrize("value", [True, False, 7, b"hf_x"])
def test_find_token_explicit_wrong_type(value: object) -> None:
    """A value that is no text is an error of the caller, and is not repeated."""
    with pytest.raises(TypeError, match="token must be a string or None, not"):
        find_token(value, {})  # type: ignore[arg-type]


def test_find_token_old_name() -> None:
    """The old variable still counts, with a warning, as in the client library."""
    lookup = find_token(None, {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": GOOD})
    assert lookup.secret
    assert "old name" in lookup.warnings[0]


@pytest.mark.parametrize(
    "environ", [{"TOKEN": "ghp_x"}, {"MY_VALUE": "hf_hub"}, {}, {"HF_TOKEN": " "}]
)
def test_find_token_missing(environ: dict[str, str]) -> None:
    """Other keys and other people's variables are not the token under a wrong name."""
    lookup = find_token(None, {**environ, "JOB_ID": "1"})
    assert lookup.cause is Cause.TOKEN_MISSING
    assert lookup.shape == ("set but empty" if "HF_TOKEN" in environ else "not set")


@pytest.mark.parametrize("variable", ["HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME", "HOME"])
def test_find_token_saved_login(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a job the file of `hf auth login` is read, wherever the client keeps it."""
    folder = {"XDG_CACHE_HOME": "huggingface", "HOME": ".cache/huggingface"}.get(variable, ".")
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    file = tmp_path / folder / "token"
    file.write_text(GOOD + "\n")
    monkeypatch.setenv("HOME", str(tmp_path if variable == "HOME" else tmp_path / "none"))
    environ = {variable: str(file if variable == "HF_TOKEN_PATH" else tmp_path)}
    lookup = find_token(None, environ)
    assert lookup.secret
    assert lookup.source == SAVED_LOGIN
    assert "a job will not have" in lookup.warnings[0]
    assert put_back(lookup.secret, environ) == ""
    assert "HF_TOKEN" not in environ


def test_find_token_saved_login_counts_in_a_job(tmp_path: Path) -> None:
    """A script that logs in first has a token, since the client finds it; nothing is odd there."""
    (tmp_path / "token").write_text(GOOD)
    lookup = find_token(None, {"HF_HOME": str(tmp_path), "JOB_ID": "abc"})
    assert lookup.secret
    assert (lookup.source, lookup.warnings) == (SAVED_LOGIN, ())


def test_put_back_cleans_the_environment() -> None:
    """The rest of the job finds the cleaned token."""
    environ = {"HF_TOKEN": f" {GOOD}\n"}
    secret = find_token(None, environ).secret
    assert secret
    assert put_back(secret, environ) == ""
    assert environ["HF_TOKEN"] == GOOD


def test_put_back_explicit_only_where_there_is_none() -> None:
    """An explicit token fills an empty place; another token that is there stays."""
    environ = {"HF_TOKEN": ""}
    assert put_back(Secret(GOOD, ARGUMENT), environ) == ""
    assert environ["HF_TOKEN"] == GOOD
    assert "another token" in put_back(Secret(OTHER, ARGUMENT), environ)
    assert environ["HF_TOKEN"] == GOOD
    old = {"HUGGING_FACE_HUB_TOKEN": GOOD}  # which the client reads as well
    warning = put_back(Secret(OTHER, ARGUMENT), old)
    assert "HUGGING_FACE_HUB_TOKEN holds another token" in warning
    assert old == {"HUGGING_FACE_HUB_TOKEN": GOOD}
    both = {"HF_TOKEN": f"{GOOD}\n", "HUGGING_FACE_HUB_TOKEN": OTHER}
    assert put_back(Secret(GOOD, "HF_TOKEN"), both) == ""
    assert both["HF_TOKEN"] == GOOD
