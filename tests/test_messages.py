"""
The messages, whole: each text of a failure as a person reads it, one file for each cause.

`UPDATE_MESSAGES=1 scripts/test tests/test_messages.py` writes the files anew, to be read aloud
before they are committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from standin.world import AccessToken, Scope, World, token_value

from hftoken_guard import Cause, GuardError, check_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

FOLDER = Path(__file__).parent / "messages"
LATER = {Cause.STORAGE_HOST_DENIED}  # met in the middle of a job, never at its start
READ = ("repo.content.read",)


def fine(world: World, **extra: Any) -> AccessToken:  # noqa: ANN401
    """Make a fine-grained token that can only read."""
    return world.add_token("alice", "fineGrained", scoped=[Scope("user", "alice", READ)], **extra)


def said(text: str, status: int) -> Callable[[LocalHub], None]:
    """Make the Hub say this about the dataset."""
    return lambda hub: hub.fail("status", path="results", code=status, message=text)


def fails(kind: str, **options: Any) -> Callable[[LocalHub], None]:  # noqa: ANN401
    """Make the way to the Hub fail."""
    return lambda hub: hub.fail(kind, **options)


def nothing(_: LocalHub) -> None:
    """Leave the Hub as it is."""


FAULTS = (Cause.HUB_UNAVAILABLE, Cause.HUB_UNREACHABLE)  # waited out to the end
DATASET = {"write": "datasets/alice/results"}
# For each cause: what HF_TOKEN holds (a value, or what makes a token), what the job wants, and
# what happens to the Hub.
Situation = tuple[Any, dict[str, Any], "Callable[[LocalHub], None]"]
SITUATIONS: dict[Cause, Situation] = {
    Cause.TOKEN_MISSING: (None, DATASET, nothing),
    Cause.TOKEN_WRONG_NAME: (None, DATASET, nothing),
    Cause.TOKEN_PLACEHOLDER: ("$HF_TOKEN", DATASET, nothing),
    Cause.TOKEN_MALFORMED: ("sk-" + "Abc1" * 10, DATASET, nothing),
    Cause.TOKEN_INVALID: (token_value("nobody's"), DATASET, nothing),
    Cause.TOKEN_EXPIRED: (lambda w: w.add_token("alice", expired=True), DATASET, nothing),
    Cause.CREDENTIAL_SHADOWED: (lambda w: w.add_token("alice"), DATASET, nothing),
    Cause.TOKEN_READ_ONLY: (lambda w: w.add_token("alice", "read"), DATASET, nothing),
    Cause.TOKEN_SCOPE_MISSING: (fine, DATASET, nothing),
    Cause.NAMESPACE_FORBIDDEN: (
        lambda w: w.add_token("alice"), {"write": "datasets/author/results"}, nothing),
    Cause.ORG_ROLE_TOO_LOW: (lambda w: w.add_token("alice"), {"write": "readers/model"}, nothing),
    Cause.ORG_POLICY: (lambda w: w.add_token("alice"), {"write": "strict/model"}, nothing),
    Cause.WRITE_DENIED: (
        lambda w: w.add_token("alice"), DATASET,
        said("You have read access but not the required permissions for this operation", 403)),
    Cause.GATED_NOT_REQUESTED: (
        lambda w: w.add_token("alice"), {"read": "meta-llama/Llama-3.2-1B"}, nothing),
    Cause.GATED_PENDING: (lambda w: w.add_token("alice"), {"read": "meta-llama/pending"}, nothing),
    Cause.GATED_REJECTED: (
        lambda w: w.add_token("alice"), {"read": "meta-llama/rejected"}, nothing),
    Cause.GATED_SCOPE_MISSING: (fine, {"read": "meta-llama/accepted"}, nothing),
    Cause.STORAGE_LIMIT: (
        lambda w: w.add_token("alice"), DATASET,
        said("Private repository storage limit reached, please upgrade your plan to increase your"
             " private storage limit.", 403)),
    Cause.PAYMENT_REQUIRED: (
        lambda w: w.add_token("alice"), DATASET, said("Payment required", 402)),
    Cause.REPO_NOT_FOUND: (lambda w: w.add_token("alice"), {"read": "alice/tool"}, nothing),
    Cause.REPO_WRONG_TYPE: (lambda w: w.add_token("alice"), {"read": "alice/results"}, nothing),
    Cause.REVISION_NOT_FOUND: (lambda w: w.add_token("alice"), {"read": "gpt2@v2"}, nothing),
    Cause.REPO_DISABLED: (lambda w: w.add_token("alice"), {"read": "alice/disabled"}, nothing),
    Cause.TARGET_MALFORMED: (
        lambda w: w.add_token("alice"), {"write": "datasets/alice/None"}, nothing),
    Cause.RATE_LIMITED: (
        lambda w: w.add_token("alice"), DATASET, fails("throttle", path="results", t=200)),
    Cause.HUB_UNAVAILABLE: (lambda w: w.add_token("alice"), DATASET, fails("status", code=503)),
    Cause.HUB_UNREACHABLE: (lambda w: w.add_token("alice"), DATASET, fails("reset")),
    Cause.HUB_OFFLINE: (lambda w: w.add_token("alice"), DATASET, nothing),
    Cause.NOT_THE_HUB: (lambda w: w.add_token("alice"), DATASET, fails("portal")),
    Cause.UNEXPECTED: (
        lambda w: w.add_token("alice"), {"read": "gpt2"},
        fails("status", path="gpt2", code=418, message="I am a teapot", error_code="Teapot")),
}  # fmt: skip


@pytest.fixture
def situation(hub: LocalHub) -> LocalHub:
    """Add to the usual world what the situations need."""
    hub.world.add_org("readers", {"alice": "read"})
    hub.world.add_org("strict", {"alice": "write"}, policy="pending", restrictions=("sso",))
    hub.world.add_repo("strict/model")
    hub.world.add_repo("acme/tool")
    hub.world.add_repo("alice/disabled", disabled=True)
    hub.world.add_repo("meta-llama/Llama-3.2-1B", gated=True)
    for state in ("accepted", "pending", "rejected"):
        hub.world.add_repo(f"meta-llama/{state}", gated=True, access={"alice": state})
    return hub


def refuse(hub: LocalHub, cause: Cause, monkeypatch: pytest.MonkeyPatch) -> GuardError:
    """Bring the situation about and return the error that the guard raises."""
    token, wanted, happen = SITUATIONS[cause]
    value = token(hub.world).value if callable(token) else token
    if value is not None:
        monkeypatch.setenv("HF_TOKEN", value)
    if cause is Cause.TOKEN_WRONG_NAME:
        monkeypatch.setenv("HF_API_TOKEN", token_value("alice's"))
    if cause is Cause.HUB_OFFLINE:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    if cause is Cause.CREDENTIAL_SHADOWED:
        monkeypatch.setattr(
            "hftoken_guard._hub.Inquiry.shadow",
            lambda *_: ("the .netrc file", "Remove the entry for huggingface.co from it."),
        )
    happen(hub)
    with pytest.raises(GuardError) as caught:
        check_token(**wanted, timeout=2 if cause in FAULTS else 20)
    return caught.value


def settle(text: str, endpoint: str) -> str:
    """Take out what differs from run to run."""
    text = text.replace(endpoint, "https://hub.example.org")
    text = re.sub(r"Root=1-[0-9a-f-]+;[0-9a-f-]+", "Root=1-0a1b2c;3d4e5f", text)
    text = re.sub(
        r"huggingface_hub \d\S+, Python \S+", "huggingface_hub 2.4.0, Python 3.12.1", text
    )
    return re.sub(
        r"the connection was \S+ \S+|no connection", "the connection was broken off", text
    )


@pytest.mark.parametrize("cause", SITUATIONS, ids=str)
def test_message_is_as_it_was_read(
    situation: LocalHub, cause: Cause, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cause prints the text that was read and found good."""
    text = settle(str(refuse(situation, cause, monkeypatch)), situation.endpoint) + "\n"
    file = FOLDER / f"{cause}.txt"
    if os.environ.get("UPDATE_MESSAGES"):
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize("cause", SITUATIONS, ids=str)
def test_message_keeps_the_form(cause: Cause) -> None:
    """Each text has its parts in order, is ASCII, fits, asks for no favour and does not shout."""
    text = (FOLDER / f"{cause}.txt").read_text()
    assert text.startswith(f"hftoken-guard: {cause}: ")
    assert re.search(r"\n  why: .*\n  fix: 1\. .*\n  see: https://\S+\n\n  facts", text, re.DOTALL)
    assert text.isascii()
    assert not re.search(r"please(?! upgrade)|!|\{|None\b(?!\")", text.replace('{"HF_TOKEN"', ""))
    free = [line for line in text.splitlines() if "http" not in line and "The Hub said" not in line]
    assert max(map(len, free)) < 100
    (left_open,) = re.findall(r"The evidence also fits: (.*)\.\n", text) or [""]
    named = {code for code in Cause if f" {code}" in text or f"{code}:" in text}
    assert named == {cause, *filter(None, left_open.split(", "))}


def test_every_cause_has_a_situation() -> None:
    """Every cause that a check at the start can find has its text here."""
    assert set(SITUATIONS) == set(Cause) - LATER
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(map(str, SITUATIONS))
