# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "torch", "transformers"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Load a model, change it, and push the result to the Hub.

    hf jobs uv run --flavor a10g-small --timeout 2h --secrets HF_TOKEN \
        uv-examples/push_model.py --model openai-community/gpt2 --repo YOUR_NAME/my-model
"""

import argparse

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True, help="model to start from, as owner/name")
parser.add_argument("--repo", required=True, help="model to push to, as owner/name")
args = parser.parse_args()

require_token(read=args.model, write=args.repo)

import torch
from transformers import AutoModel, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(args.model)
model = AutoModel.from_pretrained(args.model)

# Your work goes here; this one halves the size.
model = model.to(torch.bfloat16)

model.push_to_hub(args.repo)
tokenizer.push_to_hub(args.repo)
print(f"Pushed to {args.repo}")
