"""Tests of the token itself: hidden inside the package, handed on to the script."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from standin.world import token_value

from hftoken_guard import Token
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = token_value("a test")


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
    assert Secret(value, "x").read_end() == end


def test_secret_of_a_login() -> None:
    """A login made in a browser is told by how it begins; an exchanged identity is none."""
    assert Secret("hf_oauth_a.b.c", "x").is_login()
    assert not Secret("hf_jwt_a.b.c", "x").is_login()


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


@pytest.mark.parametrize(
    "cut",
    [
        lambda text: [text[0], text[-1], text[5:], text[::2], text[:]],
        lambda text: [*text.split("_"), *text.rsplit(maxsplit=1), *text.splitlines(keepends=True)],
        lambda text: [*text.partition("_"), *text.rpartition("_")],
        lambda text: [text.strip(), text.lstrip("hf_"), text.rstrip(text[-1])],
        lambda text: [text.removeprefix("hf_"), text.removesuffix(text[-1])],
        lambda text: [text.replace("hf_", "", 1), text[:9] + text[-9:], text + "..."],
        lambda text: [text[3:][2:].strip()[1:9]],
    ],
)
def test_parts_are_masked(cut: Callable[[str], list[str]]) -> None:
    """What is cut out of a token has the value of a plain string, and the token's mask."""
    parts = cut(Token(GOOD))
    assert parts == cut(GOOD)
    assert {repr(part) for part in parts} <= {"hf_***", "''"}
    assert [str(part) for part in parts] == list(map("{}".format, parts)) == cut(GOOD)


@pytest.mark.parametrize("kind", [Token, lambda value: Token(f"{value}x")[:-1]])
def test_value_is_that_of_a_string(kind: Callable[[str], str]) -> None:
    """Where a token or its part goes out, it is what it was."""
    text = kind(GOOD)
    assert (hash(text), {GOOD: 1}[text]) == (hash(GOOD), 1)
    assert (json.dumps([text]), text.encode()) == (json.dumps([GOOD]), GOOD.encode())
    for plain in ("Bearer " + text, f"Bearer {text}", " ".join(("Bearer", *[text]))):
        assert (plain, type(plain)) == (f"Bearer {GOOD}", str)
    for twin in (
        copy.deepcopy(text),
        *(pickle.loads(pickle.dumps(text, n)) for n in range(6)),  # noqa: S301 - our own
    ):
        assert (twin, type(twin), repr(twin)) == (GOOD, type(text), "hf_***")


def test_token_is_added_as_a_string_is() -> None:
    """What cannot be added to a string is an error, and an object that knows how is asked."""

    class Knows:
        def __radd__(self, other: str) -> str:
            return other[:3]

    assert Token(GOOD) + Knows() == "hf_"
    other: Any = 5
    with pytest.raises(TypeError, match="unsupported operand"):
        Token(GOOD) + other
