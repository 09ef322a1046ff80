"""
Print which errors of installed libraries, none of them about the Hub, are taken for one.

    python scripts/foreign_errors.py [-v] [package ...]

The messages are read out of the sources of the packages, or of all that are installed: each text of
a `raise NAME("text")` becomes an exception of a class with that name, with what is filled in put in
as a word. Those of the standard library come with them. Packages that speak of the Hub themselves
are left out.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD = Path(sysconfig.get_path("stdlib"))
INSTALLED = Path(sysconfig.get_path("purelib"))
# They use the Hub, and have messages about it.
OF_THE_HUB = frozenset(
    "accelerate datasets diffusers evaluate gradio hf_xet hftoken_guard huggingface_hub optimum"
    " peft safetensors sentence_transformers timm tokenizers transformers trl".split()
)
FILLED_IN = "'value'"  # for what a message gets when it is raised
LEAST_WORDS = 2


class Foreign(NamedTuple):
    """Hold a message of a library: whose it is, the class that carries it, and the text."""

    library: str
    type: str
    text: str

    def make(self) -> Exception:
        """Make the exception, as raised by that library."""
        kind: type[Exception] = type(self.type, (Exception,), {"__module__": self.library})
        return kind(self.text)


def list_packages() -> dict[str, Path]:
    """Return the packages that can be read, by name: what is installed, and the language's own."""
    found = {
        path.stem: path
        for path in INSTALLED.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    found |= {
        path.stem: path
        for path in STANDARD.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    names = found.keys() - OF_THE_HUB - {"site-packages", "test", "idlelib"}
    return {name: found[name] for name in sorted(names)}


def read_errors(library: str, path: Path) -> Iterator[Foreign]:
    """Yield the messages in the sources of a package, each once."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    seen = set()
    for file in files:
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError, OSError, RecursionError):
            continue
        for found in _find_raised(library, tree):
            if found not in seen:
                seen.add(found)
                yield found


def _find_raised(library: str, tree: ast.Module) -> Iterator[Foreign]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
            continue
        name = node.exc.func
        type_ = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
        text = _read_text(node.exc.args[0])
        if type_ and len(text.split()) >= LEAST_WORDS:
            yield Foreign(library, type_, text)


def _read_text(node: ast.expr) -> str:
    """Return a text as it is when it is raised; "" if it cannot be read."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_read_text(part) or FILLED_IN for part in node.values)
    if isinstance(node, ast.BinOp):
        left = _read_text(node.left)
        return left + _read_text(node.right) if isinstance(node.op, ast.Add) else left
    return ""


def find_mistaken(packages: Iterable[str]) -> tuple[int, list[tuple[Foreign, str]]]:
    """Return how many errors were tried, and those of which something was said."""
    count, mistaken, known = 0, [], list_packages()
    for name in packages:
        for foreign in read_errors(name, known[name]):
            count += 1
            if problem := diagnose(foreign.make()):
                mistaken.append((foreign, str(problem.cause)))
    return count, mistaken


def main() -> int:
    """Print the figures, and return 1 if an error was taken for one of the Hub."""
    names = [word for word in sys.argv[1:] if word != "-v"] or list(list_packages())
    count, mistaken = find_mistaken(names)
    print(f"{count} errors of {len(names)} packages, {len(mistaken)} taken for one of the Hub")
    for foreign, cause in mistaken:
        print(f"    {foreign.library} {foreign.type}: {cause}: {foreign.text[:150]!r}")
    return 1 if mistaken else 0


if __name__ == "__main__":
    sys.exit(main())
