"""What the client makes of the Hub's refusals; prints the classes of its errors as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from huggingface_hub import HfApi

if TYPE_CHECKING:
    from collections.abc import Callable

api = HfApi()
UNKNOWN = "hf_" + "x" * 34


def raised(action: Callable[[], object]) -> str:
    """Return the name of what an action raises."""
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return "nothing"


gated = "meta-llama/Llama-3.2-1B"
print(
    json.dumps(
        {
            "missing": raised(lambda: api.auth_check("alice/missing")),
            "gated": raised(lambda: api.auth_check(gated)),
            "gated_info": raised(lambda: api.model_info(gated)),
            "disabled": raised(lambda: api.model_info("alice/disabled")),
            "revision": raised(lambda: api.model_info("gpt2", revision="none")),
            "entry": raised(lambda: api.hf_hub_download("gpt2", "none")),
            "bad_public": raised(lambda: HfApi(token=UNKNOWN).model_info("gpt2")),
            "bad_private": raised(lambda: HfApi(token=UNKNOWN).model_info("bob/secret")),
            "foreign": raised(lambda: api.create_repo("carol/new")),
            "foreign_existing": raised(lambda: api.create_repo("bob/public-model", exist_ok=True)),
            "push": raised(
                lambda: api.upload_file(path_or_fileobj=b"", path_in_repo="x", repo_id="gpt2")
            ),
        }
    )
)
