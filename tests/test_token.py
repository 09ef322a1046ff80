"""Tests of the token: found, cleaned, checked, wrapped and handed on."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from typing import TYPE_CHECKING

import pytest
from standin.world import token_value

from hftoken_guard import Token
from hftoken_guard._inputs import (
    EXPLICIT,
    SAVED_LOGIN,
    WRONG_NAMES,
    Secret,
    is_placeholder,
    put_back,
    read_token,
)
from hftoken_guard._problem import Cause

if TYPE_CHECKING:
    from pathlib import Path

GOOD = token_value("a test")
OTHER = token_value("another test")

PLACEHOLDERS = [
    "$HF_TOKEN", "${HF_TOKEN}", "%HF_TOKEN%", "{{HF_TOKEN}}", "HF_TOKEN", "hf_...", "None", "none",
    "your-token-here", "<your_hf_token>", "hf_xxx", "hf_" + "x" * 34, "***", "<redacted>", "null",
    "$hf_token", "'$HF_TOKEN'", '"$HF_TOKEN"', "Bearer $HF_TOKEN", "$HUGGING_FACE_HUB_TOKEN",
    "${{ secrets.HF_TOKEN }}", "hf_abc123...", "hf_your_token_here", "YOUR_HF_TOKEN", "undefined",
    "hf_token", "TOKEN", "changeme", "hf_***", "REPLACE_ME", "todo", "{{ hf_token }}",
]  # fmt: skip
NOT_PLACEHOLDERS = [
    GOOD, "hf_" + "a" * 34, "hf_HubCITokenXXXXXXXXXXXXXXXXXXXXX", "sk-" + "1" * 20,
    "hf_enterprise_admin_token", "hf_123456", "hf_", "api_org_" + "a" * 34,
]  # fmt: skip


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_is_placeholder_examples(value: str) -> None:
    """What people leave in place of a token is known by its value."""
    assert is_placeholder(value)
    assert read_token(None, {"HF_TOKEN": value}).cause is Cause.TOKEN_PLACEHOLDER


@pytest.mark.parametrize("value", NOT_PLACEHOLDERS)
def test_is_placeholder_tokens(value: str) -> None:
    """No real token, however odd, is taken for a placeholder."""
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f'"{GOOD}"', "quotes"),
        (f"\u201c{GOOD}\u201d", "quotes"),
        (f"Bearer {GOOD}", "Bearer"),
        ("api_org_" + GOOD[3:], "organization's API token"),
        ("sk-proj-" + GOOD[3:], "another service"),
        ("ghp_" + GOOD[3:], "another service"),
        ('{"token": "' + GOOD + '"}', "another service"),
        (GOOD[:20] + " " + GOOD[20:], "a character in the value"),
        (GOOD[:20] + "\u200b" + GOOD[20:], "a character in the value"),
        (GOOD + "\x00", "a character in the value"),
        (GOOD + "\u00e9", "a character in the value"),
        ("hf_", "nothing behind"),
    ],
)
def test_read_token_malformed(value: str, words: str) -> None:
    """A value that cannot be a token is refused with the reason, and never shown."""
    reading = read_token(value, {})
    assert reading.cause is Cause.TOKEN_MALFORMED
    assert reading.secret is None
    assert words in reading.because
    assert GOOD[3:] not in reading.because + reading.shape + repr(reading.warnings)


@pytest.mark.parametrize("raw", [f"{GOOD}\n", f" {GOOD}\r\n", f"\u00a0{GOOD}\t"])
def test_read_token_cleaned_with_a_warning(raw: str) -> None:
    """Blanks and line ends around a token are cleaned as the client library does."""
    reading = read_token(None, {"HF_TOKEN": raw})
    assert reading.secret
    assert reading.secret.reveal() == GOOD
    assert any("cleaned" in warning for warning in reading.warnings)


@pytest.mark.parametrize("value", ["hf_abc123def", "hf_" + "Q1" * 50, "hf_oauth_a.b-c_d.e"])
def test_read_token_unusual_length(value: str) -> None:
    """An unusual length is a warning at most: the Hub has the last word."""
    reading = read_token(None, {"HF_TOKEN": value})
    assert reading.secret
    assert bool(reading.warnings) is not value.startswith("hf_oauth_")


@pytest.mark.parametrize("empty", [None, "", "  ", "\n"])
def test_read_token_explicit_not_given(empty: str | None) -> None:
    """An argument that argparse left empty means that none was given."""
    reading = read_token(empty, {"HF_TOKEN": GOOD})
    assert reading.source == "HF_TOKEN"
    assert reading.secret


def test_read_token_explicit_wins() -> None:
    """The argument comes before the environment."""
    reading = read_token(OTHER, {"HF_TOKEN": GOOD})
    assert reading.secret
    assert (reading.secret.reveal(), reading.source) == (OTHER, EXPLICIT)


def test_read_token_explicit_from_the_environment_is_named_so() -> None:
    """A script that passes os.environ["HF_TOKEN"] hears of HF_TOKEN, not of an argument."""
    assert read_token(GOOD, {"HF_TOKEN": GOOD}).source == "HF_TOKEN"


@pytest.mark.parametrize("value", [True, False, 7, b"hf_x"])
def test_read_token_explicit_wrong_type(value: object) -> None:
    """A value that is no text is an error of the caller, and is not repeated."""
    with pytest.raises(TypeError, match="token must be a string or None, not"):
        read_token(value, {})  # type: ignore[arg-type]


def test_read_token_old_name() -> None:
    """The old variable still counts, with a warning, as in the client library."""
    reading = read_token(None, {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": GOOD})
    assert reading.secret
    assert "old name" in reading.warnings[0]


@pytest.mark.parametrize("name", [*WRONG_NAMES, "hf_token", "HFTOKEN", "Hf-Token"])
def test_read_token_wrong_name(name: str) -> None:
    """A token under a neighbouring name is named as such."""
    reading = read_token(None, {name: GOOD, "PATH": "/bin"})
    assert (reading.cause, reading.found) == (Cause.TOKEN_WRONG_NAME, name)


@pytest.mark.parametrize("environ", [{"TOKEN": "ghp_x"}, {"MY_VALUE": GOOD}, {}, {"HF_TOKEN": " "}])
def test_read_token_missing(environ: dict[str, str]) -> None:
    """Other keys and other people's variables are not the token under a wrong name."""
    reading = read_token(None, {**environ, "JOB_ID": "1"})
    assert reading.cause is Cause.TOKEN_MISSING
    assert reading.shape == ("set but empty" if "HF_TOKEN" in environ else "not set")


