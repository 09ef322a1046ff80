"""Tests of the arguments of the command line."""

from __future__ import annotations

import runpy
import sys

import pytest
from standin.world import token_value

from hftoken_guard import __version__
from hftoken_guard._cli.main import main


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["check", "--nonsense"], ["check", "--repo-type", "x"],
     ["check", "--timeout", "-1"], ["check", "--timeout", "soon"]],
)  # fmt: skip
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is said on stderr and ends with 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "hftoken-guard" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m hftoken_guard` is the same command, and tells its version."""
    monkeypatch.setattr(sys, "argv", ["", "--version"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("hftoken_guard", run_name="__main__", alter_sys=True)
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == f"hftoken-guard {__version__}"


@pytest.mark.parametrize(
    "arguments", [["check", "{}"], ["{}"], ["check", "--timeout", "{}"], ["check", "--token", "{}"]]
)
def test_wrong_usage_repeats_no_token(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that stands among the arguments is not printed with the error."""
    value = token_value("on the command line")
    with pytest.raises(SystemExit):
        main([argument.format(value) for argument in arguments])
    assert value[3:9] not in capsys.readouterr().err
