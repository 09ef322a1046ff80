"""
What helps against a policy of an organization: the steps that fit what the Hub said.

The names are those of `securityRestrictions` in the Hub's OpenAPI description, route
`/api/whoami-v2`; the sentences are those of the Hub's documentation of token management.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity


class Policy(NamedTuple):
    """
    Hold one policy, how the Hub shows it, and what helps.

    Attributes:
        restriction: what whoami calls it.
        says: what a refusal says of it, lower case, or "" where no sentence is known.
        step: what helps.

    """

    restriction: str
    says: str
    step: str


POLICIES = (
    Policy(
        "token-policy",
        "needs to be approved",
        'Ask an admin of "{owner}" to approve the token, or to tell you which kind is allowed.',
    ),
    Policy(
        "token-revoked",
        "revoked by the organization",
        'Create a new token, of a kind that an admin of "{owner}" allows: this one stays revoked.',
    ),
    Policy(
        "sso",
        "",
        'Sign in to "{owner}" in the browser, with single sign-on. Then start the job again.',
    ),
    Policy(
        "mfa",
        "",
        "Turn on two-factor authentication:  https://huggingface.co/settings/authentication\n"
        "Then start the job again.",
    ),
    Policy(
        "ip",
        "",
        '"{owner}" admits only some network addresses: ask an admin to admit that of the job.',
    ),
)


def list_policy_steps(said: str, who: Identity | None, owner: str) -> tuple[str, ...]:
    """Return the steps that fit what a refusal said and what whoami lists, if there are some."""
    member = who.member_of(owner) if who else None
    listed, said = member.restrictions if member else (), said.lower()
    return tuple(
        policy.step
        for policy in POLICIES
        if policy.restriction in listed or (policy.says and policy.says in said)
    )
