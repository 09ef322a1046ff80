"""Tests of what a terminal is shown: marks and colours."""

from __future__ import annotations

import io
import os
import sys

import pytest

from hftoken_guard._cli.main import main
from hftoken_guard._cli.terminal import Line, Mark, is_terminal, render_lines

ALL = [Line(mark, mark.name) for mark in Mark]


def test_marks_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mark has its sign and its colour; the neutral one has none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert render_lines(ALL).splitlines() == [
        "  \033[32m\u2713\033[0m YES",
        "  \033[31m\u2717\033[0m NO",
        "  - OPEN",
        "  \033[33m!\033[0m WARNING",
    ]


@pytest.mark.parametrize(
    ("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")], ids=["NO_COLOR", "TERM"]
)
def test_no_colour_where_it_is_not_wanted(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signs stay where colour is not wanted or not known."""
    monkeypatch.setenv(variable, value)
    assert render_lines(ALL).splitlines()[:2] == ["  \u2713 YES", "  \u2717 NO"]


@pytest.mark.parametrize("encoding", ["ascii", "no-such-encoding", ""])
def test_plain_signs_where_the_terminal_has_no_others(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal of ASCII alone gets ASCII alone."""

    class Stream(io.StringIO):
        """A stream of that encoding."""

        @property
        def encoding(self) -> str:  # type: ignore[override]
            """Name it."""
            return encoding

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", Stream())
    assert render_lines(ALL).splitlines() == ["  + YES", "  x NO", "  - OPEN", "  ! WARNING"]
    assert not is_terminal()


@pytest.mark.parametrize("command", ["vendor", "explain", "can read gpt2"])
def test_reader_that_has_seen_enough(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed pipe changes no exit code, and is no error."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert main(command.split()) == (77 if command.startswith("can") else 0)  # without a token
