"""What a script pushes to the Hub: by `push_to_hub`, by the client's uploads, by a trainer."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING, Any

from hftoken_guard._scan.push import PATH
from hftoken_guard._scan.pushes import PushKind, kind_of
from hftoken_guard._scan.syntax import keywords_of, last_name

from .receivers import find_kind
from .script_target import ScriptGap, ScriptTarget, join_type
from .unknown import Unknown
from .values import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .values import Values

    Fields = dict[str, ast.expr]

_CREATION = PushKind(frozenset({"create_repo"}), position=0, is_of_client=True, has_type=True)


def read_pushes(
    call: ast.Call, values: Values, *, has_client: bool
) -> Iterator[ScriptTarget | ScriptGap]:
    """Yield what one call writes to; the client's calls count where the script knows the client."""
    name, fields = last_name(call), keywords_of(call)
    if name == "push_to_hub" and isinstance(call.func, ast.Attribute):
        yield from _read_push(call, fields, values)
    elif (kind := _find_upload(name)) and (has_client or not kind.is_of_client):
        yield from _read_upload(call, fields, kind, values)
    elif "push_to_hub" in fields:
        yield from _read_training(call, fields, values)


def is_training(node: ast.expr, values: Values) -> bool:
    """Tell whether a value is made by a call that tells itself where it pushes."""
    made = values.find_maker(node)
    return isinstance(made, ast.Call) and "push_to_hub" in keywords_of(made)


def _read_push(
    call: ast.Call, fields: Fields, values: Values
) -> Iterator[ScriptTarget | ScriptGap]:
    """Yield the target of a method `push_to_hub`; a trainer's is that of its arguments."""
    kind = find_kind(call.func, values)
    if kind == "trainer":
        return
    source = shorten(call.func)
    node = fields.get("repo_id") or (call.args[0] if call.args else None)
    value = Unknown("no repository is named") if node is None else values.of(node)
    type_ = _value(fields, "repo_type", values) or kind
    if isinstance(type_, Unknown):
        value, type_ = type_, ""
    if not type_ and not isinstance(value, Unknown):
        value = Unknown("it may be a model or a dataset")
    yield _make_write(call, source, node, value, type_, fields, values)


def _find_upload(name: str) -> PushKind | None:
    """Return how a function writes whose arguments tell where, or None."""
    kind = _CREATION if name in _CREATION.names else kind_of(name)
    return kind if kind and "push_to_hub" not in kind.names else None


def _read_upload(
    call: ast.Call, fields: Fields, kind: PushKind, values: Values
) -> Iterator[ScriptTarget | ScriptGap]:
    """Yield the target of an upload by the client."""
    node = next((fields[name] for name in kind.keywords if name in fields), None)
    if node is None and kind.position is not None and len(call.args) > kind.position:
        node = call.args[kind.position]
    if node is None:
        return  # no call of the client
    type_ = kind.repo_type or _value(fields, "repo_type", values) or "model"
    value = type_ if isinstance(type_, Unknown) else values.of(node)
    if kind.repo_type == PATH and isinstance(value, str) and not value.startswith("hf://"):
        return  # a download
    yield _make_write(call, last_name(call), node, value, str(type_), fields, values)


def _read_training(
    call: ast.Call, fields: Fields, values: Values
) -> Iterator[ScriptTarget | ScriptGap]:
    """Yield the target of `TrainingArguments` and their like: the model that is pushed to."""
    source = last_name(call) or shorten(call.func)
    is_pushing = values.of(fields["push_to_hub"])
    if isinstance(is_pushing, Unknown):
        yield ScriptGap(call.lineno, f"{source}(push_to_hub=...)", is_pushing.reason)
    if is_pushing is not True:
        return
    if _value(fields, "hub_token", values) is not None:
        reason = "it is pushed with this token, not with HF_TOKEN"
        yield ScriptGap(call.lineno, f"{source}(hub_token=...)", reason)
        return
    name, node = _value(fields, "hub_model_id", values), fields.get("hub_model_id")
    if not name:
        node = fields.get("output_dir") or (call.args[0] if call.args else None)
        folder = Unknown("no repository is named") if node is None else values.of(node)
        name = folder if isinstance(folder, Unknown) else os.path.basename(str(folder).rstrip("/"))
    yield _make_write(call, source, node, name, "model", fields, values)


def _make_write(
    call: ast.Call,
    source: str,
    node: ast.expr | None,
    value: Any,
    type_: str,
    fields: Fields,
    values: Values,
) -> ScriptTarget | ScriptGap:
    """Make the target of a write, or say why it is not known."""
    if isinstance(value, Unknown) or not isinstance(value, str):
        what = f"{source}({shorten(node) if node else ''})"
        return ScriptGap(call.lineno, what, getattr(value, "reason", "it is no text"))
    is_pull = _value(fields, "create_pr", values) is True
    return ScriptTarget(call.lineno, "write", join_type(type_, value), source, is_pull=is_pull)


def _value(fields: Fields, name: str, values: Values) -> Any:
    """Return the value of a named argument; None where there is none."""
    return values.of(fields[name]) if name in fields else None
