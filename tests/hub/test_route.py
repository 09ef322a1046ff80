"""Tests of what an address tells: the step of the job, the host, the repository."""

from __future__ import annotations

import pytest

from hftoken_guard._hub.host import Host
from hftoken_guard._hub.route import name_new_repository, read_route

H = "https://huggingface.co"


@pytest.mark.parametrize(
    ("method", "path", "step", "target"),
    [
        ("GET", "/api/whoami-v2", "whoami", "None"),
        ("GET", "/api/whoami", "old-whoami", "None"),
        ("POST", "/api/repos/create", "create", "None"),
        ("DELETE", "/api/repos/delete", "write", "None"),
        ("GET", "/api/models/gpt2", "read", "gpt2"),
        ("GET", "/api/models/gpt2/revision/refs%2Fpr%2F1", "read", "gpt2@refs/pr/1"),
        ("GET", "/api/datasets/alice/results/tree/main/a", "read", "datasets/alice/results"),
        ("POST", "/api/datasets/alice/results/paths-info/main", "read", "datasets/alice/results"),
        ("POST", "/api/datasets/alice/results/commit/main", "write", "datasets/alice/results"),
        ("POST", "/api/models/a/b/preupload/main", "write", "a/b"),
        ("GET", "/api/models/a/b/xet-write-token/main", "write", "a/b"),
        ("GET", "/api/models/a/b/xet-read-token/main", "read", "a/b"),
        ("GET", "/api/models/a/b/auth-check/write", "write", "a/b"),
        ("GET", "/api/models/a/b/discussions", "read", "a/b"),
        ("POST", "/api/models/a/b/discussions", "propose", "a/b"),
        ("POST", "/api/models/a/b/commit/main?create_pr=1", "propose", "a/b"),
        ("PUT", "/api/models/a/b/something-new", "write", "a/b"),
        ("POST", "/api/spaces/a/b/secrets", "settings", "spaces/a/b"),
        ("GET", "/api/spaces/a/b/hardware", "settings", "spaces/a/b"),
        ("GET", "/api/resolve-cache/models/a/b/abc/config.json", "read", "a/b"),
        ("GET", "/api/models", "other", "None"),
        ("POST", "/api/jobs/alice", "jobs", "None"),
        ("POST", "/api/scheduled-jobs/alice", "jobs", "None"),
        ("GET", "/gpt2/resolve/main/config.json", "read", "gpt2"),
        ("HEAD", "/datasets/a/b/resolve/v1/x/y.csv", "read", "datasets/a/b@v1"),
        ("GET", "/a/b/resolve", "read", "a/b"),
        ("GET", "/a/b/blob/main/x", "page", "a/b"),
        ("GET", "/spaces/a/b", "page", "spaces/a/b"),
        ("POST", "/a/b.git/info/lfs/objects/batch", "write", "a/b"),
        ("POST", "/datasets/a/b.git/git-receive-pack", "write", "datasets/a/b"),
        ("POST", "/a/b.git/git-upload-pack", "read", "a/b"),
        ("POST", "/a/b", "write", "a/b"),
        ("POST", "/models/a/b", "inference", "None"),
        ("POST", "/v1/chat/completions", "inference", "None"),
        ("GET", "/", "page", "None"),
        ("GET", "/a/b/c/d", "page", "None"),
    ],
)
def test_route_on_the_hub(method: str, path: str, step: str, target: str) -> None:
    """The path and the method tell what was wanted of which repository."""
    route = read_route(H + path, method)
    assert (route.host, route.step.value, str(route.target), route.malformation) == (
        Host.HUB,
        step,
        target,
        "",
    )


