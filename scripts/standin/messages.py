"""The Hub's sentences, word for word as they arrive in X-Error-Message and in bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standin.records import Repo

SITE = "https://huggingface.co"
ANONYMOUS = "Invalid username or password."
BAD_CREDENTIALS = "Invalid credentials in Authorization header"
NOT_FOUND = "Repository not found"
NO_PAGE = "Sorry, we can't find the page you are looking for."
NO_ENTRY = "Entry not found"
READ_ONLY = "You have read access but not the required permissions for this operation"
READ_TOKEN = "you must use a write token to upload to a repository."
USE_PR = "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request."
NO_DISCUSSION = "Authorization error."
DISABLED = "Access to this resource is disabled."
STALE_PARENT = "A commit has happened since. Please refresh and try again."
NO_GATED_FLAG = (
    "Please enable access to public gated repositories in your fine-grained token settings"
    " to view this repository."
)
POLICY_PENDING = (
    "Due to the organization token policy, your token needs to be approved by the"
    " organization before you can access this resource."
)
POLICY_REVOKED = (
    "Your token has been revoked by the organization administrator, you can no longer access"
    " organization resources. Please contact them for more information."
)
INTERNAL = "Internal Error - We're working hard to fix this as soon as possible!"
TOO_MANY = "Too Many Requests"
ACTION_QUOTA = (
    "You have exceeded the rate limit for repository commits (128 per hour)."
    " You can retry this action in about 1 hour."
)


def expired(name: str) -> str:
    """Return what a token past its expiry date is told."""
    return f'User Access Token "{name}" is expired'


def no_create_right(repo_type: str, namespace: str) -> str:
    """Return the refusal of a creation."""
    return f'You don\'t have the rights to create a {repo_type} under the namespace "{namespace}"'


def gate(state: str, repo: Repo) -> str:
    """Return what the gate of a repository says in a state other than open."""
    subject, page = f"{repo.type} {repo.id}", f"{SITE}/{repo.webid}"
    return {
        "anonymous": f"Access to {subject} is restricted. You must have access to it and be"
        " authenticated to access it. Please log in.",
        "none": f"Access to {subject} is restricted and you are not in the authorized list."
        f" Visit {page} to ask for access.",
        "pending": f"Your request to access {subject} is awaiting a review from the repo authors.",
        "rejected": f"Your request to access {subject} has been rejected by the repo's authors.",
        "reset": f"Your request to access {subject} has been reset by the repo's authors."
        f" Visit {page} to submit a new request.",
        "no_flag": NO_GATED_FLAG,
    }[state]


def address_limited(address: str) -> str:
    """Return what an anonymous address over its quota is told."""
    return (
        f"We had to rate limit your IP ({address}). To continue using our service, create a HF"
        " account or login to your existing account, and make sure you pass a HF_TOKEN if"
        " you're using the API."
    )


def account_limited(quota: int, bucket: str) -> str:
    """Return what an account over its quota is told."""
    return (
        f"We had to rate limit you, you hit the quota of {quota} {bucket} requests"
        " per 5 minutes period."
    )
