"""Tests of the package as a whole: what it exports, what it loads, how its modules depend."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import hftoken_guard

PACKAGE = Path(hftoken_guard.__file__).parent
# From the bottom up: a module imports only what stands before it, also inside functions.
LAYERS = [
    "_problem", "_catalog", "_inputs", "_redact", "_answers",
    "_hub", "_report", "_diagnose",
    "_check", "_guard", "__init__", "__main__",
]  # fmt: skip


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code in a bare interpreter that sees the package."""
    path = str(PACKAGE.parent)
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r})\n{code}"],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_exported_members() -> None:
    """The public names are these, sorted, and all there."""
    assert hftoken_guard.__all__ == [
        "AccessError", "Cause", "GuardError", "HubUnavailableError", "Problem", "Token",
        "TokenError", "check_token", "diagnose", "explain_hub_errors", "redact", "require_token",
    ]  # fmt: skip
    assert sorted(hftoken_guard.__all__) == hftoken_guard.__all__
    assert all(hasattr(hftoken_guard, name) for name in hftoken_guard.__all__)


def test_import_loads_no_third_party_module() -> None:
    """Importing the package costs next to nothing."""
    done = run(
        "before = set(sys.modules)\nfrom hftoken_guard import require_token\n"
        "new = {n.partition('.')[0] for n in set(sys.modules) - before}\n"
        "print(sorted(n for n in new if n not in sys.stdlib_module_names))\n"
        "print(*sorted(new & {'re', 'typing', 'json', 'dataclasses', 'threading', 'urllib'}))"
    )
    assert done.stdout.splitlines() == ["['hftoken_guard']", ""], done.stderr


@pytest.mark.parametrize("value", [None, "$HF_TOKEN", "sk-" + "1" * 30])
def test_refusal_offline_loads_no_third_party_module(value: str | None) -> None:
    """A missing token, or none, is said without loading the client library."""
    environ = {} if value is None else {"HF_TOKEN": value}
    done = run(
        "from hftoken_guard import require_token\ntry:\n    require_token(write='alice/x')\n"
        "except SystemExit as stop:\n    print(stop.code)\n"
        "print([n for n in ('huggingface_hub', 'tenacity', 'requests', 'httpx', 'httpx2')"
        " if n in sys.modules])",
        JOB_ID="1",
        **environ,
    )
    assert done.stdout.splitlines() == ["77", "[]"], done.stderr


def test_imports_go_downward() -> None:
    """The modules form layers; no import runs upward, counting those inside functions."""
    assert {path.stem for path in PACKAGE.glob("*.py")} == set(LAYERS)
    for path in PACKAGE.glob("*.py"):
        below = LAYERS[: LAYERS.index(path.stem)]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                aliases = [alias.name for alias in node.names if alias.name != "__version__"]
                names = [node.module] if node.module else aliases
                used = [name if name in LAYERS else "__init__" for name in names]
                assert set(used) <= set(below) or _is_for_types(node, path), (path.stem, used)


def test_scanner_lives_apart() -> None:
    """Only the command line imports the scanner, which knows only how a token is called."""
    for path in PACKAGE.glob("*.py"):
        assert path.stem == "__main__" or "_scan" not in path.read_text(), path
    for path in (PACKAGE / "_scan").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hftoken_guard"):
                assert node.module == "hftoken_guard._inputs", path


def _is_for_types(node: ast.ImportFrom, path: Path) -> bool:
    """Tell whether an import stands under TYPE_CHECKING, where it costs and ties nothing."""
    blocks = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.If)]
    guarded = [n for n in blocks if isinstance(n.test, ast.Name) and n.test.id == "TYPE_CHECKING"]
    return any(block.lineno < node.lineno <= (block.end_lineno or 0) for block in guarded)


def test_only_one_module_knows_the_client() -> None:
    """huggingface_hub and tenacity are imported in one file, the HTTP libraries in none."""
    for path in PACKAGE.rglob("*.py"):
        names = {
            alias.name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {
            (node.module or "").partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.level == 0
        }
        assert names.isdisjoint({"requests", "httpx", "httpx2"})
        assert path.stem == "_hub" or names.isdisjoint({"huggingface_hub", "tenacity"}), path


def test_process_ends_although_a_question_hangs() -> None:
    """A thread that waits for a silent server does not keep the process."""
    done = run(
        "import socket\nserver = socket.create_server(('127.0.0.1', 0))\nimport os\n"
        "os.environ['HF_ENDPOINT'] = 'http://127.0.0.1:%d' % server.getsockname()[1]\n"
        "os.environ['HF_TOKEN'] = 'hf_' + 'Q1' * 17\n"
        "from hftoken_guard import require_token\nrequire_token(timeout=0.5)"
    )
    assert done.returncode == 75, done.stderr
    assert "hub-unreachable" in done.stderr
    assert "Traceback" not in done.stderr
