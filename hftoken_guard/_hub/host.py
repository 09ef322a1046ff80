"""
Whose host an address names: the Hub's, its storage's, somebody else's.

The hosts are those of the Hub's documentation and of the released client libraries.
"""

from __future__ import annotations

import re
from enum import Enum

_HUB_DOMAINS = ("huggingface.co", "hf.co", "huggingface.cloud", "huggingface.tech")
# A host of the Hub, or what only its client reads, runs and calls an address.
_HUB_NAME = re.compile(
    r"(?<![\w-])(?:huggingface\.co|hf\.co|hf_token|hf auth login|huggingface-cli login"
    r"|hugging ?face (?:hub )?(?:access |api )?token)\b|\bhf://"
)
# The storage of the Hub; another bucket at Amazon is somebody else's.
_STORAGE = re.compile(
    r"(?:^|\.)(?:cdn|cas|lfs|[\w-]*xet)[\w.-]*\.(?:hf|huggingface)\.co$|^hf-hub-.*aws"
)
_STORAGE_ROUTES = ("repos", "xorbs", "shards", "reconstructions")


class Host(Enum):
    """Name the kind of host that is asked, or that answers."""

    HUB = "hub"
    STORAGE = "storage"  # it gets signed addresses, and never the token
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


def names_the_hub(text: str) -> bool:
    """Tell whether a text (lower case) names the Hub."""
    return _HUB_NAME.search(text) is not None


def kind_of_host(host: str, first_part: str, *, is_home: bool) -> Host:
    """Tell what kind a host is; `first_part` is the first part of the path."""
    if not is_home and _STORAGE.search(host):
        return Host.STORAGE
    is_hub = is_home or any(f".{host}".endswith(f".{domain}") for domain in _HUB_DOMAINS)
    if is_hub and first_part in _STORAGE_ROUTES:
        return Host.STORAGE
    return Host.HUB if is_hub else Host.FOREIGN
