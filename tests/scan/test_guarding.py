"""Tests of scripts that write, and of the line that guards them."""

from __future__ import annotations

import pytest
from made_scan import HEADER, PUSH, scan


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (f"{HEADER}from datasets import load_dataset\n{PUSH}", True),
        (f"model.train()\n{PUSH}", True),
        (f"from datasets import load_dataset\n{PUSH}", False),  # may be an example of anything
        (f"{HEADER}import torch\nif args.push:\n    model.push_to_hub(args.repo)\n", True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=True)\ntrain(config)\n", True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=args.push)\n", True),
        (f"def main():\n    train({PUSH.splitlines()[0][7:]})\n    push(data)\n\n"
         'def push(data):\n    data.push_to_hub("a/b")\n\nif __name__ == "__main__":\n    main()\n',
         True),
        (f"{HEADER}{PUSH}require_token()\n", True),
        (f'{HEADER}api = HfApi()\nfrom huggingface_hub import HfApi\n{PUSH.splitlines()[0]}\n'
         'api.upload_folder(folder_path="x", repo_id="alice/x")\n', True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=False)\ntrain(config)\n", False),
        (f'require_token(write="alice/results")\n{PUSH}', False),
        (f"{HEADER}whoami()\n{PUSH}", True),
        (f'{HEADER}assert "HF_TOKEN" in os.environ\n{PUSH}', True),
        (f'{HEADER}token = os.environ["HF_TOKEN"]\n{PUSH}', True),
        (f'{HEADER}token = os.getenv("HF_TOKEN")\nif not token:\n    sys.exit(1)\n{PUSH}', True),
        (f"{HEADER}def train():\n    {PUSH.splitlines()[0]}\n    {PUSH.splitlines()[1]}\n\n"
         'def main():\n    require_token(write="a/b")\n    train()\n\nmain()\n', False),
        (f'{HEADER}HfApi().upload_file(repo_id="a/b")\n', False),  # nothing heavy before it
        (f'{HEADER}from huggingface_hub import HfApi\n'
         'os.system("accelerate launch train.py")\nHfApi().upload_folder(repo_id="a/b")\n', True),
        (f'{HEADER}from huggingface_hub import HfApi\n'
         'run([sys.executable, "train.py"])\nHfApi().upload_folder(repo_id="a/b")\n', True),
        (f'{HEADER}from huggingface_hub import HfApi\n'
         'run(["ls", "-l"])\nHfApi().upload_folder(repo_id="a/b")\n', False),
        (f'{HEADER}import torch\nboto3.client("s3").upload_file("a", "b")\n', False),
        ("import datasets\n\nclass Results:\n    def push(self):\n"
         '        self.data.push_to_hub("a/b")\n', False),  # no script
        ('"""An HF job."""\nimport torch\n\ndef push():\n    model.push_to_hub("a/b")\n', False),
        ('"""An HF job."""\nimport torch\nif TYPE_CHECKING:\n    import x\nX = f(1)\n\n'
         'def push():\n    model.push_to_hub("a/b")\n', False),
        ('"""An HF job."""\nimport torch\nif torch.x:\n    model.push_to_hub("a/b")\n', True),
        ('"""An HF job."""\nimport torch\nwith x:\n    model.push_to_hub("a/b")\n', True),
        ("import datasets\n\ndef push(data):\n    data.push_to_hub(data.name)\n", False),
    ],
)  # fmt: skip
def test_unguarded_write(text: str, *, is_found: bool) -> None:
    """A script that writes looks at the token before its heavy work."""
    assert scan(text) == ["write-unguarded"] * is_found
