"""Pushes that fail: handlers after which nobody knows, and retries that cannot help."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .pushes import find_push
from .syntax import ends, exits, keywords_of, last_name, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .names import Function, Names
    from .push import Push

_EVERYTHING = frozenset({"Exception", "BaseException"})
# These stand for refusals as well as for faults of the network.
_OF_HTTP = frozenset(
    "HfHubHTTPError HTTPError HTTPStatusError RequestException OSError IOError".split()
)
_SILENT = ("return", "return None", "return 0", "return True")
_ATTEMPT = re.compile(r"(?i)attempt|retr|tries|trial")
_CHOICES = ("on", "retry")  # the arguments that choose the errors, in stamina and tenacity
_RETRIERS = frozenset("retry on_exception retrying Retrying".split())


def list_pushes(nodes: Iterable[ast.AST], names: Names) -> list[Push]:
    """Return the pushes of results in some statements, and in the functions that they call."""
    inside = [part for node in nodes for part in ast.walk(node)]
    calls = [part for part in inside if isinstance(part, ast.Call)]
    called = [function for call in calls if (function := names.function_of(call))]
    inside += [part for function in called for part in ast.walk(function)]
    found = (find_push(part, names) for part in inside if isinstance(part, ast.Call))
    pushes = [push for push in found if push and not push.is_by_training]
    return [] if all(push.is_card for push in pushes) else pushes


def list_caught(handler: ast.ExceptHandler) -> frozenset[str]:
    """Return the names of the errors that a handler catches."""
    if handler.type is None:
        return _EVERYTHING
    return frozenset(name_of(part).rpartition(".")[2] for part in ast.walk(handler.type))


def find_swallowing_handlers(node: ast.Try, names: Names) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that catch a failed push and let the job end as if all were well."""
    if not list_pushes(node.body, names):
        return
    inside = (part for child in node.body for part in ast.walk(child))
    flags = (part for part in inside if isinstance(part, ast.Assign))
    if node in names.repeated or any(isinstance(flag.value, ast.Constant) for flag in flags):
        return  # a later line can see that it failed
    for handler in node.handlers:
        is_wide = not list_caught(handler).isdisjoint(_EVERYTHING)
        if is_wide and _swallows(handler) and not list_pushes(handler.body, names):
            yield handler  # one that pushes again is loud if that fails


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether nobody can know afterwards that it failed."""
    for node in ast.walk(handler):
        is_loud = isinstance(node, ast.Return) and ast.unparse(node) not in _SILENT
        is_loud |= isinstance(node, (ast.Raise, ast.Assign, ast.AugAssign))
        if is_loud or exits(node) or last_name(node) in ("append", "add"):
            return False
    return True


def find_blind_handler(loop: ast.For | ast.While, names: Names) -> ast.ExceptHandler | None:
    """Return the handler with which a loop repeats a push whatever was the matter, or None."""
    for number, node in enumerate(loop.body, 1):
        if isinstance(node, ast.Try) and _is_repeated(loop, node, loop.body[number:]):
            handler = node.handlers[0] if node.handlers else None
            if handler and _is_blind(handler) and list_pushes(node.body, names):
                return handler
    return None


def _is_repeated(loop: ast.For | ast.While, node: ast.Try, rest: list[ast.stmt]) -> bool:
    """Tell whether a loop runs until its block has not failed: it is for no other thing."""
    handled = [part for handler in node.handlers for part in ast.walk(handler)]
    is_skipped = any(isinstance(part, ast.Continue) for part in handled)
    ways_on = (*node.body, *node.orelse, *(rest if is_skipped else ()))
    parts = [part for child in ways_on for part in ast.walk(child)]
    is_ended = any(isinstance(part, (ast.Break, ast.Return)) for part in parts)
    head = loop.target if isinstance(loop, ast.For) else loop.test
    return is_ended and (isinstance(loop, ast.While) or bool(_is_count(loop, head)))


def _is_count(loop: ast.For, head: ast.expr) -> bool:
    is_range = last_name(loop.iter) == "range"
    return is_range or bool(_ATTEMPT.search(ast.unparse(head)))


def _is_blind(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler goes on after an error without a look at it."""
    is_left = ends(handler.body) and not isinstance(handler.body[-1], ast.Continue)
    if list_caught(handler).isdisjoint(_EVERYTHING | _OF_HTTP) or is_left:
        return False
    tests = (part.test for part in ast.walk(handler) if isinstance(part, (ast.If, ast.IfExp)))
    seen = {name_of(part) for test in tests for part in ast.walk(test)}
    return handler.name is None or seen.isdisjoint(_list_derived(handler, handler.name))


def _list_derived(handler: ast.ExceptHandler, name: str) -> set[str]:
    """Return the name of the error, and those of what is made of it."""
    made = (part for part in ast.walk(handler) if isinstance(part, ast.Assign))
    derived = (part for part in made if name in map(name_of, ast.walk(part.value)))
    return {name, *(name_of(target) for part in derived for target in part.targets)}


def find_blind_decorator(function: Function, names: Names) -> ast.Call | None:
    """Return the decorator that repeats a function that pushes whatever was the matter."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and last_name(decorator) in _RETRIERS:
            fields = keywords_of(decorator)
            chosen = [
                *decorator.args,
                *(fields[name] for name in ("on", "retry") if name in fields),
            ]
            caught = {name_of(part) for node in chosen for part in ast.walk(node)}
            is_chosen = caught & (_EVERYTHING | _OF_HTTP) or not chosen
            if is_chosen and list_pushes(function.body, names):
                return decorator
    return None
