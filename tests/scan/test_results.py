"""Tests of results that vanish with the job when their push has failed."""

from __future__ import annotations

import pytest
from made_scan import scan

HEADER = "# /// script\n# dependencies = []\n# ///\n"
GUARD = 'require_token(write="a/b")\n'
TRY = 'try:\n    data.push_to_hub("a/b")\nexcept Exception as error:\n    {}raise SystemExit(1)\n'


@pytest.mark.parametrize(
    ("before", "in_handler", "is_found"),
    [
        ("", "", True),
        ('data.save_to_disk("out")', "", True),
        ("", 'data.save_to_disk("./backup"); ', True),
        ('OUT = "out"\ndata.save_to_disk(f"{OUT}/data")', "", True),
        ('OUT = "out"\nX = f"{OUT}/x"\nY = f"{X}/y"\ndata.save_to_disk(f"{Y}/z")', "", False),
        ('open("x")', "", True),
        ('with open("x", "w") as file:\n    json.dump(data, file)', "", True),
        # What is mounted stays, and so does what is on the Hub.
        ('data.save_to_disk("/data/out")', "", False),
        ('# -v hf://buckets/me/out:/out\ndata.save_to_disk("/out/data")', "", False),
        ('# -v ./out:/out:rw\ndata.save_to_disk("/out/data")', "", False),
        ('data.to_parquet("hf://buckets/me/out/x.parquet")', "", False),
        ('with open("/data/x", mode="w") as file:\n    file.write(data)', "", False),
        # Nothing tells where that is.
        ("data.save_to_disk(args.output)", "", False),
        ("data.save_to_disk(f'{args.output}/x')", "", False),
        # A training pushes as it goes.
        ('settings = SFTConfig(push_to_hub=True, hub_model_id="a/b")', "", False),
    ],
)
def test_lost_result(before: str, in_handler: str, *, is_found: bool) -> None:
    """A script that expects its push to fail keeps the results elsewhere."""
    text = f"{HEADER}{GUARD}{before}\n{TRY.format(in_handler)}"
    assert scan(text) == ["result-lost"] * is_found


@pytest.mark.parametrize(
    "text",
    [
        f'{HEADER}{GUARD}data.push_to_hub("a/b")\n',
        f'{HEADER}{GUARD}try:\n    data.push_to_hub("a/b")\nfinally:\n    done()\n',
        f"{HEADER}{GUARD}try:\n    load()\nexcept OSError:\n    raise\ndata.push_to_hub('a/b')\n",
        f"{HEADER}{GUARD}data = Trainer(args=settings)\n{TRY.format('')}",
        GUARD + TRY.format(""),
    ],
)
def test_nothing_is_said(text: str) -> None:
    """Only a job script with a handler of a failed push is judged."""
    assert scan(text) == []
