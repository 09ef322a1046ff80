"""Tests of the arguments of a script, as its `argparse` makes them."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from hftoken_guard._script.arguments import ScriptArguments
from hftoken_guard._script.unknown import NOT_GIVEN, Unknown
from hftoken_guard._script.values import Values


def parse(declared: str, *given: str) -> Any:
    """Parse arguments with some declarations."""
    tree = ast.parse(declared)
    return ScriptArguments(tree).parse(given, Values(tree, "job.py", given).of)


@pytest.mark.parametrize(
    ("declared", "given", "values"),
    [
        ('p.add_argument("--repo")', [], {"repo": None}),
        ('p.add_argument("-r", "--hub-repo")', ["-r", "a/b"], {"hub_repo": "a/b"}),
        ('p.add_argument("--repo", dest="target")', ["--repo", "a"], {"target": "a"}),
        ('p.add_argument("--repo", required=False)', [], {"repo": None}),
        ('p.add_argument("--repo", required=True)', ["--repo", "a"], {"repo": "a"}),
        ('p.add_argument("repo")', ["a"], {"repo": "a"}),
        ('p.add_argument("repo", nargs="?", default="b")', [], {"repo": "b"}),
        ('p.add_argument("repos", nargs="+")', ["a", "b"], {"repos": ["a", "b"]}),
        ('p.add_argument("--steps", type=int, default=3)', ["--steps", "4"], {"steps": 4}),
        ('p.add_argument("--push", action="store_true")', [], {"push": False}),
        ('p.add_argument("--push", action="store_true")', ["--push"], {"push": True}),
        (
            'p.add_argument("--push", action=argparse.BooleanOptionalAction, default=True)',
            ["--no-push"],
            {"push": False},
        ),
        ('p.add_argument("--version", action="version", version="1")', [], {}),
        ('p.add_argument("--repo")\np.set_defaults(repo="a/b")', [], {"repo": "a/b"}),
        ('p.add_argument("--repo")', ["--other", "x"], {"repo": None}),
    ],
)
def test_parsed(declared: str, given: list[str], values: dict[str, object]) -> None:
    """What argparse makes of declarations that are literals."""
    assert parse(declared, *given) == values


@pytest.mark.parametrize(
    ("declared", "given", "reason"),
    [
        ('p.add_argument("--repo", required=True)', [], f"--repo {NOT_GIVEN}"),
        (
            'p.add_argument("-r", "--repo", required=x)',
            [],
            f"--repo {NOT_GIVEN}",
        ),
        ('p.add_argument("repo")', [], f"repo {NOT_GIVEN}"),
        ('p.add_argument("--repo", default=load())', [], "load() tells when the script runs"),
        ('p.add_argument("--repo", type=Path)', ["--repo", "a"], "the script converts --repo"),
        ('p.add_argument("--repo", type=Path, default="a")', [], "the script converts --repo"),
    ],
)
def test_value_not_known(declared: str, given: list[str], reason: str) -> None:
    """An argument that is not given, or that the script converts, is not known."""
    assert parse(declared, *given) == {"repo": Unknown(reason)}


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ('p.add_subparsers()\np.add_argument("--repo")', []),
        ('p.add_argument("--repo", action=Own)', []),
        ("p.add_argument(name)", []),
        ("p.add_argument()", []),
        ('p.add_argument("--repo", **more)', []),
        ('p.add_argument("--repo")', ["--repo"]),
        ('p.add_argument("--repo")\np.add_argument("--repo")', []),
        ('p.add_argument("--steps", type=int)', ["--steps", "x"]),
    ],
)
def test_arguments_not_known(declared: str, given: list[str]) -> None:
    """Where it is not known what the script does with its arguments, none of them is."""
    assert isinstance(parse(declared, *given), Unknown)


@pytest.mark.parametrize(
    ("declared", "given", "undeclared"),
    [
        ('p.add_argument("--repo")', ["--repo", "a", "--repos"], ["--repos"]),
        ('p.add_argument("--repo")', ["--repo"], []),
        ("p.add_subparsers()", ["x"], []),
        ("", ["x"], []),
    ],
)
def test_undeclared(declared: str, given: list[str], undeclared: list[str]) -> None:
    """An argument that the script does not declare is found, where it declares some."""
    tree = ast.parse(declared)
    values = Values(tree, "job.py", given)
    assert values.list_undeclared() == undeclared
