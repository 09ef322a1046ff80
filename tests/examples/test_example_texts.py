"""What an example promises on paper: its header, its launch, and where the guard stands."""

from __future__ import annotations

import ast
import re
import shlex
import sys
from typing import TYPE_CHECKING, Any

import demo
import pytest

from hftoken_guard import __version__

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = sorted((demo.ROOT / "uv-examples").glob("*.py"))
# As the specification of inline script metadata has it.
BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
HEAVY = {"accelerate", "datasets", "huggingface_hub", "torch", "transformers"}
# What a name to import is called in a list of dependencies, where that differs. A floating version
# of the guard would make an example another one tomorrow.
PACKAGES = {"hftoken_guard": f"hftoken-guard=={__version__}"}

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def header(path: Path) -> dict[str, Any]:
    """Return an example's header."""
    toml = pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found = BLOCK.search(path.read_text(encoding="utf-8"))
    assert found is not None
    lines = found["content"].splitlines()
    parsed: dict[str, Any] = toml.loads("\n".join(line[2:] for line in lines))
    return parsed


def imported(node: ast.stmt) -> list[str]:
    """Return the packages that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or "").partition(".")[0]] if isinstance(node, ast.ImportFrom) else []


def is_guard(node: ast.stmt) -> bool:
    """Tell whether a statement calls the guard, its result kept or not."""
    value = node.value if isinstance(node, (ast.Expr, ast.Assign)) else None
    name = value.func if isinstance(value, ast.Call) else None
    return isinstance(name, ast.Name) and name.id == "require_token"


def test_examples_are_all_there() -> None:
    """Every example that the guide and the README speak of exists."""
    assert {path.stem for path in EXAMPLES} == {
        "copy_to_dataset",
        "create_and_push_dataset",
        "finetune",
        "open_pull_request",
        "push_model",
        "push_to_organization",
        "read_gated_model",
        "read_private_dataset",
        "several_processes",
        "smallest",
    }


@every_example
def test_header_names_guard_and_secret(path: Path) -> None:
    """A copied script brings this version of the guard along and asks for the secret by itself."""
    parsed = header(path)
    assert parsed["requires-python"] == ">=3.10"
    assert parsed["dependencies"][0] == PACKAGES["hftoken_guard"]
    assert parsed["tool"] == {"hf-jobs": {"secrets": ["HF_TOKEN"]}}


@every_example
def test_header_declares_what_is_imported(path: Path) -> None:
    """Each package that a script imports is declared, or comes with the guard."""
    parsed = header(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name for node in tree.body for name in imported(node)}
    wanted = {PACKAGES.get(name, name) for name in names & {*HEAVY, *PACKAGES}}
    assert wanted - {"huggingface_hub"} <= set(parsed["dependencies"])


@every_example
def test_guard_stands_above_heavy_imports(path: Path) -> None:
    """The guard has spoken before anything is imported that takes long."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    heavy = [node.lineno for node in body if HEAVY.intersection(imported(node))]
    guards = [node.lineno for node in body if is_guard(node)]
    assert heavy
    assert guards
    assert min(guards) < min(heavy)


@every_example
def test_docstring_launches_the_example(path: Path) -> None:
    """The documented command names this script and only options that it has."""
    source = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source)) or ""
    words = shlex.split(text[text.index("hf jobs uv run") :].replace("\\\n", " "))
    place = words.index(f"uv-examples/{path.name}")
    assert words[words.index("--secrets") + 1] == "HF_TOKEN"
    assert words.index("--secrets") < place
    given = {word for word in words[place:] if word.startswith("--")}
    required = set(re.findall(r'add_argument\("(--\w+)", required=True', source))
    assert required <= given <= set(re.findall(r'add_argument\("(--\w+)"', source))


@every_example
def test_example_passes_no_token(path: Path) -> None:
    """The guard leaves HF_TOKEN set, so no example hands a token around."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "token"
    ]


def test_demo_without_guard_differs_in_two_lines() -> None:
    """The demonstration's other script is the same job, its guard's two lines gone."""
    source = (demo.ROOT / demo.EXAMPLE).read_text(encoding="utf-8")
    lines, left = source.splitlines(), demo.without_guard(source).splitlines()
    gone = [line for line in lines if line not in left]
    assert len(lines) - len(left) == 2
    assert [line.partition(" ")[0].partition("(")[0] for line in gone] == ["from", "require_token"]
