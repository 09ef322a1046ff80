"""Files and folders: which are read, and by which parser."""

from __future__ import annotations

import ast
import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .documents import scan_markdown, scan_yaml
from .launch import note_newer_python
from .script import Script
from .shell import scan_shell, scan_text
from .source import MissingError, Source
from .tokens import find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .finding import Excused, Finding

_MESSAGE_LIMIT = 200  # characters of a parser's message
_MAX_SIZE = 1_000_000  # bytes of a file
_SHELL = (".sh", ".bash", ".zsh", ".ksh")
_MARKDOWN = (".md", ".mdx", ".markdown")
_YAML = (".yml", ".yaml")
_OTHERS = (".toml", ".json", ".txt", ".rst", ".cfg", ".ini", ".ps1")
_NAMES = ("Makefile", "justfile", "Dockerfile")
_SKIPPED = frozenset(
    ".git .hg .svn .venv venv .tox .nox .eggs .cache .mypy_cache .ruff_cache .pytest_cache"
    " .ipynb_checkpoints node_modules __pycache__ site-packages".split()
)
_IS_TEST = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|[^/]*_test\.\w+$|conftest\.py$)")
_OF_INTEREST = re.compile(  # without one of these no rule finds anything
    r"hf_|hf['\",\s]+(?:jobs|upload|bucket)|huggingface-cli|HF_TOKEN|_TOKEN|api_org_|\w+_job\("
    r"|push_to_hub|upload_|_to_h(?:ub|f|uggingface)\(|get_token|environ|/// script|CommitScheduler"
    r"|create_commit|HfFileSystem|hffs|hf://|_bucket"
)


class Note(NamedTuple):
    """A file that was not read or understood, with the reason."""

    path: str
    reason: str


class Scan:
    """
    Gather what all rules find in files and folders.

    Attributes:
        findings: in the order of the files.
        excused: the scripts that push and are not blamed for it, with the reason.
        notes: files that were not read or understood.
        is_lacking: a parser is not installed.
        files: how many were read.

    """

    def __init__(self, *, is_strict: bool = False) -> None:
        """Begin with nothing; warnings can count as errors."""
        self._is_strict = is_strict
        self.findings: list[Finding] = []
        self.excused: list[Excused] = []
        self.notes: list[Note] = []
        self.is_lacking = False
        self.files = 0
        self._scripts: dict[Path, Script | None] = {}
        self._roots: dict[Path, Path] = {}
        self._folder = Path()

    @property
    def is_failed(self) -> bool:
        """Tell whether there are errors."""
        return any(finding.is_error for finding in self.findings)

    def scan_path(self, path: str) -> None:
        """Scan a file or a folder."""
        self._folder = Path(path)
        for file in sorted(_walk(path)) if Path(path).is_dir() else [path]:
            below = os.path.relpath(file, path) if file != path else path
            if os.path.isabs(below):
                below = os.path.basename(below)
            if not _IS_TEST.search(below.replace(os.sep, "/")):
                self._scan_file(os.path.normpath(file))
            elif file == path:
                self.notes.append(Note(path, "not read: a test"))

    def scan_text(self, path: str, text: str) -> None:
        """Scan the text of a file; its name says which kind it is."""
        self.files += 1
        if not _OF_INTEREST.search(text):
            return
        text = re.sub(r"\r\n?", "\n", text).removeprefix("\ufeff")
        kind = _kind(path, text)
        source = Source(path, text, is_doc=kind in _MARKDOWN)
        source.find_script = lambda name: self._find_script(name, path)
        source.read_file = lambda name: self._read_file(name, path)
        try:
            _scan(source, kind)
        except MissingError as error:
            self.is_lacking = True
            self.notes.append(Note(path, str(error)))
        except Exception as error:  # one file does not end the scan of the others
            what = " ".join(str(error).split())[:_MESSAGE_LIMIT] or type(error).__name__
            newer = note_newer_python(text) if isinstance(error, SyntaxError) else ""
            self.notes.append(Note(path, newer or f"cannot be parsed: {what}"))
            scan_text(source.prose(text))  # its command lines, at least
        for match in find_tokens(text):
            source.add("token-in-code", match.start())
        self.excused += source.excused
        found = sorted(source.findings.values(), key=lambda item: (item.line, item.column))
        self.findings += [
            finding._replace(severity="error")
            if self._is_strict and finding.severity == "warning"
            else finding
            for finding in found
        ]

    def _scan_file(self, path: str) -> None:
        try:
            is_file, size = os.path.isfile(path), os.path.getsize(path)
            data = Path(path).read_bytes() if is_file and size <= _MAX_SIZE else b""
        except OSError as error:
            self.notes.append(Note(path, f"cannot be read: {error.strerror}"))
            return
        if size > _MAX_SIZE or b"\0" in data or not is_file:
            why = "binary" if data else "larger than 1 MB" if is_file else "no regular file"
            self.notes.append(Note(path, f"not read: {why}"))
            return
        self.scan_text(path, data.decode("utf-8", "replace"))

    def _find_file(self, name: str, path: str) -> Path | None:
        """
        Look for a file of a launch.

        A launch is typed in its own folder or at the root of the repository, and the file can
        also stand beside it.
        """
        base = Path(path).parent
        places = [base / name, self._find_root(base) / name, base / name.rpartition("/")[2]]
        # `Path.is_file` raises for a name that is too long.
        found = (place for place in (*places, Path(name)) if name and os.path.isfile(place))
        return next(found, None)

    def _find_root(self, folder: Path) -> Path:
        """Return the root of the repository of a folder, or else the folder that is scanned."""
        if folder not in self._roots:
            above = (folder.absolute(), *folder.absolute().parents)
            roots = (place for place in above if os.path.exists(place / ".git"))
            self._roots[folder] = next(roots, self._folder)
        return self._roots[folder]

    def _find_script(self, name: str, path: str) -> Script | None:
        place = self._find_file(name, path) if name.endswith(".py") else None
        if place and place not in self._scripts:
            self._scripts[place] = None
            with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError):
                source = Source(str(place), place.read_text("utf-8", "replace"))
                self._scripts[place] = Script(source)
        return self._scripts[place] if place else None

    def _read_file(self, name: str, path: str) -> str | None:
        if not (place := self._find_file(name, path)):
            return None
        with place.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MAX_SIZE)


def _scan(source: Source, kind: str) -> None:
    """Let the parser of its kind read a text."""
    if kind == ".py":
        Script(source)
    elif kind in _SHELL:
        scan_shell(source)
    elif kind in _MARKDOWN:
        scan_markdown(source)
    elif kind in _YAML:
        scan_yaml(source)
    elif kind not in (".toml", ".json"):
        scan_text(source.prose(source.text))


def _kind(path: str, text: str) -> str:
    """Return the suffix of the kind; of a text without a name by what it is."""
    if path != "-":
        head = re.match(r"#!.*\b(?:(sh|bash|zsh)|python[\d.]*|uv)\b", text)
        return Path(path).suffix.lower() or (head and (".sh" if head[1] else ".py")) or ""
    if "\n```" in f"\n{text}":
        return ".md"
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ".sh"
    return ".py"


def _walk(path: str) -> Iterator[str]:
    """Yield the files of a folder that can be of interest, in order."""
    known = (".py", *_SHELL, *_MARKDOWN, *_YAML, *_OTHERS)
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            if name.lower().endswith(known) or name in _NAMES:
                yield os.path.join(folder, name)
