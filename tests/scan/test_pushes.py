"""Tests of what counts as a push."""

from __future__ import annotations

import pytest
from made_scan import HEADER, scan

from hftoken_guard._scan import Scan

PUSHES = [
    'data.push_to_hub("a/b")',
    'model.push_to_hub_merged("a/b", tokenizer)',
    'api.upload_file(path_or_fileobj="x", path_in_repo="x", repo_id="a/b")',
    'upload_folder(folder_path="x", repo_id="a/b")',
    'api.upload_large_folder("a/b", "x")',
    'api.create_commit("a/b", operations)',
    'CommitScheduler(repo_id="a/b", folder_path="x")',
    'api.run_as_future(api.upload_folder, folder_path="x", repo_id="a/b")',
    'pool.submit(upload_file, path_or_fileobj="x", repo_id="a/b")',
    'train(TrainingArguments("out", push_to_hub=True))',
    'train(SFTConfig("out", push_to_hub=args.push))',
    'tokenizer.save_pretrained("a/b", push_to_hub=True)',
    'fs = HfFileSystem()\nwith fs.open("datasets/a/b/x", "w") as f:\n    f.write("x")',
    'HfFileSystem().open("datasets/a/b/x", mode="wb")',
    'fs = HfFileSystem()\nfs.put("x", "datasets/a/b/x")',
    'hffs.pipe("datasets/a/b/x", b"x")',
    'HfFileSystem().open(mode="w")',
    'HfFileSystem().put("x")',
    'frame.to_csv("hf://datasets/a/b/x.csv")',
    'frame.write_parquet(f"hf://buckets/{name}/x.parquet")',
    'fsspec.open("hf://datasets/a/b/x", "w")',
    'shutil.copy("x", "hf://buckets/a/b/x")',
    'subprocess.run(["hf", "upload", "a/b", "out"])',
    'subprocess.run(["hf", "upload", repo, "out", "--repo-type", "dataset"], check=True)',
    'os.system("hf upload a/b out")',
    'os.system(f"huggingface-cli upload-large-folder {repo} out")',
    'subprocess.run(["hf", "buckets", "sync", "out", "hf://buckets/a/b"])',
    'subprocess.run(f"hf buckets cp out hf://buckets/{name}", shell=True)',
    'api.batch_bucket_files("a/b", add=files)',
    'push_artifacts_to_hub(repo_id="a/b")',
    'upload_to_hf("out")',
    'api.sync_bucket("out", "hf://buckets/a/b")',
]
NO_PUSHES = [
    'boto3.client("s3").upload_file("a", "b")\nimport boto3',
    "train(SFTConfig(push_to_hub=False))",
    'parser.add_argument("--push", push_to_hub=True)',
    'HfFileSystem().open("datasets/a/b/x")',
    'HfFileSystem().ls("datasets/a/b")',
    'pd.read_csv("hf://datasets/a/b/x.csv")',
    'fsspec.open("hf://datasets/a/b/x")',
    'shutil.copy("hf://buckets/a/b/x", "x")',
    'subprocess.run(["hf", "download", "a/b"])',
    "subprocess.run(command)",
    "subprocess.run()",
    'subprocess.run(["hf", "buckets", "sync", "hf://buckets/a/b", "out"])',
    'print("hf upload a/b out")',
    'api.sync_bucket("hf://buckets/a/b", "out")',
    "api.sync_bucket(source, dest)",
    'api.create_repo("a/b")',
    'api.create_tag("a/b", tag="v1")',
    "login_to_hf(token)",
    "save_hub_state()",
    "def save_to_hub():\n    pass\nsave_to_hub()",
    "settings.push_to_hub = False",
    "push_to_hub = True",
    'given = {"push_to_hub": args.push}',
    '["hf"]',
    '["hf", "jobs", "ps"]',
    'subprocess.run(["hf", "buckets", "list"])',
]


@pytest.mark.parametrize("call", PUSHES)
def test_push(call: str) -> None:
    """Each way to write to the Hub is one."""
    assert scan(f"{HEADER}import huggingface_hub, torch\n{call}\n") == ["write-unguarded"]


@pytest.mark.parametrize("call", NO_PUSHES)
def test_no_push(call: str) -> None:
    """What reads, writes elsewhere or pushes no result is none."""
    imports = "import torch\n" if "boto3" in call else "import huggingface_hub, torch\n"
    assert scan(f"{HEADER}{imports}{call}\n") == []


@pytest.mark.parametrize(
    ("call", "target"),
    [
        ('subprocess.run(["hf", "upload", "a/b", "o", "--repo-type=dataset"])', '"datasets/a/b"'),
        ('subprocess.run(["hf", "upload", REPO, "o"])', "REPO"),
        ('os.system("hf upload a/b out")', '"a/b"'),
        ('os.system(f"hf upload {REPO} out")', ""),
        ('subprocess.run("hf buckets cp o hf://buckets/a/b", shell=True)', '"hf://buckets/a/b"'),
        ('subprocess.run(f"hf buckets cp o hf://buckets/{REPO}", shell=True)', ""),
        ('HfFileSystem().put("x", "datasets/a/b/x")', '"hf://datasets/a/b/x"'),
        ('HfFileSystem().put("x", f"datasets/{REPO}/x")', "f'hf://datasets/{REPO}/x'"),
        ('HfFileSystem().put("x", f"{REPO}/x")', ""),
        ('HfFileSystem().put("x", REPO)', ""),
        ('frame.to_csv(f"hf://datasets/{REPO}/x.csv")', "f'hf://datasets/{REPO}/x.csv'"),
        ('x = ["hf", "upload", "--repo-type", "space", "--quiet", REPO, "o"]', 'f"spaces/{REPO}"'),
        (
            'command = ["hf", "upload", "--repo-type", "dataset", "--quiet", "a/b"]',
            '"datasets/a/b"',
        ),
        ('command = ["hf", "upload", "--repo-type", kind, REPO]', ""),
        ('command = ["hf", "upload", "--repo-type=" + kind]', ""),
        ('os.system(f"hf upload --repo-type {KIND} a/b")', ""),
        ("settings = SFTConfig()\nsettings.push_to_hub = True", "settings"),
        ('config["training"]["push_to_hub"] = True', ""),
        ('given = {"push_to_hub": True, "hub_model_id": "a/b"}', '"a/b"'),
        ('tokenizer.save_pretrained("o", push_to_hub=True, repo_id="a/b")', '"a/b"'),
    ],
)
def test_target(call: str, target: str) -> None:
    """What is pushed to is read where the call names it."""
    found = Scan()
    found.scan_text("job.py", f'{HEADER}import huggingface_hub, torch\nREPO = "a/b"\n{call}\n')
    written = str(found.findings[0].corrected or "").partition("write=")[2]
    assert written.partition(")  #")[0].removesuffix(")\n") == target
