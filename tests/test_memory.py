"""Tests of what one process remembers of the tokens that it has checked."""

from __future__ import annotations

from made import HUB, make_identity

from hftoken_guard import _memory
from hftoken_guard._token.secret import Secret

ONE, OTHER = Secret("hf_one", "HF_TOKEN"), Secret("hf_other", "HF_TOKEN")


def test_nothing_is_known_at_first() -> None:
    """A new process knows no token."""
    assert _memory.is_empty()
    assert _memory.recall(HUB, ONE) is None
    assert _memory.recall_only() is None


def test_accesses_add_up() -> None:
    """What a second check proves is kept besides what the first one has proved."""
    who = make_identity()
    _memory.remember(HUB, ONE, who, [("read", "gpt2")])
    _memory.remember(HUB, ONE, who, [("write", "alice/x")])
    known = _memory.recall(HUB, ONE)
    assert known is not None
    assert known.who is who
    assert known.allowed == {("read", "gpt2"), ("write", "alice/x")}


def test_each_token_and_each_hub_apart() -> None:
    """A token is known at the endpoint that was asked; where it was does not matter later."""
    _memory.remember(HUB, ONE, make_identity())
    assert _memory.recall("https://mirror.example.org", ONE) is None
    assert _memory.recall(HUB, OTHER) is None
    assert _memory.recall_anywhere(ONE) is _memory.recall_only() is not None


def test_the_only_token_is_no_more_when_there_are_two() -> None:
    """With two tokens nobody can tell which one a request carried."""
    _memory.remember(HUB, ONE, make_identity())
    _memory.remember(HUB, OTHER, make_identity())
    assert _memory.recall_only() is None
    assert "hf_o" not in repr(vars(_memory))
