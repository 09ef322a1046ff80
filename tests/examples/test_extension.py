"""`hf guard`: the package as an extension of the client's command, installed by its own code."""

from __future__ import annotations

import http.server
import io
import re
import sys
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import demo
import pytest

from tests.examples.conftest import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.examples.conftest import Done, Site, Uv

extensions = pytest.importorskip("huggingface_hub.cli.extensions")
pytestmark = [
    pytest.mark.examples,
    pytest.mark.skipif(
        not hasattr(extensions, "_github_request"), reason="an older client installs otherwise"
    ),
]

DRIVER = Path(__file__).parent / "hf_near_archive.py"
NAME = "alice/hf-guard"
SOURCES = ("hftoken_guard", "scripts", "tests", "uv-examples", "skills")
HEAD = "0" * 39 + "1"


def make_archive() -> bytes:
    """Return the repository as its host packs it: in a folder of its own, without git's."""
    files = [path for path in demo.ROOT.iterdir() if path.is_file()]
    files += [path for name in SOURCES for path in (demo.ROOT / name).rglob("*") if path.is_file()]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in files:
            if path.name != ".git" and "__pycache__" not in path.parts:
                archive.write(path, Path("hf-guard-HEAD") / path.relative_to(demo.ROOT))
    return packed.getvalue()


@pytest.fixture(scope="module")
def archive_port() -> Iterator[int]:
    """Serve what the code host serves of a repository, and give the port."""
    raw = f"/raw.githubusercontent.com/{NAME}/HEAD"
    files = {
        f"/github.com/{NAME}": b"<html></html>",
        f"/github.com/{NAME}.git/info/refs": f"0000{HEAD} HEAD\0".encode(),
        f"/github.com/{NAME}/archive/HEAD.zip": make_archive(),
    }
    files |= {f"{raw}/{path.name}": path.read_bytes() for path in demo.ROOT.glob("*.toml")}
    # The client takes a file of this name for an extension that is a shell script.
    files |= {f"{raw}/{path.name}": path.read_bytes() for path in demo.ROOT.glob("hf-*")}

    class Handler(http.server.BaseHTTPRequestHandler):
        """Answer with the file of that path."""

        def do_GET(self) -> None:
            """Send it, or say that there is none."""
            found = files.get(self.path.partition("?")[0])
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(found or b"")

        do_HEAD = do_GET  # noqa: N815 - the name is given

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def hf(uv: Uv, archive_port: int, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Done]:
    """Install the extension in a new home, and give `hf` with that home."""
    own = {
        "HOME": str(tmp_path_factory.mktemp("home")),
        "USERPROFILE": str(tmp_path_factory.mktemp("profile")),
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
    }
    kept = {name: value for name, value in uv.environment.items() if name != "JOB_ID"}

    def start(*arguments: str, **more: str) -> Done:
        command = [sys.executable, str(DRIVER), str(archive_port), *arguments]
        return run(command, {**kept, **own, **more})

    done = start("extensions", "install", NAME)
    assert done.exit_code == 0, done.stderr
    assert "Python extension installed" in done.stdout + done.stderr
    return start


def test_extension_asks_the_hub(hf: Callable[..., Done], site: Site) -> None:
    """`hf guard check` is the command, with its arguments, its output and its exit code."""
    arguments = ["guard", "check", "--read", "gpt2", "--write", "datasets/alice/results"]
    done = hf(*arguments, **site.job("write"))
    assert done.exit_code == 0, done.stderr
    ok = "hftoken-guard: ok: alice (write token) reads gpt2, writes datasets/alice/results\n"
    assert ok in done.stdout
    done = hf("guard", "can", "write", "datasets/alice/results", **site.job("read"))
    assert done.exit_code == 77
    assert "hftoken-guard: token-read-only: " in done.stdout


def test_extension_is_listed_and_helps(hf: Callable[..., Done]) -> None:
    """The client lists it with its description, and its help speaks of `hf guard`."""
    listed = hf("extensions", "list")
    assert "guard" in listed.stdout
    (description,) = re.findall(
        r'(?m)^description = "(.*)"$', (demo.ROOT / "pyproject.toml").read_text()
    )
    assert description in " ".join(hf("--help").stdout.split())
    told = hf("guard", "check", "--help").stdout
    assert "  hf guard check --read gpt2 --write datasets/alice/results\n" in told
