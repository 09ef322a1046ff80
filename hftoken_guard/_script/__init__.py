"""What a script reads and writes on the Hub, as far as its text tells: for `check train.py`."""

from .script_target import ScriptDuration, ScriptGap, ScriptTarget, join_type
from .targets import read_script_targets

__all__ = ["ScriptDuration", "ScriptGap", "ScriptTarget", "join_type", "read_script_targets"]
