"""Tests of the Hub's addresses: where the token may follow, and whose host it is."""

from __future__ import annotations

import pytest

from hftoken_guard._hub.address import may_follow
from hftoken_guard._hub.host import names_the_hub


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("https://hub/api/a", "https://hub/api/b", True),
        ("https://hub/a", "https://other/a", False),
        ("https://hub/a", "http://hub/a", False),
        ("https://hub/a", "https://hub:8443/a", False),
        ("http://hub/a", "https://hub/a", True),
        ("http://hub:80/a", "https://hub/a", True),
        ("http://hub:8080/a", "https://hub/a", False),
        ("https://hub/a", "https://HUB:443/b", True),
        ("https://hub/a", "https://hub:x/b", False),
        ("https://hub/a", "https://@hub/b", False),
        ("http://hub/a", "https://u:p@hub/a", False),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/a", False),
    ],
)
def test_may_follow(old: str, new: str, same: bool) -> None:  # noqa: FBT001
    """The token follows to the same host and port, and up to TLS, and nowhere else."""
    assert may_follow(old, new) is same


def test_names_the_hub() -> None:
    """A text that names the Hub's domain speaks of the Hub."""
    assert names_the_hub("Failed to resolve 'huggingface.co'")
    assert not names_the_hub("example.org")
