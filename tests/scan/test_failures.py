"""Tests of handlers that let nobody know of a failed write."""

from __future__ import annotations

import pytest
from made_scan import HEADER, scan

from hftoken_guard._scan import Scan


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
        ('except Exception:\n    data.push_to_hub("a/b", max_shard_size="1GB")', False),
    ],
)
def test_swallowed_failure(handler: str, *, is_found: bool) -> None:
    """A handler that lets nobody know is found; one that hands the failure on is not."""
    text = f'try:\n    data.push_to_hub("a/b")\n{handler}\n'
    body = "".join(f"    {line}\n" for line in text.splitlines())
    assert scan(f"def push(data):\n{body}") == ["failure-swallowed"] * is_found
    loop = body.replace("\n    try", "\n        try")
    assert not scan(f"for attempt in range(3):\n{loop}")


LOOP = "for attempt in range(3):\n    try:\n        {}\n        break\n    {}\n"
PUSHED = 'data.push_to_hub("a/b")'
WAIT = "except Exception as error:\n        time.sleep(3)"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (LOOP.format(PUSHED, WAIT), True),
        (LOOP.format(PUSHED, "except Exception:\n        pass"), True),
        (LOOP.format(PUSHED, "except:\n        pass"), True),
        (LOOP.format(PUSHED, "except HfHubHTTPError as error:\n        log(error)"), True),
        (LOOP.format(PUSHED, "except (ValueError, OSError):\n        pass"), True),
        (LOOP.format(PUSHED, f"{WAIT}\n        if attempt == 2:\n            raise"), True),
        (LOOP.format("return data.push_to_hub('a/b')", WAIT).replace("        break\n", ""), True),
        (LOOP.format(PUSHED, WAIT).replace("for attempt in range(3)", "while True"), True),
        (LOOP.format(PUSHED, WAIT).replace("range(3)", "attempts"), True),
        (LOOP.format("push()", WAIT) + f"def push():\n    {PUSHED}\n", True),
        ("for part in parts:\n    " + "\n    ".join(LOOP.format(PUSHED, WAIT).splitlines()), True),
        # It looks at the error, or repeats only what can pass.
        (LOOP.format(PUSHED, f"{WAIT}\n        if is_permanent(error):\n            raise"), False),
        (
            LOOP.format(PUSHED, f"{WAIT}\n        x = f(error)\n        if x:\n            raise"),
            False,
        ),
        (LOOP.format(PUSHED, f"{WAIT}\n        x = f(1)\n        if x:\n            raise"), True),
        (LOOP.format(PUSHED, "except Exception as e:\n        raise"), False),
        (LOOP.format(PUSHED, "except ConnectionError as e:\n        time.sleep(3)"), False),
        (LOOP.format(PUSHED, f"except RepositoryNotFoundError:\n        raise\n    {WAIT}"), False),
        # It is no retry, or no push of results.
        (LOOP.format(PUSHED, WAIT).replace("        break\n", ""), False),
        (LOOP.format(PUSHED, WAIT).replace("attempt in range(3)", "part in parts"), False),
        (LOOP.format("load()", WAIT), False),
        (LOOP.format('card.push_to_hub("a/b")', WAIT), False),
        (LOOP.format(PUSHED, "finally:\n        pass"), False),
        ("for attempt in range(3):\n    data.push_to_hub('a/b')\n", False),
    ],
)
def test_blind_retry(text: str, *, is_found: bool) -> None:
    """A retry looks at what was the matter: a refusal stays one."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    assert scan(f"def save(data):\n{lines}") == ["retry-blind"] * is_found


@pytest.mark.parametrize(
    ("decorator", "is_found"),
    [
        ("@retry(stop=stop_after_attempt(3))", True),
        ("@retry(retry=retry_if_exception_type(Exception))", True),
        ("@stamina.retry(on=Exception, attempts=3)", True),
        ("@backoff.on_exception(backoff.expo, Exception)", True),
        ("@retry(retry=retry_if_exception(is_passing))", False),
        ("@stamina.retry(on=ConnectionError, attempts=3)", False),
        ("@lru_cache(3)", False),
        ("@retry", False),
    ],
)
def test_blind_decorator(decorator: str, *, is_found: bool) -> None:
    """A decorator that repeats everything is found at a function that pushes."""
    body = "(data):\n    data.push_to_hub('a/b')\n"
    assert scan(f"{decorator}\ndef save{body}") == ["retry-blind"] * is_found
    assert not scan(f"{decorator}\ndef load(data):\n    data.load()\n# HF_TOKEN\n")


def test_end_of_a_blind_retry() -> None:
    """The correction is a handler that can be pasted."""
    found = Scan()
    found.scan_text("a.py", LOOP.format(PUSHED, "except OSError:\n        pass"))
    lines = str(found.findings[0].corrected).splitlines()
    assert lines[:2] == ["from hftoken_guard import diagnose", "except OSError as error:"]
    right = LOOP.format(PUSHED, "\n    ".join([*lines[1:], "    time.sleep(3)"]))
    assert not scan(right)


@pytest.mark.parametrize(("way_on", "is_found"), [("continue", True), ("time.sleep(3)", False)])
def test_loop_that_ends_behind_its_block(way_on: str, *, is_found: bool) -> None:
    """A `continue` in the handler is what makes the `break` behind it an end of the retries."""
    text = (
        f"    for i in range(5):\n        try:\n            {PUSHED}\n        except Exception:\n"
    )
    text += f"            {way_on}\n        break\n"
    assert ("retry-blind" in scan(f"{HEADER}def push(data):\n{text}")) is is_found
