"""
Which process of a job asks the Hub: rank 0 alone, and no child of it.

The variables are those of torchrun and accelerate, Open MPI, MPICH, and Slurm.
"""

from __future__ import annotations

import os
import sys
from enum import Enum

# A rank counts only together with its size: a job's own RANK=16 must not switch the guard off.
RANK_VARIABLES = (
    ("RANK", "WORLD_SIZE"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
)


class Helper(Enum):
    """Name a process for which another one of the same job asks the Hub."""

    RANK = "a rank above 0"
    CHILD = "a child process"
    IMPORTING_CHILD = "a spawned child that imports the script"  # whose guard the parent has passed


def find_helper() -> Helper | None:
    """Tell whether another process of this job asks the Hub, and which kind this one is."""
    return _find_child() or (Helper.RANK if _is_other_rank() else None)


def _is_other_rank() -> bool:
    """Tell whether this is a rank above 0 of a launcher."""
    for rank_name, size_name in RANK_VARIABLES:
        rank, size = os.environ.get(rank_name, ""), os.environ.get(size_name, "")
        if rank.isdecimal() and size.isdecimal() and 0 < int(rank) < int(size):
            return True
    return False


def _find_child() -> Helper | None:
    """Tell whether a process of the same script started this one."""
    for package in ("multiprocessing", "multiprocess"):  # the latter is what `datasets` uses
        process = sys.modules.get(f"{package}.process")
        if process and getattr(process.current_process(), "_inheriting", False):
            return Helper.IMPORTING_CHILD  # it has no parent yet, and is marked so instead
        if process and process.parent_process():
            return Helper.CHILD
    return None
