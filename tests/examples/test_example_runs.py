"""The examples as jobs: through a real `uv run`, with the wheel as it is now, against a Hub."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from standin.records import Repo

    from tests.examples.conftest import Site, Uv

pytestmark = pytest.mark.examples

GATED = "meta-llama/Llama-3.2-1B"


@dataclass(frozen=True)
class Job:
    """A run of an example, and the cause that must be found if it is to be refused."""

    script: str
    arguments: str
    token: str | None
    cause: str = ""

    def __str__(self) -> str:
        """Name the case."""
        return f"{self.script.removesuffix('.py')}-{self.cause or 'allowed'}"


ALLOWED = [
    (Job("smallest.py", "", "read"), "alice sees openai-community/gpt2 at commit"),
    (Job("read_gated_model.py", f"--model {GATED}", "read"), "hidden_size: 8"),
    (
        Job("read_private_dataset.py", "--dataset alice/private-data", "read"),
        "Loaded 2 examples with the columns text",
    ),
]
REFUSED = [
    Job("smallest.py", "", "expired", "token-expired"),
    Job("smallest.py", "", None, "token-missing"),
    Job("read_gated_model.py", f"--model {GATED}", "erin-never-asked", "gated-not-requested"),
    Job("read_private_dataset.py", "--dataset bob/private-data", "write", "repo-not-found"),
    Job("create_and_push_dataset.py", "--repo bob/new", "write", "namespace-forbidden"),
    Job("push_to_organization.py", "--repo readers-org/new", "write", "org-role-too-low"),
    Job("open_pull_request.py", "--repo bob/public-model", "read", "token-read-only"),
    Job("copy_to_dataset.py", "--model gpt2 --repo alice/results", "read", "token-read-only"),
]


@pytest.mark.parametrize(("job", "told"), ALLOWED, ids=str)
def test_reading_example_tells_what_it_read(uv: Uv, site: Site, job: Job, told: str) -> None:
    """An example that reads goes through to its last line, and changes nothing."""
    done = uv.run(job.script, job.arguments.split(), site.job(job.token))
    assert done.exit_code == 0, done.stderr
    assert "hftoken-guard: ok: alice (read token)" in done.stderr
    assert told in done.stdout
    assert site.writes() == []


def test_create_and_push_dataset_creates_the_dataset(uv: Uv, site: Site) -> None:
    """The rows arrive as a dataset that was not there before, private as asked."""
    arguments = ["--repo", "alice/new-data", "--private"]
    done = uv.run("create_and_push_dataset.py", arguments, site.job("write"))
    assert done.exit_code == 0, done.stderr
    assert "writes datasets/alice/new-data (new)" in done.stderr
    made = on_hub(site, "alice/new-data", "dataset")
    assert made.private
    assert made.files["data/train-00000-of-00001.parquet"].startswith(b"PAR1")


PASS_PR = "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request"
BAD = "Invalid credentials in Authorization header"


@pytest.mark.parametrize(
    ("path", "status", "said", "begin", "why"),
    [
        ("/commit/", 403, PASS_PR, "write-denied: HF_TOKEN may not write to datasets/alice/results",
         "At the start of this job this was allowed"),
        ("/preupload/", 401, BAD, "token-invalid: the Hub does not accept HF_TOKEN",
         'At the start of this job the token was accepted, as "alice".'),
    ],
)  # fmt: skip
def test_later_error_is_explained_at_the_end_of_the_log(
    uv: Uv, site: Site, path: str, status: int, said: str, begin: str, why: str
) -> None:
    """A token that loses its rights in the middle of a job: its own error, then cause and fix."""
    site.hub.fail("status", path=path, code=status, message=said)
    arguments = ["--repo", "alice/results"]
    done = uv.run("create_and_push_dataset.py", arguments, site.job("write"))
    assert done.exit_code == 1
    assert "hftoken-guard: ok: alice (write token) writes datasets/alice/results" in done.stderr
    before, _, end = done.stderr.partition(f"\nhftoken-guard: {begin}")
    assert "Traceback (most recent call last)" in before
    assert "HfHubHTTPError" in before
    assert why in end
    assert "\n  fix: 1. " in end
    assert "\n  see: https://" in end
    # Nothing but a progress bar that is cleared away can come behind.
    behind = end.partition("\n  request id: Root=")[2].splitlines()[1:]
    assert all(not line or line.startswith("Uploading") for line in behind)


def test_push_to_organization_uploads_the_file(uv: Uv, site: Site) -> None:
    """The file arrives in the organization's new dataset, with the name of who made it."""
    done = uv.run("push_to_organization.py", ["--repo", "acme/new"], site.job("write"))
    assert done.exit_code == 0, done.stderr
    made = on_hub(site, "acme/new", "dataset")
    assert json.loads(made.files["results.json"])["made_by"] == "alice"


def test_copy_to_dataset_uploads_the_result(uv: Uv, site: Site) -> None:
    """The model's file arrives in the dataset after the heavy work."""
    arguments = ["--model", "gpt2", "--repo", "alice/results"]
    done = uv.run("copy_to_dataset.py", arguments, site.job("write"))
    assert done.exit_code == 0, done.stderr
    assert "heavy work starts" in done.stdout
    made = on_hub(site, "alice/results", "dataset")
    assert json.loads(made.files["results.json"])["config"] == {"hidden_size": 8}


def test_open_pull_request_leaves_the_model_alone(uv: Uv, site: Site) -> None:
    """The file is proposed in a pull request on somebody else's model, and only there."""
    arguments = ["--repo", "bob/public-model"]
    done = uv.run("open_pull_request.py", arguments, site.job("write"))
    assert done.exit_code == 0, done.stderr
    assert "bob/public-model/discussions/1" in done.stdout
    model = on_hub(site, "bob/public-model", "model")
    assert model.pull_requests == ["refs/pr/1"]
    assert "evaluation.json" in model.trees["refs/pr/1"]
    assert "evaluation.json" not in model.files


@pytest.mark.parametrize("job", REFUSED, ids=str)
def test_refused_example_ends_before_its_work(uv: Uv, site: Site, job: Job) -> None:
    """A refused job names its cause, prints no line of its own, and sends no write."""
    done = uv.run(job.script, job.arguments.split(), site.job(job.token))
    assert f"hftoken-guard: {job.cause}: " in done.stderr
    assert done.exit_code == 77
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert site.writes() == []


def on_hub(site: Site, repo_id: str, repo_type: str) -> Repo:
    """Return a repository that must be on the Hub."""
    found = site.hub.world.repo(repo_id, repo_type)
    assert found is not None
    return found
