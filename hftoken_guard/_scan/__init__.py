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
from .source import MissingError

__all__ = ["FORMATS", "RULES", "MissingError", "Scan", "explain", "launch", "list_rules"]
