"""Push a data set and load it back; prints its rows as JSON."""

from __future__ import annotations

import json

from datasets import Dataset, load_dataset

Dataset.from_dict({"number": [1, 2, 3]}).push_to_hub("alice/pushed")
print(json.dumps(load_dataset("alice/pushed", split="train")["number"][:]))
