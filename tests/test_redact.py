"""Tests of the gate: what is hidden, what is left, and that text can forge nothing."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standin.world import token_value

from hftoken_guard import redact
from hftoken_guard._redact import LINE_LIMIT, sanitize_line
from hftoken_guard._redact import redact as redact_with

GOOD = token_value("to be hidden")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def has_run_of(secret: str, text: str, length: int = 6) -> bool:
    """Tell whether so many consecutive characters of the secret stand in the text."""
    return any(secret[i : i + length] in text for i in range(len(secret) - length + 1))


@pytest.mark.parametrize(
    "form",
    [
        GOOD,
        quote(f"Bearer {GOOD}"),
        json.dumps({"authorization": f"Bearer {GOOD}"}),
        repr(f"b'Bearer {GOOD}\\n'"),
        GOOD[3:],
        GOOD[:14],
        GOOD[9:20],
        base64.b64encode(GOOD.encode()).decode(),
        base64.b64encode(f"user:{GOOD}".encode()).decode(),
        base64.b64encode(f"x:{GOOD}".encode()).decode(),
        base64.urlsafe_b64encode(f"al:{GOOD}:tail".encode()).decode(),
    ],
)
def test_redact_forms_of_the_token(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of the environment is hidden in every form, and the rest is left."""
    monkeypatch.setenv("HF_TOKEN", GOOD)
    hidden = redact(f"before {form} after")
    assert not has_run_of(GOOD[3:], hidden)
    assert not has_run_of(base64.b64encode(GOOD.encode()).decode()[2:-4], hidden, 8)
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")


def test_redact_with_a_secret_that_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable may hold bytes that are no UTF-8; all others are hidden all the same."""
    monkeypatch.setenv("DB_PASSWORD", "p\udce4ssw\udcf6rd-2024")
    monkeypatch.setenv("HF_TOKEN", f"{GOOD[:12]}\udc93{GOOD[12:]}")
    shown = redact(f"before {GOOD[12:]} behind")
    assert shown == "before *** behind"


def test_redact_with_a_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time and memory grow with the length of a secret, not with its square: a file is bearable."""
    lines = [f"{number:06d}{GOOD[3:]}+/" for number in range(8_000)]
    monkeypatch.setenv("SERVICE_ACCOUNT_KEY", "-----BEGIN KEY-----\n" + "\n".join(lines))
    short = redact(f"before {lines[77]} behind")
    assert short.startswith("before ***")
    assert not has_run_of(lines[77], short)
    assert not has_run_of(lines[99], redact(f"{'word ' * 4000}{lines[99]}"))


def test_redact_that_fails_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the gate itself fail, no text gets out, and no error that holds it."""
    monkeypatch.setattr("hftoken_guard._redact._mask_values", None)
    assert redact("whatever") == "***"


@given(
    secret=st.text(LETTERS, min_size=20, max_size=60),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    cut=st.integers(0, 10),
    shift=st.integers(0, 3),
)
@settings(max_examples=200, deadline=None)
def test_redact_leaves_no_run(secret: str, before: str, after: str, cut: int, shift: int) -> None:
    """No six consecutive characters of any token survive, plain or in base64."""
    value = f"hf_{secret}"
    plain = redact_with(f"{before}{value[cut:]}{after}", (value,))
    assert not has_run_of(secret, plain)
    raw = b"?" * shift + value.encode() + after.encode("utf-8", "replace")
    coded = base64.b64encode(raw).decode()
    hidden = redact_with(coded, (value,))
    for piece in hidden.rstrip("=").split("***"):
        for start in range(4):
            whole = piece[start : start + (len(piece) - start) // 4 * 4]
            assert not has_run_of(secret, base64.b64decode(whole).decode("latin-1"))


@pytest.mark.parametrize(
    "text",
    [
        "hf_hub_download and hf_raise_for_status of huggingface_hub",
        "hf jobs uv run --secrets HF_TOKEN train.py",
        '"secrets": {"HF_TOKEN": "$HF_TOKEN"}',
        "datasets/alice/hf_llama_3",
        "https://huggingface.co/settings/tokens/new?tokenType=fineGrained",
        "hftoken-guard: token-placeholder: HF_TOKEN holds a placeholder",
        "flavor cpu-basic hardware, the bearer brought nothing",
    ],
)
def test_redact_leaves_ordinary_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and fixes are not mistaken for secrets, not even beside a placeholder."""
    monkeypatch.setenv("HF_TOKEN", "$HF_TOKEN")
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"hf_{'Q1' * 17} seen", "hf_*** seen"),
        ("hf_oauth_eyJh.eyJz.sig_-x seen", "hf_oauth_*** seen"),
        ("hf_jwt_eyJh.eyJz.sig seen", "hf_jwt_*** seen"),
        (f"api_org_{'a' * 34} seen", "api_org_*** seen"),
        ("authorization: bearer abc.def-123", "authorization: bearer ***"),
        ("Basic dXNlcjpwYXNz seen", "Basic *** seen"),
        ("http://user:pass@proxy:3128/x", "http://***@proxy:3128/x"),
        ("?X-Amz-Signature=abcdef&x=1", "?X-Amz-Signature=***&x=1"),
        (f"key ghp_{'a' * 36} seen", "key *** seen"),
    ],
)
def test_redact_by_pattern(text: str, hidden: str) -> None:
    """What looks like a secret is hidden wherever it comes from."""
    assert redact(text) == hidden


@pytest.mark.parametrize(
    ("name", "value", "text", "hidden"),
    [
        ("UV_SCRIPT_HF_TOKEN", f"hf_{'Z9' * 17}", "Z9Z9Z9Z9", "***"),
        ("WEBHOOK_SECRET", "tea-for-two", "x tea-for-two y", "x *** y"),
        ("WANDB_API_KEY", "0123456789abcdef0123", "9abcdef", "***"),
        ("https_proxy", "http://me:hunter22@proxy:1", "hunter22", "***"),
        ("TOKENIZERS_PARALLELISM", "of-no-secret", "of-no-secret", "of-no-secret"),
        ("HF_TOKEN_PATH", "/some/path", "/some/path", "/some/path"),
        ("MY_TOKEN", "short", "short", "short"),
    ],
)
def test_redact_secrets_of_the_environment(
    name: str, value: str, text: str, hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values of variables whose names speak of a secret are hidden, others are not."""
    monkeypatch.setenv(name, value)
    assert redact(text) == hidden


def test_sanitize_line_can_forge_no_line() -> None:
    """Somebody else's text stays on one line, in ASCII, without control characters."""
    line = sanitize_line("x\nhftoken-guard: ok: \x1b[31mred\u2028\u202e \u00e9\x00")
    assert line.isascii()
    assert line.isprintable()
    assert line.startswith(r"x\nhftoken-guard")


def test_sanitize_line_is_redacted_before_it_is_cut() -> None:
    """A token across the place of the cut leaves no part of itself."""
    text = "a" * (LINE_LIMIT - 10) + GOOD
    line = sanitize_line(text, (GOOD,))
    assert len(line) <= LINE_LIMIT
    assert not has_run_of(GOOD[3:], line)
