"""Tests of a target: what a person writes for a repository."""

from __future__ import annotations

import pytest

from hftoken_guard._hub.target_text import TargetError, parse_target


@pytest.mark.parametrize(
    ("text", "type_", "id_", "revision"),
    [
        ("gpt2", "model", "gpt2", ""),
        ("alice/x", "model", "alice/x", ""),
        ("models/alice/x", "model", "alice/x", ""),
        ("datasets/alice/x", "dataset", "alice/x", ""),
        ("datasets/squad", "dataset", "squad", ""),
        ("spaces/alice/x", "space", "alice/x", ""),
        ("buckets/alice/x", "bucket", "alice/x", ""),
        ("kernels/alice/x", "kernel", "alice/x", ""),
        ("hf://datasets/alice/x@refs/pr/1", "dataset", "alice/x", "refs/pr/1"),
        ("alice/x@v1.0", "model", "alice/x", "v1.0"),
        ("https://huggingface.co/alice/x", "model", "alice/x", ""),
        ("https://huggingface.co/gpt2", "model", "gpt2", ""),
        ("https://hf.co/datasets/alice/x/tree/dev/data", "dataset", "alice/x", "dev"),
        ("https://huggingface.co/datasets/alice/x/tree/refs%2Fpr%2F1", "dataset", "alice/x",
         "refs/pr/1"),
        ("https://HuggingFace.co/alice/commits", "model", "alice/commits", ""),
        ("https://huggingface.co/gpt2/tree/v1", "model", "gpt2", "v1"),
        ("https://huggingface.co/spaces/alice/x?logs=build#top", "space", "alice/x", ""),
        ("  alice/x  ", "model", "alice/x", ""),
        ("a/" + "x" * 96, "model", "a/" + "x" * 96, ""),
        ("_private/_name_", "model", "_private/_name_", ""),
        ("alice/none", "model", "alice/none", ""),
    ],
)  # fmt: skip
def test_parse_accepted_forms(text: str, type_: str, id_: str, revision: str) -> None:
    """Every documented form gives the same three parts."""
    target = parse_target(text, "read", "model")
    assert (target.type, target.id, target.revision) == (type_, id_, revision)


def test_parse_without_prefix_takes_repo_type() -> None:
    """The repo_type decides for a name without a prefix, and only there."""
    assert parse_target("alice/x", "write", "dataset").page == "datasets/alice/x"
    assert parse_target("models/alice/x", "write", "dataset").page == "alice/x"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("alice/None", "had no value"),
        ("None/x", "had no value"),
        ("datasets/None", "had no value"),
        ("alice/undefined", "had no value"),
        ("a/b/c/d", "two parts"),
        ("alice/x/data.csv", "two parts"),
        ("dataset/alice/x", "datasets/ with an s"),
        ("alice/..", "-- or .."),
        ("alice/", "empty"),
        ("/x", "empty"),
        ("datasets/", "empty"),
        ("@main", "empty"),
        ("alice/a b", "only the characters"),
        ("alice/x\nhftoken-guard: ok", "only the characters"),
        ("alice/caf\u00e9", "only the characters"),
        ("alice/-x", "begin or end"),
        ("alice/x.", "begin or end"),
        ("al--ice/x", "begin or end"),
        ("alice/x.git", ".git"),
        ("a/" + "x" * 97, "at most 96"),
        ("https://github.com/alice/x", "not one of the Hub's"),
        ("https://huggingface.co/", "empty"),
        ("https://[x/y", "not one of the Hub's"),
    ],
)
def test_parse_refused_forms(text: str, reason: str) -> None:
    """A name that the Hub cannot have is refused with a reason that fits it."""
    with pytest.raises(TargetError) as caught:
        parse_target(text, "write", "model")
    assert reason in caught.value.reason
    assert caught.value.text == text


@pytest.mark.parametrize("text", ["alice/x", "datasets/alice/x@dev", "spaces/alice/x", "gpt2"])
def test_str_can_be_parsed_again(text: str) -> None:
    """What the messages show is what a person can write."""
    assert str(parse_target(text, "read", "model")) == text


def test_parse_address_of_own_endpoint() -> None:
    """The pages of the configured endpoint are addresses of the Hub too."""
    text, homes = "https://hub.example.org/datasets/a/x", ["https://hub.example.org"]
    assert parse_target(text, "read", "model", homes).page == "datasets/a/x"
