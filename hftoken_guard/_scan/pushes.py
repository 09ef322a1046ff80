"""
What counts as a push: the calls with which a script writes to the Hub.

Read in huggingface_hub 2.4, datasets, transformers, trl and fsspec: the names of the arguments and
their order.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from .push import BUCKET, PATH, Push
from .push_commands import read_command
from .push_paths import is_hub_path, read_file_system, read_path
from .receivers import MODEL, find_maker, type_of, type_of_libraries
from .syntax import fields_of, keywords_of, last_name, name_of, text_of

if TYPE_CHECKING:
    from .names import Names


class PushKind(NamedTuple):
    """
    Hold one way to push.

    Attributes:
        names: the functions and methods.
        keywords: the arguments that name the target, the best first.
        position: where the target stands without a name, or None.
        repo_type: what is pushed to; "" where the argument repo_type or the object tells it.
        is_of_client: others have such names too, so it counts if huggingface_hub is imported.
        has_type: it takes the argument repo_type, which is otherwise a model.

    """

    names: frozenset[str]
    keywords: tuple[str, ...] = ("repo_id",)
    position: int | None = None
    repo_type: str = ""
    is_of_client: bool = False
    has_type: bool = False


_FLAG = "push_to_hub"  # the argument with which other calls push
_OBJECT = PushKind(frozenset({"push_to_hub"}), ("repo_id", "hub_model_id"), 0)
KINDS = (
    _OBJECT,
    PushKind(
        frozenset({"push_to_hub_merged", "push_to_hub_gguf"}), position=0, repo_type=MODEL
    ),  # of unsloth
    PushKind(
        frozenset("upload_large_folder create_commit create_commits_on_pr".split()),
        position=0,
        is_of_client=True,
        has_type=True,
    ),
    PushKind(
        frozenset("upload_file upload_folder CommitScheduler".split()),
        is_of_client=True,
        has_type=True,
    ),
    PushKind(frozenset({"batch_bucket_files"}), ("bucket_id",), 0, BUCKET, is_of_client=True),
    PushKind(frozenset({"sync_bucket"}), ("dest",), 1, PATH, is_of_client=True),
)
# A function of another file of the same repository; what it does is not seen.
_WRAPPER = PushKind(frozenset())
_WRAPPER_NAME = re.compile(
    r"^(?:push|upload|save|publish|sync|export)_(?:\w+_)?to_(?:hub|hf|huggingface)$"
)
_BY_NAME = {name: kind for kind in KINDS for name in kind.names}
_CONFIGURED = PushKind(frozenset(), ("hub_model_id", "repo_id", "push_to_hub_model_id"))


def kind_of(name: str) -> PushKind | None:
    """Return how a function of that name pushes, or None."""
    return _BY_NAME.get(name)


def find_push(call: ast.Call, names: Names) -> Push | None:
    """Return the push that a call is, or None."""
    name = last_name(call)
    if isinstance(call.func, ast.Name) and name in names.functions:
        return None  # what it does is seen inside of it
    if isinstance(call.func, ast.Name) and _WRAPPER_NAME.match(name) and name not in _BY_NAME:
        return _read_push(call, call, _WRAPPER, names)
    if (kind := _BY_NAME.get(name)) and (not kind.is_of_client or _has_client(names)):
        return _read_push(call, call, kind, names)
    for number, argument in enumerate(call.args):  # submit(api.upload_file, repo_id=...)
        handed = _BY_NAME.get(name_of(argument).rpartition(".")[2])
        if handed and handed.is_of_client and _has_client(names):
            rest = ast.Call(argument, call.args[number + 1 :], call.keywords)
            return _read_push(call, rest, handed, names)
    return (
        _read_flag(call, names)
        or read_file_system(call, names)
        or read_path(call)
        or read_command(call, names)
    )


def find_setting(node: ast.AST) -> Push | None:
    """Return the push that a statement or a mapping sets, or None."""
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        name = text_of(target.slice) if isinstance(target, ast.Subscript) else name_of(target)
        is_set = name.rpartition(".")[2] == _FLAG and not isinstance(target, ast.Name)
        settings = target.value if isinstance(target, ast.Attribute) else None
        if is_set and _is_true(node.value):
            return Push(node, None, MODEL, settings=settings, is_by_training=True)
    if isinstance(node, ast.Dict):
        fields = fields_of(node)
        if _FLAG in fields and _is_true(fields[_FLAG]):
            named = next((fields[name] for name in _CONFIGURED.keywords if name in fields), None)
            return Push(node, named, MODEL, is_by_training=True)
    return None


def _is_true(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _has_client(names: Names) -> bool:
    return "huggingface_hub" in names.imports


def _read_push(call: ast.Call, given: ast.Call, kind: PushKind, names: Names) -> Push | None:
    """Read the target and the type of a call of a known kind."""
    fields = keywords_of(given)
    receiver = getattr(given.func, "value", None)
    if kind is _OBJECT:
        maker = find_maker(receiver, names)
        if (maker and last_name(maker).endswith("Trainer")) or _is_trainer(receiver):
            return _read_trainer(call, maker, names)
    target = next((fields[name] for name in kind.keywords if name in fields), None)
    if target is None and kind.position is not None and len(given.args) > kind.position:
        target = given.args[kind.position]
    repo_type, type_node = kind.repo_type, fields.get("repo_type")
    if kind.repo_type == PATH and not is_hub_path(names.resolve(target)):
        return None  # a download, for all that is known
    if type_node:
        known = names.resolve(type_node)
        repo_type = text_of(known) or (MODEL if _is_none(known) else "")
        type_node = None if repo_type else type_node
    elif kind.has_type:
        repo_type = MODEL
    elif not repo_type:
        repo_type = type_of(receiver, names) or type_of_libraries(names)
    return Push(call, target, repo_type, type_node, create_pr=fields.get("create_pr"))


def _is_trainer(receiver: ast.AST | None) -> bool:
    return receiver is not None and name_of(receiver).lower().endswith("trainer")


def _is_none(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _read_trainer(call: ast.Call, maker: ast.Call | None, names: Names) -> Push:
    """Read the push of a trainer, which pushes to what its settings name."""
    settings = keywords_of(maker).get("args") if maker else None
    made = names.resolve(settings)
    target = keywords_of(made).get("hub_model_id") if isinstance(made, ast.Call) else None
    return Push(call, target, MODEL, settings=settings)


def _read_flag(call: ast.Call, names: Names) -> Push | None:
    """Read a call that pushes if its argument push_to_hub says so."""
    fields = keywords_of(call)
    flag = fields.get(_FLAG)
    if flag is None or (isinstance(flag, ast.Constant) and not flag.value):
        return None
    if last_name(call) in ("add_argument", "field", "Field", "dict", "print", "Option"):
        return None
    target = next((fields[name] for name in _CONFIGURED.keywords if name in fields), None)
    receiver = getattr(call.func, "value", None)
    is_object = last_name(call).startswith("save")
    repo_type = (type_of(receiver, names) if is_object else "") or MODEL
    settings = None if is_object else call
    asked = None if isinstance(flag, ast.Constant) else flag
    return Push(
        call, target, repo_type, settings=settings, flag=asked, is_by_training=not is_object
    )
