"""Tests of a target: what a person writes for a repository."""

from __future__ import annotations

import huggingface_hub
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
        # Paths, as pandas, polars, duckdb and HfFileSystem take them.
        ("hf://datasets/o/n@main/a.jsonl", "dataset", "o/n", "main"),
        ("hf://datasets/o/n/a.jsonl", "dataset", "o/n", ""),
        ("hf://datasets/o/n/data/*.parquet", "dataset", "o/n", ""),
        ("hf://datasets/o/n@refs/pr/1/data/a.csv", "dataset", "o/n", "refs/pr/1"),
        ("hf://datasets/o/n@refs/convert/parquet/default/train/0.parquet", "dataset", "o/n",
         "refs/convert/parquet"),
        ("hf://datasets/o/n@~parquet/default/train/*.parquet", "dataset", "o/n",
         "refs/convert/parquet"),
        ("hf://datasets/o/n@feature%2Fx/a.csv", "dataset", "o/n", "feature/x"),
        ("hf://datasets/o/n/old@2.csv", "dataset", "o/n", ""),
        ("hf://datasets/squad@v1/train.json", "dataset", "squad", "v1"),
        ("hf://o/n/weights/a.safetensors", "model", "o/n", ""),
        ("hf://models/o/n/", "model", "o/n", ""),
        ("hf://gpt2", "model", "gpt2", ""),
        ("hf://spaces/o/n@main", "space", "o/n", "main"),
        ("hf://buckets/ns/b/run1", "bucket", "ns/b", ""),
        ("hf://buckets/ns/b/old@2.csv", "bucket", "ns/b", ""),
        # Addresses of pages and of the API.
        ("https://huggingface.co/datasets/o/n/blob/main/data/a.csv", "dataset", "o/n", "main"),
        ("https://huggingface.co/datasets/o/n/resolve/refs%2Fpr%2F1/a.csv?download=true", "dataset",
         "o/n", "refs/pr/1"),
        ("https://huggingface.co/datasets/o/n/resolve/refs/convert/parquet/a.parquet", "dataset",
         "o/n", "refs/convert/parquet"),
        ("https://huggingface.co/o/n/edit/main/README.md", "model", "o/n", "main"),
        ("https://huggingface.co/o/n/discussions/3", "model", "o/n", ""),
        ("https://huggingface.co/datasets/o/n/viewer/default/train", "dataset", "o/n", ""),
        ("https://huggingface.co/buckets/ns/b/tree/run1", "bucket", "ns/b", ""),
        ("https://huggingface.co/api/datasets/o/n/parquet/default/train/0.parquet", "dataset",
         "o/n", ""),
        ("https://huggingface.co/alice/tree/blob/main/x", "model", "alice/tree", "main"),
        ("huggingface.co/datasets/o/n", "dataset", "o/n", ""),
        ("HF.co/o/n/tree/dev", "model", "o/n", "dev"),
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
        ("buckets/alice/x@v1", "a bucket has no revisions"),
        ("datasets/None", 'write the pair ("dataset", value)'),
        ("hf://datasets/None", "had no value"),
        ("hf://datasets/o/None/a.csv", "had no value"),
        ("hf://datasets//n/a.csv", "empty"),
        ("o/n/a.csv", "a path in a repository begins with hf://"),
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


@pytest.mark.parametrize(
    "path", ["/input/cards.parquet", "./cards.parquet", "../x", "~/x", "data/*.csv", "x[0-9].json"]
)
def test_parse_path_behind_a_prefix(path: str) -> None:
    """A prefix before what can only be a path is a trap, and what to write instead is said."""
    with pytest.raises(
        TargetError, match=r'local path or a pattern .* the pair \("dataset", value\)'
    ):
        parse_target(f"datasets/{path}", "read", "model")


def test_parse_path_without_a_prefix_names_a_model() -> None:
    """In a path the type is written, as in the client: repo_type does not count there."""
    assert parse_target("hf://alice/x/a.csv", "read", "dataset").type == "model"


def test_parse_wish_with_a_path() -> None:
    """The mark of a wish stands behind the whole text."""
    target = parse_target("hf://datasets/o/n/a.csv?", "read", "model")
    assert (target.is_wish, str(target)) == (True, "datasets/o/n")


def test_parse_as_the_client() -> None:
    """The newest client takes the same paths apart in the same way."""
    if int(huggingface_hub.__version__.partition(".")[0]) < 2:
        pytest.skip("its parser refuses some of them, or there is none")
    uris = pytest.importorskip("huggingface_hub.utils._hf_uris")
    paths = "datasets/o/n@main/a.jsonl o/n@refs/pr/1/a o/n/a/b buckets/o/b/x@1/y"
    paths += " datasets/o/n@feature%2Fx/a/b spaces/o/n@v1 kernels/o/n/build/a"
    for path in paths.split():
        client = uris.parse_hf_uri(f"hf://{path}")
        ours = parse_target(f"hf://{path}", "read", "model")
        assert (ours.type, ours.id, ours.revision) == (
            client.type,
            client.id,
            client.revision or "",
        )
