# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "huggingface_hub"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Read a small file of a model, work on it, and upload the result to a dataset.

    hf jobs uv run --secrets HF_TOKEN uv-examples/copy_to_dataset.py \
        --model openai-community/gpt2 --repo YOUR_NAME/results
"""

import argparse
import json
import time
from pathlib import Path

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True, help="model to read, as owner/name")
parser.add_argument("--repo", required=True, help="dataset to write, as owner/name")
args = parser.parse_args()

require_token(read=args.model, write=f"datasets/{args.repo}")

from huggingface_hub import HfApi, hf_hub_download

config = json.loads(Path(hf_hub_download(args.model, "config.json")).read_text(encoding="utf-8"))

print("heavy work starts", flush=True)
time.sleep(1)  # stands for the hours that a job is paid for
results = {"model": args.model, "finished": time.ctime(), "config": config}
print("heavy work ends", flush=True)

api = HfApi()
api.create_repo(args.repo, repo_type="dataset", exist_ok=True)
api.upload_file(
    path_or_fileobj=json.dumps(results, indent=2).encode(),
    path_in_repo="results.json",
    repo_id=args.repo,
    repo_type="dataset",
)
print(f"uploaded to {args.repo}")
