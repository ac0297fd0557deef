"""Every message that the page quotes is one that the code gives."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, table_rows

PAGE = ROOT / "docs" / "troubleshooting.md"
ROWS = [cells for _, cells in table_rows(PAGE, "Message")]
_HOLE = re.compile(r"\.\.\.")


def sources() -> str:
    """Every source file, with literals that go on in the next line put together."""
    text = "\n".join(path.read_text() for path in sorted((ROOT / "src" / "driftwatch").rglob("*.py")))
    return re.sub(r"([\"'])\n\s*f?\1", "", text)


SOURCES = sources()


@pytest.mark.parametrize("message", [cells[0].strip("`") for cells in ROWS])
def test_each_quoted_message_is_in_the_code(message: str) -> None:
    parts = [part for part in _HOLE.split(message) if len(part.strip()) > 3]
    assert parts
    assert [part for part in parts if part not in SOURCES] == []


def test_there_are_messages_for_making_calling_and_logging() -> None:
    assert len(ROWS) > 20
    assert all(len(cells) == 3 and (cells[1] or cells[2]) for cells in ROWS)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md"])
def test_what_the_pages_beside_the_readme_link_to_is_there(page: str) -> None:
    targets = re.findall(r"\]\(([^()\s]+)\)", (ROOT / page).read_text())
    local = [target.partition("#")[0] for target in targets if "://" not in target]
    assert local
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_every_path_of_the_map_is_there() -> None:
    named = set(re.findall(r"`((?:src|docs|tests)/[\w/.]+)`", (ROOT / "CONTRIBUTING.md").read_text()))
    assert len(named) > 15
    assert [name for name in named if not Path(ROOT / name).exists()] == []