@pytest.mark.parametrize("variable", ["HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME", "HOME"])
def test_read_token_saved_login(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a job the file of `hf auth login` is read, wherever the client keeps it."""
    folder = {"XDG_CACHE_HOME": "huggingface", "HOME": ".cache/huggingface"}.get(variable, ".")
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    file = tmp_path / folder / "token"
    file.write_text(GOOD + "\n")
    monkeypatch.setenv("HOME", str(tmp_path if variable == "HOME" else tmp_path / "none"))
    environ = {variable: str(file if variable == "HF_TOKEN_PATH" else tmp_path)}
    reading = read_token(None, environ)
    assert reading.secret
    assert reading.source == SAVED_LOGIN
    assert "a job will not have" in reading.warnings[0]
    assert put_back(reading.secret, environ) == ""
    assert "HF_TOKEN" not in environ


def test_read_token_saved_login_does_not_count_in_a_job(tmp_path: Path) -> None:
    """In a job only what was passed to it counts."""
    (tmp_path / "token").write_text(GOOD)
    environ = {"HF_HOME": str(tmp_path), "JOB_ID": "abc"}
    assert read_token(None, environ).cause is Cause.TOKEN_MISSING


def test_put_back_cleans_the_environment() -> None:
    """The rest of the job finds the cleaned token."""
    environ = {"HF_TOKEN": f" {GOOD}\n"}
    secret = read_token(None, environ).secret
    assert secret
    assert put_back(secret, environ) == ""
    assert environ["HF_TOKEN"] == GOOD


def test_put_back_explicit_only_where_there_is_none() -> None:
    """An explicit token fills an empty place; another token that is there stays."""
    environ = {"HF_TOKEN": ""}
    assert put_back(Secret(GOOD, EXPLICIT), environ) == ""
    assert environ["HF_TOKEN"] == GOOD
    assert "another token" in put_back(Secret(OTHER, EXPLICIT), environ)
    assert environ["HF_TOKEN"] == GOOD
    old = {"HUGGING_FACE_HUB_TOKEN": GOOD}  # which the client reads as well
    warning = put_back(Secret(OTHER, EXPLICIT), old)
    assert "HUGGING_FACE_HUB_TOKEN holds another token" in warning
    assert old == {"HUGGING_FACE_HUB_TOKEN": GOOD}
    both = {"HF_TOKEN": f"{GOOD}\n", "HUGGING_FACE_HUB_TOKEN": OTHER}
    assert put_back(Secret(GOOD, "HF_TOKEN"), both) == ""
    assert both["HF_TOKEN"] == GOOD


def test_secret_shows_nothing() -> None:
    """The wrapper can be printed, and cannot be pickled or copied."""
    secret = Secret(GOOD, "HF_TOKEN")
    assert repr(secret) == str(secret) == f"{secret}" == "hf_***"
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled"):
            escape(secret)
    assert not hasattr(secret, "__dict__")


def make_jwt(payload: object) -> str:
    """Make a token that tells its claims, as those of a login do."""
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"hf_oauth_eyJ.{text}.c2ln"


@pytest.mark.parametrize(
    ("value", "end"),
    [
        (make_jwt({"exp": 1_900_000_000}), 1_900_000_000),
        (make_jwt({"exp": 1_900_000_000.5}), 1_900_000_000.5),
        (make_jwt({"exp": "soon"}), None),
        (make_jwt({"exp": -1}), None),
        (make_jwt({"exp": 10**20}), None),
        (make_jwt([1]), None),
        (make_jwt({}), None),
        ("hf_oauth_a.bc.d", None),
        ("hf_oauth_a.\u00e9.d", None),
        ("hf_" + "a" * 34, None),
    ],
)
def test_secret_end(value: str, end: float | None) -> None:
    """A JWT says itself when it ends; whatever else is in it is no error."""
    assert Secret(value, "x").end() == end


def test_token_is_a_string_that_shows_nothing() -> None:
    """The result works wherever a string does; only its repr hides it."""
    token = Token(GOOD)
    token.user = "alice"
    assert str(token) == GOOD == f"{token}"
    assert f"Bearer {token}" == f"Bearer {GOOD}"
    assert repr(token) == "hf_***"
    assert repr([token]) == "[hf_***]"
    assert isinstance(token, str)


def test_token_survives_pickling() -> None:
    """Children get the token with what is known about it."""
    token = Token(GOOD)
    token.user, token.orgs = "alice", ("acme",)
    twin = pickle.loads(pickle.dumps(token))  # noqa: S301 - our own
    assert (twin, twin.user, twin.orgs, type(twin)) == (GOOD, "alice", ("acme",), Token)


def test_token_empty_is_false() -> None:
    """Without a token the result is falsy and says so."""
    assert not Token()
    assert repr(Token()) == "''"
    assert Token().user is None
