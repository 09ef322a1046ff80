"""What in a script is the work that costs, behind which it is too late to look at the token."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING

from .push_commands import COMMAND_CALLS
from .syntax import last_name, mentions, text_of

if TYPE_CHECKING:
    from .source import Source

# Calls that are the work.
HEAVY = frozenset("train fit generate LLM map evaluate".split())
# What tells that there is such work.
HEAVY_SIGNS = frozenset(
    "from_pretrained load_dataset snapshot_download pipeline torch tensorflow jax transformers trl"
    " peft vllm unsloth diffusers sentence_transformers lightning lerobot mujoco gymnasium sklearn"
    " xgboost onnxruntime llama_cpp whisper".split()
)
_JOBS = re.compile(r"(?i)\bhf[ _-]?jobs?\b|hugging ?face[ _]jobs?\b")
# A command that runs another script; `sys.executable` in front of it has no text.
_RUNS_SCRIPT = re.compile(
    r"(?:\S*/)?(?:accelerate launch|torchrun|deepspeed|(?:python[\d.]* +)?\S+\.py)\b"
)
_LOADERS = frozenset("from_pretrained load_dataset snapshot_download pipeline".split())
# Packages that only read arguments, print, move files, or hold small data.
_LIGHT = frozenset(
    "huggingface_hub hf_transfer hf_xet hftoken_guard fsspec tqdm rich typer click fire dotenv yaml"
    " toml tomli pydantic loguru datasets pandas polars numpy pyarrow".split()
)


def is_heavy(call: ast.Call) -> bool:
    """Tell whether a call is the work that costs."""
    name = last_name(call)
    return name in HEAVY and not (name == "map" and isinstance(call.func, ast.Name))


def runs_script(call: ast.Call) -> bool:
    """Tell whether a call is a command that runs another script, of the training for example."""
    if last_name(call) not in COMMAND_CALLS:
        return False
    parts = [node for argument in call.args[:1] for node in ast.walk(argument)]
    line = " ".join(filter(None, map(text_of, parts)))
    return bool(_RUNS_SCRIPT.match(line))


def runs_as_job(source: Source, tree: ast.Module, signs: set[str]) -> bool:
    """
    Tell whether a text without header is one that somebody runs as a job.

    Args:
        source: the text.
        tree: the same, parsed.
        signs: what it calls and imports, if it surely needs a token.

    """
    if source.is_doc or not any(map(_does_something, tree.body)):
        return False
    return not signs.isdisjoint(HEAVY) or speaks_of_jobs(source)


def speaks_of_jobs(source: Source) -> bool:
    """Tell whether a text that is no documentation speaks of Jobs."""
    return not source.is_doc and _JOBS.search(source.text) is not None


def _does_something(node: ast.stmt) -> bool:
    """Tell whether a statement of a module does something when the module is run."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    if isinstance(node, ast.If):
        return not mentions(node.test, "TYPE_CHECKING")
    return isinstance(node, (ast.For, ast.While, ast.With, ast.Try, ast.Assert))


def works_when_run(source: Source, signs: set[str]) -> bool:
    """Tell whether a text trains or computes when it is run, and does not only load something."""
    is_run = "__main__" in source.text and not source.is_doc
    return is_run and not signs.isdisjoint(HEAVY | HEAVY_SIGNS - _LOADERS)


def is_work(sign: str, imports: set[str]) -> bool:
    """Tell whether a name that a script calls or imports is a sign of work."""
    if sign in HEAVY or sign in HEAVY_SIGNS:
        return True
    return sign in imports and sign not in _LIGHT and sign not in sys.stdlib_module_names
