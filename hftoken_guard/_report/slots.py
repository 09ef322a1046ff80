"""
The names of the case at hand, for the slots of the texts.

A slot that is None does not exist in this case: a step that needs it is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._environment import (
    find_endpoint,
    find_offline_variable,
    is_in_job,
    is_other_hub,
    list_proxies,
)
from hftoken_guard._hub.address import HUB, NEW_TOKEN_PAGE, TOKEN_PAGE
from hftoken_guard._hub.permissions import (
    WRITE_PERMISSION,
)
from hftoken_guard._redact import sanitize_line
from hftoken_guard._token.lookup import ARGUMENT
from hftoken_guard._token.names import TOKEN_VARIABLE

from .login import describe_login, describe_token, list_orgs
from .remedies import (
    PERMISSION_WORDS,
    find_meant_owner,
    link_new_token,
    name_billing_page,
    name_coverage,
    name_launch,
    name_loader,
    name_permission,
    name_place,
    name_token_page,
)

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._token.lookup import TokenLookup
    from hftoken_guard._token.secret import Secret

_LOGIN_END = (
    "It is a login made in a browser: such a login ends by itself, and a job cannot renew it."
)


class Slots(NamedTuple):
    """
    Hold a word for each slot of the texts; the defaults are for want of a better word.

    Attributes:
        source: where the token was found.
        absent: what HF_TOKEN is where there is no token.
        found: the variable with a wrong name.
        launch: the command that starts this script as a job with the secret.
        log_in: the command that logs in, outside a job.
        login: whom the token speaks for, a sentence.
        who: the owner of the token.
        the_token: the token with its display name.
        login_end: that a login made in a browser ends, a sentence.
        new_login: how to make a new one.
        renewed_login: the same, where the token is no login.
        endpoint: the Hub's address.
        other_hub: the same, where it is set to another than huggingface.co.
        proxies: the variables that name a proxy.
        token_page: where a new token is created.
        came: what came in place of the Hub's answer.
        offline: the variable that turns offline mode on.
        guard: what runs the checks, where it can be told to wait or be taken out.
        report: what to report if nothing helps.
        again: when to try again.
        other_way: the other way out of offline mode.
        target: the target, as a person writes it.
        repo: the same without its revision.
        whole: the same, where leaving out the revision is an answer.
        id: owner and name.
        noun: model, dataset or Space.
        owner: the namespace.
        revision: the branch, tag or commit.
        page: the address of its page.
        mode: what the token may not do with it.
        done: what cannot be done with it.
        argument: the argument that names it.
        mine: the same name in the namespace that was meant.
        meant: that namespace.
        orgs: the owner's organizations, in parentheses.
        org_role: the owner's role in the organization.
        org: the organization, where the owner is a member.
        contributed: the same, where the role is contributor.
        billing: the page where its owner pays.
        permission: the permission that is needed.
        permission_words: what the page of a token calls it.
        scope: what the permission is needed for.
        where: where on the page of a token its box stands.
        editable: the token that can be edited.
        or_create: "Or create" behind another step, else "Create".
        propose: the argument that asks for a pull request.
        link: the page that creates a token with the rights needed.
        covers: which rights that page fills in, and for what; they hold for no single repository.
        near: a repository of the same name elsewhere.
        type_hint: the repo_type that was perhaps meant.
        other: the same name as another type, which is written before it.
        other_noun: that type.
        other_type: the same, as an argument.
        loader: the call that loads what is of that type.
        shadow: the credential that comes before the token.
        unshadow: how to take it away.
        exchange: what to read about the exchange of an identity, where one failed.
        public_page: the page of a target that was asked about without a token.
        status: the HTTP status.
        fault: why no answer came.
        setting: the variable that is set wrong.
        file: the file that was asked for.
        check: the command that checks the target.
        early: by how much the token ends before the job does.

    """

    source: str = TOKEN_VARIABLE
    absent: str = "not set"
    found: str = "that name"
    launch: str = f"hf jobs uv run --secrets {TOKEN_VARIABLE} ..."
    log_in: str | None = None
    login: str = ""
    who: str = "the token's owner"
    the_token: str = "the token"
    login_end: str = ""
    new_login: str | None = None
    renewed_login: str | None = "hf auth login --force"
    endpoint: str = HUB
    other_hub: str | None = None
    proxies: str | None = None
    token_page: str = TOKEN_PAGE
    came: str = "something else"
    offline: str = "HF_HUB_OFFLINE"
    guard: str | None = "the guard"
    report: str = "the facts above"
    again: str = "Start the job again later: nothing was found against the token."
    other_way: str = "or leave out the write"
    target: str = "the Hub"
    repo: str = "the repository"
    whole: str | None = None
    id: str = "the name"
    noun: str = "repository"
    owner: str | None = "the owner"
    revision: str = "main"
    page: str | None = None
    mode: str = "write to"
    done: str = "written"
    argument: str | None = None
    mine: str | None = None
    meant: str = "your own namespace"
    orgs: str = ""
    org_role: str = "not known"
    org: str | None = None
    contributed: str | None = None
    billing: str = f"{HUB}/settings/billing"
    permission: str = WRITE_PERMISSION
    permission_words: str = PERMISSION_WORDS[WRITE_PERMISSION]
    scope: str = "this"
    where: str = "for it"
    editable: str | None = "you use"
    or_create: str = "Or create"
    propose: str | None = None
    link: str = NEW_TOKEN_PAGE
    covers: str = ""
    near: str | None = None
    type_hint: str | None = None
    other: str | None = None
    other_noun: str = "repository"
    other_type: str = "dataset"
    loader: str | None = None
    shadow: str = "another credential"
    unshadow: str | None = None
    exchange: str | None = None
    public_page: str | None = None
    status: str = "5xx"
    fault: str = "no answer"
    setting: str = "a setting of this machine"
    file: str = "the file"
    check: str | None = None
    early: str = "a while"

    def with_other(self, found: Target) -> Slots:
        """Add the words for the same name as another type."""
        return self._replace(
            other=f"{found.type}s/{found.id}",
            other_noun=found.noun,
            other_type=found.type,
            loader=name_loader(found),
        )

    def for_secret(self, secret: Secret | None) -> Slots:
        """Add what holds for a login made in a browser alone."""
        if secret is None or not secret.is_login():
            return self
        login = self.renewed_login
        return self._replace(login_end=_LOGIN_END, new_login=login, renewed_login=None)

    def with_fault(self, fault: str) -> Slots:
        """Add why no answer came; of a wrong setting, which one."""
        name, is_set, _ = fault.partition(' is "')
        return self._replace(fault=fault, setting=name if is_set else self.setting)

    def fill(self, template: str) -> str:
        """Fill the slots of a text; where the case has no word, with nothing."""
        return template.format_map({name: word or "" for name, word in self._asdict().items()})

    def can_fill(self, template: str) -> bool:
        """Tell whether the case has every slot that the text names."""
        return not any(
            word is None and f"{{{name}}}" in template for name, word in self._asdict().items()
        )


def name_token(lookup: TokenLookup, who: Identity | None) -> Slots:
    """Return the words that every message can use."""
    return Slots(
        source="the given token" if lookup.source == ARGUMENT else lookup.source,
        absent=lookup.shape,
        found=sanitize_line(lookup.wrong_variable),
        launch=name_launch(),
        log_in=None if is_in_job() else "hf auth login",
        login=describe_login(who),
        who=f'"{sanitize_line(who.user)}"' if who else "the token's owner",
        the_token=f"the token{describe_token(who)}",
        endpoint=find_endpoint(),
        other_hub=find_endpoint() if is_other_hub() else None,
        token_page=name_token_page(),
        proxies=", ".join(list_proxies()) or None,
        offline=find_offline_variable(),
    ).for_secret(lookup.secret)


def name_target(
    slots: Slots, target: Target, who: Identity | None, *, is_pull: bool, is_new: bool
) -> Slots:
    """Add the words for one target."""
    is_write = target.mode == "write"
    # What is not there yet has to be created first, and a bucket has no pull requests.
    is_pull = is_pull and not is_new and not target.is_bucket
    mode = "open a pull request on" if is_pull else "write to" if is_write else "read"
    permission, permission_words = name_permission(target, is_pull=is_pull)
    member = who.member_of(target.owner) if who else None
    is_fine = who is not None and who.is_fine_grained
    slots = slots._replace(
        target=str(target),
        repo=target.page,
        whole=target.page,
        id=target.id,
        noun=target.noun,
        owner=target.owner or None,
        revision=target.revision or "main",
        page=f"{HUB}/{target.page}",
        mode=mode,
        done="written" if is_write else "read",
        argument=f"{target.mode}=",
        orgs=list_orgs(who),
        org_role=(member.role if member else None) or "not known",
        org=target.owner if member else None,
        contributed=target.owner if member and member.role == "contributor" else None,
        billing=name_billing_page(target.owner if member else ""),
        permission=permission,
        permission_words=permission_words,
        editable=f'"{sanitize_line(who.token_name)}"' if who and is_fine else None,
        or_create="Or create" if is_fine else "Create",
        propose=None if is_pull or is_new or target.is_bucket else "create_pr=True",
        link=link_new_token([target], who, is_pull=is_pull),
        covers=name_coverage(target, who, is_pull=is_pull),
    )
    scope, where = name_place(target, who, is_new=is_new)
    return _name_meant(slots._replace(scope=scope, where=where), target, who)


def _name_meant(slots: Slots, target: Target, who: Identity | None) -> Slots:
    """Name the namespace that was meant, where it is another than the user's own."""
    if who is None or who.owns(target.owner):
        return slots
    meant = find_meant_owner(target, who)
    return slots._replace(
        meant="your own namespace" if meant == who.user else f'"{meant}"',
        mine=target.in_namespace(meant).page,
    )
