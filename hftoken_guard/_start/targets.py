"""
The targets as the caller gives them: one or many, paths of the local disk, TrainingArguments.

What a `transformers.Trainer` writes: `transformers/trainer.py` and `training_args.py`.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from hftoken_guard._environment import find_homes
from hftoken_guard._hub.target import TYPES, Mode, Target, TargetError, parse_target
from hftoken_guard._token.secret import Secret

_LOCAL_STARTS = ("./", "../", "/", "~")
# What TrainingArguments call the places of trackio, by version.
_TRACKIO = (
    ("trackio_space_id", "spaces"),
    ("trackio_static_space_id", "spaces"),
    ("trackio_bucket_id", "buckets"),
)


class Targets(NamedTuple):
    """
    Hold what the caller named.

    Attributes:
        good: the targets, each once.
        malformed: the texts that cannot be one, each with the mode.
        warnings: what is said of such texts where they were only wished for.

    """

    good: tuple[Target, ...] = ()
    malformed: tuple[tuple[TargetError, Mode], ...] = ()
    warnings: tuple[str, ...] = ()


def check_repo_type(repo_type: str | None) -> str:
    """
    Return the type of targets without a prefix; None stands for a model, as in the client.

    Raises:
        ValueError: there is no such type.

    """
    type_ = "model" if repo_type is None else TYPES.get(repo_type, repo_type)
    if type_ not in TYPES.values():
        msg = f"repo_type must be one of {', '.join(TYPES.values())}"
        raise ValueError(msg)
    return type_


def read_targets(
    read: object, write: object, default_type: str, secret: Secret | None = None
) -> Targets:
    """
    Parse the values of `read=` and `write=`: nothing, one target or many.

    The secret must not get into an address, which is logged by whoever sees it.

    Raises:
        TypeError: something among them is no name, no sequence and no TrainingArguments.

    """
    good: dict[tuple[Mode, str], Target] = {}
    malformed: list[tuple[TargetError, Mode]] = []
    warnings: list[str] = []
    modes: tuple[tuple[Mode, object], ...] = (("read", read), ("write", write))
    for mode, wanted in modes:
        for text in _list_texts(wanted, mode):
            try:
                target = _parse(text, mode, default_type, secret)
            except TargetError as error:
                if error.is_wish:
                    warnings.append(f'"{error.text}", which is optional: {error.reason}')
                else:
                    malformed.append((error, mode))
                continue
            known = good.setdefault((mode, str(target)), target)
            good[mode, str(target)] = known._replace(is_wish=known.is_wish and target.is_wish)
    return Targets(tuple(good.values()), tuple(malformed), tuple(warnings))


def _parse(text: str, mode: Mode, default_type: str, secret: Secret | None) -> Target:
    if secret and secret.is_in(text):
        raise TargetError(text, "it holds the token itself.")
    return parse_target(text, mode, default_type, find_homes())


def _list_texts(wanted: Any, mode: Mode) -> Iterator[str]:
    """Flatten what the caller gave, and leave out what is empty or lies on the local disk."""
    if wanted is None or wanted is False or wanted == "":
        return
    text = os.fspath(wanted) if isinstance(wanted, os.PathLike) else wanted
    if isinstance(text, str):
        is_local = text.startswith(_LOCAL_STARTS) or os.path.exists(text)
        if mode == "write" or not is_local:
            yield text
    elif mode == "write" and hasattr(wanted, "push_to_hub") and hasattr(wanted, "output_dir"):
        yield from _list_training_targets(wanted)
    elif hasattr(wanted, "__iter__") and not isinstance(wanted, (bytes, bytearray, dict)):
        for item in wanted:
            yield from _list_texts(item, mode)
    else:
        msg = (
            f"{mode}= takes the name of a repository, or several in a list,"
            f" not {type(wanted).__name__}"
        )
        raise TypeError(msg)


def _list_training_targets(arguments: object) -> Iterator[str]:
    """
    Read where a `transformers.Trainer` writes: its model, and as a wish the Space of trackio.

    The model's name is `hub_model_id`, else the last part of `output_dir`; every `hub_strategy`
    pushes it in the end. Where trackio is only told of by a name, what it does is its own affair.
    """
    if getattr(arguments, "push_to_hub", False):
        folder = os.path.abspath(str(getattr(arguments, "output_dir", "") or ""))
        name = getattr(arguments, "hub_model_id", None) or os.path.basename(folder)
        yield f"models/{name}"
    reports = getattr(arguments, "report_to", None) or ()
    if "trackio" in ([reports] if isinstance(reports, str) else reports):
        for attribute, kind in _TRACKIO:
            place = getattr(arguments, attribute, None)
            if place and isinstance(place, str):
                yield f"{kind}/{place}?"
