"""What each rule finds, why it matters, and what helps."""

from __future__ import annotations

import textwrap

from .rules import RULES

_WIDTH = 97


def explain(code: str) -> str:
    """Return what a rule finds, why it matters, and what helps, with an example of each."""
    rule = RULES[code]
    kind = "an error of hftoken-guard scan"
    if rule.is_warning:
        kind = "a warning of hftoken-guard scan, with --strict an error"
    parts = [f"{code}: {rule.reason}", f"  ({kind})", _fill(rule.why)]
    parts += ["", "What helps", _fill(rule.fix)]
    for word, example in (("Bad", rule.bad), ("Good", rule.good)):
        parts += ["", word, textwrap.indent(example.rstrip(), "    ")]
    return "\n".join([*parts, "", f"To silence one line:  # hftoken-guard: ignore[{code}]"])


def list_rules() -> str:
    """Return all rules with what they find."""
    lines = [f"  {code:<24} {rule.reason}" for code, rule in RULES.items()]
    return "\n".join(["What hftoken-guard scan finds", *lines])


def _fill(text: str) -> str:
    return textwrap.indent(textwrap.fill(text, _WIDTH, break_long_words=False), "  ")
