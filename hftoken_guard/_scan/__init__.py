"""
The scanner: look through job scripts and launch code before a job is submitted.

Apart from the guard: nothing but the command line imports it. Each text is read by its parser
(`ast`, `tomllib`, `shlex`, markdown-it-py, PyYAML); what cannot be parsed is noted and left.
"""

from __future__ import annotations

from .explain import explain, list_rules
from .files import Scan
from .launch import launch
from .output import FORMATS
from .rules import RULES
from .script_target import ScriptGap, ScriptTarget
from .source import MissingError
from .targets import read_script_targets

__all__ = [
    "FORMATS",
    "RULES",
    "MissingError",
    "Scan",
    "ScriptGap",
    "ScriptTarget",
    "explain",
    "launch",
    "list_rules",
    "read_script_targets",
]
