"""
How the keys of other services begin, so that a key in the wrong place can be told whose it is.

The prefixes are those that the services document, or that their consoles show. A service whose keys
have no prefix of their own is not here.
"""

from __future__ import annotations

from typing import NamedTuple


class Vendor(NamedTuple):
    """
    Name a service and how its keys begin.

    Attributes:
        name: the service, as a sentence names it.
        prefixes: what its keys begin with; upper and lower case differ.

    """

    name: str
    prefixes: tuple[str, ...]


# The first that fits counts, so a longer prefix stands above a shorter one.
VENDORS = (
    Vendor("Anthropic", ("sk-ant-",)),
    Vendor("OpenRouter", ("sk-or-",)),
    Vendor("OpenAI", ("sk-proj-", "sk-svcacct-", "sk-admin-")),
    Vendor("OpenAI or a similar service", ("sk-",)),
    Vendor("Stripe", ("sk_live_", "sk_test_")),
    Vendor("GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_")),
    Vendor("GitLab", ("glpat-",)),
    Vendor("Amazon Web Services", ("AKIA", "ASIA")),
    Vendor("Google", ("AIza",)),
    Vendor("Slack", ("xoxb-", "xoxp-", "xapp-")),
    Vendor("Groq", ("gsk_",)),
    Vendor("xAI", ("xai-",)),
    Vendor("Replicate", ("r8_",)),
    Vendor("NVIDIA", ("nvapi-",)),
    Vendor("PyPI", ("pypi-",)),
    Vendor("npm", ("npm_",)),
    Vendor("Docker", ("dckr_pat_",)),
)


def find_vendor(value: str) -> str:
    """Return the service whose keys begin as the value does, or ""."""
    return next((vendor.name for vendor in VENDORS if value.startswith(vendor.prefixes)), "")
