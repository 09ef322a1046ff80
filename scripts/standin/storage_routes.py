"""
The storage of large files, as far as an upload of a new file needs it.

The paths and answers are those of the Xet protocol that `hf_xet` speaks. Nothing is kept: the
client computes the names of its pieces itself, and only they get to the Hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin import answers

if TYPE_CHECKING:
    from standin.answers import Answer
    from standin.calls import Call

PREFIX = "cas"


def answer(call: Call) -> Answer:
    """Take a piece of a file or the list of them; all else is not there, a known piece too."""
    if not call.headers.get("authorization", "").startswith("Bearer xet_write_"):
        return answers.error(401, "Unauthorized")
    route = (call.method, *call.segments[1:3])
    if route == ("POST", "v1", "xorbs"):
        return answers.ok({"was_inserted": True})
    if route == ("POST", "v1", "shards"):  # for `v2` it takes a stream; the client falls back
        return answers.ok({"result": 1})
    return answers.error(404, "Not found")
