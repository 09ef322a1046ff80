"""Tests of a training that the command line of a script configures."""

from __future__ import annotations

import pytest
from made_targets import read

HF = "parser = HfArgumentParser((OwnArguments, TrainingArguments))\nparser.parse_args()\n"
TRL = "types = (ScriptArguments, SFTConfig, ModelConfig)\nparser = TrlParser(types)\n"


@pytest.mark.parametrize(
    ("text", "given", "target"),
    [
        (HF, ["--push_to_hub", "--hub_model_id", "a/b"], "1 write a/b"),
        (HF, ["--push-to-hub", "True", "--hub-model-id=a/b"], "1 write a/b"),
        (HF, ["--output_dir", "out/my-model/", "--push_to_hub", "--lr", "1"], "1 write my-model"),
        (TRL, ["--push_to_hub", "--hub_model_id", "a/b"], "2 write a/b"),
    ],
)
def test_known(text: str, given: list[str], target: str) -> None:
    """The model that the arguments name is pushed to."""
    assert read(text, *given) == ([target], [])


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        (["--push_to_hub"], "1 --push_to_hub: neither --hub_model_id nor --output_dir is given"),
        (["--push_to_hub", "--hub_token", "x"],
         "1 --hub_token: it is pushed with this token, not with HF_TOKEN"),
        (["--config", "sft.yaml"],
         "1 --config sft.yaml: its options are read when the script runs"),
    ],
)  # fmt: skip
def test_not_known(given: list[str], gap: str) -> None:
    """What a file tells, or nobody, is not known."""
    assert read(HF, *given) == ([], [gap])


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (HF, []),
        (HF, ["--hub_model_id", "a/b"]),
        (HF, ["--push_to_hub", "False", "--hub_model_id", "a/b"]),
        (HF, ["--push_to_hub", "--hub_model_id"]),
        ("HfArgumentParser(OwnArguments)", ["--push_to_hub", "--hub_model_id", "a/b"]),
        ("TrlParser(ModelConfig)", ["--push_to_hub", "--hub_model_id", "a/b"]),
        ("", ["--push_to_hub", "--hub_model_id", "a/b"]),
    ],
)
def test_nothing(text: str, given: list[str]) -> None:
    """Where nothing is pushed, or the options are those of others, nothing is named."""
    assert read(text, *given) == ([], [])
