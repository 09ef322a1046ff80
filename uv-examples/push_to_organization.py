# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "huggingface_hub"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Upload a file to a dataset of an organization.

The token's owner needs a role there that may write; a fine-grained token must name the
organization, or the repository, too.

    hf jobs uv run --secrets HF_TOKEN uv-examples/push_to_organization.py \
        --repo YOUR_ORGANIZATION/results
"""

import argparse
import json

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--repo", required=True, help="dataset to write, as organization/name")
args = parser.parse_args()

token = require_token(write=f"datasets/{args.repo}")

from huggingface_hub import HfApi

results = {"made_by": token.user, "accuracy": 0.9}

api = HfApi()
api.create_repo(args.repo, repo_type="dataset", private=True, exist_ok=True)
commit = api.upload_file(
    path_or_fileobj=json.dumps(results, indent=2).encode(),
    path_in_repo="results.json",
    repo_id=args.repo,
    repo_type="dataset",
    commit_message="Add the results of a job",
)
print(f"Uploaded: {commit.commit_url}")
