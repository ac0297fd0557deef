"""The pages for engineers name the rooms that there are, in the order in which one may import another."""

import re

import pytest

from driftwatch.inference.worker import QUEUE_LIMIT
from tests.docs.pages import PAGES, README, ROOT, table_rows
from tooling.architecture_picture import IMAGES, draw, lines_of

SOURCE = ROOT / "src" / "driftwatch"
_LISTED = re.search(r"^layers = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)
LAYERS = [
    {name.strip().removeprefix("driftwatch.") for name in layer.split("|")}
    for layer in re.findall(r'"(driftwatch\.[^"]+)",$', _LISTED[1] if _LISTED else "", re.MULTILINE)
]


def layer_of(room: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if room.removesuffix("/").removesuffix(".py") in rooms)


def test_every_room_is_in_the_table() -> None:
    named = {cells[0].strip("`") for _, cells in table_rows(ROOT / "docs" / "architecture.md", "Folder")}
    folders = {f"{path.name}/" for path in SOURCE.iterdir() if any(path.glob("[!_]*.py"))}
    assert named >= folders | {path.name for path in SOURCE.glob("[!_]*.py")}
    assert all((SOURCE / name).exists() for name in named)


def test_the_table_lists_a_room_after_those_that_it_may_import() -> None:
    named = [cells[0].strip("`") for _, cells in table_rows(ROOT / "docs" / "architecture.md", "Folder")]
    assert [layer_of(name) for name in named] == sorted((layer_of(name) for name in named), reverse=True)


def test_the_readme_lists_a_room_before_those_that_it_may_import() -> None:
    named = re.findall(r"^  (\w+/)  +\S", README.read_text(), re.MULTILINE)
    assert set(named) == {f"{path.name}/" for path in SOURCE.iterdir() if any(path.glob("[!_]*.py"))}
    assert [layer_of(name) for name in named] == sorted(layer_of(name) for name in named)


def test_the_picture_shows_the_layers_and_is_drawn_from_its_text() -> None:
    text = (IMAGES / "architecture.txt").read_text()
    layers, _ = lines_of(text)
    shown = [{entry.partition(":")[0].strip() for entry in layer.split("|")} for layer in layers]
    assert [{re.sub(r"/$|\.py$", "", name) for name in rooms} for rooms in shown] == LAYERS
    assert (IMAGES / "architecture.svg").read_text() == draw(text), "python -m tooling.architecture_picture"


def test_every_room_has_its_tests() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if any(path.glob("[!_]*.py"))}
    assert [room for room in sorted(rooms) if not any((ROOT / "tests" / room).rglob("test_*.py"))] == []


def test_the_pages_say_how_many_calls_of_a_caller_may_wait() -> None:
    said = {page: re.findall(r"(\d+)\s+(?:calls\s+)?of (?:one|each) caller", page.read_text()) for page in PAGES}
    found = {count for counts in said.values() for count in counts}
    assert found == {str(QUEUE_LIMIT)}
    assert len([page for page, counts in said.items() if counts]) >= 4
    assert not [page for page in PAGES if re.search(r"\d+ calls are waiting", page.read_text())]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md"])
def test_every_path_of_the_map_is_there(name: str) -> None:
    rows = [cells for _, cells in table_rows(ROOT / name, "To change")]
    assert len(rows) >= 20
    for cells in rows:
        named = re.findall(r"`((?:src|docs|tests|tooling|benchmarks)/[\w/.]+)`", " ".join(cells))
        assert named or cells[1].startswith("grep"), cells
        assert [path for path in named if not (ROOT / path).exists()] == []
