"""Tests of the targets as the caller gives them."""

from __future__ import annotations

from collections import UserDict
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from standin.world import token_value

from hftoken_guard._start.targets import read_targets
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hftoken_guard._hub.target import Mode, Target
    from hftoken_guard._hub.target_text import TargetError


def parse_all(
    wanted: object, mode: Mode, default_type: str
) -> tuple[list[Target], list[TargetError]]:
    """Read what is given to one of the arguments."""
    read, write = (wanted, None) if mode == "read" else (None, wanted)
    targets = read_targets(read, write, default_type)
    return list(targets.good), [error for error, _ in targets.malformed]


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
    for text in ("model", "./no", "../no", "/no", "~/no", Path("model"), "data/*.csv", "x?.json"):
        assert parse_all(text, "read", "model") == ([], [])
        assert parse_all(("dataset", text), "read", "model") == ([], [])
    assert len(parse_all("model", "write", "model")[0]) == 1


@pytest.mark.parametrize(
    ("mode", "kind", "value"),
    [
        ("read", "dataset", "json"),
        ("read", "datasets", "imagefolder"),
        ("read", "dataset", "https://example.org/a.json"),
        ("read", "dataset", "s3://bucket/a.parquet"),
        ("read", "model", "https://example.org/a.safetensors"),
        ("write", "dataset", "./out"),
        ("write", "dataset", "/data/out"),
        ("write", "model", "~/out"),
        ("write", "dataset", "gs://bucket/out"),
    ],
)
def test_pair_with_what_is_no_repository(mode: Mode, kind: str, value: str) -> None:
    """A loader, a path or an address elsewhere in a pair is left out, in a list as well."""
    assert parse_all((kind, value), mode, "model") == ([], [])
    assert parse_all([kind, [value, None]], mode, "model") == ([], [])
    assert len(parse_all((kind, [value, "a/x"]), mode, "model")[0]) == 1


@pytest.mark.parametrize(
    "value",
    [
        "https://huggingface.co/datasets/a/x/viewer/default/train",
        "https://huggingface.co/datasets/a/x/discussions/3",
        "hf://datasets/a/x/y.csv",
        "a/x",
    ],
)
def test_pair_with_a_repository(value: str) -> None:
    """A page of the Hub, a path into it and a name are repositories in a pair, too."""
    for pair in (("dataset", value), ["dataset", value], [["datasets", value]]):
        (target,), errors = parse_all(pair, "read", "model")
        assert (str(target), errors) == ("datasets/a/x", [])


def test_page_of_a_dataset_without_an_owner() -> None:
    """The page of a name with one part leads to that, whatever page it is."""
    for page in ("viewer/default/train", "discussions/3", "tree/main", "blob/main/a.csv"):
        (target,), _ = parse_all(f"https://huggingface.co/datasets/squad/{page}", "read", "model")
        assert target.page.endswith("datasets/squad")


class Table:
    """Stand for an array or a column: it has `tolist`, and iterating it may fail."""

    def __init__(self, *values: object) -> None:
        """Take the values."""
        self.values = values

    def keys(self) -> range:
        """Return an index, as pandas does."""
        return range(len(self.values))

    def tolist(self) -> object:
        """Return a list; one without a dimension returns its value."""
        return list(self.values) if len(self.values) != 1 else self.values[0]


def test_columns_and_arrays() -> None:
    """A column of names is a list; where it has no value there is no target."""
    targets, errors = parse_all(Table("a/x", float("nan"), None, "a/y"), "read", "model")
    assert [str(target) for target in targets] == ["a/x", "a/y"]
    assert [str(target) for target in parse_all(Table("a/x"), "read", "model")[0]] == ["a/x"]
    assert not errors


@pytest.mark.parametrize("wanted", [{"a/x": 1}, UserDict({"a/x": 1}), 3, b"a/x"], ids=str)
def test_what_is_no_list_of_names(wanted: object) -> None:
    """The keys of a mapping are no targets: what it holds is, and nobody said which."""
    with pytest.raises(TypeError, match="takes the name of a repository, or several in a list"):
        parse_all(wanted, "read", "model")


