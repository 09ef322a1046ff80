# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "datasets"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Read a private dataset.

A token that may read is enough here: give this job no more than that.

    hf jobs uv run --secrets HF_TOKEN uv-examples/read_private_dataset.py \
        --dataset YOUR_ORGANIZATION/private-dataset
"""

import argparse

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", required=True, help="dataset to read, as owner/name")
parser.add_argument("--split", default="train")
args = parser.parse_args()

require_token(read=f"datasets/{args.dataset}")

from datasets import load_dataset

dataset = load_dataset(args.dataset, split=args.split)
print(f"Loaded {len(dataset)} examples with the columns {', '.join(dataset.column_names)}")
