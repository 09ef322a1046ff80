"""What writes to the Hub in a Python text, what looks at the token before, and what the work is."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .rules import GUARD
from .syntax import keywords_of, last_name, name_of, text_of

if TYPE_CHECKING:
    from .names import Names

PUSHES = frozenset(
    "push_to_hub upload_file upload_folder upload_large_folder create_commit".split()
)
_WRITES = frozenset(
    "create_repo create_branch create_pull_request CommitScheduler push_to_hub_merged"
    " push_to_hub_gguf".split()
)
_CHECKS = frozenset("require_token check_token whoami auth_check login create_repo".split())
_GUARDS = ("require_token", "check_token")
# The work that costs, behind which it is too late; and what tells that there is such work.
HEAVY = frozenset("train fit generate LLM map evaluate".split())
HEAVY_SIGNS = frozenset(
    "from_pretrained load_dataset snapshot_download pipeline torch tensorflow jax transformers trl"
    " peft vllm unsloth diffusers sentence_transformers lightning lerobot mujoco gymnasium sklearn"
    " xgboost onnxruntime llama_cpp whisper".split()
)
_OTHER_LOGINS = re.compile(r"wandb|swanlab|comet|mlflow|neptune|openai")
_DATA = re.compile(r"(?i)data|\bds\b|split|table|\bdf\b")


def judge_write(call: ast.Call, names: Names) -> str:
    """Tell whether a call writes to the Hub: "surely", "maybe", or ""."""
    name = last_name(call)
    if isinstance(call.func, ast.Name) and name in names.functions:
        return ""  # what it does is seen inside of it
    is_client = "huggingface_hub" in names.imports and name in _WRITES | PUSHES
    if name == "push_to_hub" or is_client:
        return "surely"
    value = keywords_of(call).get("push_to_hub")
    if isinstance(value, ast.Constant):
        return "surely" if value.value else ""
    return "maybe" if value else ""


def is_check(call: ast.Call) -> bool:
    """Tell whether a call looks at the token."""
    return last_name(call) in _CHECKS and not _OTHER_LOGINS.search(name_of(call.func))


def is_needed_by(call: ast.Call, writes: str) -> bool:
    """Tell whether a call fails without a token."""
    if last_name(call) in _GUARDS:
        return all(keyword.arg not in ("optional", None) for keyword in call.keywords)
    return writes == "surely"


def is_heavy(call: ast.Call) -> bool:
    """Tell whether a call is the work that costs."""
    name = last_name(call)
    return name in HEAVY and not (name == "map" and isinstance(call.func, ast.Name))


def write_guard(call: ast.Call, names: Names) -> str:
    """Return the lines that check the token for a write."""
    fields = {key: text_of(value) for key, value in keywords_of(call).items()}
    first = text_of(call.args[0]) if call.args and last_name(call) == "push_to_hub" else ""
    target = fields.get("repo_id") or fields.get("hub_model_id") or first
    receiver = getattr(call.func, "value", None)
    made = ast.unparse(names.values.get(name_of(receiver), receiver)) if receiver else ""
    is_data = _DATA.search(f"{name_of(receiver)} {made}") if receiver else None
    kind = fields.get("repo_type") or ("dataset" if is_data else "model")
    target = target if "/" in target else "OWNER/NAME"
    return GUARD.format(target if kind == "model" else f"{kind}s/{target}")
