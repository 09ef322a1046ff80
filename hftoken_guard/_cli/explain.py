"""The command `explain`: what a cause means, how it shows itself, how to tell it, what helps."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard import _scan
from hftoken_guard._causes.codes import Cause, Family
from hftoken_guard._causes.texts import TEXTS
from hftoken_guard._hub.rules import RULES
from hftoken_guard._hub.target import Target
from hftoken_guard._report.describe import describe, tell_apart
from hftoken_guard._report.layout import WIDTH, hang
from hftoken_guard._report.slots import Slots, name_target, name_token
from hftoken_guard._token.lookup import TokenLookup

from .terminal import print_result

if TYPE_CHECKING:
    import argparse


class CauseEntry(NamedTuple):
    """
    Hold what is known of a cause, as it goes into JSON.

    Attributes:
        code: its code.
        kind: "cause".
        family: the error that people know it by.
        title: what it is, in a line.
        why: what is behind it, or "" where nothing is known.
        signs: how it shows itself.
        tell_apart: how to tell it from its neighbours.
        neighbours: the codes of causes with the same answer of the Hub.
        fix: the steps that help, the easiest first.
        see: one address to read on.

    """

    code: str
    kind: str
    family: str
    title: str
    why: str
    signs: list[str]
    tell_apart: str
    neighbours: list[str]
    fix: list[str]
    see: str


class RuleEntry(NamedTuple):
    """
    Hold what is known of a rule of the scanner, as it goes into JSON.

    Attributes:
        code: its code.
        kind: "rule".
        severity: error or warning.
        title: what it finds, in a line.
        why: why it matters.
        fix: the steps that help.
        bad: an example that it finds.
        good: the same, put right.

    """

    code: str
    kind: str
    severity: str
    title: str
    why: str
    fix: list[str]
    bad: str
    good: str


def run_explain(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print what a code means, or all codes, and return the exit code."""
    code = arguments.code and arguments.code.lower().rstrip(":")  # as it stands in a log
    if code is not None and code not in (*_scan.RULES, *map(str, Cause)):
        parser.error(f"there is no cause or rule {code!r}; hftoken-guard explain  lists them")
    print_result(_as_json(code) if arguments.json else _as_text(code))
    return 0


def _as_text(code: str | None) -> str:
    """Return what a person reads about a code, or about all."""
    if code is None:
        return f"{_scan.list_rules()}\n{list_causes()}"
    return _scan.explain(code) if code in _scan.RULES else explain_cause(Cause(code))


def _as_json(code: str | None) -> str:
    """Return the object of a code, or one with all."""
    data: dict[str, object]
    if code is None:
        causes = [make_cause_entry(cause)._asdict() for cause in Cause]
        data = {
            "causes": causes,
            "rules": [make_rule_entry(rule)._asdict() for rule in _scan.RULES],
        }
    elif code in _scan.RULES:
        data = make_rule_entry(code)._asdict()
    else:
        data = make_cause_entry(Cause(code))._asdict()
    return json.dumps(data, indent=2)


def make_cause_entry(cause: Cause) -> CauseEntry:
    """Return what is known of a cause; names in capitals stand for those of a true case."""
    text, slots = TEXTS[cause], _make_slots(cause)
    problem = describe(cause, slots)
    return CauseEntry(
        code=str(cause),
        kind="cause",
        family=cause.family.value,
        title=text.title,
        why=problem.why.strip(),
        signs=[line.strip() for line in _list_signs(cause)],
        tell_apart=tell_apart(cause, slots).strip(),
        neighbours=[str(other) for other in find_neighbours(cause)],
        fix=list(problem.fix),
        see=text.see,
    )


def make_rule_entry(code: str) -> RuleEntry:
    """Return what is known of a rule of the scanner."""
    rule = _scan.RULES[code]
    return RuleEntry(
        code, "rule", rule.level, rule.reason, rule.why, [rule.fix], rule.bad, rule.good
    )


def list_causes() -> str:
    """Return all causes with their titles, by family."""
    lines = []
    for family in Family:
        lines.append(family.value)
        causes = [cause for cause in Cause if cause.family is family]
        lines += [f"  {cause:<21} {TEXTS[cause].title}" for cause in causes]
    return "\n".join([*lines, "", "One of them:  hftoken-guard explain CODE"])


def explain_cause(cause: Cause) -> str:
    """Return what the cause is, how it shows itself, how to tell it, and what helps."""
    text, slots = TEXTS[cause], _make_slots(cause)
    problem = describe(cause, slots)
    lines = [f"{cause}: {text.title}", f"  ({cause.family.value})", *_fill(problem.why, "  ")]
    lines += ["", "How it shows itself", *_list_signs(cause)]
    lines += ["", "How to tell it from its neighbours"]
    for code in (cause, *find_neighbours(cause)):
        lines += _fill(tell_apart(code, slots), "  ")
    lines += ["", "What helps"]
    for number, step in enumerate(problem.fix, 1):
        lines += hang(f"  {number}. ", step.split("\n"))
    return "\n".join([*lines, "", f"See {text.see}"])


def find_neighbours(cause: Cause) -> list[Cause]:
    """Return the causes that some answer cannot tell from this one, in the order of the codes."""
    alike = {cause, *(item for item in TEXTS[cause].shows if isinstance(item, Cause))}
    # What is left open at the start alone is no matter of the answer.
    rows = [set(rule.candidates) for rule in RULES if rule.at is None]
    near = alike.union(*(row for row in rows if alike & row))
    return [other for other in Cause if other in near and other is not cause]


def _make_slots(cause: Cause) -> Slots:
    """Return names for an example: a repository that is called OWNER/NAME."""
    example = Target("model", "OWNER", "NAME", mode="write")
    slots = name_target(name_token(TokenLookup(), None), example, None, is_pull=False, is_new=False)
    slots = slots.with_other(example.of_type("dataset"))
    return slots._replace(
        login="",
        found="that name",
        mine="YOU/NAME",
        meant="your own namespace",
        org_role="read",
        revision="REVISION",
        editable="you use",
        or_create="Or create",
        type_hint="dataset",
        shadow="another credential",
        unshadow="Remove the .netrc entry, HF_OIDC_RESOURCE, or the user in HF_ENDPOINT.",
        offline="HF_HUB_OFFLINE",
        other_hub="set",
        proxies="HTTPS_PROXY",
        report="the facts",
        fault="no answer",
        status="5xx",
        again="Try again later: this says nothing about the token.",
        argument="the name" if cause is Cause.TARGET_MALFORMED else "read=",
    )


def _list_signs(cause: Cause) -> list[str]:
    """Return how a cause shows itself; if as another one does, how that does."""
    lines = []
    for item in TEXTS[cause].shows:
        is_other = isinstance(item, Cause)
        lines += (
            [f"  the same as for {item}:", *_list_signs(Cause(item))] if is_other else [f"  {item}"]
        )
    return lines


def _fill(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text.strip(),
        WIDTH - 3,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
