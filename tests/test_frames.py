"""Tests that an error leaves with its traceback and without the variables of this package."""

from __future__ import annotations

import traceback
from types import FunctionType

import pytest

from hftoken_guard._frames import clear_frames_on_error


def as_ours(function: object, name: str = "hftoken_guard._test") -> FunctionType:
    """Return the function as if a module of this package held it."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, {**function.__globals__, "__name__": name})


def fail(token: str) -> None:
    """Fail with the token in a variable."""
    held = token
    raise ValueError(len(held))


def fail_behind(token: str) -> None:
    """Fail with the token in a variable of an error behind the one that comes out."""
    try:
        ours = as_ours(fail)
        ours(token)
    except ValueError as error:
        raise RuntimeError from error


@pytest.mark.parametrize("function", [fail, fail_behind])
def test_frames_are_empty_and_the_traceback_stays(function: FunctionType) -> None:
    """Every frame of the package that the error has passed is cleared, and none is lost."""
    with pytest.raises((ValueError, RuntimeError)) as caught:
        clear_frames_on_error(as_ours(function))("hf_secret")
    error: BaseException | None = caught.value
    shown = traceback.format_exception(caught.value)
    assert any(f"in {function.__name__}" in line for line in shown)
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            is_ours = frame.f_globals["__name__"].startswith("hftoken_guard.")
            assert not is_ours or "hf_secret" not in map(str, frame.f_locals.values())
        error = error.__cause__


def test_frames_of_others_are_left() -> None:
    """What a script holds in its own frames is its own."""
    theirs = as_ours(fail, "train")
    with pytest.raises(ValueError, match="9") as caught:
        clear_frames_on_error(theirs)("hf_secret")
    *_, (last, _) = traceback.walk_tb(caught.value.__traceback__)
    assert last.f_locals["token"] == "hf_secret"


def test_errors_in_a_ring() -> None:
    """Errors that refer to each other are cleared and do not go round for ever."""

    def raise_ring() -> None:
        first, second = ValueError(1), ValueError(2)
        first.__context__, second.__context__ = second, first
        raise first

    with pytest.raises(ValueError, match="1"):
        clear_frames_on_error(raise_ring)()


def test_what_is_returned_and_taken_is_as_without() -> None:
    """Arguments, the result and the name of the function stay."""

    @clear_frames_on_error
    def add(left: int, *, right: int) -> int:
        """Add."""
        return left + right

    assert add(1, right=2) == 3
    assert (add.__name__, add.__doc__) == ("add", "Add.")
