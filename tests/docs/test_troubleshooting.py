"""Every message that the page quotes is one that the code gives."""

import re

import pytest

from tests.docs.pages import ROOT, table_rows

PAGE = ROOT / "docs" / "troubleshooting.md"
ROWS = [cells for _, cells in table_rows(PAGE, "Message")]
_HOLE = re.compile(r"\.\.\.")


def sources() -> str:
    """Every file that speaks to an owner, with literals that go on in the next line put together."""
    files = [ROOT / "setup.sh", ROOT / "tooling" / "fit.py", *sorted((ROOT / "src" / "driftwatch").rglob("*.py"))]
    text = "\n".join(path.read_text() for path in files)
    return re.sub(r"([\"'])\n\s*f?\1", "", text)


SOURCES = sources()


@pytest.mark.parametrize("message", [cells[0].strip("`") for cells in ROWS])
def test_each_quoted_message_is_in_the_code(message: str) -> None:
    parts = [part for part in _HOLE.split(message) if len(part.strip()) > 3]
    assert parts
    assert [part for part in parts if part not in SOURCES] == []


def test_there_are_messages_for_making_calling_and_logging() -> None:
    assert len(ROWS) > 35
    assert all(len(cells) == 3 and (cells[1] or cells[2]) for cells in ROWS)
