"""Tests of handlers that let nobody know of a failed write."""

from __future__ import annotations

import pytest
from made_scan import scan


@pytest.mark.parametrize(
    ("handler", "is_found"),
    [
        ("except Exception as e:\n    print(e)", True),
        ("except:\n    pass", True),
        ("except (OSError, Exception):\n    return", True),
        ("except Exception:\n    return None", True),
        ("except Exception:\n    return False", False),
        ("except Exception:\n    raise", False),
        ("except Exception as e:\n    sys.exit(1)", False),
        ("except Exception as e:\n    errors.append(e)", False),
        ("except Exception as e:\n    failed = True", False),
        ("except OSError:\n    pass", False),
    ],
)
def test_swallowed_failure(handler: str, *, is_found: bool) -> None:
    """A handler that lets nobody know is found; one that hands the failure on is not."""
    text = f'try:\n    data.push_to_hub("a/b")\n{handler}\n'
    body = "".join(f"    {line}\n" for line in text.splitlines())
    assert scan(f"def push(data):\n{body}") == ["failure-swallowed"] * is_found
    loop = body.replace("\n    try", "\n        try")
    assert not scan(f"for attempt in range(3):\n{loop}")
