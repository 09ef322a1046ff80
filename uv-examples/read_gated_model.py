# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "huggingface_hub"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Read the configuration of a gated model.

The token's account must have accepted the model's conditions on its page, and a fine-grained
token needs the right to read public gated repositories as well.

    hf jobs uv run --secrets HF_TOKEN uv-examples/read_gated_model.py \
        --model meta-llama/Llama-3.2-1B
"""

import argparse
import json
from pathlib import Path

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True, help="model to read, as owner/name")
args = parser.parse_args()

require_token(read=args.model)

from huggingface_hub import hf_hub_download

config = json.loads(Path(hf_hub_download(args.model, "config.json")).read_text(encoding="utf-8"))
for name, value in config.items():
    print(f"{name}: {value}")
