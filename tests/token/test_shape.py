"""Tests of the shape of a token: placeholders, and what no token looks like."""

from __future__ import annotations

import pytest
from standin.world import token_value

from hftoken_guard._causes.codes import Cause
from hftoken_guard._token.lookup import find_token
from hftoken_guard._token.shape import is_placeholder

GOOD = token_value("a test")


PLACEHOLDERS = [
    "$HF_TOKEN", "${HF_TOKEN}", "%HF_TOKEN%", "{{HF_TOKEN}}", "HF_TOKEN", "hf_...", "None", "none",
    "your-token-here", "<your_hf_token>", "hf_xxx", "hf_" + "x" * 34, "***", "<redacted>", "null",
    "$hf_token", "'$HF_TOKEN'", '"$HF_TOKEN"', "Bearer $HF_TOKEN", "$HUGGING_FACE_HUB_TOKEN",
    "${{ secrets.HF_TOKEN }}", "hf_abc123...", "hf_your_token_here", "YOUR_HF_TOKEN", "undefined",
    "hf_token", "TOKEN", "changeme", "hf_***", "REPLACE_ME", "todo", "{{ hf_token }}",
]  # fmt: skip


NOT_PLACEHOLDERS = [
    GOOD, "hf_" + "a" * 34, "hf_HubCITokenXXXXXXXXXXXXXXXXXXXXX", "sk-" + "1" * 20,
    "hf_enterprise_admin_token", "hf_123456", "hf_", "api_org_" + "a" * 34,
]  # fmt: skip


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_is_placeholder_examples(value: str) -> None:
    """What people leave in place of a token is known by its value."""
    assert is_placeholder(value)
    assert find_token(None, {"HF_TOKEN": value}).cause is Cause.TOKEN_PLACEHOLDER


@pytest.mark.parametrize("value", NOT_PLACEHOLDERS)
def test_is_placeholder_tokens(value: str) -> None:
    """No real token, however odd, is taken for a placeholder."""
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f'"{GOOD}"', "quotes"),
        (f"\u201c{GOOD}\u201d", "quotes"),
        (f"Bearer {GOOD}", "Bearer"),
        ("api_org_" + GOOD[3:], "organization's API token"),
        ("sk-proj-" + GOOD[3:], "a key of OpenAI"),
        ("my-key-" + GOOD[3:], "another service"),
        ('{"token": "' + GOOD + '"}', "another service"),
        (GOOD[:20] + " " + GOOD[20:], "a character in the value"),
        (GOOD[:20] + "\u200b" + GOOD[20:], "a character in the value"),
        (GOOD + "\x00", "a character in the value"),
        (GOOD + "\u00e9", "a character in the value"),
        ("hf_", "nothing behind"),
    ],
)
def test_malformed_value(value: str, words: str) -> None:
    """A value that cannot be a token is refused with the reason, and never shown."""
    lookup = find_token(value, {})
    assert lookup.cause is Cause.TOKEN_MALFORMED
    assert lookup.secret is None
    assert words in lookup.because
    assert GOOD[3:] not in lookup.because + lookup.shape + repr(lookup.warnings)
