from pathlib import Path

import cv2
import pytest

from driftwatch.errors import FootageError
from driftwatch.footage import Folder, Video, open_footage
from tests.footage.conftest import WriteVideo, picture


def test_a_path_says_what_it_is(tmp_path: Path, write_video: WriteVideo) -> None:
    video = write_video("a.mp4", "mp4v", 2)
    cv2.imwrite(str(tmp_path / "a.png"), picture(5))
    assert isinstance(open_footage(video), Video)
    assert isinstance(open_footage(tmp_path / "a.png"), Folder)
    assert isinstance(open_footage(tmp_path), Folder)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="there is no such file or folder"):
        open_footage(tmp_path / "missing.mp4")
