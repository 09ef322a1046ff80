# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Look up one model as whoever this job is: the smallest guarded script.

    hf jobs uv run --secrets HF_TOKEN uv-examples/smallest.py
"""

from hftoken_guard import require_token

token = require_token()

from huggingface_hub import model_info

info = model_info("openai-community/gpt2")
print(f"{token.user} sees {info.id} at commit {info.sha}")
