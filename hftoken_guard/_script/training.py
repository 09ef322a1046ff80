"""
Where a training pushes, if the command line of the script says so.

What makes options of the fields of `TrainingArguments` and their like:
`transformers/hf_argparser.py`, and `trl/scripts/utils.py`, which reads a file of options besides.
"""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from hftoken_guard._scan.syntax import last_name

from .arguments import QuietParser
from .script_target import ScriptGap, ScriptTarget

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from .values import Values

_PARSERS = ("HfArgumentParser", "TrlParser")
_YES = ("yes", "true", "t", "y", "1")
_OPTIONS = ("output_dir", "hub_model_id", "hub_token", "config")


def read_training_options(
    calls: Iterable[ast.Call], values: Values, given: Sequence[str]
) -> list[ScriptTarget | ScriptGap]:
    """Return the model that the arguments of a script push a training to, if they do."""
    makers = [call for call in calls if last_name(call) in _PARSERS and _has_training(call, values)]
    options = _parse(given) if makers else None
    if options is None:
        return []
    line, source = makers[0].lineno, last_name(makers[0])
    if options.config:
        reason = "its options are read when the script runs"
        return [ScriptGap(line, f"--config {options.config}", reason)]
    if options.push_to_hub.lower() not in _YES:
        return []
    if options.hub_token:
        return [ScriptGap(line, "--hub_token", "it is pushed with this token, not with HF_TOKEN")]
    name = options.hub_model_id or os.path.basename(options.output_dir.rstrip("/"))
    if not name:
        return [
            ScriptGap(line, "--push_to_hub", "neither --hub_model_id nor --output_dir is given")
        ]
    return [ScriptTarget(line, "write", name, f"{source}, --push_to_hub")]


def _has_training(call: ast.Call, values: Values) -> bool:
    """Tell whether a parser makes arguments of a training."""
    parts = [values.find_maker(argument) for argument in call.args]
    names = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    return any(
        name.endswith("TrainingArguments") or (name.endswith("Config") and name != "ModelConfig")
        for name in names
    )


def _parse(given: Sequence[str]) -> argparse.Namespace | None:
    """Read the options of a training, or return None where they cannot be read."""
    parser = QuietParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--push_to_hub", "--push-to-hub", nargs="?", const="true", default="")
    for name in _OPTIONS:
        parser.add_argument(f"--{name}", f"--{name.replace('_', '-')}", default="")
    try:
        return parser.parse_known_args(given)[0]
    except ValueError:
        return None
