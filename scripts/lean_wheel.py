"""
Build hook: the wheel carries the code without what only its developers read.

Every job downloads the wheel before its first line, so comments, and the docstrings and
annotations of what is private, stay in the repository and in the source distribution, a level
of indentation is one blank, and between operators there is none. Names and lines stay: a traceback
of the wheel points to the right line of the source. The archive is packed by zopfli, which every
unzip can read.
"""

from __future__ import annotations

import ast
import io
import tempfile
import tokenize
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import zopfli.zlib  # type: ignore[import-untyped]
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

PACKAGE = Path("hftoken_guard")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Cut = tuple[int, int, int, int]  # first row, its column, last row, its column; rows from 1


def strip(source: str, public: frozenset[str]) -> str:
    """Return the code without its comments and the private docstrings and annotations."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    tree = ast.parse(source)
    holders = [tree, *_private_definitions(tree, public)]
    is_private = not any(_is_public(node, public) for node in tree.body)
    cuts = [cut for holder in holders for cut in (*_annotations(holder, lines),)]
    for holder in (*holders, *_hidden_methods(tree, public)):
        if ast.get_docstring(holder):
            text = holder.body[0]
            lines[text.lineno - 1] = " " * text.col_offset + "pass" * (len(holder.body) == 1)
            cuts.append((text.lineno + 1, 0, text.end_lineno or 0, len(lines[-1]) + 999))
    if is_private:
        cuts += [_whole(node) for node in tree.body if _is_for_types(node)]
        cuts += [(*_end(n.target), *_end(n.annotation)) for n in tree.body if _is_noted(n)]
    for first, start, last, end in sorted(cuts, reverse=True):
        for row in range(first, last + 1):
            line = lines[row - 1]
            left = line[:start] if row == first else ""
            lines[row - 1] = left + (line[end:] if row == last else "")
    return _close_up(_outdent("\n".join(lines) + "\n"))


def _outdent(code: str) -> str:
    """Indent by one blank a level instead of four; what stands in a text stays as it is."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    kept = {row for token in tokens for row in range(token.start[0] + 1, token.end[0] + 1)}
    lines = code.splitlines(keepends=True)
    for row, line in enumerate(lines, 1):
        if row not in kept:
            text = line.lstrip(" ")
            level = (len(line) - len(text)) // 4 if text.strip() else 0
            lines[row - 1] = " " * level + text
    return "".join(lines)


def _close_up(code: str) -> str:
    """Take out the blanks inside of a line, but for those that part words, numbers and texts."""
    lines = code.splitlines(keepends=True)
    inside = 0  # of a formatted text, which is one token before Python 3.12
    blanks = []
    for left, right in pairwise(tokenize.generate_tokens(io.StringIO(code).readline)):
        kind = tokenize.tok_name[left.type]
        inside += kind.endswith("STRING_START")
        inside -= kind.endswith("STRING_END")
        is_line_start = left.type in (tokenize.INDENT, tokenize.NEWLINE, tokenize.NL)
        is_needed = _is_word(left.string[-1:]) and _is_word(right.string[:1])
        is_apart = left.end[0] == right.start[0] and left.end[1] < right.start[1]
        if is_apart and not (inside or is_line_start or is_needed):
            blanks.append((left.end, right.start[1]))
    for (row, start), end in reversed(blanks):
        lines[row - 1] = lines[row - 1][:start] + lines[row - 1][end:]
    return "".join(lines)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in ("_", '"', "'")


def _is_public(node: ast.AST, public: frozenset[str]) -> bool:
    return isinstance(node, (*FUNCTIONS, ast.ClassDef)) and node.name in public


def _private_definitions(node: ast.AST, public: frozenset[str]) -> Iterator[Any]:
    """Yield the functions and classes that are not public, nor inside of what is."""
    for child in ast.iter_child_nodes(node):
        if _is_public(child, public):
            continue
        if isinstance(child, (*FUNCTIONS, ast.ClassDef)):
            yield child
        yield from _private_definitions(child, public)


def _hidden_methods(tree: ast.Module, public: frozenset[str]) -> Iterator[Any]:
    """Yield the methods of public classes that nobody looks up; their types are needed."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in public:
            yield from (m for m in node.body if isinstance(m, FUNCTIONS) and m.name[0] == "_")


def _annotations(holder: Any, lines: list[str]) -> Iterator[Cut]:  # noqa: ANN401
    """Yield where the annotations of a definition stand, with their signs."""
    if isinstance(holder, FUNCTIONS):
        every = [*holder.args.posonlyargs, *holder.args.args, *holder.args.kwonlyargs]
        every += filter(None, (holder.args.vararg, holder.args.kwarg))
        for argument in every:
            if note := argument.annotation:
                yield argument.lineno, argument.col_offset + len(argument.arg), *_end(note)
        if note := holder.returns:
            arrow = lines[note.lineno - 1].rfind(" ->", 0, note.col_offset)
            if arrow > 0 and note.lineno == note.end_lineno:  # a long one stays
                yield note.lineno, arrow, *_end(note)
    for node in holder.body:
        if _is_noted(node) and not isinstance(holder, ast.Module):
            yield *_end(node.target), *_end(node.annotation)


def _is_noted(node: ast.stmt) -> TypeGuard[ast.AnnAssign]:
    return isinstance(node, ast.AnnAssign) and node.value is not None


def _is_for_types(node: ast.stmt) -> bool:
    """Tell whether a statement is there for annotations, which a private module loses."""
    code = ast.unparse(node)
    starts = ("from __future__ import annotations", "TYPE_CHECKING = False", "if TYPE_CHECKING:")
    return code.startswith(starts)


def _whole(node: ast.stmt) -> Cut:
    return node.lineno, 0, *_end(node)


def _end(node: Any) -> tuple[int, int]:  # noqa: ANN401
    return node.end_lineno, node.end_col_offset


def public_names(package: Path) -> frozenset[str]:
    """Return the names that the package exports, and those of what they return."""
    tree = ast.parse((package / "__init__.py").read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    return frozenset(names | {node.name for node in tree.body if isinstance(node, FUNCTIONS)})


class LeanWheel(BuildHookInterface[Any]):
    """Put the stripped modules in the place of the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them aside, and tell hatchling where they belong."""
        if version == "editable":
            return
        package = Path(self.root) / PACKAGE
        public = public_names(package)
        self._aside = tempfile.TemporaryDirectory()
        for path in sorted(package.rglob("*.py")):
            inside = path.relative_to(package)
            aside = Path(self._aside.name) / inside
            aside.parent.mkdir(exist_ok=True)
            aside.write_text(strip(path.read_text(), public))
            build_data["force_include"][str(aside)] = str(PACKAGE / inside)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was put aside."""
        del build_data
        if version != "editable":
            self._aside.cleanup()
            pack(Path(artifact_path))


class _Zopfli:
    """Compress as `zlib` does, slower and smaller."""

    def __init__(self) -> None:
        self._content = b""

    def compress(self, content: bytes) -> bytes:
        self._content += content
        return b""

    def flush(self) -> bytes:
        packed: bytes = zopfli.zlib.compress(self._content, numiterations=200, blocksplittingmax=0)
        return packed[2:-4]  # without the head and the checksum of zlib


def pack(wheel: Path) -> None:
    """Write the wheel anew, with the same content."""
    with zipfile.ZipFile(wheel) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    with (
        mock.patch("zipfile._get_compressor", side_effect=lambda *_: _Zopfli()),
        zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for info, content in entries:
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
