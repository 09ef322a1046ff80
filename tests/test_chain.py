"""Tests of what stands behind an exception."""

from __future__ import annotations

import pytest

from hftoken_guard._chain import LINKS, walk


def test_walk_finds_all_behind_an_error() -> None:
    """Causes, contexts, reasons, arguments and groups are walked, each once."""
    inner, cause, context, reason = (ValueError(word) for word in "abcd")
    error = OSError("x", inner)
    error.__cause__, error.__context__ = cause, context
    error.reason = reason  # type: ignore[attr-defined]
    cause.exceptions = (error, "no exception")  # type: ignore[attr-defined]
    found = list(walk(error))
    assert [link for link, _ in found] == [error, cause, reason, context, inner]
    assert [is_handled for _, is_handled in found] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("error", "is_walked"),
    [(RuntimeError(), True), (TypeError(), False), (KeyError(), False), (MemoryError(), False)],
)
def test_walk_leaves_what_a_program_error_interrupted(error: Exception, *, is_walked: bool) -> None:
    """What was being handled when a program failed is not the reason."""
    error.__context__ = ValueError("handled")
    assert (len(list(walk(error))) == 2) is is_walked
    error.__suppress_context__ = True
    assert len(list(walk(error))) == 1


def test_walk_ends() -> None:
    """A chain that is very long is walked only so far."""
    error = first = ValueError("0")
    for number in range(1000):
        error.__cause__ = ValueError(str(number))
        error = error.__cause__
    assert len(list(walk(first))) == LINKS
