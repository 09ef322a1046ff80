"""
The messages, whole: each text of a failure as a person reads it, one file for each cause.

`UPDATE_MESSAGES=1 scripts/test tests/test_messages.py` writes the files anew, to be read aloud
before they are committed.
"""

from __future__ import annotations

import re

import pytest
from golden import FACTS, FOLDER, compare, settle
from situations import (
    AT_START,
    LATER,
    NOT_AT_START,
    NOT_LATER,
    begin,
    break_later,
    serve,
)

from hftoken_guard import Cause, require_token
from hftoken_guard._report.layout import render_problem


@pytest.mark.parametrize("cause", AT_START, ids=str)
def test_message_is_as_it_was_read(cause: Cause, capsys: pytest.CaptureFixture[str]) -> None:
    """Each cause at the start of a job ends the log with the text that was read and found good."""
    with serve() as hub, begin(hub, cause) as wanted, pytest.raises(SystemExit):
        require_token(**wanted)
    err = capsys.readouterr().err
    compare(FOLDER / f"{cause}.txt", settle(err[err.index(FACTS) :], hub.endpoint).rstrip("\n"))


@pytest.mark.parametrize("cause", LATER, ids=str)
def test_explanation_is_as_it_was_read(cause: Cause) -> None:
    """Each cause that comes later is named first, and explained by the text that was read."""
    with serve() as hub:
        error, problem = break_later(hub, cause)
    assert problem is not None, error
    assert problem.cause is cause
    text = settle(render_problem(problem), hub.endpoint)
    # Whether the answer came in pieces differs between the generations of the client.
    text = re.sub(r"reached: .*", "reached: the connection was broken off", text)
    compare(FOLDER / "later" / f"{cause}.txt", text)


@pytest.mark.parametrize("cause", AT_START, ids=str)
def test_message_keeps_the_form(cause: Cause) -> None:
    """Each text has its parts in order, is ASCII, fits, asks for no favour and does not shout."""
    facts, _, text = (FOLDER / f"{cause}.txt").read_text().partition("\n\n")
    assert facts.startswith(FACTS)
    assert len(facts.splitlines()) <= 8
    assert facts.isascii()
    assert text.startswith(f"hftoken-guard: {cause}: ")
    assert re.search(r"\n  why: .*\n  fix: 1\. .*\n  see: https://\S+\n$", text, re.DOTALL)
    assert text.isascii()
    assert not re.search(r"please(?! upgrade)|!|\{|None\b(?!\")", text.replace('{"HF_TOKEN"', ""))
    free = [line for line in text.splitlines() if "http" not in line and "The Hub said" not in line]
    assert max(map(len, free)) < 100
    (left_open,) = re.findall(r"(?s)The evidence also fits: (.*?)\.\n", text) or [""]
    named = {code for code in Cause if f" {code}" in text or f"{code}:" in text}
    assert named == {cause, *re.findall(r"(?:^|; )\s*([a-z-]+) \(", " ".join(left_open.split()))}


@pytest.mark.parametrize("cause", LATER, ids=str)
def test_explanation_keeps_the_form(cause: Cause) -> None:
    """Each later text has its parts, is ASCII, fits, and leaves no slot without a word."""
    text = (FOLDER / "later" / f"{cause}.txt").read_text()
    assert text.startswith(f"hftoken-guard: {cause}: ")
    assert re.search(r"\n  why: .*\n  fix: 1\. .*\n  see: https://\S+\n$", text, re.DOTALL)
    assert text.isascii()
    slots = re.findall(r"\b[A-Z]{4,}(?:_[A-Z]+)+\b", text)
    assert set(slots) <= {
        "HF_TOKEN",
        "HF_API_TOKEN",
        "HF_HUB_OFFLINE",
        "HF_HUB_DISABLE_XET",
        "HTTP_PROXY",
        "HF_ENDPOINT",
    }
    free = [line for line in text.splitlines()[1:] if "http" not in line and "The Hub" not in line]
    assert max(map(len, free)) < 100


def test_every_cause_has_a_situation() -> None:
    """Every cause has its texts here, or the table says why not."""
    assert set(AT_START) | set(NOT_AT_START) == set(Cause)
    assert set(LATER) | set(NOT_LATER) == set(Cause)
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(map(str, AT_START))
    assert {file.stem for file in (FOLDER / "later").glob("*.txt")} == set(map(str, LATER))
