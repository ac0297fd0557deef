"""A person reviews the frames of a state folder in a terminal."""

import base64
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.cli.review import picture_sequence
from driftwatch.cli.review_session import Terminal, review_frames
from driftwatch.cli.review_source import FolderSource
from driftwatch.cli.reviewed_set import write_reviewed
from driftwatch.cloud.machine import MachineError
from driftwatch.errors import ConfigError
from driftwatch.quality.evaluation.readers.registry import read_dataset
from tests.cli.state_folder import with_pool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_pool(tmp_path)


class Person:
    """Types `answers`, and remembers what was shown."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.said, self.pictures = list(answers), list[str](), 0

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.said.append, lambda _: self.answers.pop(0), self._look)

    def _look(self, image: bytes, _: object) -> None:
        assert image[:2] == b"\xff\xd8"
        self.pictures += 1


@pytest.fixture
def source(folder: Path) -> Iterator[FolderSource]:
    made = FolderSource(folder, "", lambda _: None)
    yield made
    made.close()


def test_a_key_a_box_and_what_was_said_is_kept(source: FolderSource) -> None:
    person = Person()
    asks = source.ask("review_next", {"reviewer": "Anna"})["frames"][0]["asks_for_misses"]
    person.answers = ["?", "r", *([""] if asks else []), "q"]
    assert review_frames(source.ask, person.terminal, "Anna") == 1
    assert person.pictures == 2
    assert any(line.startswith("kept; precision of this week so far ") for line in person.said), person.said
    (kept,) = source.ask("review_list", {})["reviews"]
    assert (kept["reviewer"], kept["boxes"][0]["verdict"]) == ("Anna", "right")


def test_undo_skip_and_quit(source: FolderSource) -> None:
    person = Person("s", "z", "q")
    assert review_frames(source.ask, person.terminal, "Ben") == 0
    assert source.ask("review_list", {})["reviews"] == []


def test_a_terminal_that_shows_pictures_gets_one() -> None:
    png = bytes(range(256)) * 30
    assert base64.b64encode(png).decode() in picture_sequence(png, {"TERM_PROGRAM": "WezTerm"})
    kitty = picture_sequence(png, {"KITTY_WINDOW_ID": "1"})
    assert kitty.count("\x1b_G") == 3
    assert "m=0;" in kitty
    assert picture_sequence(png, {"TERM": "xterm"}) == ""


def test_a_folder_or_an_address_is_needed_and_a_machine_that_is_not_there_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given in ([], ["--folder", str(folder), "--address", "localhost:1"]):
        found = CliRunner().invoke(app, ["review", *given])
        assert isinstance(found.exception, ConfigError)
        assert "--address or --folder" in str(found.exception)
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        address = f"localhost:{taken.getsockname()[1]}"  # nobody listens there
        found = CliRunner().invoke(app, ["review", "--address", address])
    assert isinstance(found.exception, MachineError)
    assert str(found.exception).startswith(f"{address}: ")
    monkeypatch.setenv("DRIFTWATCH_API_KEY", "secret")
    found = CliRunner().invoke(app, ["review", "--address", address])
    assert "DRIFTWATCH_API_KEY_ID" in str(found.exception)
    assert "secret" not in str(found.exception)


def test_reviewed_frames_are_a_data_set_once_everything_on_them_is_known(source: FolderSource, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="of 0 reviewed frames that is not so"):
        write_reviewed(source.ask, tmp_path / "none")
    looked = 0
    for _ in range(3):
        (frame,) = source.ask("review_next", {"reviewer": "Anna"})["frames"]
        given = {"review": frame["review"], "reviewer": "Anna", "boxes": [{"verdict": "right"}] * len(frame["boxes"])}
        looked += frame["asks_for_misses"]
        source.ask("review_submit", {**given, "looked_for_misses": frame["asks_for_misses"]})
    assert looked
    assert write_reviewed(source.ask, tmp_path / "set") == looked
    found = read_dataset(tmp_path / "set")
    assert len(found.images) == looked
    assert all(one.boxes for one in found.images)
