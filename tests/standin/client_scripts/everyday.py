"""What everyday programs do with the client; prints what came back as JSON."""

from __future__ import annotations

import inspect
import json
import os
import tempfile
from pathlib import Path

import huggingface_hub
from huggingface_hub import CommitOperationAdd, HfApi, hf_hub_download

api = HfApi()
found: dict[str, object] = {"version": huggingface_hub.__version__}
found["name"] = api.whoami()["name"]
found["url"] = str(api.create_repo("alice/x", exist_ok=True))
found["again"] = str(api.create_repo("alice/x", exist_ok=True))
api.upload_file(path_or_fileobj=b"hello", path_in_repo="sub/a.txt", repo_id="alice/x")
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "b.txt").write_text("b")
    api.upload_folder(folder_path=folder, repo_id="alice/x")
found["content"] = Path(hf_hub_download("alice/x", "sub/a.txt")).read_text()
found["files"] = sorted(item.rfilename for item in api.model_info("alice/x").siblings or [])
api.auth_check("alice/x")
if "write" in inspect.signature(api.auth_check).parameters:
    api.auth_check("alice/x", write=True)
change = CommitOperationAdd("c.txt", b"c")
request = api.create_commit("alice/x", [change], commit_message="Add c", create_pr=True)
found["request"] = request.pr_revision
found["proposed"] = Path(
    hf_hub_download("alice/x", "c.txt", revision=request.pr_revision)
).read_text()
found["main"] = api.list_repo_files("alice/x")
found["renamed"] = api.dataset_info("squad").id
found["commits"] = len(api.list_repo_commits("alice/x"))
api.upload_file(
    path_or_fileobj=b"PAR1", path_in_repo="a.parquet", repo_id="alice/results", repo_type="dataset"
)
found["endpoint"] = os.environ["HF_ENDPOINT"]
print(json.dumps(found))
