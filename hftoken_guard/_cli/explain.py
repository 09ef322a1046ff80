"""The command `explain`: what a cause means, how it shows itself, how to tell it, what helps."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hftoken_guard import _scan
from hftoken_guard._causes.codes import Cause, Family
from hftoken_guard._causes.texts import TEXTS
from hftoken_guard._hub.rules import RULES
from hftoken_guard._hub.target import Target
from hftoken_guard._report.describe import describe, tell_apart
from hftoken_guard._report.layout import WIDTH, hang
from hftoken_guard._report.slots import Slots, name_target, name_token
from hftoken_guard._token.lookup import TokenLookup

if TYPE_CHECKING:
    import argparse


def run_explain(code: str | None, parser: argparse.ArgumentParser) -> int:
    """Print what a code means, or all codes, and return the exit code."""
    code = code and code.lower().rstrip(":")  # as it stands in a log
    if code is None:
        print(f"{_scan.list_rules()}\n{list_causes()}", flush=True)
    elif code in _scan.RULES:
        print(_scan.explain(code), flush=True)
    elif code in list(map(str, Cause)):
        print(explain_cause(Cause(code)), flush=True)
    else:
        parser.error(f"there is no cause or rule {code!r}; hftoken-guard explain  lists them")
    return 0


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
