"""Tests of the texts: each cause has all of them, and no slot is misspelt."""

from __future__ import annotations

import pytest

from hftoken_guard import Cause
from hftoken_guard._causes.texts import TEXTS
from hftoken_guard._report.describe import describe
from hftoken_guard._report.layout import render_problem
from hftoken_guard._report.slots import Slots


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_every_cause_has_its_texts(cause: Cause) -> None:
    """Each cause has a family, a title, a reason, a fix and one link."""
    entry = TEXTS[cause]
    assert entry.what
    assert entry.why
    assert entry.fix
    assert entry.see.startswith("https://")
    assert render_problem(describe(cause, Slots())).isascii()
