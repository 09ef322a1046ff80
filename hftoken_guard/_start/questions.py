"""The questions of one check: all are asked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._hub.answer import WHOAMI

from .owner import lacks_owner
from .probes import list_probes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hftoken_guard._hub.target import Target

    from .client import HubClient


class Questions:
    """
    Ask about a token and some targets.

    Attributes:
        client: whom to ask.
        is_pull: a pull request is enough where something is written.

    """

    def __init__(self, client: HubClient, *, is_pull: bool) -> None:
        """Begin with nothing asked."""
        self.client = client
        self.is_pull = is_pull

    def ask_whoami(self) -> None:
        """Ask whom the token speaks for."""
        self.client.ask(WHOAMI)

    def ask_about(self, targets: Iterable[Target]) -> None:
        """Ask about the targets, those first that the job must have."""
        for path in self.list_paths(sorted(targets, key=lambda target: target.is_wish)):
            self.client.ask(path)

    def list_paths(self, targets: Iterable[Target]) -> list[str]:
        """Return what is asked about the targets; without an owner nothing can be."""
        return [
            path
            for target in targets
            if not lacks_owner(target)
            for path in list_probes(target, is_pull=self.is_pull)
        ]
