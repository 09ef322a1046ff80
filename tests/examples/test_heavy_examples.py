"""The examples that need torch: run by an interpreter that has the guard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import demo
import pytest

if TYPE_CHECKING:
    from tests.examples.conftest import RunAlone, Site, Uv

pytestmark = pytest.mark.examples

ARGUMENTS = {
    "push_model.py": ["--model", "gpt2", "--repo", "alice/private-model"],
    "finetune.py": ["--model", "gpt2", "--dataset", "alice/results", "--output", "alice/new"],
    "several_processes.py": ["--repo", "alice/results"],
}
REFUSED = [
    ("push_model.py", "read", "token-read-only"),
    ("push_model.py", None, "token-missing"),
    ("finetune.py", "expired", "token-expired"),
    ("finetune.py", None, "token-missing"),
    ("several_processes.py", "read", "token-read-only"),
]


@pytest.mark.parametrize(("script", "token", "cause"), REFUSED)
def test_refused_example_never_comes_to_torch(
    run_alone: RunAlone, site: Site, script: str, token: str | None, cause: str
) -> None:
    """A refusal needs nothing but the guard: no heavy import is even tried."""
    done = run_alone(script, ARGUMENTS[script], site.job(token))
    assert f"hftoken-guard: {cause}: " in done.stderr
    assert done.exit_code == 77
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert site.writes() == []


@pytest.mark.parametrize("script", ARGUMENTS)
def test_allowed_example_goes_on_to_its_imports(
    run_alone: RunAlone, site: Site, script: str
) -> None:
    """With a good token the guard lets the script through, here as far as the missing torch."""
    done = run_alone(script, ARGUMENTS[script], site.job("write"))
    assert "hftoken-guard: ok: alice (write token)" in done.stderr
    assert done.stderr.rstrip().endswith("No module named 'torch'")


def test_several_processes_asks_in_rank_0_alone(run_alone: RunAlone, site: Site) -> None:
    """Another rank goes on with the token, asks nothing and says nothing."""
    script = "several_processes.py"
    rank = {"RANK": "1", "WORLD_SIZE": "2"}
    done = run_alone(script, ARGUMENTS[script], {**site.job("read"), **rank})
    assert done.stderr.rstrip().endswith("No module named 'torch'")
    assert "hftoken-guard: " not in done.stderr
    assert site.hub.requests == []


@pytest.mark.parametrize("script", ARGUMENTS)
def test_header_of_heavy_example_resolves(uv: Uv, script: str) -> None:
    """The packages of the header can be installed together with the guard."""
    path = demo.ROOT / "uv-examples" / script
    done = uv.call(["pip", "compile", "--quiet", "--no-header", "--no-annotate", str(path)])
    assert done.exit_code == 0, done.stderr
    names = {line.partition("==")[0] for line in done.stdout.splitlines()}
    assert {"hftoken-guard", "huggingface-hub", "tenacity", "torch"} <= names
