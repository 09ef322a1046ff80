"""
What is said where another text than that of the cause fits better: what, why and the steps.

An answer can show more than its cause: that a file is missing and not a revision, that a commit is
too large, or that a token was there and was not used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._causes.codes import Cause
from hftoken_guard._causes.texts import TEXTS
from hftoken_guard._environment import NO_IMPLICIT_TOKEN, is_token_kept_back
from hftoken_guard._hub.answer import TOO_LARGE
from hftoken_guard._hub.route import Step
from hftoken_guard._report.policy import list_policy_steps
from hftoken_guard._token.names import TOKEN_VARIABLE
from hftoken_guard._token.shape import clean

if TYPE_CHECKING:
    from hftoken_guard._hub.evidence import Evidence
    from hftoken_guard._hub.identity import Identity


class OwnWords(NamedTuple):
    """
    Hold what is said in place of a cause's own text; what is empty stays as it is.

    Attributes:
        what: the first line.
        why: the reason.
        fix: the steps.

    """

    what: str = ""
    why: str = ""
    fix: tuple[str, ...] = ()


_FILE = OwnWords(
    '{repo} has no file "{file}"', "The repository can be read; the file is not in it."
)
_JOB = OwnWords("the Hub does not find this job", "It does not exist, or belongs to others.")
_LARGE_INPUT = OwnWords(
    "the input is too large",
    "One request carried more than the service, or a proxy on the way, takes.",
    ("Send less in one request, or a smaller picture or recording.",),
)
_LARGE = OwnWords(
    "the commit is too large",
    "One request carried more than the Hub, or a proxy on the way, takes.",
    (
        "Send fewer files in each commit: several calls of create_commit, or one for each folder.",
        (
            "For a large folder, use  HfApi().upload_folder(...)  with hf_xet installed, or an\n"
            "older client's  upload_large_folder(...): they send it in parts."
        ),
        "Send one large file as it is: the client puts it into the Hub's storage by itself.",
    ),
)
_SECRET = OwnWords(
    "the Hub refused the commit",
    "A file of it holds a secret; take it out first.",
    (
        "Take the secret out of the file that the Hub names, and push again.",
        "If it is a real one, revoke it: it has been sent.",
    ),
)
_HOOK = OwnWords(
    "a hook of the Hub refused the push",
    "The lines of git above say why: most often a file is too large for git itself.",
    (
        'Put large and binary files into git-lfs:  git lfs track "*.bin"  and commit anew.',
        "Or upload without git:  HfApi().upload_folder(...)  which does this by itself.",
    ),
)
_BATCH = OwnWords(
    "the Hub did not do all that the request asked for",
    "Each operation that failed is named with its reason; the others were done.",
    ("Mend what is named, and repeat those operations alone.",),
)
# The token is there: nothing has to be handed to the job.
_NOBODY = "So the Hub answered as it answers everybody."
_UNUSED = OwnWords(
    why=_NOBODY,
    fix=(
        "Pass it to the call that failed:  token=True",
        "If the call does not take  token= , upgrade the library that made it.",
    ),
)
_KEPT_BACK = OwnWords(
    why=_NOBODY,
    fix=(
        f"Remove {NO_IMPLICIT_TOKEN} from the job's environment,\n"
        "or pass  token=True  to the call that failed.",
    ),
)


def choose_own_words(
    seen: Evidence, cause: Cause, who: Identity | None, *, is_open: bool
) -> OwnWords:
    """Return the words that fit better than the cause's own; `is_open`: so are other causes."""
    text = TEXTS[cause]
    words = OwnWords(text.what_later, text.why_later)
    if cause is Cause.TOKEN_MISSING:
        return _choose_for_missing(seen, words)
    if cause is Cause.TOKEN_INVALID:
        what = "HTTP 401, not authorized for {target}" if is_open and seen.status else ""
        since = "It was revoked, replaced or deleted since then, or its time is over. {login_end}"
        return OwnWords(what, since if who else "")
    if cause is Cause.REVISION_NOT_FOUND and seen.answer.code == "EntryNotFound":
        return _FILE
    if cause is Cause.ORG_POLICY and not is_open:
        owner = seen.target.owner if seen.target else ""
        return words._replace(fix=list_policy_steps(seen.said, who, owner))
    if cause is Cause.REPO_NOT_FOUND and seen.step is Step.JOBS:
        return _JOB
    return _choose_for_unexpected(seen) if cause is Cause.UNEXPECTED else words


def _choose_for_missing(seen: Evidence, words: OwnWords) -> OwnWords:
    """Choose for a request without a token: it may be there all the same."""
    if not seen.status:
        return words._replace(what="no token was found")
    if is_token_unused(seen):
        unused = _KEPT_BACK if is_token_kept_back() else _UNUSED
        return words._replace(why=unused.why, fix=unused.fix)
    return words


def is_token_unused(seen: Evidence) -> bool:
    """Tell whether a request went without the token that is in HF_TOKEN."""
    is_there = bool(clean(os.environ.get(TOKEN_VARIABLE, "")))
    return seen.sent.is_sent is False and is_there


def _choose_for_unexpected(seen: Evidence) -> OwnWords:
    """Choose for an answer whose cause is none of the token's or the repository's."""
    if seen.status == TOO_LARGE:
        return _LARGE_INPUT if seen.step is Step.INFERENCE else _LARGE
    if "secrets, such as tokens" in seen.said:
        return _SECRET
    if "hook declined" in seen.said or "[remote rejected]" in seen.said:
        return _HOOK
    if "BucketBatchError" in seen.answer.errors:
        return _BATCH
    return OwnWords()
