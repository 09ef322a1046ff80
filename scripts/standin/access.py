"""The checks in the Hub's order: credentials, visibility, gate, permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin import answers, messages
from standin.records import web_id

if TYPE_CHECKING:
    from standin.calls import Call, RepoRef
    from standin.records import AccessToken, Repo


def require_token(call: Call) -> AccessToken:
    """Return the caller's token; a missing, unknown or expired one gets the common 401."""
    if call.token is None:
        raise answers.anonymous()
    return call.token


def visible(call: Call, ref: RepoRef) -> Repo:
    """Return the repository if it exists for this caller, else raise what the caller sees."""
    repo = call.world.repos.get(ref.webid)
    target = repo
    if repo is not None and repo.moved_to is not None:
        target = call.world.repos.get(web_id(repo.type, repo.moved_to), repo)
    if repo is None or target is None or not call.world.can_see(call.token, target):
        if call.token is None:
            raise answers.anonymous()
        raise answers.refused(404, messages.NOT_FOUND, "RepoNotFound")
    if repo.moved_to is not None:
        raise answers.Refused(answers.redirect(307, _moved(call, repo, repo.moved_to)))
    _refuse_blocked(call, repo)
    return repo


def _moved(call: Call, repo: Repo, new_id: str) -> str:
    """Return the same path and query under the repository's new name, relative to the host."""
    prefix = "/" if not call.path.startswith("/api/") else f"/api/{repo.type}s/"
    webid = repo.id if prefix != "/" else repo.webid
    new = new_id if prefix != "/" else web_id(repo.type, new_id)
    rest = call.path.removeprefix(prefix + webid)
    return prefix + new + rest + (f"?{call.query}" if call.query else "")


def _refuse_blocked(call: Call, repo: Repo) -> None:
    """Refuse what is disabled by the Hub, or closed to this token by the organisation."""
    if repo.disabled:
        if call.token is None:
            raise answers.anonymous()
        raise answers.refused(403, messages.DISABLED)
    if repo.private:
        _refuse_by_policy(call, repo.namespace)


def _refuse_by_policy(call: Call, namespace: str) -> None:
    """Refuse a token its organisation has not approved, or has revoked."""
    text = call.world.policy_text(call.token, namespace)
    if text is not None:
        raise answers.refused(403, text)


def refuse_bad_credential(call: Call) -> None:
    """Refuse a token that is sent and not known, on routes that would do without one."""
    credential = call.credential
    if credential.kind == "bad":
        raise answers.refused(401, messages.BAD_CREDENTIALS)
    if credential.kind == "expired":
        raise answers.refused(401, messages.expired(credential.name))


def readable(call: Call, ref: RepoRef) -> Repo:
    """Return the repository for a route of metadata, which no gate protects."""
    repo = visible(call, ref)
    refuse_bad_credential(call)
    return repo


def pass_gate(call: Call, repo: Repo) -> None:
    """Raise what the gate says unless it is open."""
    state = call.world.gate_state(call.token, repo)
    if state == "open":
        return
    status = 401 if state == "anonymous" else 403
    code = None if state == "no_flag" else "GatedRepo"
    raise answers.refused(status, messages.gate(state, repo), code)


def for_writing(call: Call, ref: RepoRef) -> Repo:
    """Return the repository for a route of writers, all checks done but the permission."""
    require_token(call)
    repo = visible(call, ref)
    pass_gate(call, repo)
    _refuse_by_policy(call, repo.namespace)
    return repo


def refuse_creation(call: Call, repo_type: str, namespace: str) -> None:
    """Raise the reason why the caller may not create in a namespace, if there is one."""
    token = require_token(call)
    if not call.world.may_ask_to_create(token):
        raise answers.anonymous()
    _refuse_by_policy(call, namespace)
    if not call.world.can_create(token, namespace, repo_type):
        raise answers.refused(403, messages.no_create_right(repo_type, namespace))
