"""Tests of the targets: what a person writes for a repository."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from hftoken_guard._inputs import TargetError, parse, parse_all


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
    target = parse(text, "read", "model")
    assert (target.type, target.id, target.revision) == (type_, id_, revision)


def test_parse_without_prefix_takes_repo_type() -> None:
    """The repo_type decides for a name without a prefix, and only there."""
    assert parse("alice/x", "write", "dataset").page == "datasets/alice/x"
    assert parse("models/alice/x", "write", "dataset").page == "alice/x"


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
        parse(text, "write", "model")
    assert reason in caught.value.reason
    assert caught.value.text == text


@pytest.mark.parametrize("text", ["alice/x", "datasets/alice/x@dev", "spaces/alice/x", "gpt2"])
def test_str_can_be_parsed_again(text: str) -> None:
    """What the messages show is what a person can write."""
    assert str(parse(text, "read", "model")) == text


def test_parse_all_skips_what_is_empty() -> None:
    """Arguments that were not given make no target."""
    targets, errors = parse_all([None, "", False, "alice/x", ["alice/y"]], "read", "model")
    assert [str(target) for target in targets] == ["alice/x", "alice/y"]
    assert not errors


def test_parse_all_generator_and_duplicates() -> None:
    """A generator is as good as a list, and a target named twice is asked once."""
    targets, _ = parse_all((text for text in ("a/x?", "a/x", "models/a/x")), "write", "model")
    assert [(str(target), target.is_wish) for target in targets] == [("a/x", False)]


def test_parse_all_read_skips_local_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read entry that lies on the disk, or can only be a path, is no repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model").mkdir()
    for text in ("model", "./no", "../no", "/no", "~/no", Path("model")):
        assert parse_all(text, "read", "model") == ([], [])
    assert len(parse_all("model", "write", "model")[0]) == 1


def test_parse_all_wish() -> None:
    """A question mark makes a target one that is only wished for."""
    (target,), _ = parse_all("spaces/alice/trackio?", "write", "model")
    assert target.is_wish
    assert str(target) == "spaces/alice/trackio"


def test_parse_all_collects_every_error() -> None:
    """One run shows all malformed targets."""
    targets, errors = parse_all(["a/None", "a/x", "b/.."], "write", "model")
    assert [str(target) for target in targets] == ["a/x"]
    assert [error.text for error in errors] == ["a/None", "b/.."]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"push_to_hub": True, "hub_model_id": "acme/m", "output_dir": "out"}, ["acme/m"]),
        ({"push_to_hub": True, "hub_model_id": None, "output_dir": "runs/my-model/"}, ["my-model"]),
        ({"push_to_hub": True, "output_dir": "."}, ["here"]),
        ({"push_to_hub": False, "hub_model_id": "acme/m", "output_dir": "out"}, []),
        (
            {
                "push_to_hub": True,
                "hub_model_id": "acme/m",
                "output_dir": "out",
                "report_to": ["wandb", "trackio"],
                "trackio_space_id": "acme/track",
                "trackio_static_space_id": False,
                "trackio_bucket_id": "acme/metrics",
            },
            ["acme/m", "spaces/acme/track?", "buckets/acme/metrics?"],
        ),
        (
            {
                "push_to_hub": False,
                "output_dir": "out",
                "report_to": "trackio",
                "trackio_space_id": "trackio",
            },
            ["spaces/trackio?"],
        ),
        (
            {
                "push_to_hub": False,
                "output_dir": "out",
                "report_to": [],
                "trackio_space_id": "trackio",
            },
            [],
        ),
    ],
)
def test_parse_all_training_arguments(
    arguments: dict[str, object],
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An object like TrainingArguments tells by its attributes where it will push."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    targets, errors = parse_all(SimpleNamespace(**arguments), "write", "dataset")
    assert [f"{target}{'?' * target.is_wish}" for target in targets] == expected
    assert not errors


@pytest.mark.parametrize("strategy", ["end", "every_save", "checkpoint", "all_checkpoints"])
def test_parse_all_real_training_arguments(strategy: str, tmp_path: Path) -> None:
    """The class of transformers itself is understood; it is there only where somebody put it."""
    transformers = pytest.importorskip("transformers")
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path / "my-model"),
        push_to_hub=True,
        hub_strategy=strategy,
        report_to="trackio",
        trackio_space_id="alice/track",
    )
    targets, errors = parse_all(arguments, "write", "dataset")
    assert [(str(target), target.is_wish) for target in targets] == [
        ("my-model", False),
        ("spaces/alice/track", True),
    ]
    assert not errors


class BytesPath:
    """A path whose name is no text."""

    def __fspath__(self) -> bytes:
        """Return bytes, as some paths do."""
        return b"x"


@pytest.mark.parametrize("wanted", [BytesPath(), 7, 1.5, b"alice/x", {"a": 1}, object(), [3]])
def test_parse_all_wrong_type(wanted: object) -> None:
    """Something that can name no repository is an error of the caller."""
    with pytest.raises(TypeError, match="read= takes the name of a repository"):
        parse_all(wanted, "read", "model")


def test_parse_address_of_own_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of the configured endpoint are addresses of the Hub too."""
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example.org")
    assert parse("https://hub.example.org/datasets/a/x", "read", "model").page == "datasets/a/x"
