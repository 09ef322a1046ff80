"""Tests of the package as a whole: what it exports, what it loads, how its modules depend."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hftoken_guard

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(hftoken_guard.__file__).parent
SOURCE = Path(__file__).parent.parent / "hftoken_guard"
# From the bottom up: what stands here imports only what stands before it, also in functions. The
# package's own `__init__` is "".
FLOORS = [
    "_version", "_causes", "_json", "_output", "_frames", "_chain", "_token", "_redact", "_hub",
    "_environment", "_settings", "_memory", "_report", "_start", "_later", "_guard", "", "_scan",
    "_script", "_cli", "__main__",
]  # fmt: skip
TABLES = {"hftoken_guard._hub.rules", "hftoken_guard._causes.texts"}  # as long as what is known
# What the whole package promises, whichever module keeps it.
PROMISES = {
    "bounds", "destinations", "fleet", "foreign_errors", "leaks", "masking_tools",
    "message_variants", "messages", "other_hubs", "package", "ranks", "readme", "supply_chain",
    "worlds",
}  # fmt: skip
LONGEST_MODULE = 300  # lines
LONG_FUNCTION = 30  # lines; one function of ten may be longer


def module_name(path: Path) -> str:
    """Name a file as an import does."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text()) for name, path in MODULES.items()}


def imports(name: str) -> Iterator[str]:
    """Name all that a module imports, wherever in it."""
    package = name.split(".") if MODULES[name].stem == "__init__" else name.split(".")[:-1]
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in MODULES else base


def floor(name: str) -> str:
    """Return the floor of a module."""
    return name.partition(".")[2].partition(".")[0]


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
    """No import runs upward, not in a function and not for a type."""
    assert {floor(name) for name in MODULES} == set(FLOORS)
    upward = [
        (name, used)
        for name in MODULES
        for used in imports(name)
        if used in MODULES and FLOORS.index(floor(used)) > FLOORS.index(floor(name))
    ]
    assert upward == []


def test_imports_make_no_circle() -> None:
    """Each module can be read, and loaded, after all that it uses."""
    graph = {name: {*imports(name)} & {*MODULES} - {name} for name in MODULES}
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(MODULES)


def test_modules_are_short() -> None:
    """A room has one subject; only the tables grow with what is known."""
    lines = {name: len(path.read_text().splitlines()) for name, path in MODULES.items()}
    long = {name for name, count in lines.items() if count > LONGEST_MODULE}
    assert long <= TABLES


def test_functions_are_short() -> None:
    """Nine functions of ten have less than thirty lines."""
    lengths = [
        (node.end_lineno or 0) - node.lineno + 1
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert sum(length >= LONG_FUNCTION for length in lengths) <= len(lengths) / 10


def test_tests_stand_where_their_module_stands() -> None:
    """The tests of `_hub/rules.py` are in `tests/hub/test_rules.py`; a promise has its own file."""
    tests = Path(__file__).parent
    for path in tests.rglob("test_*.py"):
        room, name = path.parent.relative_to(tests), path.stem.removeprefix("test_")
        if room.parts[:1] in (("examples",), ("standin",)) or (not room.parts and name in PROMISES):
            continue
        module = [f"_{part}" for part in room.parts] + [name if room.parts else f"_{name}"]
        assert ".".join(["hftoken_guard", *module]) in MODULES, path


def test_scanner_lives_apart() -> None:
    """Only the command line imports what reads sources, which knows how a token is called."""
    for name in MODULES:
        own = [used for used in imports(name) if used in MODULES]
        if floor(name) == "_scan":
            assert {floor(used) for used in own} <= {"_scan", "_token", "_version"}, name
        elif floor(name) not in ("_script", "_cli"):
            assert {floor(used) for used in own}.isdisjoint({"_scan", "_script"}), name


def test_each_library_is_known_in_one_module() -> None:
    """The client is used where requests are made or seen, tenacity where they are made again."""
    known = {
        "huggingface_hub": ("_start.request", "_start.exchange", "_later.swallowed"),
        "tenacity": ("_start.retry",),
    }
    for name in MODULES:
        roots = {used.partition(".")[0] for used in imports(name)}
        assert roots.isdisjoint({"requests", "httpx", "httpx2"}), name
        for library, owners in known.items():
            is_owner = name in {f"hftoken_guard.{owner}" for owner in owners}
            assert library not in roots or is_owner, name


def test_wheel_is_the_source() -> None:
    """What is installed is what is reviewed, byte for byte."""
    files = metadata.files("hftoken-guard") or []
    installed = {
        str(file): file.read_binary()
        for file in files
        if file.parts[0] == "hftoken_guard" and file.suffix != ".pyc"
    }
    if not installed:
        pytest.skip("installed in place")
    source = {
        str(path.relative_to(SOURCE.parent)): path.read_bytes()
        for path in SOURCE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert installed == source


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


def test_guard_never_imports_the_scanner() -> None:
    """A job pays nothing for it."""
    code = (
        "import sys, hftoken_guard\n"
        "try: hftoken_guard.require_token(write='a/b')\n"
        "except SystemExit: pass\n"
        "hftoken_guard.diagnose(OSError('403 Client Error'))\n"
        "import hftoken_guard._start.hub_check, hftoken_guard._cli.main\n"
        "print([name for name in sys.modules if '_scan' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"JOB_ID": "1", "HOME": "/nonexistent"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"
