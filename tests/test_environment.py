"""Tests of what this machine is set to."""

from __future__ import annotations

import pytest

from hftoken_guard._environment import list_endpoint_warnings


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://huggingface.co", []),
        ("https://hub.example.org", ["not huggingface.co"]),
        ("http://127.0.0.1:9", ["not huggingface.co"]),
        ("http://hub.example.org", ["not huggingface.co", "plain http"]),
        ("https://me:secret@hub.example.org", ["is https://hub.example.org, not"]),
    ],
)
def test_endpoint_warnings(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, words: list[str]
) -> None:
    """Where the token goes elsewhere, or can be read on the way, it is said."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    warnings = list_endpoint_warnings()
    assert len(warnings) == len(words)
    assert all(word in warning for word, warning in zip(words, warnings, strict=True))
