"""
What an exception of the rest of the job means: the evidence, the family, what is known, the text.

Pure but for two looks at what this process has: the environment (is this HF_TOKEN?) and what a
check learned earlier (whose token is this, and what could it do?). Nobody is asked.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone

from ._answers import (
    KNOWN,
    RIGHTS,
    Verdict,
    judge_creation,
    judge_refused_write,
    judge_unseen,
    parse_time,
)
from ._answers import WRITE as WRITE_RIGHT
from ._catalog import CATALOG
from ._causes import Cause, Family
from ._evidence import (
    CREATE,
    INFERENCE,
    JOBS,
    OTHER,
    PROPOSE,
    READ,
    SETTINGS,
    WRITE_STEPS,
    Evidence,
    walk,
)
from ._evidence import HUB as HUB_HOST
from ._families import find_family
from ._problem import GuardError, Problem, describe
from ._redact import escape, foreign, scrub
from ._report import (
    IMPLICIT,
    NEW_TOKEN,
    anonymous_warnings,
    endpoint,
    login,
    names_for_target,
    names_for_token,
    offline_variable,
    say_wait,
)
from ._token import NAME, PREFIX, Reading, clean, find_wrong_name, is_placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._answers import Identity
    from ._families import Family as Row

COMMIT = 40  # characters of its hash
UNAUTHORIZED = 401
_REFUSALS = (401, 403, 404)
FORBIDDEN = 403
MISSING = 404
# What the job wanted, where the address names no repository.
_SERVICES = {
    INFERENCE: ("call", "Inference Providers", "inference.serverless.write",
                '"Make calls to Inference Providers"'),
    JOBS: ("use", "Jobs", "job.write", '"Start and manage Jobs on your behalf"'),
}  # fmt: skip
# For want of a repository's name.
_GENERAL = {
    "target": "the Hub", "repo": "the repository", "owner": "the owner", "noun": "repository",
    "id": "the name", "page": "", "mode": "write to", "mine": "", "orgs": "", "link": NEW_TOKEN,
    "suggestion": "", "propose": "", "org": "", "permission": WRITE_RIGHT, "scope": "this",
    "permission_words": '"Write access to contents/settings of all repos"',
    "where": "for it", "editable": "you use", "or_create": "Or create", "revision": "main",
}  # fmt: skip
# What differs from the words for the start of a job, whatever the case.
_LATER_NAMES = {
    "name": NAME,
    "unshadow": "Look in the script for token=, login( and HfApi(, and pass there what\n"
    "require_token returned, or nothing; then for a .netrc file, HF_OIDC_RESOURCE, or a\n"
    "user and password in HF_ENDPOINT.",
    "again": "This passes: repeat the failed step if the process or a checkpoint is still\n"
    "there, else start the job again later.",
    "other_way": "or local_files_only=True from the call",
    "guard": "",
    "report": "these lines",
}
_VERBS = {
    CREATE: "create", SETTINGS: "change the settings of", PROPOSE: "open a pull request on",
}  # fmt: skip
# Where the request itself shows the cause, its own fixes come first, whatever is open besides.
_CERTAIN = (
    Cause.TARGET_MALFORMED,
    Cause.TOKEN_MISSING,
    Cause.TOKEN_WRONG_NAME,
    Cause.TOKEN_PLACEHOLDER,
    Cause.CREDENTIAL_SHADOWED,
)
# What is said instead of the words for the start of a job.
_LATER = {
    Cause.TOKEN_MISSING: "no token was sent with the request for {target}",
    Cause.CREDENTIAL_SHADOWED: "another credential than {name} was sent for {target}",
    Cause.RATE_LIMITED: "HTTP 429, too many requests, for {target}",
    Cause.HUB_UNAVAILABLE: "the Hub failed with HTTP {status} for {target}",
    Cause.HUB_OFFLINE: "offline mode is on: the client asked nobody for {target}",
}


def find_problem(error: BaseException) -> Problem | None:
    """Be the public `diagnose`."""
    try:
        for link, _ in walk(error):
            if isinstance(link, GuardError) and link.problems:
                return link.problems[0]
        evidence = Evidence(error)
        family = find_family(evidence)
        return _explain(evidence, family) if family else None
    except (Exception, SystemExit):  # noqa: BLE001 - a diagnosis never puts its own error before the real one
        return None


def _explain(seen: Evidence, family: Row) -> Problem:
    verdict, because, who = _judge(seen, family)
    cause = verdict.cause or Cause.UNEXPECTED
    if cause is Cause.TOKEN_MISSING and seen.is_sent is False:
        cause, because = _find_absence(because)
    if cause is Cause.TARGET_MALFORMED and seen.route.fault:
        because = f"{seen.route.fault[0].upper()}{seen.route.fault[1:]}"
    because = say_wait(seen.wait_s) or because
    if cause is Cause.TOKEN_MISSING and "gate" in seen.flags:
        because += " The repository is gated: its conditions have to be accepted besides."
    if cause is Cause.TOKEN_MALFORMED and not seen.status:
        because = "The HTTP library refused to send it: a line end, a blank or a quote is in it."
    if "handled" in seen.flags:
        because = f"This was being handled when the last error came. {because}".strip()
    target = seen.route.target
    if target and cause is not Cause.REVISION_NOT_FOUND and len(target.revision) == COMMIT:
        target.revision = ""  # a commit that the client looked up by itself
    could_be = tuple(dict.fromkeys(c for c in verdict.could_be if c is not cause))
    what, why = _words(seen, who, cause, is_open=bool(could_be))
    problem = describe(
        cause,
        _names(seen, who, cause),
        because=because.strip(),
        said=seen.message if seen.route.host == HUB_HOST and seen.status else "",
        what=what,
        why=why,
        could_be=could_be,
        target=str(target) if target else None,
        status=seen.status or None,
        request_id=seen.request_id or None,
        is_undecided=cause not in _CERTAIN,
    )
    secrets = tuple(secret for secret in seen.secrets if not is_placeholder(secret))
    return problem.passed_through(lambda text: escape(scrub(text, secrets), newlines=True))


def _judge(seen: Evidence, family: Row) -> tuple[Verdict, str, Identity | None]:
    """Return what the family leaves open, narrowed by what is known; the reason; the owner."""
    who, is_other = _recall(seen)
    # The Hub signs every answer: one without its marks may be of something on the way.
    is_unsigned = "unmarked" in seen.flags and seen.route.host == HUB_HOST
    more = [Cause.NOT_THE_HUB] if is_unsigned and seen.status in _REFUSALS else []
    if who:
        verdict, because = _narrow(Verdict(family.cause, *family.could_be), seen, who)
        if more and verdict.cause not in (family.cause, Cause.NOT_THE_HUB):
            because = ""
        return Verdict(verdict.cause, *verdict.could_be, *more), because, who
    causes = [family.cause, *family.could_be, *more]
    because = ""
    if seen.status == UNAUTHORIZED and is_other:
        causes.insert(0, Cause.CREDENTIAL_SHADOWED)
        because = "The request carried another token than the one that was checked at the start."
    elif seen.status == UNAUTHORIZED and (shape := _doubt_shape(seen)):
        if seen.token.reveal().startswith(("$", "<", "{{", "%")):
            return Verdict(shape), "", None  # nobody could accept it
        causes.insert(1, shape)
    return Verdict(*causes), because, None


def _words(seen: Evidence, who: Identity | None, cause: Cause, *, is_open: bool) -> tuple[str, str]:
    """Return what is said instead of the words for the start of a job; "" where those hold."""
    what, why = _LATER.get(cause, ""), ""
    if cause is Cause.TOKEN_MISSING and not seen.status:
        what = "no token was found"
    elif cause is Cause.CREDENTIAL_SHADOWED:
        why = "So what the Hub says is about that one."
    elif cause is Cause.HUB_OFFLINE:
        why = "The client was told to ask nobody, by {offline} or by local_files_only=True."
    elif cause is Cause.TOKEN_INVALID:
        what = "HTTP 401, not authorized for {target}" if is_open and seen.status else ""
        since = "It was revoked, replaced or deleted since then, or its time is over."
        why = since if who else ""
    elif cause is Cause.REVISION_NOT_FOUND and seen.code == "EntryNotFound":
        what, why = (
            '{repo} has no file "{file}"',
            "The repository can be read; the file is not in it.",
        )
    elif cause is Cause.REPO_NOT_FOUND and seen.route.step == JOBS:
        what, why = "the Hub does not find this job", "It does not exist, or belongs to others."
    elif cause is Cause.UNEXPECTED and "secrets, such as tokens" in seen.said:
        what, why = "the Hub refused the commit", "A file of it holds a secret; take it out first."
    return what, why


def _doubt_shape(seen: Evidence) -> Cause | None:
    """Tell what is odd about the value that was sent, or None."""
    value = seen.token.reveal()
    if is_placeholder(value):
        return Cause.TOKEN_PLACEHOLDER
    is_odd = seen.is_sent and seen.scheme != "basic" and not value.startswith(PREFIX)
    return Cause.TOKEN_MALFORMED if is_odd else None


def _recall(seen: Evidence) -> tuple[Identity | None, bool]:
    """Return whom the sent token speaks for, and whether another token was checked."""
    if not seen.is_sent:  # not sent, or not to be seen: then it is the one that was checked
        return (next(iter(KNOWN.values())) if len(KNOWN) == 1 else None), False
    sent = hash(seen.token.reveal())
    who = next((who for (_, token), who in KNOWN.items() if token == sent), None)
    return who, bool(KNOWN) and who is None


def _narrow(verdict: Verdict, seen: Evidence, who: Identity) -> tuple[Verdict, str]:
    """Take away what cannot be, since the token was good and these were its rights."""
    cause, target, step = verdict.cause, seen.route.target, seen.route.step
    modes = ("write",) if step in WRITE_STEPS else ("read", "write")
    was_allowed = target is not None and any((mode, target.page) in who.allowed for mode in modes)
    is_open = step in (READ, OTHER) and not was_allowed
    good = f'At the start of this job the token was accepted, as "{foreign(who.user)}".'
    if cause in RIGHTS and verdict.could_be and seen.status == FORBIDDEN and step not in _SERVICES:
        return _narrow_rights(seen, who, was_allowed=was_allowed)
    if cause is Cause.TOKEN_MISSING and seen.status == UNAUTHORIZED:
        still = verdict.could_be if is_open else ()
        return Verdict(cause, *still), good
    if cause is Cause.TOKEN_INVALID and seen.status == UNAUTHORIZED:
        end = parse_time(who.expires_at)
        if end and end < datetime.now(timezone.utc):
            return Verdict(Cause.TOKEN_EXPIRED), good
        if who.has_scopes and "invalid credentials" not in seen.said:
            return Verdict(Cause.TOKEN_SCOPE_MISSING, cause), good
        is_open = is_open and "invalid credentials" not in seen.said
        hidden = Cause.GATED_NOT_REQUESTED if "gate" in seen.flags else Cause.REPO_NOT_FOUND
        return Verdict(cause, *([hidden] if is_open else [])), good
    if cause is Cause.REPO_NOT_FOUND and seen.status == MISSING and target:
        if was_allowed:
            return Verdict(cause), "At the start of this job it was there, and could be used."
        return judge_unseen(target, who), ""
    is_fine = who.role == "fineGrained" and not who.reads_gated
    ruled_out = {Cause.CREDENTIAL_SHADOWED, Cause.TOKEN_MALFORMED, Cause.TOKEN_MISSING}
    ruled_out |= set() if who.role in (None, "read") else {Cause.TOKEN_READ_ONLY}
    ruled_out |= set() if is_fine else {Cause.GATED_SCOPE_MISSING}
    ruled_out |= {Cause.TOKEN_SCOPE_MISSING} if who.role in ("read", "write") else set()
    if was_allowed:
        ruled_out |= {Cause.TOKEN_SCOPE_MISSING, Cause.GATED_NOT_REQUESTED, Cause.ORG_POLICY}
    if step == INFERENCE and "organization" not in seen.said:
        ruled_out.add(Cause.ORG_POLICY)
    # What the Hub says outright stands, whatever was known before.
    named = (cause,) if cause and not (verdict.could_be and cause in ruled_out) else ()
    left = (*named, *(c for c in verdict.could_be if c not in ruled_out))
    return Verdict(*(left or (Cause.UNEXPECTED,))), ""


def _narrow_rights(seen: Evidence, who: Identity, *, was_allowed: bool) -> tuple[Verdict, str]:
    """Judge a refused write as a check at the start would."""
    target = seen.route.target
    if target and not target.owner and seen.route.step == CREATE:
        target = seen.route.target = target.in_namespace(who.user)
    if target is None:
        if who.role == "read":
            return Verdict(Cause.TOKEN_READ_ONLY), ""
        if who.role == "fineGrained" or who.has_scopes:
            elsewhere = [Cause.NAMESPACE_FORBIDDEN] if who.writes_somewhere else []
            return Verdict(Cause.TOKEN_SCOPE_MISSING, *elsewhere), ""
        roles = [Cause.ORG_ROLE_TOO_LOW] if who.orgs else []
        return Verdict(Cause.NAMESPACE_FORBIDDEN, *roles), ""
    if seen.route.step == CREATE:
        found = judge_creation(target, who)
        found = found if found.cause else judge_refused_write(target, who)
    else:
        found = judge_refused_write(target, who)
    if was_allowed and found.cause is Cause.WRITE_DENIED:
        changed = "the token was edited, or your role or the repository has changed"
        because = f"At the start of this job this was allowed: since then {changed}."
        return Verdict(found.cause), because
    return found, ""


def _find_absence(because: str) -> tuple[Cause, str]:
    """Tell why a request went without a token, from what the environment holds."""
    if clean(os.environ.get(NAME, "")):
        is_off = bool(anonymous_warnings())
        reason = f"{IMPLICIT} keeps it back" if is_off else "the library that asked did not use it"
        return Cause.TOKEN_MISSING, f"{because} {NAME} is set; {reason}.".strip()
    if find_wrong_name(os.environ):
        return Cause.TOKEN_WRONG_NAME, because
    return Cause.TOKEN_MISSING, because


def _names(seen: Evidence, who: Identity | None, cause: Cause) -> dict[str, str]:
    """Return the names for the texts, for want of a better one a general word."""
    route, target = seen.route, seen.route.target
    is_hub = CATALOG[cause].family is Family.HUB
    held = clean(os.environ.get(NAME, ""))
    is_ours = seen.is_sent is None or seen.token.reveal() == held
    names = _GENERAL
    if route.step in _SERVICES:
        mode, service, permission, words = _SERVICES[route.step]
        names = names | {
            "target": service, "mode": mode, "permission": permission, "permission_words": words,
            "scope": "your account", "where": "under your own permissions", "editable": "",
            "or_create": "Or create",
            "link": f"{NEW_TOKEN}&ownUserPermissions={permission}",
        }  # fmt: skip
    elif target:
        names = names | names_for_target(target, who, pull=False, is_new=route.step == CREATE)
        names |= {"mode": _VERBS.get(route.step, names["mode"])}
        names |= {"revision": target.revision or "main"}
    if cause is Cause.TARGET_MALFORMED:
        names = names | {"target": foreign(route.file) or "the name"}
    reading = Reading(NAME if is_ours else "the token that was sent", "empty")
    reading.shape = reading.shape if NAME in os.environ else "not set"
    reading.found = find_wrong_name(os.environ)
    return {
        **names_for_token(reading, who),
        **names,
        **_LATER_NAMES,
        "login": login(who) if who else "",
        "file": route.file or "the file",
        "endpoint": foreign(route.place) or endpoint(),
        "offline": offline_variable() or "HF_HUB_OFFLINE",
        "type_hint": "dataset" if target and target.type == "model" else "",
        "whole": "" if seen.code == "EntryNotFound" or not target else target.page,
        "status": str(seen.status or "5xx"),
        "fault": seen.fault or "no answer",
        "check": f"uvx hftoken-guard check --{target.mode} {target}"
        if target and not is_hub
        else "",
        "argument": "the name" if cause is Cause.TARGET_MALFORMED else "",
    }
