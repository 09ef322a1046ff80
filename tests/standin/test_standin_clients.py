"""The released clients work against the stand-in Hub as against the real one."""

from __future__ import annotations

import json
from importlib.metadata import version

import huggingface_hub
import pytest


@pytest.mark.parametrize("tls", [False, True], ids=["http", "tls"])
def test_everyday_work_succeeds(start, run_client, tls):
    """Creating, uploading, downloading, checking and proposing all work."""
    site = start(tls=tls)
    done = run_client(site, "everyday.py", "write")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    files = [".gitattributes", "b.txt", "sub/a.txt"]
    assert found == {
        "version": version("huggingface_hub"),
        "name": "alice",
        "url": f"{site.hub.endpoint}/alice/x",
        "again": f"{site.hub.endpoint}/alice/x",
        "content": "hello",
        "files": files,
        "request": "refs/pr/1",
        "proposed": "c",
        "main": files,
        "renamed": "rajpurkar/squad",
        "commits": 3,
        "endpoint": site.hub.endpoint,
    }
    assert site.world.repos["datasets/alice/results"].files["a.parquet"] == b"PAR1"


@pytest.mark.parametrize("tls", [False, True], ids=["http", "tls"])
def test_refusals_become_the_client_s_own_errors(start, run_client, tls):
    """Codes decide the class; a 401 without one is told apart by the client over https only."""
    done = run_client(start(tls=tls), "errors.py", "bob-pending")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    entry = found.pop("entry")
    assert entry in {"EntryNotFoundError", "RemoteEntryNotFoundError"}
    assert found == {
        "missing": "RepositoryNotFoundError",
        "gated": "GatedRepoError",
        "gated_info": "nothing",
        "disabled": "DisabledRepoError",
        "revision": "RevisionNotFoundError",
        "bad_public": "HfHubHTTPError",
        "bad_private": "RepositoryNotFoundError" if tls else "HfHubHTTPError",
        "foreign": "HfHubHTTPError",
        "foreign_existing": "nothing",
        "push": "HfHubHTTPError",
    }


def test_buckets_are_created_and_filled(start, run_client):
    """A new file goes over the storage into a bucket of one's own, and into no other."""
    if not hasattr(huggingface_hub.HfApi, "batch_bucket_files"):
        pytest.skip("this client knows no buckets")
    site = start()
    site.world.add_repo("bob/shared", "bucket", files={})
    done = run_client(site, "bucket.py", "write", HF_HUB_DISABLE_XET="")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["alice/made"] == {"files": 1, "private": True}
    assert "403" in found["bob/shared"]["error"]
    assert site.world.repo("bob/shared", "bucket").files == {}


def test_data_sets_are_pushed_and_loaded(start, run_client):
    """`push_to_hub` and `load_dataset` make the round trip."""
    pytest.importorskip("datasets")
    site = start()
    done = run_client(site, "push.py", "write")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [1, 2, 3]
    assert "datasets/alice/pushed" in site.world.repos
