"""The page for engineers names the rooms that there are."""

from tests.docs.pages import ROOT, table_rows

SOURCE = ROOT / "src" / "driftwatch"


def test_every_room_is_in_the_table() -> None:
    named = {cells[0].strip("`") for _, cells in table_rows(ROOT / "docs" / "architecture.md", "Folder")}
    folders = {f"{path.name}/" for path in SOURCE.iterdir() if any(path.glob("[!_]*.py"))}
    assert named >= folders | {path.name for path in SOURCE.glob("[!_]*.py")}
    assert all((SOURCE / name).exists() for name in named)
