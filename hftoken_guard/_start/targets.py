"""
The targets as the caller gives them: one or many, typed pairs, local paths, TrainingArguments.

What a `transformers.Trainer` writes, and with which token: `transformers/trainer.py` and
`training_args.py`.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

import os
from collections.abc import Iterator
from math import isnan
from typing import Any, NamedTuple

from hftoken_guard._environment import find_homes, is_other_hub
from hftoken_guard._hub.target import TYPES, Mode, Target
from hftoken_guard._hub.target_text import (
    TargetError,
    is_foreign_address,
    is_local_path,
    parse_target,
)
from hftoken_guard._token.lookup import TokenLookup, check_shape
from hftoken_guard._token.secret import Secret, reveal_all
from hftoken_guard._token.shape import clean

# What TrainingArguments call the places of trackio, by version.
_TRACKIO = (
    ("trackio_space_id", "spaces"),
    ("trackio_static_space_id", "spaces"),
    ("trackio_bucket_id", "buckets"),
)
# What `load_dataset` takes as a name where the data come from files; `datasets/packaged_modules`.
_BUILDERS = frozenset(
    "arrow audiofolder conll csv eval fasta fastq genbank generator harbor hdf5 iceberg"
    " imagefolder json lance meshfolder mmcif niftifolder pandas parquet pdb pdffolder spark sql"
    " text tsfile videofolder vortex webdataset xml".split()
)
OWN_TOKEN = "hub_token of the TrainingArguments"


class Targets(NamedTuple):
    """
    Hold what the caller named.

    Attributes:
        good: the targets, each once.
        malformed: the texts that cannot be one, each with the mode.
        warnings: what is said of such texts where they were only wished for.
        own: the targets that bring a token of their own, with that token.

    """

    good: tuple[Target, ...] = ()
    malformed: tuple[tuple[TargetError, Mode], ...] = ()
    warnings: tuple[str, ...] = ()
    own: tuple[tuple[TokenLookup, tuple[Target, ...]], ...] = ()


class _Named(NamedTuple):
    """
    Hold what the caller wrote for one target.

    Attributes:
        text: the text.
        type: the type of a name without a prefix.
        token: the token that it is written with, or None where it is the one of the job.
        is_name: the text is the name that the Hub gets, without revision or mark.

    """

    text: str
    type: str
    token: TokenLookup | None = None
    is_name: bool = False


def normalize_repo_type(repo_type: str | None) -> str:
    """
    Return the type of targets without a prefix; None stands for a model, as in the client.

    Raises:
        ValueError: there is no such type.

    """
    type_ = "model" if repo_type is None else TYPES.get(str(repo_type), repo_type)
    if type_ not in TYPES.values():
        msg = f"repo_type must be one of {', '.join(TYPES.values())}"
        raise ValueError(msg)
    return type_


def read_targets(
    read: object, write: object, default_type: str, secret: Secret | None = None
) -> Targets:
    """
    Parse the values of `read=` and `write=`: nothing, one target or many.

    `secret` is the token of the job; it must not get into an address, which is logged by whoever
    sees it.

    Raises:
        TypeError: something among them is no name, no sequence and no TrainingArguments.

    """
    good: dict[tuple[TokenLookup | None, Mode, str], Target] = {}
    malformed: list[tuple[TargetError, Mode]] = []
    warnings: list[str] = []
    modes: tuple[tuple[Mode, object], ...] = (("read", read), ("write", write))
    for mode, wanted in modes:
        for named in _list_named(wanted, mode, default_type, secret):
            try:
                target = _parse(named, mode, secret)
            except TargetError as error:
                if error.is_wish and not named.is_name:
                    warnings.append(f'"{error.text}", which is optional: {error.reason}')
                else:
                    malformed.append((error, mode))
                continue
            key = (named.token, mode, str(target))
            known = good.setdefault(key, target)
            good[key] = known._replace(is_wish=known.is_wish and target.is_wish)
    groups: dict[TokenLookup | None, list[Target]] = {}
    for (token, *_), target in good.items():
        groups.setdefault(token, []).append(target)
    return Targets(
        tuple(groups.pop(None, ())),
        tuple(malformed),
        tuple(warnings),
        tuple((token, tuple(targets)) for token, targets in groups.items() if token),
    )


def _parse(named: _Named, mode: Mode, secret: Secret | None) -> Target:
    if secret and secret.is_in(named.text):
        raise TargetError(named.text, "it holds the token itself.")
    return parse_target(named.text, mode, named.type, find_homes(), is_name=named.is_name)


def _list_named(wanted: Any, mode: Mode, type_: str, secret: Secret | None) -> Iterator[_Named]:
    """Flatten what the caller gave, and leave out what is empty or lies on the local disk."""
    if wanted is None or wanted is False:
        return
    text = os.fspath(wanted) if isinstance(wanted, os.PathLike) else wanted
    if hasattr(text, "tolist"):  # an array or a column of a table
        text = text.tolist()
    if isinstance(text, str):
        if text.strip() and (mode == "write" or not (is_local_path(text) or os.path.exists(text))):
            yield _Named(text, type_)
    elif mode == "write" and hasattr(wanted, "push_to_hub") and hasattr(wanted, "output_dir"):
        yield from _list_training_targets(wanted, secret)
    elif _is_typed_pair(text):
        yield from _list_pair(text, mode, secret)
    elif isinstance(text, float) and isnan(text):  # a table says so that there is nothing
        return
    elif (
        hasattr(text, "__iter__")
        and not isinstance(text, (bytes, bytearray))
        and not hasattr(text, "keys")
    ):
        for item in text:
            yield from _list_named(item, mode, type_, secret)
    else:
        msg = (
            f"{mode}= takes the name of a repository, or several in a list,"
            f" not {type(wanted).__name__}"
        )
        raise TypeError(msg)


def _is_typed_pair(wanted: object) -> bool:
    """
    Tell whether this is a pair such as ("dataset", value): no repository has such a name.

    A pair from YAML, JSON or a command line is a list.
    """
    if not isinstance(wanted, (tuple, list)) or len(wanted) != len(("type", "value")):
        return False
    return isinstance(wanted[0], str) and wanted[0] in {*TYPES, *TYPES.values()}


def _list_pair(pair: Any, mode: Mode, secret: Secret | None) -> Iterator[_Named]:
    """List a pair whose value may be whatever a loader takes; what is no repository is left out."""
    kind = TYPES.get(pair[0], pair[0])
    for named in _list_named(pair[1], mode, kind, secret):
        is_elsewhere = is_local_path(named.text) or is_foreign_address(named.text, find_homes())
        is_builder = mode == "read" and kind == "dataset" and named.text.strip() in _BUILDERS
        if not (is_elsewhere or is_builder):
            yield named


def _list_training_targets(arguments: object, secret: Secret | None) -> Iterator[_Named]:
    """
    Read where a `transformers.Trainer` writes: its model, and as a wish the Space of trackio.

    The model's name is `hub_model_id`, else the last part of `output_dir`; every `hub_strategy`
    pushes it in the end, with `hub_token` where that is set. Where trackio is only told of by a
    name, what it does is its own affair.

    Raises:
        TypeError: `push_to_hub` is the name of a repository: then these are no TrainingArguments.

    """
    is_pushing = getattr(arguments, "push_to_hub", False)
    if isinstance(is_pushing, (str, os.PathLike)):
        msg = (
            f"write= got a {type(arguments).__name__} whose push_to_hub is no bool, so it is not"
            " like TrainingArguments: name the repository itself, write=args.push_to_hub"
        )
        raise TypeError(msg)
    if is_pushing:
        folder = os.path.abspath(str(getattr(arguments, "output_dir", "") or ""))
        name = getattr(arguments, "hub_model_id", None) or os.path.basename(folder)
        yield _Named(str(name), "model", _find_own_token(arguments, secret), is_name=True)
    reports = getattr(arguments, "report_to", None) or ()
    if "trackio" in ([reports] if isinstance(reports, str) else reports):
        for attribute, kind in _TRACKIO:
            place = getattr(arguments, attribute, None)
            if place and isinstance(place, str):
                yield _Named(f"{kind}/{place}?", "model")


def _find_own_token(arguments: object, secret: Secret | None) -> TokenLookup | None:
    """Return the token that the Trainer pushes with, or None where it is the one of the job."""
    value = getattr(arguments, "hub_token", None)
    if not isinstance(value, str) or clean(value) in ("", *reveal_all(secret)):
        return None
    return check_shape(value, OWN_TOKEN, is_other_hub=is_other_hub())
