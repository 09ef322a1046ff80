# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "huggingface_hub", "torch"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Work in several processes, and upload what they found together.

The script starts itself again under torchrun. The guard stands above that, so a bad token ends
the job before there are any processes; in these only rank 0 asks the Hub again.

    hf jobs uv run --flavor a10g-largex2 --secrets HF_TOKEN uv-examples/several_processes.py \
        --repo YOUR_NAME/results --processes 2
"""

import argparse
import sys

from hftoken_guard import require_token

parser = argparse.ArgumentParser()
parser.add_argument("--repo", required=True, help="dataset to write, as owner/name")
parser.add_argument("--processes", type=int, default=2)
args = parser.parse_args()

require_token(write=f"datasets/{args.repo}")

import torch
from huggingface_hub import HfApi
from torch import distributed
from torch.distributed.run import main as torchrun

if not distributed.is_torchelastic_launched():
    torchrun(["--standalone", f"--nproc-per-node={args.processes}", *sys.argv])
    sys.exit()

distributed.init_process_group("gloo")
found = torch.tensor([distributed.get_rank() + 1.0])
distributed.all_reduce(found)

if distributed.get_rank() == 0:
    api = HfApi()
    api.create_repo(args.repo, repo_type="dataset", exist_ok=True)
    api.upload_file(
        path_or_fileobj=f"{found.item()}\n".encode(),
        path_in_repo="sum.txt",
        repo_id=args.repo,
        repo_type="dataset",
    )
    print(f"Uploaded to {args.repo}")
distributed.destroy_process_group()
