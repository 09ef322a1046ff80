"""Tests of which popular owner is meant by a misspelt name."""

from __future__ import annotations

import pytest

from hftoken_guard._hub.owners import find_near_owners


@pytest.mark.parametrize(
    ("owner", "near"),
    [
        ("openai-comunity", ["openai-community"]),
        ("metallama", ["meta-llama"]),
        ("qwenn", ["Qwen"]),
        ("MistralAI", []),  # the same name, as the Hub sees it
        ("alice", []),
        ("", []),
    ],
)
def test_near_owners(owner: str, near: list[str]) -> None:
    """A name that is almost the same is suggested; the same name and a distant one are not."""
    assert find_near_owners(owner, 2) == near


def test_near_owners_are_few() -> None:
    """No more are suggested than can be asked about."""
    assert len(find_near_owners("google-br", 1)) == 1
