"""
What a script reads and writes on the Hub, as far as that is known without running it.

It is taken from the calls of the guard, from `TrainingArguments` and their like, from what is
pushed, and from the volumes of the table `[tool.hf-jobs]`. How volumes are written, and that only
buckets can be written to: `huggingface_hub/utils/_hf_uris.py` and `_space_api.py`.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from hftoken_guard._scan.header import jobs_table, read_header
from hftoken_guard._scan.source import MissingError
from hftoken_guard._scan.syntax import FUNCTIONS, keywords_of, last_name
from hftoken_guard._token.names import TOKEN_VARIABLE

from .pushes import is_training, read_pushes
from .script_target import TYPES, ScriptDuration, ScriptGap, ScriptTarget, join_type
from .training import read_training_options
from .unknown import NOT_GIVEN, Unknown
from .values import Values, read_variable, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .script_target import Wanted

    Fields = dict[str, ast.expr]
    Found = ScriptTarget | ScriptGap | ScriptDuration

_GUARDS = ("require_token", "check_token")


class ScriptTargets(NamedTuple):
    """
    Hold what a script names, in the order of its lines.

    Attributes:
        targets: what it reads and writes.
        gaps: what is not known.
        durations: how long it runs.
        is_optional: it goes on without a token.

    """

    targets: tuple[ScriptTarget, ...]
    gaps: tuple[ScriptGap, ...]
    durations: tuple[ScriptDuration, ...]
    is_optional: bool


def read_script_targets(name: str, text: str, arguments: Sequence[str]) -> ScriptTargets:
    """
    Return the targets of a script that is called with these arguments.

    Raises:
        SyntaxError, ValueError, RecursionError: it is no Python.

    """
    with warnings.catch_warnings():  # of its code, which are not ours to show
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    values = Values(tree, name, arguments)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    has_client = "huggingface_hub" in text
    functions = {node.name for node in ast.walk(tree) if isinstance(node, FUNCTIONS)}
    has_own_guard = not functions.isdisjoint(_GUARDS)  # such as `hftoken-guard vendor` prints
    found: list[Found] = []
    for call in calls:
        found += _read_call(call, values, has_client=has_client, has_own_guard=has_own_guard)
    found += read_training_options(calls, values, arguments)
    found += _list_volumes(text)
    found += [
        ScriptGap(1, given, "the script declares no such argument by add_argument")
        for given in values.list_undeclared()
    ]
    found.sort(key=lambda each: each.line)
    targets: dict[tuple[str, str, bool], ScriptTarget] = {}
    for each in found:
        if isinstance(each, ScriptTarget):
            key = (each.mode, str(each), each.is_pull)
            known = targets.setdefault(key, each)
            targets[key] = known._replace(is_sure=known.is_sure or each.is_sure)
    gaps: dict[object, ScriptGap] = {}
    for each in found:
        if isinstance(each, ScriptGap):  # an argument that is missing is said once
            gaps.setdefault(each.reason if each.reason.endswith(NOT_GIVEN) else each, each)
    durations = tuple(each for each in found if isinstance(each, ScriptDuration))
    guards = [keywords_of(call) for call in calls if last_name(call) in _GUARDS]
    is_optional = bool(guards) and all(
        "optional" in fields and values.of(fields["optional"]) is True for fields in guards
    )
    return ScriptTargets(tuple(targets.values()), tuple(gaps.values()), durations, is_optional)


def _read_call(
    call: ast.Call, values: Values, *, has_client: bool, has_own_guard: bool
) -> Iterator[Found]:
    """Yield what a call names, if the script comes to it."""
    if last_name(call) in _GUARDS:
        fields = _list_fields(call, has_own_guard=has_own_guard)
        found = list(_read_guard(call, fields, values))
    else:
        found = list(read_pushes(call, values, has_client=has_client))
    is_reached = values.is_reached(call) if found else False
    for each in found if is_reached is not False else ():
        if isinstance(each, ScriptTarget):
            yield each._replace(is_sure=is_reached is True)
        else:
            yield each


def _read_guard(call: ast.Call, fields: Fields, values: Values) -> Iterator[Found]:
    """Yield the targets of `read=` and `write=`; arguments of a training are read where made."""
    source = last_name(call)
    type_ = values.of(fields["repo_type"]) if "repo_type" in fields else "model"
    is_pull = "create_pr" in fields and values.of(fields["create_pr"]) is True
    for mode in ("read", "write"):
        for node in _list_items(fields[mode], values) if mode in fields else ():
            if is_training(node, values):
                continue
            what = f"{source}({mode}={shorten(node)})"
            value = type_ if isinstance(type_, Unknown) else values.of(node)
            if isinstance(value, Unknown):
                yield ScriptGap(call.lineno, what, value.reason)
                continue
            for wanted in _list_wanted(value, str(type_)):
                yield ScriptTarget(call.lineno, mode, wanted, source, is_pull=is_pull)
    if "token" in fields and _is_other_token(fields["token"], values):
        what = f"{source}({shorten(fields['token'])})"
        yield ScriptGap(call.lineno, what, "the script may use this token, not HF_TOKEN")
    if "lasts" in fields:
        value = values.of(fields["lasts"])
        if isinstance(value, Unknown):
            what = f"{source}(lasts={shorten(fields['lasts'])})"
            yield ScriptGap(call.lineno, what, value.reason)
        elif value is not None:
            yield ScriptDuration(call.lineno, value)


def _list_fields(call: ast.Call, *, has_own_guard: bool) -> Fields:
    """Return the arguments of a guard by name: the first is the token, or the target of a write."""
    first = dict(zip(["write" if has_own_guard else "token"], call.args, strict=False))
    return {**first, **keywords_of(call)}


def _is_other_token(node: ast.expr, values: Values) -> bool:
    """Tell whether a token is perhaps another one than that in HF_TOKEN."""
    value = values.of(node)
    return bool(value) and value != read_variable(TOKEN_VARIABLE)


def _list_items(node: ast.expr, values: Values) -> list[ast.expr]:
    """Return the elements of a list in the text of which one is not known; else the whole."""
    made = values.find_maker(node)
    is_list = isinstance(made, (ast.List, ast.Tuple)) and not _is_pair(
        [values.of(each) for each in made.elts]
    )
    if is_list and isinstance(values.of(node), Unknown):
        return [each for part in getattr(made, "elts", ()) for each in _list_items(part, values)]
    return [node]


def _list_wanted(value: Any, type_: str) -> Iterator[Wanted]:
    """Yield the targets of a value: nothing, a text, a pair, or several of these."""
    if isinstance(value, str) and value.strip():
        yield join_type(type_, value.strip())
    elif isinstance(value, (list, tuple)):
        if _is_pair(value):
            yield from ((value[0], each) for each in _list_texts(value[1]))
        else:
            for each in value:
                yield from _list_wanted(each, type_)


def _list_texts(value: Any) -> list[str]:
    """Return the texts in a value: of one, or of several in a list."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [each for each in items if isinstance(each, str) and each]


def _is_pair(value: Sequence[Any]) -> bool:
    """Tell whether this is a pair such as ("dataset", value)."""
    return len(value) == 2 and isinstance(value[0], str) and value[0].removesuffix("s") in TYPES


def _list_volumes(text: str) -> list[Found]:
    """Return what the header mounts: only a bucket can be written to."""
    try:
        specs = jobs_table(read_header(text)).get("volumes")
    except MissingError as error:
        return [ScriptGap(1, "# /// script", str(error))]
    found: list[Found] = []
    for spec in specs if isinstance(specs, list) else ():
        if isinstance(spec, str) and spec.startswith("hf://"):
            uri, _, options = spec.removeprefix("hf://").partition(":/")
            is_write = uri.startswith("buckets/") and not options.endswith(":ro")
            line = text[: text.find(spec)].count("\n") + 1
            mode = "write" if is_write else "read"
            found.append(ScriptTarget(line, mode, f"hf://{uri}", "[tool.hf-jobs] volumes"))
    return found
