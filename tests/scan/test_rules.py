"""Tests of the rules: each shows itself in its own examples."""

from __future__ import annotations

import pytest
from made_scan import scan

from hftoken_guard._scan import RULES


@pytest.mark.parametrize("code", RULES)
def test_examples_of_rules(code: str) -> None:
    """The bad example of a rule shows it and no other, the good one nothing."""
    rule = RULES[code]
    for text, expected in ((rule.bad, [code]), (rule.good, [])):
        assert (
            scan(text, "job.sh" if "hf jobs" in text.partition("\n")[0] else "job.py") == expected
        )
