"""What whoami answers: the account, its organisations and the credential in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standin.records import object_id

if TYPE_CHECKING:
    from standin.records import AccessToken, Org, User

PERIOD_END = 1793491200


def describe(user: User, orgs: list[Org], token: AccessToken) -> dict[str, Any]:
    """Return the whoami answer, its keys in the order the Hub sends them."""
    return {
        "type": "user",
        "id": object_id("user", user.name),
        "name": user.name,
        "fullname": user.fullname,
        "email": user.email,
        "emailVerified": True,
        "canPay": False,
        "billingMode": "prepaid",
        "periodEnd": PERIOD_END,
        "isPro": user.plan == "pro",
        "avatarUrl": f"/avatars/{object_id('avatar', user.name)}.svg",
        "orgs": [_org(org, user.name) for org in orgs],
        "auth": _auth(token),
    }


def _org(org: Org, user: str) -> dict[str, Any]:
    """Return one organisation as a member sees it; optional keys are left out when unset."""
    answer: dict[str, Any] = {
        "type": "org",
        "id": object_id("org", org.name),
        "name": org.name,
        "fullname": org.name,
        "email": None,
        "canPay": org.plan is not None,
        "billingMode": "postpaid" if org.plan else "prepaid",
        "periodEnd": PERIOD_END,
        "avatarUrl": f"https://cdn-avatars.huggingface.co/{object_id('avatar', org.name)}.png",
    }
    if org.plan is not None:
        answer["plan"] = org.plan
    if org.shows_roles:
        answer["roleInOrg"] = org.members[user]
    if org.restrictions:
        answer["securityRestrictions"] = list(org.restrictions)
    return answer


def _auth(token: AccessToken) -> dict[str, Any]:
    """Return the `auth` object, whose form depends on the kind of credential."""
    if token.role == "app_as_user":
        return {"type": "app_token_as_user"}
    if token.role == "oauth":
        expires = {} if token.expires_at is None else {"expiresAt": token.expires_at}
        return {"type": "oauth", **expires}
    access: dict[str, Any] = {"displayName": token.name, "role": token.role}
    if token.created_at is not None:
        access["createdAt"] = token.created_at
    if token.role == "fineGrained":
        access["fineGrained"] = _fine_grained(token)
    return {"type": "access_token", "accessToken": access}


def _fine_grained(token: AccessToken) -> dict[str, Any]:
    """Return the scopes; `canReadGatedRepos` and `global` are both left out when unset."""
    answer: dict[str, Any] = {}
    if token.can_read_gated is not None:
        answer["canReadGatedRepos"] = token.can_read_gated
    if token.can_read_gated is not None or token.global_permissions:
        answer["global"] = list(token.global_permissions)
    answer["scoped"] = [
        {
            "entity": {
                "_id": object_id(scope.entity_type, scope.entity_name),
                "type": scope.entity_type,
                "name": scope.entity_name,
            },
            "permissions": list(scope.permissions),
        }
        for scope in token.scoped
    ]
    return answer
