"""Put a file into buckets, allowed and refused; prints what came of each as JSON."""

from __future__ import annotations

import json

from huggingface_hub import HfApi

api = HfApi()
found: dict[str, dict[str, object]] = {}
api.create_bucket("alice/made", private=True)
for bucket in ("alice/made", "bob/shared"):
    try:
        api.batch_bucket_files(bucket, add=[(b"result", "result.txt")])
        info = api.bucket_info(bucket)
        found[bucket] = {"files": info.total_files, "private": info.private}
    except Exception as error:  # noqa: BLE001 - whatever the client raises
        found[bucket] = {"error": str(error)}
print(json.dumps(found))
