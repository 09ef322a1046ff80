# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "huggingface_hub"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Propose a file to somebody's model as a pull request.

Nothing is pushed to the model itself, so any account that can see it may run this.

    hf jobs uv run --secrets HF_TOKEN uv-examples/open_pull_request.py \
        --repo openai-community/gpt2
"""

import argparse
import json

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--repo", required=True, help="model to propose the file to, as owner/name")
args = parser.parse_args()

require_token(write=args.repo, create_pr=True)

from huggingface_hub import HfApi

results = {"model": args.repo, "accuracy": 0.9}

commit = HfApi().upload_file(
    path_or_fileobj=json.dumps(results, indent=2).encode(),
    path_in_repo="evaluation.json",
    repo_id=args.repo,
    commit_message="Add evaluation results",
    create_pr=True,
)
print(f"Opened: {commit.pr_url}")
