"""Tests of what a script pushes."""

from __future__ import annotations

import pytest
from made_targets import read

DATA = "from datasets import load_dataset, Dataset\ndata = load_dataset('imdb')\n"
MODEL = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('gpt2')\n"
CLIENT = "from huggingface_hub import HfApi\napi = HfApi()\n"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (DATA + 'data.push_to_hub("a/b")', "3 write datasets/a/b"),
        (DATA + 'data["train"].map(f).push_to_hub(repo_id="a/b")', "3 write datasets/a/b"),
        (DATA + 'data = data.map(f)\ndata.push_to_hub("a/b", repo_type="dataset")',
         "4 write datasets/a/b"),
        (DATA + 'Dataset.from_dict({}).push_to_hub("a/b")', "3 write datasets/a/b"),
        (DATA + 'DatasetCard("x").push_to_hub("a/b")', "3 write datasets/a/b"),
        ('SpaceCard("x").push_to_hub("a/b")', "1 write spaces/a/b"),
        (DATA + 'data = data.map(f)\ndata.push_to_hub("a/b")', "4 write datasets/a/b"),
        ('def f(x):\n    x.push_to_hub("a/b")\nf(load_dataset("imdb"))', "2 write datasets/a/b"),
        (MODEL + 'model.push_to_hub("a/b")', "3 write a/b"),
        (MODEL + 'model.push_to_hub("b")', "3 write b"),
        (MODEL + 'model.push_to_hub("a/b", create_pr=True)', "3 write a/b by pull request"),
        ('import x\nx.OwnModel().push_to_hub("a/b")', "2 write a/b"),
        (CLIENT + 'api.upload_file(path_or_fileobj=b"", repo_id="a/b")', "3 write a/b"),
        (CLIENT + 'api.upload_folder(repo_id="a/b", repo_type="dataset")', "3 write datasets/a/b"),
        (CLIENT + 'api.create_repo("a/b", repo_type="space")', "3 write spaces/a/b"),
        (CLIENT + 'api.create_commit("a/b", [], repo_type=None)', "3 write a/b"),
        ('model.push_to_hub_merged("a/b", tokenizer)', "1 write a/b"),
        ('model.push_to_hub_gguf("a/b", tokenizer)', "1 write a/b"),
        (CLIENT + 'api.batch_bucket_files("a/b", add=[])', "3 write buckets/a/b"),
        (CLIENT + 'api.sync_bucket("out", "hf://buckets/a/b/run")',
         "3 write buckets/a/b/run"),
        ('TrainingArguments(output_dir="x", push_to_hub=True, hub_model_id="a/b")', "1 write a/b"),
        ('TrainingArguments(output_dir="out/my-model/", push_to_hub=True)', "1 write my-model"),
        ('SFTConfig("out/my-model", push_to_hub=True, hub_model_id=None)', "1 write my-model"),
    ],
)  # fmt: skip
def test_known(text: str, target: str) -> None:
    """The literal target of a push, with its type."""
    assert read(text) == ([target], [])


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ('def f(x):\n    x.push_to_hub("a/b")',
         "2 x.push_to_hub('a/b'): it may be a model or a dataset"),
        ('for x in y:\n    x.push_to_hub("a/b")',
         "2 x.push_to_hub('a/b'): it may be a model or a dataset"),
        ('x = x\nx.push_to_hub("a/b")', "2 x.push_to_hub('a/b'): it may be a model or a dataset"),
        (DATA + MODEL + 'data = model\ndata.push_to_hub("a/b")',
         "6 data.push_to_hub('a/b'): it may be a model or a dataset"),
        ('(x or y).push_to_hub("a/b")',
         "1 (x or y).push_to_hub('a/b'): it may be a model or a dataset"),
        ('x = x.y\nx.push_to_hub("a/b")', "2 x.push_to_hub('a/b'): it may be a model or a dataset"),
        (MODEL + "model.push_to_hub()", "3 model.push_to_hub(): no repository is named"),
        (MODEL + "model.push_to_hub(3)", "3 model.push_to_hub(3): it is no text"),
        (MODEL + "model.push_to_hub(load())", "3 model.push_to_hub(load()): load() tells when"),
        (MODEL + 'model.push_to_hub("a/b", repo_type=load())',
         "3 model.push_to_hub('a/b'): load() tells when"),
        (CLIENT + 'api.upload_file(repo_id="a/b", repo_type=load())',
         "3 upload_file('a/b'): load() tells when"),
        ('TrainingArguments("x", push_to_hub=load())',
         "1 TrainingArguments(push_to_hub=...): load() tells when"),
        ('TrainingArguments("x", push_to_hub=True, hub_token=t)',
         "1 TrainingArguments(hub_token=...): it is pushed with this token, not with HF_TOKEN"),
        ("TrainingArguments(push_to_hub=True)", "1 TrainingArguments(): no repository is named"),
        ("SFTConfig(load(), push_to_hub=True)", "1 SFTConfig(load()): load() tells"),
    ],
)  # fmt: skip
def test_not_known(text: str, gap: str) -> None:
    """What is not known is said, never guessed."""
    targets, gaps = read(text)
    assert targets == []
    assert len(gaps) == 1
    assert gaps[0].startswith(gap)


@pytest.mark.parametrize(
    "text",
    [
        'trainer = Trainer(model)\ntrainer.push_to_hub("the message of the commit")',
        'TrainingArguments("x", push_to_hub=False, hub_model_id="a/b")',
        'push_to_hub(model, "a", "b")',
        'other.upload_file("a/b")',
        'other.upload_file(repo_id="a/b")',
        CLIENT + 'api.upload_file("a/b")',
        CLIENT + 'api.sync_bucket("hf://buckets/a/b", "out")',
        'args = TrainingArguments("x", push_to_hub=False)\nrequire_token(write=args)',
    ],
)
def test_nothing(text: str) -> None:
    """A trainer pushes where its arguments say, and calls of others are none of ours."""
    assert read(text) == ([], [])


def test_training_arguments_in_the_guard() -> None:
    """Arguments of a training that the guard gets are read where they are made."""
    text = 'args = TrainingArguments("out/x", push_to_hub=True)\nrequire_token(write=[args, "a/b"])'
    assert read(text) == (["1 write x", "2 write a/b"], [])
