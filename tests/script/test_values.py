"""Tests of what expressions stand for: known where only one thing is possible, else not."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from hftoken_guard._script.unknown import Unknown
from hftoken_guard._script.values import Values

PARSER = (
    "import argparse\nparser = argparse.ArgumentParser()\n"
    'parser.add_argument("--repo", default="alice/default")\nargs = parser.parse_args()\n'
)


def value_of(text: str, arguments: list[str] | None = None) -> Any:
    """Return the value of what a script passes to `use`; of several the last."""
    tree = ast.parse(text)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = [call for call in calls if getattr(call.func, "id", "") == "use"]
    return Values(tree, "job.py", arguments or []).of(call.args[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('use("a/b")', "a/b"),
        ('load().append(1)\nuse("a/b")', "a/b"),
        ('x = "a/b"\nuse(x)', "a/b"),
        ('x: str = "a/b"\nuse(x)', "a/b"),
        ('print(x := "a/b")\nuse(x)', "a/b"),
        ('x, y = "a", "b"\nuse(y)', "b"),
        ('owner = "a"\nuse(f"{owner}/b")', "a/b"),
        ('owner = "a"\nuse(owner + "/b")', "a/b"),
        ('use(["a", ("dataset", None)])', ["a", ("dataset", None)]),
        ('use(None or "a/b")', "a/b"),
        ('use("a" and "b")', "b"),
        ('use("a" and "")', ""),
        ('use("a/b" if 1 < 2 else "c")', "a/b"),
        ('use("a/b" if not 1 else "c")', "c"),
        ('x = ["a", "b"]\nuse(x[1])', "b"),
        ('x = ["a", "b", "c"]\nuse(x[1:])', ["b", "c"]),
        ('use(" a/b ".strip())', "a/b"),
        ('use("a/b-x".removesuffix("-x"))', "a/b"),
        ('use("a" in ["a"])', True),
        ('use("a" not in ["a"])', False),
        ("use(len([1, 2]))", 2),
        ('def f():\n    x = "a/b"\n    use(x)\n', "a/b"),
        ('x = "a/b"\ndef f():\n    use(x)\n', "a/b"),
        ('def f(x):\n    use(x)\nf("a/b")\n', "a/b"),
        ('def f(x, *, y="a/b"):\n    use(y)\nf("c")\n', "a/b"),
        ('def f(y="a/b"):\n    use(y)\nf()\n', "a/b"),
        ('def f(x, y):\n    use(y)\nf("c", y="a/b")\n', "a/b"),
        ('def f():\n    return "a/b"\nuse(f())\n', "a/b"),
        ('def f():\n    global x\n    x = "a/b"\nuse(x)\n', "a/b"),
        ('use("__main__" == __name__)', True),
        (PARSER + "use(args.repo)", "alice/default"),
        (PARSER + "def main(given):\n    use(given.repo)\nmain(args)\n", "alice/default"),
        ("import sys\nuse(sys.argv[0])", "job.py"),
        ("import sys\nuse(sys.argv[1] if len(sys.argv) > 1 else None)", None),
    ],
)
def test_known(text: str, value: object) -> None:
    """A literal, and what is made of literals in one possible way."""
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('x = "a"\nx = "b"\nuse(x)', "x is set more than once"),
        ('x = "a"\nx += "b"\nuse(x)', "x is set more than once"),
        ('if z:\n    x = "a"\nelse:\n    x = "b"\nuse(x)', "x is set more than once"),
        ('x = ["a"]\nx.append("b")\nuse(x)', "x is set more than once"),
        ('x = ["a"]\nx[0] = "b"\nuse(x)', "x is set more than once"),
        ('x = "a"\ndel x\nuse(x)', "x is set more than once"),
        ('x = "a"\ndef f(x):\n    x = "b"\n    use(x)\nf("c")', "x is set more than once"),
        ("use(x)", "what x is shows"),
        ("for x in y:\n    use(x)", "what x is shows"),
        ("[use(x) for x in y]", "what x is shows"),
        ("with y as x:\n    use(x)", "what x is shows"),
        ("import x\nuse(x)", "what x is shows"),
        ("try:\n    y()\nexcept OSError as x:\n    use(x)", "what x is shows"),
        ("class x:\n    pass\nuse(x)", "what x is shows"),
        ("a, *x = y\nuse(x)", "what x is shows"),
        ("a, x = y\nuse(x)", "what x is shows"),
        ("a, x = b, *y\nuse(x)", "what x is shows"),
        ("match y:\n    case x:\n        use(x)", "what x is shows"),
        ("def f(x):\n    use(x)", "what x is shows when the script runs"),
        ('def f(x):\n    use(x)\nf("a")\nf("b")', "what x is shows when the script runs"),
        ('@app.command()\ndef f(x="a"):\n    use(x)\nf()', "what x is shows when the script runs"),
        ("def f(x):\n    use(x)\nrun(f)", "what x is shows when the script runs"),
        ("def f(x):\n    use(x)\nf(*y)", "what x is shows when the script runs"),
        ("def f(x):\n    use(x)\nf(**y)", "what x is shows when the script runs"),
        ("def f(*x):\n    use(x)\nf()", "what x is shows when the script runs"),
        ("class C:\n    def f(self, x):\n        use(x)\nf(1)",
         "what x is shows when the script runs"),
        ('import os\nuse(os.environ["REPO"])', "the variable REPO of the job tells"),
        ('import os\nuse(os.environ.get("REPO"))', "the variable REPO of the job tells"),
        ('import os\nuse(os.getenv("REPO") or "a")', "the variable REPO of the job tells"),
        ('import os\nuse(f"{os.environ["REPO"]}/x")'.replace('"REPO"', "'REPO'"),
         "the variable REPO of the job tells"),
        ("use(load()[0])", "load() tells when the script runs"),
        ("use(load().name)", "load() tells when the script runs"),
        ("use(len(load()))", "load() tells when the script runs"),
        ("use(load().strip())", "load() tells when the script runs"),
        ('use("a" if load() else "b")', "load() tells when the script runs"),
        ("def f():\n    if z:\n        return 1\n    return 2\nuse(f())", "f() tells"),
        ("@cache\ndef f():\n    return 1\nuse(f())", "f() tells"),
        ("def f():\n    return f()\nuse(f())", "it is too far away"),
        ('use("a" * 2)', "is worked out when the script runs"),
        ("use({1: 2})", "is worked out when the script runs"),
        ("use(1 < 2 < 3)", "is worked out when the script runs"),
        ("use(-1)", "is worked out when the script runs"),
        ('use(f"{1:>3}")', "is worked out when the script runs"),
        ('use(f"{1!r}")', "is worked out when the script runs"),
        ("use((1).real)", "is worked out"),
        ('use("a" < 1)', "fails with these arguments"),
        ('use(["a"][:1])', "a part is taken"),
        ("use((1).strip())", "fails with these arguments"),
        ("import sys\nuse(sys.argv[1])", "argument 1 is not given"),
        (PARSER + "use(args.other)", "add_argument does not declare other"),
        (PARSER + 'args.repo = "x"\nuse(args.repo)', "the script sets args.repo"),
        (PARSER + 'setattr(args, "repo", "x")\nuse(args.repo)', "args is set more than once"),
        ("use(" + "x" * 80 + "())", "x..."),
    ],
)  # fmt: skip
def test_unknown(text: str, reason: str) -> None:
    """What can be more than one thing, or is decided outside, is not known, and the reason said."""
    value = value_of(text)
    assert isinstance(value, Unknown)
    assert reason in value.reason


@pytest.mark.parametrize(
    ("parse", "arguments", "value"),
    [
        ("parse_args()", ["--repo", "a/b"], "a/b"),
        ("parse_args()", ["--repo=a/b"], "a/b"),
        ("parse_args()", ["--rep", "a/b"], "a/b"),
        ("parse_args(None)", ["--repo", "a/b"], "a/b"),
        ("parse_args(sys.argv[1:])", ["--repo", "a/b"], "a/b"),
        ('parse_args(["--repo", "c/d"])', ["--repo", "a/b"], "c/d"),
    ],
)
def test_arguments_given(parse: str, arguments: list[str], value: str) -> None:
    """The arguments of the script are read as its parser reads them."""
    text = PARSER.replace("parse_args()", parse) + "import sys\nuse(args.repo)"
    assert value_of(text, arguments) == value


def test_arguments_from_elsewhere() -> None:
    """Where the script takes its arguments from elsewhere, they are not known."""
    text = PARSER.replace("parse_args()", "parse_args(load())") + "use(args.repo)"
    assert value_of(text) == Unknown("load() tells when the script runs")


def test_known_arguments_of_several() -> None:
    """Of `parse_known_args` the first result is meant."""
    text = PARSER.replace("args = parser.parse_args()", "args, rest = parser.parse_known_args()")
    assert value_of(text + "use(args.repo)", ["--repo", "a/b", "--other"]) == "a/b"
    assert isinstance(value_of(text + "use(rest)"), Unknown)
