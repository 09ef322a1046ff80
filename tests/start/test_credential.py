"""Tests of which credential the client would send."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from made_client import make_client

from hftoken_guard._start.credential import find_shadow

if TYPE_CHECKING:
    import pytest
    from standin.server import LocalHub


def test_shadow_by_netrc_is_what_requests_reads(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library that sends the entry is asked for it, if the session reads such files."""
    asked = []

    def get_netrc_auth(url: str) -> tuple[str, str]:
        asked.append(url)
        return "user", "password"

    requests = SimpleNamespace(utils=SimpleNamespace(get_netrc_auth=get_netrc_auth))
    monkeypatch.setitem(sys.modules, "requests", requests)
    client = make_client()
    client.requester.session, client.requester.is_requests = SimpleNamespace(trust_env=True), True
    shadow = find_shadow(client.requester)
    assert shadow is not None
    assert shadow.name == "the .netrc file"
    assert "127.0.0.1" in shadow.remedy
    assert asked == [hub.endpoint]
    client.requester.session.trust_env = False
    assert find_shadow(client.requester) is None
    assert len(asked) == 1
