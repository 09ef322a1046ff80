"""Tests of tokens that are written down."""

from __future__ import annotations

import pytest
from made_scan import FAKE, scan


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        (f'TOKEN = "{FAKE}"', True),
        (f'api = HfApi(token="{FAKE}")', True),
        (f'headers = {{"Authorization": "Bearer {FAKE}"}}', True),
        (f"# the old one was {FAKE}", True),
        ('token = "hf_abc123xyz..."', True),
        ('parser.add_argument("--token", help="for example hf_xxx")', False),
        ('token = os.environ["HF_TOKEN"]', False),
        ('TOKEN_NAME = "hf_token"', False),
        ('token_prefix = "hf_"', False),
        ('EXAMPLE = "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"', False),
        ('NAME = "hf_jobs_billable_seconds_estimate_of_a_month"', False),
        ('"""Pass hf_xxx or token="hf_..." as the token."""', False),
    ],
)
def test_token_written_down(code: str, *, is_found: bool) -> None:
    """A real token is found anywhere, an example only where it is the value."""
    assert scan(code) == ["token-in-code"] * is_found


@pytest.mark.parametrize(
    "code",
    ['login(token="hf_xxxxxxxx")', 'os.environ["HF_TOKEN"] = "hf_xxx"', 'hf_token: str = "hf_..."'],
)
def test_example_as_the_token(code: str) -> None:
    """An example that is nothing but one is a placeholder, not a token that leaks."""
    assert scan(code) == ["placeholder-not-replaced"]


@pytest.mark.parametrize(
    "name", ["config.toml", "mcp.json", "ci.yml", "notes.txt", "run.sh", "a.md"]
)
def test_token_in_configuration(name: str) -> None:
    """A real token is found in a file of any kind."""
    assert scan(f'{{"token": "{FAKE}"}}', name) == ["token-in-code"]
