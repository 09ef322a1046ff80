"""The commands and pages that help, with the names of the case at hand."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hftoken_guard._environment import find_endpoint, is_other_hub
from hftoken_guard._hub.address import HUB, NEW_TOKEN_PAGE, TOKEN_PAGE
from hftoken_guard._hub.permissions import (
    DISCUSS_PERMISSION,
    READ_PERMISSION,
    WRITE_PERMISSION,
)
from hftoken_guard._token.names import TOKEN_VARIABLE

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target

# What the page of a token calls the permissions.
PERMISSION_WORDS = {
    WRITE_PERMISSION: '"Write access to contents/settings of all repos"',
    READ_PERMISSION: '"Read access to contents of all repos"',
    DISCUSS_PERMISSION: '"Interact with discussions / Open pull requests"',
}
# What permission a bucket needs is not published, and what the page calls it is not known.
_BUCKET_WORDS = {"read": "to read buckets", "write": "to write to buckets"}
_NEARLY = 0.7  # so alike are two names of which one is a misspelling of the other
# The usual call that loads a repository of a type; of a Space there is none.
_LOADERS = {"model": "from_pretrained", "dataset": "load_dataset"}


def name_launch() -> str:
    """Return the command that starts this script as a job with the secret."""
    arguments = getattr(sys, "argv", None) or [""]  # an embedding program may have none
    script = os.path.basename(str(arguments[0]))
    is_script = script.endswith(".py") and script.replace("_", "").replace("-", "")[:-3].isalnum()
    is_own = script == "__main__.py" or not script.isascii()
    more = " ..." if len(arguments) > 1 else ""
    shown = script + more if is_script and not is_own else "..."
    return f"hf jobs uv run --secrets {TOKEN_VARIABLE} {shown}"


def name_permission(target: Target, *, is_pull: bool) -> tuple[str, str]:
    """Return the permission that is needed, and what the page of a token calls it."""
    if target.is_bucket:
        permission = _BUCKET_WORDS[target.mode]
        return permission, f"the permission {permission}"
    permission = WRITE_PERMISSION if target.mode == "write" else READ_PERMISSION
    permission = DISCUSS_PERMISSION if is_pull else permission
    return permission, PERMISSION_WORDS[permission]


def name_token_page() -> str:
    """Return where a new token is created; a mirror takes those of huggingface.co."""
    own = f"\nor, if the Hub at {find_endpoint()} has tokens of its own, there"
    return TOKEN_PAGE + (own if is_other_hub() else "")


def name_billing_page(org: str) -> str:
    """Return where an organization pays, or the user."""
    return f"{HUB}/organizations/{org}/settings/billing" if org else f"{HUB}/settings/billing"


def name_loader(target: Target) -> str | None:
    """Return the usual call that loads the repository, or None."""
    loader = _LOADERS.get(target.type)
    return f'{loader}("{target.id}")' if loader else None


def find_meant_owner(target: Target, who: Identity) -> str:
    """Return the organization that is spelled almost like the owner, else the user's own name."""
    import difflib  # few owners are misspelt

    orgs = {
        name: member.name
        for name, member in (who.orgs or {}).items()
        if name != target.owner.lower()
    }
    near = difflib.get_close_matches(target.owner.lower(), orgs, 1, _NEARLY)
    return orgs[near[0]] if near else who.user


def link_new_token(targets: list[Target], who: Identity | None, *, is_pull: bool = False) -> str:
    """
    Return the address of the page that creates a token with just the rights needed.

    How the address asks for rights to buckets is not known: those have to be ticked there.
    """
    targets = [target for target in targets if not target.is_bucket]
    own = [target for target in targets if who and who.owns(target.owner)]
    in_orgs = [target for target in targets if who and who.member_of(target.owner)]
    rest = [target for target in targets if target not in own and target not in in_orgs]
    link = NEW_TOKEN_PAGE + "".join(
        f"&orgs={org}" for org in dict.fromkeys(target.owner for target in in_orgs)
    )
    for name, group in (("ownUserPermissions", own), ("orgPermissions", in_orgs)):
        is_write = any(target.mode == "write" for target in group) and not is_pull
        permissions = [READ_PERMISSION, *([WRITE_PERMISSION] if is_write else [])]
        link += "".join(f"&{name}={permission}" for permission in permissions if group)
    link += f"&globalPermissions={DISCUSS_PERMISSION}" if is_pull else ""
    # A stranger's repository may be gated; at home the flag is not needed.
    is_gate_possible = any(target.mode == "read" for target in rest)
    return link + ("&canReadGatedRepos=true" if is_gate_possible else "")


def name_coverage(target: Target, who: Identity | None, *, is_pull: bool) -> str:
    """Name what the rights cover that the page of a new token fills in; "" if it fills in none."""
    if target.is_bucket:
        return ", and tick there the rights to buckets"
    if is_pull:
        return ", with the right to open pull requests everywhere"
    rights = f"the rights to {'read and write' if target.mode == 'write' else 'read'}"
    if who and who.owns(target.owner):
        return f", with {rights} all of your own namespace"
    if who and who.member_of(target.owner):
        return f', with {rights} all of the organization "{target.owner}"'
    return ""


def name_place(target: Target, who: Identity | None, *, is_new: bool) -> tuple[str, str]:
    """
    Name what a permission is needed for, and where on the page of a token its box stands.

    A right to create holds for a whole namespace.
    """
    alone = "" if is_new else f", or the same for {target} alone"
    is_own = who is not None and who.owns(target.owner)
    whole = "your own namespace" if is_own else f'the organization "{target.owner}"'
    where = f"under {whole}{alone}"
    if target.is_bucket:
        return f"{target}; rights to repositories do not cover it", where
    if who is None or not who.is_near(target.owner):
        place = "for all repositories" if who else f'under "{target.owner}"'
        return str(target), place + alone
    return whole if is_new else f"{target} or for {whole}", where