@pytest.mark.parametrize(
    ("url", "host", "step"),
    [
        ("https://router.huggingface.co/v1/models", Host.HUB, "inference"),
        ("https://datasets-server.huggingface.co/rows", Host.HUB, "elsewhere"),
        ("https://api-inference.huggingface.co/models/x", Host.HUB, "inference"),
        ("https://api.endpoints.huggingface.cloud/v2/endpoint/a", Host.HUB, "inference"),
        ("https://cdn-lfs-us-1.hf.co/repos/a/b", Host.STORAGE, "other"),
        ("https://cas-bridge.xethub.hf.co/xet", Host.STORAGE, "other"),
        ("https://hf-hub-lfs-us-east-1.s3-accelerate.amazonaws.com/repos/x", Host.STORAGE, "other"),
        ("https://huggingface.co/xorbs/default/x", Host.STORAGE, "other"),
        ("https://s3.amazonaws.com/hf-hub/x", Host.FOREIGN, "other"),
        ("https://mybucket.s3.amazonaws.com/x", Host.FOREIGN, "other"),
        ("https://s3-proj.endpoints.huggingface.cloud/x", Host.HUB, "inference"),
        ("https://api.example.org/v1", Host.FOREIGN, "other"),
        ("https://nothuggingface.co/a/b", Host.FOREIGN, "other"),
        ("https://huggingface.co.evil.org/a/b", Host.FOREIGN, "other"),
        ("", Host.UNKNOWN, "other"),
        ("not an address", Host.UNKNOWN, "other"),
        ("https://[::1", Host.UNKNOWN, "other"),
    ],
)
def test_route_by_host(url: str, host: Host, step: str) -> None:
    """The host tells who answered, whatever the path looks like."""
    route = read_route(url)
    assert (route.host, route.step.value, route.target) == (host, step, None)


def test_route_of_the_configured_endpoint() -> None:
    """The endpoint of the client is the Hub, also with a path of its own."""
    homes = ["https://mirror.example.org/hub/"]
    for place in ("user:secret@mirror.example.org", "Mirror.Example.org:443"):
        route = read_route(f"https://{place}/hub/api/models/a/b", homes=homes)
        assert (route.host, str(route.target)) == (Host.HUB, "a/b")
        assert "secret" not in route.place
    assert (
        read_route("http://mirror.example.org/hub/api/models/a/b", homes=homes).host is Host.FOREIGN
    )
    for bad in ("http://[bad", "http://hub:port"):
        assert read_route(f"{H}/api/models/a/b", homes=[bad]).host is Host.HUB


def test_route_without_a_value() -> None:
    """A name that a variable without a value made is told; other odd names are not judged."""
    route = read_route(f"{H}/api/datasets/alice/None")
    assert (route.target, route.file) == (None, "datasets/alice/None")
    assert "a variable had no value" in route.malformation
    for odd in ("a--b/c", "a--b/c/revision/v1"):
        route = read_route(f"{H}/api/models/{odd}")
        assert (route.target, route.malformation) == (None, "")


@pytest.mark.parametrize("name", ["v1%0Ahftoken-guard:%20ok", "$(curl%20evil|sh)", "%1b[2J"])
def test_route_names_that_could_do_harm(name: str) -> None:
    """What cannot stand in a command or a line of ours is left out."""
    assert str(read_route(f"{H}/api/models/a/b/revision/{name}").target) == "a/b"
    assert str(read_route(f"{H}/a/b/resolve/{name}/x").target) == "a/b"
    assert read_route(f"{H}/a/b/resolve/main/{name}").file == ""


def test_route_names_the_file() -> None:
    """The file is what stands behind the revision."""
    assert read_route(f"{H}/a/b/resolve/main/x/y.bin").file == "x/y.bin"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ('{"name": "new", "organization": "acme", "type": "dataset"}', "datasets/acme/new"),
        ('rights to create a space under the namespace "acme"', "spaces/acme/..."),
        ('{"name": "new"}', "new"),
        ("{}", "None"),
        ('{"name": "new", "organization": "acme", "type": "teapot"}', "None"),
    ],
)
def test_name_new(body: str, target: str) -> None:
    """What is to be created stands in the request or in the refusal."""
    route = read_route(f"{H}/api/repos/create", "POST")
    assert str(name_new_repository(route, body).target) == target
