"""Tests of whose key a value is."""

from __future__ import annotations

import pytest

from hftoken_guard import Cause
from hftoken_guard._token.lookup import find_token
from hftoken_guard._token.vendors import VENDORS, find_vendor

BODY = "Ab1" * 12


@pytest.mark.parametrize(
    ("prefix", "name"),
    [(prefix, vendor.name) for vendor in VENDORS for prefix in vendor.prefixes],
)
def test_vendor_is_named(prefix: str, name: str) -> None:
    """A key of another service is told by how it begins, at whatever Hub, and not shown."""
    assert find_vendor(prefix + BODY) == name
    for is_other_hub in (False, True):
        lookup = find_token(prefix + BODY, {}, is_other_hub=is_other_hub)
        assert lookup.cause is Cause.TOKEN_MALFORMED
        assert lookup.because.endswith(f"a key of {name}.")
        assert BODY not in lookup.because


@pytest.mark.parametrize("value", ["hf_" + BODY, "akia" + BODY, "my-" + BODY, "0123456789abcdef"])
def test_vendor_is_not_guessed(value: str) -> None:
    """What begins as no known key is nobody's."""
    assert find_vendor(value) == ""
