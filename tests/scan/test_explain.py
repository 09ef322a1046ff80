"""Tests of the explanation of a rule."""

from __future__ import annotations

import pytest

from hftoken_guard._cli.main import main
from hftoken_guard._scan import RULES


@pytest.mark.parametrize("code", RULES)
def test_explain(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rule is explained: what, why, what helps, an example of each, how to silence it."""
    assert main(["explain", code]) == 0
    out = capsys.readouterr().out
    rule = RULES[code]
    assert out.startswith(f"{code}: {rule.reason}\n")
    for part in (rule.why, rule.fix, rule.bad, rule.good):
        assert " ".join(part.splitlines()[0].split()) in " ".join(out.split())
    assert f"# hftoken-guard: ignore[{code}]" in out
    main(["explain"])
    assert f"  {code}" in capsys.readouterr().out
