"""Tests of which process asks the Hub; `test_ranks.py` above starts real launchers."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from hftoken_guard._start.ranks import Helper, find_helper


def test_helper_without_multiprocessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that never loaded multiprocessing is nobody's child."""
    monkeypatch.delitem(sys.modules, "multiprocessing.process", raising=False)
    assert find_helper() is None


@pytest.mark.parametrize("package", ["multiprocessing", "multiprocess"])
@pytest.mark.parametrize(("is_starting", "parent"), [(True, None), (False, "the script")])
def test_helper_of_both_packages(
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    is_starting: bool,  # noqa: FBT001
    parent: str | None,
) -> None:
    """A child is known by its parent or, while it imports the script, by its mark."""
    current = SimpleNamespace(_inheriting=is_starting)
    module = SimpleNamespace(current_process=lambda: current, parent_process=lambda: parent)
    monkeypatch.setitem(sys.modules, f"{package}.process", module)
    assert find_helper() is (Helper.IMPORTING_CHILD if is_starting else Helper.CHILD)
