"""Tests of launches whose arguments decide whether the script pushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hftoken_guard._scan import Scan

if TYPE_CHECKING:
    from pathlib import Path

PARSER = (
    'parser.add_argument("--push", action="store_true")\nparser.add_argument("--out")\n'
    'parser.add_argument("--no-upload", dest="upload", action="store_false")\n'
    'parser.add_argument("--dry-run", action="store_true")\nparser.add_argument("repo")\n'
    "args = parser.parse_args()\n"
)
PUSH = 'model.push_to_hub("a/b")'
CASES = [
    # script, arguments, whether it pushes for sure
    (f"if args.push:\n    {PUSH}", "--push", True),
    (f"if args.push:\n    {PUSH}", "", False),
    (f"if args.push:\n    {PUSH}", "--out x", False),
    (f"if args.out:\n    {PUSH}", "--out me/x", True),
    (f"if args.out:\n    {PUSH}", "--out=me/x", True),
    (f"if args.out is not None:\n    {PUSH}", "--out me/x", True),
    (f"if args.out is None:\n    pass\nelse:\n    {PUSH}", "--out me/x", True),
    (f"if args.out is None:\n    sys.exit()\n{PUSH}", "--out me/x", True),
    (f"if args.out is None:\n    sys.exit()\n{PUSH}", "", False),
    (f"if args.out != None:\n    {PUSH}", "--out me/x", False),
    (f"if args.out == 'x':\n    {PUSH}", "--out me/x", False),
    (f"if not args.dry_run:\n    {PUSH}", "", True),
    (f"if not args.dry_run:\n    {PUSH}", "--dry-run", False),
    (f"if args.push and not args.dry_run:\n    {PUSH}", "--push", True),
    (f"if args.push and not args.dry_run:\n    {PUSH}", "--push --dry-run", False),
    (f"if not (args.push and args.out):\n    {PUSH}", "--push", False),
    (f"if args.push or args.out:\n    {PUSH}", "--push", False),
    (f"if args.push and ready():\n    {PUSH}", "--push", False),
    (f"if args.repo:\n    {PUSH}", "me/x", True),
    (f"if args.upload:\n    {PUSH}", "", False),
    (f"if args.other:\n    {PUSH}", "--other", False),
    (f"if settings.push:\n    {PUSH}", "--push", False),
    (f"if args.push:\n    if args.out:\n        {PUSH}", "--push --out me/x", True),
    (f"if args.push:\n    if args.out:\n        {PUSH}", "--push", False),
    ("SFTConfig(push_to_hub=args.push)", "--push", True),
    ("SFTConfig(push_to_hub=args.push)", "", False),
    (f"def main(push):\n    if push:\n        {PUSH}\nmain(args.push)", "--push", True),
    (f"def main(push):\n    if push:\n        {PUSH}\nmain(push=args.push)", "", False),
    (f"def main(push):\n    if push:\n        {PUSH}\nmain(1)\nmain(2)", "--push", False),
    (f"push = push\nif push:\n    {PUSH}", "--push", False),
]


@pytest.mark.parametrize(("script", "arguments", "is_found"), CASES)
def test_arguments_of_a_launch(
    tmp_path: Path, script: str, arguments: str, *, is_found: bool
) -> None:
    """A launch lacks the secret if its arguments make the script push."""
    (tmp_path / "t.py").write_text(f"{PARSER}{script}\n")
    (tmp_path / "a.sh").write_text(f"hf jobs uv run t.py {arguments}\n")
    (tmp_path / "b.py").write_text(
        f'run_uv_job("t.py", script_args={arguments.split()!r}, flavor="x")\n'
    )
    for name in ("a.sh", "b.py"):
        found = Scan()
        found.scan_path(str(tmp_path / name))
        codes = [finding.code for finding in found.findings]
        assert codes == ["secret-missing"] * is_found, name


def test_unknown_arguments(tmp_path: Path) -> None:
    """Of arguments that the text does not tell nothing is concluded."""
    (tmp_path / "t.py").write_text(f"{PARSER}if not args.dry_run:\n    {PUSH}\n")
    (tmp_path / "a.py").write_text('run_uv_job("t.py", script_args=arguments)\n')
    found = Scan()
    found.scan_path(str(tmp_path / "a.py"))
    assert not found.findings
