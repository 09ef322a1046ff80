"""Tests of what is printed: a stream that is broken in any way stops no job."""

from __future__ import annotations

import io
import sys

import pytest

from hftoken_guard._output import print_line


class Broken(io.StringIO):
    """A stream that a logging tool has put there, and that fails in its own way."""

    def write(self, text: str) -> int:
        """Fail."""
        raise RuntimeError(text)

    def flush(self) -> None:
        """Fail as well."""
        raise KeyError


@pytest.mark.parametrize("stream", [Broken(), None, object(), 7])
def test_print_to_a_broken_stream(stream: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stderr is, the job goes on; a broken stdout does not keep the line back."""
    monkeypatch.setattr(sys, "stderr", stream)
    print_line("x")
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdout", stream)
    print_line("x")
    assert shown.getvalue() == "hftoken-guard: x\n"
