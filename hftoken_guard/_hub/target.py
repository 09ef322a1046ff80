"""A target: a repository on the Hub, and what a job wants of it."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from typing import Literal, NamedTuple

Mode = Literal["read", "write"]

GIT_TYPES = ("model", "dataset", "space")  # have revisions, pull requests and `/auth-check`
TYPES = {f"{type_}s": type_ for type_ in (*GIT_TYPES, "bucket", "kernel")}


class Target(NamedTuple):
    """
    Name a repository on the Hub and what is wanted of it.

    Attributes:
        type: model, dataset, space, bucket or kernel.
        owner: the namespace, or "" where none was written.
        name: the repository's own name.
        revision: branch, tag or commit, or "".
        mode: read or write.
        is_wish: a refusal is only a warning.

    """

    type: str
    owner: str
    name: str
    revision: str = ""
    mode: Mode = "read"
    is_wish: bool = False

    @property
    def id(self) -> str:
        """The name by which the API knows it."""
        return f"{self.owner}/{self.name}" if self.owner else self.name

    @property
    def is_bucket(self) -> bool:
        """Tell whether it is a bucket, which has no revisions and rights of its own."""
        return self.type == "bucket"

    @property
    def noun(self) -> str:
        """The type as a word of a sentence."""
        return "Space" if self.type == "space" else self.type

    @property
    def page(self) -> str:
        """The path of its page, which is also the shortest way to write it."""
        return self.id if self.type == "model" else f"{self.type}s/{self.id}"

    def __str__(self) -> str:
        """Return it as a person would write it."""
        return f"{self.page}@{self.revision}" if self.revision else self.page

    def in_namespace(self, owner: str) -> "Target":
        """Return the same name under another owner."""
        return self._replace(owner=owner)

    def of_type(self, type_: str) -> "Target":
        """Return the same name as another type."""
        return self._replace(type=type_)

    def at_revision(self, revision: str) -> "Target":
        """Return the same repository at another revision."""
        return self._replace(revision=revision)
