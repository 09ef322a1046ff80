"""What the client can do at a Hub that is not Hugging Face's; prints what came back as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from huggingface_hub import HfApi, hf_hub_download

if TYPE_CHECKING:
    from collections.abc import Callable

api = HfApi()


def done(action: Callable[[], object]) -> object:
    """Return what an action returns, or the name of what it raises."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001
        return type(error).__name__


def read(repo: str, path: str) -> str:
    """Return a file's text."""
    return Path(hf_hub_download(repo, path)).read_text()


def push(repo: str, path: str = "a.txt", *, create_pr: bool = False) -> str:
    """Upload a file."""
    api.upload_file(path_or_fileobj=b"hello", path_in_repo=path, repo_id=repo, create_pr=create_pr)
    return "pushed"


print(
    json.dumps(
        {
            "name": done(lambda: api.whoami()["name"]),
            "public": done(lambda: api.model_info("openai-community/gpt2").id),
            "bare": done(lambda: api.model_info("gpt2").id),
            "private": done(lambda: api.model_info("alice/private-model").private),
            "foreign": done(lambda: api.model_info("bob/secret")),
            "missing": done(lambda: api.model_info("alice/missing")),
            "revision": done(lambda: api.model_info("openai-community/gpt2", revision="none")),
            "file": done(lambda: read("openai-community/gpt2", "config.json")),
            "own file": done(lambda: read("alice/private-model", "config.json")),
            "no file": done(lambda: read("openai-community/gpt2", "none")),
            "files": done(lambda: api.list_repo_files("openai-community/gpt2")),
            "check": done(lambda: api.auth_check("openai-community/gpt2")),
            "create": done(lambda: api.create_repo("alice/new", private=True).repo_id),
            "again": done(lambda: api.create_repo("alice/new", exist_ok=True).repo_id),
            "create foreign": done(lambda: api.create_repo("bob/new")),
            "push": done(lambda: push("alice/new")),
            "push card": done(lambda: push("alice/new", "README.md")),
            "push large": done(lambda: push("alice/new", "a.parquet")),
            "read back": done(lambda: read("alice/new", "a.parquet")),
            "push foreign": done(lambda: push("bob/public-model")),
            "propose": done(lambda: push("alice/new", create_pr=True)),
        }
    )
)
