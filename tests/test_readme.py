"""Tests of the README and of docs/: what they show is what the package does."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import huggingface_hub
import pytest
from corpus_figures import Figures
from situations import make_page

import hftoken_guard
from hftoken_guard._report.errors import EXIT_ACCESS, EXIT_HUB, EXIT_SETTING, EXIT_TARGET
from hftoken_guard._scan import RULES

ROOT = Path(__file__).parent.parent
GENERATION = int(huggingface_hub.__version__.partition(".")[0])
README = (ROOT / "README.md").read_text()
DOCS = {path: path.read_text() for path in (ROOT / "docs").glob("*.md")}
PAGES = {ROOT / "README.md": README, **DOCS}
SCRIPTS_NAMED = set(re.findall(r"scripts/\w+(?:\.py)?", "".join(PAGES.values())))


def test_table_of_rules() -> None:
    """The table of what `scan` finds is the one that the scanner holds."""
    for code, rule in RULES.items():
        assert (
            f"| `{code}` | {rule.level} | {rule.reason} |\n"
            in (ROOT / "docs" / "scan.md").read_text()
        )


def test_script_to_paste() -> None:
    """The script parses, and the guard stands above the heavy import."""
    script = re.findall(r"```python\n(# /// script.*?)```", README, re.DOTALL)[0]
    names = [
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.parse(script).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ]
    assert names == ["hftoken_guard", "datasets"]


def test_guard_is_pinned() -> None:
    """Whatever installs the guard names this version: a floating one is another one tomorrow."""
    dependencies = re.findall(r"(?m)^# dependencies = \[\"(hftoken-guard[^\"]*)\"", README)
    assert dependencies
    assert set(dependencies) == {f"hftoken-guard=={hftoken_guard.__version__}"}
    installed = re.findall(
        r"install (?:--find-links dist )?'hftoken-guard(?:\[scan\])?(.*?)'", README
    )
    assert installed
    assert set(installed) == {f"=={hftoken_guard.__version__}"}
    assert "uvx hftoken-guard " not in "".join(PAGES.values())


def test_message_is_the_one_that_is_printed() -> None:
    """The message shown is the one that a test holds the guard to."""
    message = (Path(__file__).parent / "messages" / "token-read-only.txt").read_text()
    assert message.partition("\n\n")[2] in README


def test_explanation_is_the_one_that_is_given() -> None:
    """The later message shown begins as the one that a test holds the guard to."""
    message = (Path(__file__).parent / "messages" / "later" / "token-invalid.txt").read_text()
    assert message.partition("\n  fix: ")[0] in DOCS[ROOT / "docs" / "later.md"]


@pytest.mark.skipif(GENERATION < 2, reason="the classes of older clients have other names")
def test_page_of_causes() -> None:
    """Every row of the page of causes is what happens on the stand-in Hub."""
    assert make_page() == DOCS[ROOT / "docs" / "causes.md"]


def test_figures_are_those_of_the_corpus() -> None:
    """The figures that are shown are the ones that the corpus gives."""
    page = DOCS[ROOT / "docs" / "figures.md"]
    for is_known, row in ((False, "| the bare error |"), (True, "| after a check")):
        found = Figures(is_known=is_known)
        (line,) = [line for line in page.splitlines() if line.startswith(row)]
        shares = [f"{100 * part / found.cases:.1f} %" for part in (found.covered, found.first)]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[1:] == [*shares, str(len(found.wrong)), f"{found.causes_said:.1f}"]


@pytest.mark.parametrize("call", ["require_token", "check_token"])
def test_every_argument_is_explained(call: str) -> None:
    """The README speaks of every argument."""
    names = set(inspect.signature(getattr(hftoken_guard, call)).parameters) - {"token"}
    assert all(f"{name}=" in README for name in names)


def test_exit_codes() -> None:
    """The exit codes in the README are those of the package."""
    rows = [f"| {EXIT_TARGET} | A target cannot", f"| {EXIT_SETTING} | A setting of this machine"]
    rows += [f"| {EXIT_ACCESS} | The token, its rights", f"| {EXIT_HUB} | The Hub could not"]
    assert all(row in README for row in rows)


@pytest.mark.parametrize("path", sorted(SCRIPTS_NAMED))
def test_commands_exist(path: str) -> None:
    """Every script that is named is there."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda page: page.name)
def test_links(page: Path) -> None:
    """Every file that a page links to is there, and every heading too."""
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", PAGES[page]):
        name, _, heading = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE) if heading else []
        assert not heading or heading in [title.lower().replace(" ", "-") for title in headings]


def test_every_page_is_reached() -> None:
    """The README links to each page of docs/."""
    assert all(f"(docs/{page.name})" in README or f"(docs/{page.name}#" in README for page in DOCS)
