"""What each rule finds, why it matters, and what helps."""

from __future__ import annotations

import textwrap

from .rules import RULES

_WIDTH = 97
_KINDS = {
    "error": "an error of hftoken-guard scan",
    "warning": "a warning of hftoken-guard scan, with --strict an error",
    "note": "a note of hftoken-guard scan, which fails nothing",
}


def explain(code: str) -> str:
    """Return what a rule finds, why it matters, and what helps, with an example of each."""
    rule = RULES[code]
    parts = [f"{code}: {rule.reason}", f"  ({_KINDS[rule.level]})", _fill(rule.why)]
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
