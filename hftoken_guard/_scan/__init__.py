"""
Look through job scripts and launch code before a job is submitted.

Apart from the guard: nothing but the command line imports it. Each text is read by its parser
(`ast`, `tomllib`, `shlex`, markdown-it-py, PyYAML); what cannot be parsed is noted and left.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import shlex
import textwrap
from pathlib import Path

from hftoken_guard._inputs import NAME

from .python import Script
from .rules import RULES, WARNINGS
from .shell import scan_shell, scan_text
from .source import MissingError, Source, find_tokens

__all__ = [
    "FORMATS",
    "RULES",
    "WARNINGS",
    "MissingError",
    "Scan",
    "explain",
    "launch",
    "list_rules",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LIMIT = 200  # characters of a parser's message
MAX_SIZE = 1_000_000  # bytes of a file
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
_OF_INTEREST = re.compile(
    r"hf_|hf['\",\s]+jobs|huggingface-cli|HF_TOKEN|_TOKEN|api_org_|\w+_job\(|push_to_hub|upload_f"
    r"|get_token|environ|huggingface|/// script|CommitScheduler|create_commit"
)
_PYTHON_FENCES = ("python", "py", "python3", "json", "jsonc", "pycon")
_SECRET = re.compile(r"(?:^|_)(?:TOKEN|KEY|APIKEY|SECRET|PASSWORD)$")
_IS_SHELL = re.compile(r" jobs |\becho |\bprintf ")


class Scan:
    """
    Gather what all rules find in files and folders.

    Attributes:
        findings: in the order of the files.
        notes: paths that were not read or understood, each with the reason.
        is_lacking: a parser is not installed.
        files: how many were read.

    """

    def __init__(self, *, is_strict: bool = False) -> None:
        """Begin with nothing; warnings can count as errors."""
        self._is_strict = is_strict
        self.findings: list[dict[str, Any]] = []
        self.notes: list[tuple[str, str]] = []
        self.is_lacking = False
        self.files = 0
        self._scripts: dict[Path, Script | None] = {}

    @property
    def is_failed(self) -> bool:
        """Tell whether there are errors."""
        return any(item["severity"] == "error" for item in self.findings)

    def scan_path(self, path: str) -> None:
        """Scan a file or a folder."""
        for file in sorted(_walk(path)) if Path(path).is_dir() else [path]:
            below = os.path.relpath(file, path) if file != path else path
            if os.path.isabs(below):  # noqa: PTH117
                below = os.path.basename(below)  # noqa: PTH119
            if not _IS_TEST.search(below.replace(os.sep, "/")):
                self._scan_file(os.path.normpath(file))
            elif file == path:
                self.notes.append((path, "not read: a test"))

    def _scan_file(self, path: str) -> None:
        try:
            is_file, size = os.path.isfile(path), os.path.getsize(path)  # noqa: PTH113, PTH202
            data = Path(path).read_bytes() if is_file and size <= MAX_SIZE else b""
        except OSError as error:
            self.notes.append((path, f"cannot be read: {error.strerror}"))
            return
        if size > MAX_SIZE or b"\0" in data or not is_file:
            why = "binary" if data else "larger than 1 MB" if is_file else "no regular file"
            self.notes.append((path, f"not read: {why}"))
            return
        self.scan_text(path, data.decode("utf-8", "replace"))

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
            self.notes.append((path, str(error)))
        except Exception as error:  # noqa: BLE001 - one file does not end the scan of the others
            what = " ".join(str(error).split())[:LIMIT] or type(error).__name__
            self.notes.append((path, f"cannot be parsed: {what}"))
            scan_text(source.prose(text))  # its command lines, at least
        for match in find_tokens(text):
            source.add("token-in-code", match.start())
        for item in source.findings.values() if self._is_strict else ():
            item["severity"] = "error"
        self.findings += sorted(
            source.findings.values(), key=lambda item: (item["line"], item["column"])
        )

    def _find_file(self, name: str, path: str) -> Path | None:
        """Look for a file of a launch: where the launch says, or beside it by its name."""
        base = Path(path).parent
        places = [base / name, base / name.rpartition("/")[2], Path(name)]
        return next((place for place in places if name and os.path.isfile(place)), None)  # noqa: PTH113 - never raises

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
            return file.read(MAX_SIZE)


def _scan(source: Source, kind: str) -> None:
    """Let the parser of its kind read a text."""
    if kind == ".py":
        Script(source)
    elif kind in _SHELL:
        scan_shell(source)
    elif kind in _MARKDOWN:
        _scan_markdown(source)
    elif kind in _YAML:
        _scan_yaml(source)
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
            if name not in _SKIPPED and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))  # noqa: PTH110, PTH118
        )
        for name in sorted(files):
            if name.lower().endswith(known) or name in _NAMES:
                yield os.path.join(folder, name)  # noqa: PTH118


def _scan_markdown(source: Source) -> None:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise MissingError from None
    heading = said = ""
    is_heading = False
    for token in MarkdownIt().parse(source.text):
        if token.type in ("inline", "html_block"):
            heading, said = (token.content, "") if is_heading else (heading, token.content.strip())
        is_heading = token.type == "heading_open"
        if token.type not in ("fence", "code_block") or not token.map:
            continue
        first = token.map[0] + (token.type == "fence")
        lines = token.content.splitlines()
        column = next(
            (source.lines(first + i).find(line) for i, line in enumerate(lines) if line.strip()), 0
        )
        text = token.content
        language = (token.info.split() or [""])[0].lower().strip("{}.")
        if language in _PYTHON_FENCES and ">>> " in text:
            text = re.sub(r"(?m)^(?!>>> |\.\.\. ).*|^(?:>>>|\.\.\.) ", "", text)
            column += len(">>> ")
        part = source.part(text, first, max(0, column), f"{heading}\n{said}")
        try:
            if language in _PYTHON_FENCES:
                Script(part)
            elif language in ("yaml", "yml"):
                _scan_yaml(part)
            else:
                scan_text(part)
        except (SyntaxError, ValueError, RecursionError):
            scan_text(part)  # an example need not be whole
        said = ""  # of the next example


def _scan_yaml(source: Source) -> None:
    try:
        import yaml
    except ImportError:
        raise MissingError from None
    try:
        events = list(yaml.parse(source.text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        msg = f"no YAML in line {mark.line + 1 if mark else 1}"  # its own words quote the text
        raise ValueError(msg) from None
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and _IS_SHELL.search(event.value):
            start, end = (mark.index if mark else 0 for mark in (event.start_mark, event.end_mark))
            text = source.text[start:end]
            head = re.match(r"[|>].*\n|[\"']", text)
            skip = len(head[0]) if head else 0
            text = text[skip : len(text) - (skip == 1)]
            row = source.row(start + skip)
            before = " " * (start + skip - source.starts[row])
            scan_shell(source.part(before + text, row))


def as_text(scan: Scan) -> str:
    """Return a line for each finding, what puts it right under it, and the sum."""
    lines = []
    for item in scan.findings:
        kind = "warning: " if item["severity"] == "warning" else ""
        lines.append("{file}:{line}:{column}: {code} {kind}{reason}".format(**item, kind=kind))
        new = textwrap.dedent(str(item["corrected"] or "")).strip().splitlines()
        lines += [f"  + {line}" for line in new] or [f"  {item['fix']}"]
    kinds = [item["severity"] for item in scan.findings]
    counted = " and ".join(_count(kinds.count(kind), kind) for kind in ("error", "warning"))
    found = f"{counted}; hftoken-guard explain CODE says more" if lines else "nothing found"
    return "\n".join([*lines, f"{_count(scan.files, 'file')}: {found}"])


def as_json(scan: Scan) -> str:
    """Return one object."""
    notes = [{"file": path, "reason": reason} for path, reason in scan.notes]
    known = {"files": scan.files, "findings": scan.findings, "notes": notes}
    is_ok = not (scan.is_failed or scan.is_lacking)
    return json.dumps({"ok": is_ok} | known, indent=2)


def as_github(scan: Scan) -> str:
    """Return commands that put each finding beside its line in a pull request."""
    lines = []
    for item in scan.findings:
        values = {key: _escape(str(value)) for key, value in item.items()}
        values["more"] = values["corrected"] if item["corrected"] else values["fix"]
        form = "::{severity} file={file},line={line},col={column},title={code}::{reason}%0A{more}"
        lines.append(form.format(**values))
    return "\n".join(lines)


FORMATS = {"text": as_text, "json": as_json, "github": as_github}


def _escape(text: str) -> str:
    return re.sub("[%\r\n:,]", lambda match: f"%{ord(match[0]):02X}", text)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def explain(code: str) -> str:
    """Return what a rule finds, why it matters, and what helps, with an example of each."""
    reason, why, fix, *examples = RULES[code]
    kind = "a warning of hftoken-guard scan, with --strict an error"
    kind = kind if code in WARNINGS else "an error of hftoken-guard scan"
    parts = [f"{code}: {reason}", f"  ({kind})", _fill(why)]
    parts += ["", "What helps", _fill(fix)]
    for word, example in zip(("Bad", "Good"), examples, strict=True):
        parts += ["", word, textwrap.indent(example.rstrip(), "    ")]
    return "\n".join([*parts, "", f"To silence one line:  # hftoken-guard: ignore[{code}]"])


def _fill(text: str) -> str:
    return textwrap.indent(textwrap.fill(text, 97, break_long_words=False), "  ")


def list_rules() -> str:
    """Return all rules with what they find."""
    lines = [f"  {code:<24} {rule[0]}" for code, rule in RULES.items()]
    return "\n".join(["What hftoken-guard scan finds", *lines])


def launch(path: str) -> str:
    """
    Return the commands that launch a script with the secrets that it needs, and no value.

    Raises:
        OSError, SyntaxError, ValueError, RecursionError: it cannot be read.

    """
    script = Script(Source(path, Path(path).read_text("utf-8")))
    is_wanted = script.write or script.needs_token or NAME in script.environment
    known = filter(str.isidentifier, script.environment - {NAME})
    others = sorted(filter(_SECRET.search, known))
    names = [NAME] * bool(is_wanted) + others
    values = {name: f'os.environ["{name}"]' for name in others} | {NAME: "get_token()"}
    pairs = ", ".join(f'"{name}": {values[name]}' for name in names)
    secrets = f", secrets={{{pairs}}}" if pairs else ""
    mcp = f', "secrets": {{"{NAME}": "${NAME}"}}' if is_wanted else ""
    lines = [
        f"# {path} needs {' and '.join(names) or 'no secret'};"
        f" private and gated repositories need {NAME}",
        "# command line",
        f"hf jobs uv run{''.join(f' --secrets {name}' for name in names)} {shlex.quote(path)}",
        "",
        "# Python",
        "import os" * bool(others),
        f"from huggingface_hub import {'get_token, ' * bool(is_wanted)}run_uv_job",
        "",
        f"run_uv_job({json.dumps(path)}{secrets})",
        "",
        "# hf_jobs of the MCP server: the text of the script, or its URL",
        f'hf_jobs("uv", {{"script": TEXT_OR_URL{mcp}}})',
        f"# it fills in {NAME} alone, not {', '.join(others)}" * bool(others),
    ]
    return "\n".join(filter(None, lines)).replace("\n# ", "\n\n# ")
