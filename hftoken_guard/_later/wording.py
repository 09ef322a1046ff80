"""What is said later in a job: the reason, and the names for the texts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._causes.codes import Cause
from hftoken_guard._environment import (
    NO_IMPLICIT_TOKEN,
    find_endpoint,
    find_offline_variable,
    is_in_job,
    is_token_kept_back,
)
from hftoken_guard._hub.address import NEW_TOKEN_PAGE
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.permissions import SERVICE_PERMISSIONS
from hftoken_guard._hub.route import Step
from hftoken_guard._redact import sanitize_line
from hftoken_guard._report.describe import describe
from hftoken_guard._report.login import describe_login
from hftoken_guard._report.slots import Slots, name_target, name_token
from hftoken_guard._report.wait import describe_wait
from hftoken_guard._token.lookup import TokenLookup
from hftoken_guard._token.names import TOKEN_VARIABLE, find_wrong_variable
from hftoken_guard._token.shape import clean

from .own_words import choose_own_words, is_token_unused

if TYPE_CHECKING:
    from hftoken_guard._hub.evidence import Evidence
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.narrow import Knowledge
    from hftoken_guard._hub.target import Target
    from hftoken_guard._hub.verdict import Verdict
    from hftoken_guard._report.problem import Problem

_COMMIT = 40  # characters of its hash
# Where the request itself shows the cause, its own fixes come first, whatever is open besides.
_CERTAIN = (
    Cause.TARGET_MALFORMED,
    Cause.TOKEN_MISSING,
    Cause.TOKEN_WRONG_NAME,
    Cause.TOKEN_PLACEHOLDER,
    Cause.CREDENTIAL_SHADOWED,
)


class _Service(NamedTuple):
    """Names for a service of the Hub, where the address names no repository."""

    mode: str
    name: str
    permission_words: str


_SERVICES = {
    Step.INFERENCE: _Service(
        "call",
        "Inference Providers",
        '"Make calls to Inference Providers"',
    ),
    Step.JOBS: _Service("use", "Jobs", '"Start and manage Jobs on your behalf"'),
}
_PUSH_STEPS = (Step.WRITE, Step.CREATE, Step.PROPOSE)
_RESULT_AT_RISK = (
    "The disk of a job vanishes with it. While this process runs, save the result to a\n"
    "mounted volume or bucket, or mend what is refused and push again.\n"
    "In the next job, save the result there before the push."
)
_VERBS = {
    Step.CREATE: "create",
    Step.SETTINGS: "change the settings of",
    Step.PROPOSE: "open a pull request on",
}


def word_problem(seen: Evidence, verdict: Verdict, known: Knowledge) -> Problem:
    """Put a verdict into words."""
    cause = verdict.cause or Cause.UNEXPECTED
    if cause is Cause.TOKEN_MISSING and not seen.sent.is_sent:
        cause = _name_absence()
    could_be = tuple(other for other in verdict.could_be if other is not cause)
    target = _name_missing_target(seen, cause, known.who)
    words = choose_own_words(seen, cause, known.who, is_open=bool(could_be))
    return describe(
        cause,
        _fill_slots(seen, target, known.who, cause),
        because=_find_reason(seen, cause, verdict.because),
        said=seen.answer.message if seen.host is Host.HUB and seen.status else "",
        what=words.what,
        why=words.why,
        fix=words.fix,
        last_step=_RESULT_AT_RISK if seen.step in _PUSH_STEPS and is_in_job() else "",
        could_be=could_be,
        target=str(target) if target else None,
        status=seen.status or None,
        request_id=seen.answer.request_id or None,
        is_undecided=_has_other_steps(could_be) and cause not in _CERTAIN and not words.fix,
    )


def _has_other_steps(could_be: tuple[Cause, ...]) -> bool:
    """Tell whether another cause than the first needs other steps."""
    return could_be != (Cause.REPO_WRONG_TYPE,)  # the steps for a missing one name the type


def _name_absence() -> Cause:
    """Name why a request went without a token, from what the environment holds."""
    is_there = bool(clean(os.environ.get(TOKEN_VARIABLE, "")))
    is_misnamed = not is_there and bool(find_wrong_variable(os.environ))
    return Cause.TOKEN_WRONG_NAME if is_misnamed else Cause.TOKEN_MISSING


def _find_reason(seen: Evidence, cause: Cause, because: str) -> str:
    """Return the evidence that is put before the general reason."""
    if cause is Cause.TOKEN_MISSING and is_token_unused(seen):
        because = _explain_unused(because)
    if cause is Cause.TARGET_MALFORMED and seen.route.malformation:
        because = seen.route.malformation[0].upper() + seen.route.malformation[1:]
    if cause in (Cause.RATE_LIMITED, Cause.HUB_UNAVAILABLE):
        because = describe_wait(seen.answer.wait_s) or because
    if cause is Cause.TOKEN_MISSING and seen.is_gate():
        because += " The repository is gated: its conditions have to be accepted besides."
    if cause is Cause.TOKEN_MALFORMED and not seen.status:
        because = "The HTTP library refused to send it: a line end, a blank or a quote is in it."
    if seen.was_handled:
        because = f"This was being handled when the last error came. {because}"
    return because.strip()


def _explain_unused(because: str) -> str:
    """Say why a request went without the token that is there."""
    is_off = is_token_kept_back()
    reason = (
        f"{NO_IMPLICIT_TOKEN} keeps it back" if is_off else "the library that asked did not use it"
    )
    return f"{because} {TOKEN_VARIABLE} is set; {reason}.".strip()


def _name_missing_target(seen: Evidence, cause: Cause, who: Identity | None) -> Target | None:
    """Return the target as the message names it."""
    target = seen.target
    if target is None:
        return None
    if seen.step is Step.CREATE and not target.owner and who:
        target = target.in_namespace(who.user)
    is_commit = len(target.revision) == _COMMIT  # that the client looked up by itself
    if is_commit and cause is not Cause.REVISION_NOT_FOUND:
        return target.at_revision("")
    return target


def _fill_slots(seen: Evidence, target: Target | None, who: Identity | None, cause: Cause) -> Slots:
    """Return the names for the texts, for want of a better one a general word."""
    route = seen.route
    slots = name_token(_describe_environment(seen), who)._replace(
        login=describe_login(who) if who else "",
        endpoint=sanitize_line(route.place) or find_endpoint(),
        came=seen.answer.describe_form(),
        offline=find_offline_variable() or "HF_HUB_OFFLINE",
        file=route.file or "the file",
        status=str(seen.status or "5xx"),
        unshadow="Look in the script for token=, login( and HfApi(. Pass there what require_token\n"
        "returned, or nothing. If none is there, remove the .netrc entry, HF_OIDC_RESOURCE, or\n"
        "the user and password in HF_ENDPOINT.",
        again="This passes: repeat the failed step if the process or a checkpoint is still\n"
        "there, else start the job again later.",
        other_way="or local_files_only=True from the call",
        guard=None,
        report="these lines",
    )
    slots = slots.for_secret(seen.sent.token)
    slots = slots.with_fault(seen.answer.fault or "no answer")
    slots = _name_asked(slots, seen, target, who, cause)
    if cause is Cause.TARGET_MALFORMED:
        slots = slots._replace(target=sanitize_line(route.file) or "the name", argument="the name")
    return slots


def _name_asked(
    slots: Slots, seen: Evidence, target: Target | None, who: Identity | None, cause: Cause
) -> Slots:
    """Add the words for what was asked: a service of the Hub, or a repository."""
    if service := _SERVICES.get(seen.step):
        return slots._replace(
            target=service.name,
            mode=service.mode,
            permission=SERVICE_PERMISSIONS[seen.step],
            permission_words=service.permission_words,
            scope="your account",
            where="under your own permissions",
            editable=None,
            covers=", with this right",
            link=f"{NEW_TOKEN_PAGE}&ownUserPermissions={SERVICE_PERMISSIONS[seen.step]}",
        )
    if target is None:
        return slots
    slots = name_target(
        slots,
        target,
        who,
        is_pull=seen.step is Step.PROPOSE,
        is_new=seen.step is Step.CREATE,
    )
    is_file_missing = seen.answer.code == "EntryNotFound"
    return slots._replace(
        mode=_VERBS.get(seen.step, slots.mode),
        argument=None,  # no argument of ours names it
        type_hint="dataset" if target.type == "model" else None,
        whole=None if is_file_missing else target.page,
        check=None
        if cause.is_fault or cause is Cause.UNEXPECTED
        else f"hftoken-guard check --{target.mode} {target}",
    )


def _describe_environment(seen: Evidence) -> TokenLookup:
    """Tell what this process has where a token should be, and whether it is the one sent."""
    held = clean(os.environ.get(TOKEN_VARIABLE, ""))
    is_ours = seen.sent.is_sent is None or seen.sent.token.reveal() == held
    return TokenLookup(
        source=TOKEN_VARIABLE if is_ours else "the token that was sent",
        shape="empty" if TOKEN_VARIABLE in os.environ else "not set",
        wrong_variable=find_wrong_variable(os.environ),
    )
