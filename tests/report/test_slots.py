"""Tests of the words for the slots of the texts."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from made import ACME, make_identity

from hftoken_guard import Cause
from hftoken_guard._causes.texts import TEXTS, Text
from hftoken_guard._hub.target_text import parse_target
from hftoken_guard._report.slots import Slots, name_target, name_token
from hftoken_guard._token.lookup import find_token

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity


def list_templates(text: Text) -> list[str]:
    """Return all that has slots in the texts of a cause."""
    return [text.what, text.why, text.tell, *text.fix]


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_every_slot_exists(cause: Cause) -> None:
    """A text names no slot that is misspelt."""
    for template in list_templates(TEXTS[cause]):
        named = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert named <= set(Slots._fields)


def test_every_slot_is_used() -> None:
    """No slot is filled for nobody; two stand in sentences that are put in later."""
    texts = "".join(part for text in TEXTS.values() for part in list_templates(text))
    unused = {name for name in Slots._fields if f"{{{name}}}" not in texts}
    assert unused == {"check", "file"}


def test_what_does_not_exist_drops_its_step() -> None:
    """None leaves a step out; "" is a word like any other."""
    assert not Slots(propose=None).can_fill("pass {propose}")
    assert Slots(propose="").can_fill("pass {propose}")
    assert Slots(orgs="").fill("you{orgs}") == "you"


def test_misspelt_slot_is_an_error() -> None:
    """A slot that nobody fills cannot pass for one that is empty."""
    with pytest.raises(KeyError, match="onwer"):
        Slots().fill("{onwer}")


@pytest.mark.parametrize(
    ("who", "page"),
    [
        (make_identity(), "alice/results"),
        (make_identity(orgs=[{"name": "acme-labs"}]), "acme-labs/results"),
        (make_identity(orgs=[{"name": "zeta"}]), "alice/results"),
    ],
)
def test_meant_namespace(who: Identity, page: str) -> None:
    """An organization that is spelled almost like the owner is meant, else the user's own name."""
    slots = name_token(find_token(None, {}), who)
    target = parse_target("acme-lab/results", "write", "model")
    assert name_target(slots, target, who, is_pull=False, is_new=True).mine == page


@pytest.mark.parametrize(("role", "org"), [("contributor", "acme"), ("read", None)])
def test_contributor_can_take_a_new_name(role: str, org: str | None) -> None:
    """Only a contributor is told that a new name in the organization helps."""
    who = make_identity(orgs=[{"name": "acme", "roleInOrg": role}])
    slots = name_token(find_token(None, {}), who)
    slots = name_target(slots, ACME, who, is_pull=False, is_new=False)
    assert slots.contributed == org
    assert "/organizations/acme/" in slots.billing


@pytest.mark.parametrize(
    ("prefix", "loader"),
    [("", 'from_pretrained("a/b")'), ("datasets/", 'load_dataset("a/b")'), ("spaces/", None)],
)
def test_loader_is_that_of_the_type(prefix: str, loader: str | None) -> None:
    """A name of another type is loaded by another call; nothing loads a Space."""
    found = parse_target(f"{prefix}a/b", "read", "model")
    assert Slots().with_other(found).loader == loader
