"""The page for engineers names the rooms that there are."""

from tests.docs.pages import ROOT, table_rows

SOURCE = ROOT / "src" / "driftwatch"


def test_every_room_is_in_the_table() -> None:
    folders = {f"`{path.name}/`" for path in SOURCE.iterdir() if any(path.glob("[!_]*.py"))}
    files = {f"`{path.name}`" for path in SOURCE.glob("[!_]*.py")}
    assert {cells[0] for _, cells in table_rows(ROOT / "docs" / "architecture.md", "Folder")} == folders | files
