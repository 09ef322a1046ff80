"""Tests of the options of the client."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import Any

import pytest

from hftoken_guard._scan.options import OPTIONS, find_meant

NEWEST = (2, 4)  # the client that the table was read from


def list_options(command: Any, path: str = "") -> dict[str, dict[str, bool]]:
    """Return the options of each command that launches, with whether a value follows."""
    if children := getattr(command, "commands", None):
        lists = [list_options(child, f"{path} {name}") for name, child in children.items()]
        return {key: value for part in lists for key, value in part.items()}
    if not path.endswith(" run"):
        return {}
    options = [one for one in command.params if one.param_type_name == "option"]
    names = {name: not one.is_flag for one in options for name in (*one.opts, *one.secondary_opts)}
    return {path.strip(): names}


def test_table_of_options() -> None:
    """The table knows every option of the installed client, and whether a value follows."""
    version = importlib.metadata.version("huggingface_hub").split(".")
    if tuple(map(int, version[:2])) < NEWEST:
        pytest.skip("the table is that of a newer client")
    commands = list_options(importlib.import_module("huggingface_hub.cli.jobs").jobs_cli)
    assert len(commands) == 4
    for command, options in commands.items():
        known = {
            name: kind.has_value
            for kind in OPTIONS
            for name in (kind.name, kind.short)
            if name and command in kind.commands and not kind.until and kind.name != "--help"
        }
        assert options.items() <= known.items(), command
        if tuple(map(int, version[:2])) == NEWEST:
            assert options == known, command


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("--gpu", "--flavor"),
        ("--secret", "--secrets"),
        ("--flavour", "--flavor"),
        ("--attempt", "--attempts"),
        ("--epochs", ""),
        ("-x", ""),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    """An option that does not exist is often another one misspelt."""
    assert find_meant(written) == meant
