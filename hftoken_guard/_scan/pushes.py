"""
What counts as a push: the calls with which a script writes to the Hub.

Read in huggingface_hub 2.4, datasets, transformers, trl and fsspec: the names of the arguments and
their order.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from .receivers import MODEL, find_maker, type_of, type_of_libraries
from .syntax import keywords_of, last_name, name_of, pattern_of, text_of

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


BUCKET = "bucket"
PATH = "path"  # an hf:// path, which names its type
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
_BY_NAME = {name: kind for kind in KINDS for name in kind.names}
_CONFIGURED = PushKind(frozenset(), ("hub_model_id", "repo_id", "push_to_hub_model_id"))
# With an hf:// path these write, in pandas, polars, pyarrow, numpy, torch, zarr and fsspec.
_PATH_WRITERS = re.compile(
    r"^(?:to_(?:parquet|csv|json|feather|pickle|zarr|hdf|excel|orc|xml|netcdf)|(?:write|sink)_\w+"
    r"|save\w*|put\w*|pipe\w*|upload|dump|copy2?|copyfile|copytree|touch|mkdirs?)$"
)
_FILE_SYSTEM = re.compile(r"^(?:HfFileSystem|hffs)$")
_SYSTEM_WRITERS = frozenset(
    "put put_file pipe pipe_file write_text write_bytes touch upload".split()
)
_COMMANDS = frozenset("run Popen call check_call check_output system popen getoutput".split())
_UPLOAD = re.compile(r"^(?:\S*/)?(?:hf|huggingface-cli) upload(?:-large-folder)? +(\S+)(.*)")
_BUCKET_COPY = re.compile(r"^(?:\S*/)?hf buckets? (?:cp|sync|mv) .*?(hf://buckets/\S+)\s*$")
_TYPE_OPTION = re.compile(r"--repo-type[ =](\w+)")
_WRITE_MODE = re.compile(r"[wax+]")
_CARD = re.compile(r"(?i)card|readme")  # pushed beside the results


class Push(NamedTuple):
    """
    Hold one push of a script.

    Attributes:
        call: the call.
        target: what it is pushed to, as it stands there, or None.
        repo_type: "model", "dataset", "space", "bucket" or "path"; "" if nothing tells it.
        type_node: the expression that tells the type at run time, or None.
        settings: the arguments of the training that push, or None.
        flag: the argument that tells at run time whether it pushes, or None.
        create_pr: the argument with which a pull request is opened, or None.

    """

    call: ast.Call
    target: ast.expr | None
    repo_type: str
    type_node: ast.expr | None = None
    settings: ast.expr | None = None
    flag: ast.expr | None = None
    create_pr: ast.expr | None = None

    @property
    def is_by_training(self) -> bool:
        """Tell whether the call only sets that a later training pushes."""
        return self.settings is self.call

    @property
    def is_card(self) -> bool:
        """Tell whether it is of a card, which is pushed beside the results."""
        return bool(_CARD.search(ast.unparse(self.call)))


def find_push(call: ast.Call, names: Names) -> Push | None:
    """Return the push that a call is, or None."""
    name = last_name(call)
    if isinstance(call.func, ast.Name) and name in names.functions:
        return None  # what it does is seen inside of it
    if (kind := _BY_NAME.get(name)) and (not kind.is_of_client or _has_client(names)):
        return _read_push(call, call, kind, names)
    for number, argument in enumerate(call.args):  # submit(api.upload_file, repo_id=...)
        handed = _BY_NAME.get(name_of(argument).rpartition(".")[2])
        if handed and handed.is_of_client and _has_client(names):
            rest = ast.Call(argument, call.args[number + 1 :], call.keywords)
            return _read_push(call, rest, handed, names)
    return (
        _read_flag(call, names)
        or _read_file_system(call, names)
        or _read_path(call)
        or _read_command(call, names)
    )


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
    return Push(call, target, repo_type, None, settings, asked)


def _read_file_system(call: ast.Call, names: Names) -> Push | None:
    """Read a write through HfFileSystem."""
    receiver = getattr(call.func, "value", None)
    if "huggingface_hub" not in names.imports or receiver is None:
        return None
    maker = find_maker(receiver, names)
    is_system = maker is not None and _FILE_SYSTEM.search(last_name(maker))
    if not is_system and not _FILE_SYSTEM.search(name_of(receiver)):
        return None
    name = last_name(call)
    if name == "open":
        mode = [*map(text_of, call.args[1:2]), text_of(keywords_of(call).get("mode"))]
        if not any(map(_WRITE_MODE.search, mode)):
            return None
        target = call.args[0] if call.args else None
    elif name in _SYSTEM_WRITERS:
        at = 1 if name in ("put", "put_file", "upload") else 0
        target = call.args[at] if len(call.args) > at else None
    else:
        return None
    return Push(call, target, PATH)


def _read_path(call: ast.Call) -> Push | None:
    """Read a write to an hf:// path."""
    name = last_name(call)
    paths = [a for a in (*call.args, *keywords_of(call).values()) if is_hub_path(a)]
    if not paths:
        return None
    modes = [*map(text_of, call.args[1:2]), text_of(keywords_of(call).get("mode"))]
    is_opened = name == "open" and any(map(_WRITE_MODE.search, modes))
    is_copied = name.startswith("copy") and call.args[-1:] != paths[-1:]
    if is_copied or not (is_opened or _PATH_WRITERS.search(name)):
        return None
    return Push(call, paths[-1], PATH)


def is_hub_path(node: ast.AST | None) -> bool:
    """Tell whether an expression is a path of the Hub."""
    return node is not None and pattern_of(node).startswith("hf://")


def _read_command(call: ast.Call, names: Names) -> Push | None:
    """Read a command of the shell that uploads."""
    if last_name(call) not in _COMMANDS or not call.args:
        return None
    first = names.resolve(call.args[0])
    elements = getattr(first, "elts", None)
    words = [first] if elements is None else elements
    line = " ".join(pattern_of(word) or "\0" for word in words if word)
    match = _UPLOAD.match(line) or _BUCKET_COPY.match(line)
    if not match:
        return None
    if match.re is _BUCKET_COPY:
        return Push(call, ast.Constant(match[1]) if "\0" not in match[1] else None, PATH)
    target = ast.Constant(match[1]) if "\0" not in match[1] else None
    if target is None and elements:
        at = line.split().index(match[1])
        target = elements[at] if at < len(elements) else None
    kind = _TYPE_OPTION.search(match[2])
    return Push(call, target, kind[1] if kind else MODEL)
