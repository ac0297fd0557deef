"""Every screen and state of the page looks as its picture in docs/images does."""

import shutil
from pathlib import Path

import cv2
import pytest

from tests.web.browser import ROOT
from tests.web.comparison import compare
from tests.web.pictures import KEPT, PREFIX, take_pictures

DIFFERENCES = ROOT / "build" / "page-differences"


@pytest.mark.timeout(420)
def test_each_screen_looks_as_its_picture(tmp_path: Path) -> None:
    """Where that is meant: python -m tooling.page_pictures takes them again."""
    taken = tmp_path / "taken"
    taken.mkdir()
    take_pictures(taken, tmp_path)
    found = {path.name for path in taken.iterdir()}
    assert found == {path.name for path in KEPT.glob(f"{PREFIX}*.png")}
    shutil.rmtree(DIFFERENCES, ignore_errors=True)
    told: list[str] = []
    for name in sorted(found):
        difference = compare(KEPT / name, taken / name)
        if difference is None:
            continue
        told.append(difference.words)
        DIFFERENCES.mkdir(parents=True, exist_ok=True)
        shutil.copy(taken / name, DIFFERENCES / name)
        if difference.picture is not None:
            cv2.imwrite(str(DIFFERENCES / f"marked-{name}"), difference.picture)
    assert not told, "\n".join((*told, f"the pictures are in {DIFFERENCES}"))
