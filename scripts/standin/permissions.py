"""Who may do what: the Hub's permission rules as pure functions of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin import messages

if TYPE_CHECKING:
    from standin.records import AccessToken, Org, Repo

WHOLE_ACCOUNT_ROLES = frozenset({"write", "god", "app_as_user"})
READS_LIKE_ITS_USER = WHOLE_ACCOUNT_ROLES | {"read"}
CREATING_ORG_ROLES = frozenset({"admin", "write", "contributor"})
READING_SCOPES = frozenset({"read-repos", "write-repos", "manage-repos"})
WRITING_SCOPES = frozenset({"write-repos", "manage-repos"})
CREATING_SCOPES = frozenset({"manage-repos", "contribute-repos"})
POLICY_TEXTS = {"pending": messages.POLICY_PENDING, "revoked": messages.POLICY_REVOKED}


def covering(token: AccessToken, repo: Repo) -> frozenset[str]:
    """
    Return the permissions a fine-grained token has on the entities that cover a repository.

    Those of a whole namespace are for repositories with git, and do not cover its buckets.
    """
    found: set[str] = set()
    for scope in token.scoped:
        whole_namespace = scope.entity_type in {"user", "org"}
        if whole_namespace and repo.type == "bucket":
            continue
        name = repo.namespace if whole_namespace else repo.id
        if scope.entity_name == name and (whole_namespace or scope.entity_type == repo.type):
            found.update(scope.permissions)
    return frozenset(found)


class Permissions:
    """The questions a Hub asks itself about a token and a repository."""

    orgs: dict[str, Org]

    def org_role(self, user: str, namespace: str) -> str | None:
        """Return the user's role in the organisation of that name, None where there is none."""
        org = self.orgs.get(namespace)
        return org.members.get(user) if org is not None else None

    def user_can_see(self, user: str, repo: Repo) -> bool:
        """Tell whether the account itself sees the repository, whatever the token."""
        if not repo.private or repo.namespace == user:
            return True
        return self.org_role(user, repo.namespace) not in {None, "no_access"}

    def user_can_write(self, user: str, repo: Repo) -> bool:
        """Tell whether the account itself may write the repository."""
        role = self.org_role(user, repo.namespace)
        if role == "contributor":
            return repo.created_by == user
        return repo.namespace == user or role in {"admin", "write"}

    def can_see(self, token: AccessToken | None, repo: Repo) -> bool:
        """Tell whether the repository exists in the eyes of that token."""
        if not repo.private:
            return True
        if token is None:
            return False
        if token.role == "jwt":
            return token.bound_repo == repo.webid
        if not self.user_can_see(token.owner, repo):
            return False
        if token.role == "fineGrained":
            return not covering(token, repo).isdisjoint({"repo.content.read", "repo.write"})
        if token.role == "oauth":
            return self._oauth(token, repo, READING_SCOPES)
        return token.role in READS_LIKE_ITS_USER

    def gate_state(self, token: AccessToken | None, repo: Repo) -> str:
        """Name what the gate says: open, anonymous, none, pending, rejected, reset or no_flag."""
        if not repo.gated:
            return "open"
        if token is None:
            return "anonymous"
        state = self._user_gate(token.owner, repo)
        blind = token.role == "fineGrained" and not token.can_read_gated
        if state == "open" and blind and not covering(token, repo):
            return "no_flag"
        return state

    def _user_gate(self, user: str, repo: Repo) -> str:
        """Name what the gate says to the account itself."""
        member = self.org_role(user, repo.namespace) not in {None, "no_access"}
        if repo.namespace == user or member:
            return "open"
        state = repo.access.get(user, "none")
        return "open" if state == "accepted" else state

    def policy_text(self, token: AccessToken | None, namespace: str) -> str | None:
        """Return the organisation's refusal of its members' tokens, None where it has none."""
        org = self.orgs.get(namespace)
        if token is None or org is None or token.owner not in org.members:
            return None
        return POLICY_TEXTS.get(org.policy or "")

    def can_write(self, token: AccessToken | None, repo: Repo) -> bool:
        """Tell whether the token may push to the repository, its gate apart."""
        if token is None or token.role == "read" or not self.can_see(token, repo):
            return False
        if self.policy_text(token, repo.namespace) is not None:
            return False
        if token.role == "jwt":
            return token.bound_repo == repo.webid
        if not self.user_can_write(token.owner, repo):
            return False
        if token.role == "fineGrained":
            return "repo.write" in covering(token, repo)
        if token.role == "oauth":
            return self._oauth(token, repo, WRITING_SCOPES)
        return token.role in WHOLE_ACCOUNT_ROLES

    def can_open_pr(self, token: AccessToken | None, repo: Repo) -> bool:
        """Tell whether the token may open a pull request on the repository."""
        if token is None or token.role == "read" or not self.can_see(token, repo):
            return False
        if token.role == "jwt":
            return token.bound_repo == repo.webid
        if token.role == "fineGrained":
            granted = covering(token, repo).union(token.global_permissions)
            return "discussion.write" in granted or "repo.write" in covering(token, repo)
        if token.role == "oauth":
            return self._oauth(token, repo, WRITING_SCOPES | {"write-discussions"})
        return token.role in WHOLE_ACCOUNT_ROLES

    def may_ask_to_create(self, token: AccessToken | None) -> bool:
        """Tell whether creation is open to this kind of token at all, in whatever namespace."""
        if token is None or token.role == "jwt":
            return False
        return token.role != "oauth" or not CREATING_SCOPES.isdisjoint(token.oauth_scopes)

    def can_create(
        self, token: AccessToken | None, namespace: str, repo_type: str = "model"
    ) -> bool:
        """Tell whether the token may create a repository of that type in that namespace."""
        if token is None or token.role == "read" or not self.may_ask_to_create(token):
            return False
        if self.policy_text(token, namespace) is not None:
            return False
        if token.role == "fineGrained" and repo_type == "bucket":
            return False  # what permission it takes is not published
        if token.role == "fineGrained" and not any(
            scope.entity_type in {"user", "org"}
            and scope.entity_name == namespace
            and "repo.write" in scope.permissions
            for scope in token.scoped
        ):
            return False
        role = self.org_role(token.owner, namespace)
        return namespace == token.owner or role in CREATING_ORG_ROLES

    def _oauth(self, token: AccessToken, repo: Repo, wanted: frozenset[str]) -> bool:
        """Tell whether an OAuth token has one of the scopes, or contributed the repository."""
        if not wanted.isdisjoint(token.oauth_scopes):
            return True
        return "contribute-repos" in token.oauth_scopes and repo.created_by == token.owner
