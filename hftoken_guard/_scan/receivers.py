"""Which type of repository an object of a script is pushed to."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .syntax import last_name, name_of

if TYPE_CHECKING:
    from .names import Names

MODEL, DATASET = "model", "dataset"
_DATASET_CALLS = frozenset(
    "load_dataset load_from_disk concatenate_datasets interleave_datasets Dataset DatasetDict"
    " IterableDataset DatasetCard LeRobotDataset from_dict from_list from_generator from_pandas"
    " from_polars from_parquet from_json from_csv from_text from_spark train_test_split add_column"
    " remove_columns rename_column select_columns cast_column".split()
)
_MODEL_CALLS = re.compile(
    r"Trainer$|^Auto[A-Z]|^from_pretrained$|get_peft_model|^ModelCard$|^merge_and_unload$"
    r"|^SentenceTransformer$|^(?:Cross|Sparse)Encoder$|For[A-Z]\w+$|Model$|Tokenizer$|Processor$"
)
_MODEL_NAME = re.compile(
    r"(?i)model|trainer|tokenizer|processor|policy|student|teacher|adapter|peft|encoder|learner"
    r"|extractor|scheduler|pipe"
)
_DATASET_NAME = re.compile(
    r"(?i)data|split|table|(?:^|_)d[sf](?:$|_|\d)|corpus|records|rows|samples"
)
_FOLLOWED = 6  # steps from a name to what made it
_TRAINING = frozenset({"transformers", "trl", "peft", "unsloth", "sentence_transformers"})


def type_of_call(name: str) -> str:
    """Return the type of what a function or a class of that name makes, or ""."""
    if name in _DATASET_CALLS:
        return DATASET
    return MODEL if _MODEL_CALLS.search(name) else ""


def type_of(node: ast.AST | None, names: Names) -> str:
    """Return "model" or "dataset", or "" where nothing tells it."""
    return _follow(node, names, _FOLLOWED) if node else ""


def find_maker(node: ast.AST | None, names: Names) -> ast.Call | None:
    """Return the call that made an object, or None."""
    for _ in range(_FOLLOWED):
        if isinstance(node, ast.Call):
            return node
        values = names.values_of(node) if node else []
        node = values[0] if values else None
    return None


def _follow(node: ast.AST, names: Names, steps: int) -> str:
    """Ask what made an object, then what it is called, then which libraries the script has."""
    if not steps:
        return ""
    if isinstance(node, ast.Call):
        if made := type_of_call(last_name(node)):
            return made
        receiver = getattr(node.func, "value", None)
        return _follow(receiver, names, steps - 1) if receiver else _by_name(node.func)
    if isinstance(node, ast.Subscript):
        return _follow(node.value, names, steps - 1)
    for value in names.values_of(node):
        if found := _follow(value, names, steps - 1):
            return found
    return _by_name(node)


def _by_name(node: ast.AST) -> str:
    """Return what the name of an object tells."""
    name = name_of(node).rpartition(".")[2]
    if _DATASET_NAME.search(name):
        return DATASET
    return MODEL if _MODEL_NAME.search(name) else ""


def type_of_libraries(names: Names) -> str:
    """Return what a script that has only one kind of library pushes."""
    is_training = not names.imports.isdisjoint(_TRAINING)
    is_data = "datasets" in names.imports
    return "" if is_training == is_data else MODEL if is_training else DATASET
