"""Tests of the arguments of the command line."""

from __future__ import annotations

import re
import runpy
import shlex
import sys

import pytest
from standin.world import token_value

from hftoken_guard import __version__
from hftoken_guard._cli.main import main
from hftoken_guard._cli.parser import make_parser

COMMANDS = ["", "check", "can", "scan", "explain", "vendor"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["check", "--nonsense"], ["check", "--repo-type", "x"],
     ["check", "--timeout", "-1"], ["check", "--timeout", "soon"], ["check", "--json", "-q"],
     ["can"], ["can", "delete", "gpt2"], ["can", "read"]],
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


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_three_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command shows three examples, which the command line accepts, in a hundred columns."""
    with pytest.raises(SystemExit) as caught:
        main([*command.split(), "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    examples = re.findall(r"(?m)^  hftoken-guard ?(.*)$", out.partition("examples:\n")[2])
    assert len(examples) == 3
    for example in examples:
        words = shlex.split(re.split(r"(?:^| )(?:&&|--|>|\|) ", example)[0])
        assert make_parser().parse_args(words).command == (command or words[0])
    assert max(map(len, out.splitlines())) < 100


@pytest.mark.parametrize("name", ["hf-guard", "hf-guard.exe"])
def test_name_of_the_extension(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started by `hf guard`, the command calls itself so."""
    monkeypatch.setattr(sys, "argv", [f"/somewhere/bin/{name}"])
    with pytest.raises(SystemExit):
        main(["can", "--help"])
    assert "  hf guard can write datasets/alice/results\n" in capsys.readouterr().out


def test_name_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter inside another program may have no arguments."""
    monkeypatch.setattr(sys, "argv", [])
    assert make_parser().prog == "hftoken-guard"