def test_names_of_the_trainer_are_names() -> None:
    """In what the Trainer takes as a name no mark and no revision is read."""
    arguments = SimpleNamespace(push_to_hub=True, hub_model_id="alice/x@main", output_dir="out")
    (error,) = parse_all(arguments, "write", "model")[1]
    assert "characters" in error.reason
    arguments = SimpleNamespace(push_to_hub=True, hub_model_id=None, output_dir="x/checkpoint-?")
    (error,) = parse_all(arguments, "write", "model")[1]
    assert error.text == "checkpoint-?"


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


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("dataset", "alice/x"), ["datasets/alice/x"]),
        (("datasets", "alice/x@v1"), ["datasets/alice/x@v1"]),
        (("model", None), []),
        (("dataset", ""), []),
        (("space", False), []),
        (("dataset", "models/alice/x"), ["alice/x"]),
        (("dataset", "hf://datasets/alice/x/*.csv"), ["datasets/alice/x"]),
        (("dataset", ["alice/x", None, "/input/a.csv"]), ["datasets/alice/x"]),
        ([("dataset", "alice/x"), ("model", "alice/x"), "gpt2"],
         ["datasets/alice/x", "alice/x", "gpt2"]),
        (("gpt2", "alice/x"), ["gpt2", "alice/x"]),
        (["dataset", "gpt2"], ["datasets/gpt2"]),
    ],
)  # fmt: skip
def test_parse_all_typed_pair(wanted: object, expected: list[str]) -> None:
    """A pair gives the type of its value, and is left out where the bare value would be."""
    targets, errors = parse_all(wanted, "read", "model")
    assert [str(target) for target in targets] == expected
    assert not errors


def test_parse_all_typed_pair_to_write() -> None:
    """A pair that is written names its type as well; nothing is left out for its form."""
    targets, _ = parse_all([("dataset", "results"), ("model", None)], "write", "model")
    assert [str(target) for target in targets] == ["datasets/results"]


@pytest.mark.parametrize("name", ["u/m", Path("u/m"), ""])
def test_parse_all_namespace_of_a_script(name: object) -> None:
    """An argparse Namespace that keeps a name in push_to_hub is no TrainingArguments."""
    with pytest.raises(TypeError, match=r"a SimpleNamespace whose push_to_hub is no bool"):
        parse_all(SimpleNamespace(push_to_hub=name, output_dir="out"), "write", "model")


def own_tokens(secret: Secret | None, **arguments: object) -> list[tuple[str, list[str]]]:
    """Return the tokens that TrainingArguments bring, with the targets of each."""
    names = {"push_to_hub": True, "hub_model_id": "acme/m", "output_dir": "out", **arguments}
    targets = read_targets(None, ["alice/x", SimpleNamespace(**names)], "model", secret)
    return [
        (lookup.secret.reveal() if lookup.secret else str(lookup.cause), list(map(str, group)))
        for lookup, group in targets.own
    ]


def test_training_arguments_bring_their_token() -> None:
    """What the Trainer pushes is checked with hub_token; what the script pushes is not."""
    job, other = token_value("the job"), token_value("another")
    secret = Secret(job, "HF_TOKEN")
    assert own_tokens(secret, hub_token=other) == [(other, ["acme/m"])]
    assert own_tokens(secret, hub_token=f" {other}\n") == [(other, ["acme/m"])]
    assert own_tokens(None, hub_token=job) == [(job, ["acme/m"])]
    unset = "<your token>"
    assert own_tokens(secret, hub_token=unset) == [("token-placeholder", ["acme/m"])]
    for none in (None, "", job, f"{job}\n", True):
        assert own_tokens(secret, hub_token=none) == []
    assert own_tokens(secret, hub_token=other, push_to_hub=False) == []


class Array:
    """Several values in the manner of numpy, which cannot be compared with one."""

    def __iter__(self) -> Iterator[object]:
        """Yield the values."""
        return iter(("alice/x", None))

    def __eq__(self, other: object) -> bool:
        """Refuse to be a truth value."""
        msg = "The truth value of an array is ambiguous"
        raise ValueError(msg)

    __hash__ = None  # type: ignore[assignment]


def test_parse_all_array_and_blank() -> None:
    """A column of a table names several targets; a blank text names none."""
    assert [str(target) for target in parse_all(Array(), "read", "model")[0]] == ["alice/x"]
    assert parse_all([" ", "\n"], "read", "model") == ([], [])
    assert parse_all(" ", "write", "model") == ([], [])


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
