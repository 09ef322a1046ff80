"""Tests of the build hook: the wheel's code is the repository's, without what nobody runs."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from lean_wheel import public_names, strip

import hftoken_guard

PACKAGE = Path(__file__).parent.parent / "hftoken_guard"
SOURCES = sorted(PACKAGE.rglob("*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

SOURCE = '''"""A module."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KNOWN: dict[str, int] = {}  # a comment


class Shown:
    """Stays."""

    value: int = 1

    def __init__(self, x: int) -> None:
        """Goes."""
        self.x: int = x

    def method(self) -> Any:
        """Stays."""
        return "# no comment"


def hidden(a: int, *b: str, c: dict[str, int] | None = None, **d: Any) -> dict[
    str, int
]:
    """
    Goes.

    All of it.
    """
    e: int = a  # why
    f: int
    return e


class Empty(Exception):
    """Goes too."""
'''


def bare(source: str) -> str:
    """Return the syntax without docstrings and annotations."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            node.body = [_plain(item) for item in body if not _is_for_types(item)]
        if isinstance(node, FUNCTIONS):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.dump(tree)  # with every text as it is


def _plain(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.AnnAssign) and node.value:
        return ast.Assign(targets=[node.target], value=node.value)
    return node


def _is_for_types(node: ast.stmt) -> bool:
    words = ("from __future__ import annotations", "TYPE_CHECKING", "if TYPE_CHECKING", "pass")
    return ast.unparse(node).startswith(words)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_strip_changes_nothing_that_runs(path: Path) -> None:
    """Every module keeps its code, its texts and its line numbers."""
    source = path.read_text()
    lean = strip(source, public_names(PACKAGE))
    assert bare(lean) == bare(source)
    assert len(lean.splitlines()) == len(source.splitlines())
    assert path.name == "__init__.py" or "  # " not in lean


def test_strip_keeps_what_is_public() -> None:
    """What users call keeps its docstrings and annotations."""
    lean = strip(SOURCE, frozenset({"Shown"}))
    assert lean.count('"""Stays."""') == 2
    assert "Goes" not in lean
    assert "def method(self)->Any:" in lean
    assert "def __init__(self,x:int)->None:" in lean
    assert "\n from typing import Any" in lean  # which they need
    assert "def hidden(a,*b,c=None,**d)->dict[\n str,int\n]:" in lean
    assert "KNOWN:dict[str,int]={}" in lean
    assert "# no comment" in lean
    assert "e=a" in lean
    assert "f:int" in lean
    names: dict[str, object] = {}
    exec(compile(lean, "lean", "exec"), names)  # noqa: S102 - our own code
    private = strip(SOURCE, frozenset())
    assert "KNOWN={}" in private
    assert "TYPE_CHECKING" not in private
    assert "import annotations" not in private


def test_strip_keeps_the_blanks_that_part_something() -> None:
    """Words, numbers and texts stay apart, and a text stays as it is, also a formatted one."""
    source = (
        'a = 1 if "b c" in d else  -2\nf"{a = } {a + 1:>{a + 2}} {{ }}" "e  f" ; g = [ 1 , 2 ]\n'
    )
    lean = 'a=1 if "b c" in d else-2\nf"{a = } {a + 1:>{a + 2}} {{ }}" "e  f";g=[1,2]\n'
    assert strip(source, frozenset()) == lean


def test_wheel_has_the_code_of_the_repository() -> None:
    """Where the tests run against the wheel, its modules are the stripped ones."""
    installed = Path(hftoken_guard.__file__).parent
    if installed == PACKAGE:
        pytest.skip("the tests run against the sources")
    for path in SOURCES:
        lean = strip(path.read_text(), public_names(PACKAGE))
        assert (installed / path.relative_to(PACKAGE)).read_text() == lean
    assert (installed / "py.typed").exists()
    assert sys.modules["hftoken_guard"].require_token.__doc__
