"""Tests of the commands and pages that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made import MINE, make_identity

from hftoken_guard._hub.target_text import parse_target
from hftoken_guard._report.remedies import link_new_token, name_coverage, name_place

if TYPE_CHECKING:
    from hftoken_guard._hub.target import Mode


@pytest.mark.parametrize(
    ("name", "mode", "is_pull", "covers"),
    [
        ("alice/x", "write", False, "the rights to read and write all of your own namespace"),
        ("acme/x", "read", False, 'the rights to read all of the organization "acme"'),
        ("bob/x", "write", True, "the right to open pull requests everywhere"),
        ("bob/x", "read", False, ""),
    ],
)
def test_coverage_of_a_new_token(name: str, mode: Mode, covers: str, *, is_pull: bool) -> None:
    """What the page of a new token fills in holds for more than the target, and that is said."""
    who = make_identity(orgs=[{"name": "acme"}])
    target = parse_target(name, mode, "model")
    assert name_coverage(target, who, is_pull=is_pull).removeprefix(", with ") == covers


def test_link_asks_for_no_more_than_is_needed() -> None:
    """The page of a new token is filled in with rights for what the job touches."""
    who = make_identity()
    link = link_new_token([MINE], who)
    assert "ownUserPermissions=repo.write" in link
    assert "canReadGatedRepos" not in link
    read = link_new_token([parse_target("meta/gated", "read", "model")], who)
    assert "repo.write" not in read
    assert read.endswith("&canReadGatedRepos=true")


def test_place_of_a_box_on_the_page_of_a_token() -> None:
    """What is open to all has its box for all; whose token it is may not be known."""
    target = parse_target("bob/x", "write", "model")
    for who, place in ((make_identity(orgs=[]), "for all repositories"), (None, 'under "bob"')):
        assert name_place(target, who, is_new=False)[1] == f"{place}, or the same for bob/x alone"
