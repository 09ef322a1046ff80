# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "datasets"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Create a small dataset and push it to the Hub.

The dataset is created by the push, or gets a new commit if it exists.

    hf jobs uv run --secrets HF_TOKEN uv-examples/create_and_push_dataset.py \
        --repo YOUR_NAME/my-dataset
"""

import argparse

from hftoken_guard import explain_hub_errors, require_token

parser = argparse.ArgumentParser()
parser.add_argument("--repo", required=True, help="dataset to push to, as owner/name")
parser.add_argument(
    "--private", action="store_true", default=None, help="create it as a private dataset"
)
args = parser.parse_args()

require_token(write=f"datasets/{args.repo}")
explain_hub_errors().install()  # if the push fails all the same, the log ends with the reason

from datasets import Dataset

dataset = Dataset.from_dict({"text": ["Sample 1", "Sample 2"]})
dataset.push_to_hub(args.repo, private=args.private)
print(f"Pushed {len(dataset)} rows to {args.repo}")
