"""A client with a token that nobody knows, for the tests of `_start`."""

from __future__ import annotations

from standin.world import token_value

from hftoken_guard._start.budget import Budget
from hftoken_guard._start.client import HubClient
from hftoken_guard._token.secret import Secret

GOOD = token_value("asking")


def make_client(budget_s: float = 20) -> HubClient:
    """Make a client with a token that nobody knows."""
    return HubClient(Secret(GOOD, "HF_TOKEN"), Budget(budget_s), lambda _: None)
