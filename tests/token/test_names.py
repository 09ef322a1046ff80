"""Tests of the names of variables that hold a token."""

from __future__ import annotations

import pytest
from standin.world import token_value

from hftoken_guard._causes.codes import Cause
from hftoken_guard._token.lookup import find_token
from hftoken_guard._token.names import WRONG_VARIABLES

GOOD = token_value("a test")


@pytest.mark.parametrize("name", [*WRONG_VARIABLES, "hf_token", "HFTOKEN", "Hf-Token"])
def test_find_token_wrong_name(name: str) -> None:
    """A token under a neighbouring name is named as such."""
    lookup = find_token(None, {name: GOOD, "PATH": "/bin"})
    assert (lookup.cause, lookup.wrong_variable) == (Cause.TOKEN_WRONG_NAME, name)
