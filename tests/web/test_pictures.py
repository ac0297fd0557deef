"""Every screen and state of the page looks as its picture in docs/images does."""

import shutil
from collections.abc import Collection
from pathlib import Path

import cv2
import pytest

from tests.web.browser import ROOT
from tests.web.comparison import compare
from tests.web.pictures import KEPT, PREFIX, take_pictures

DIFFERENCES = ROOT / "build" / "page-differences"
EVERY = [path.stem.removeprefix(PREFIX) for path in KEPT.glob(f"{PREFIX}*.png")]
FEW = ["bad", "frames", "fleet", "review-phone"]
"""One of each screen. The walk through the page on a machine (test_page.py) sees the others, but takes no pictures."""


@pytest.mark.timeout(420)
@pytest.mark.parametrize("screens", [FEW, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["few", "every"])
def test_each_screen_looks_as_its_picture(screens: Collection[str], tmp_path: Path) -> None:
    """Where another look is meant: python -m tooling.page_pictures takes them again."""
    taken = tmp_path / "taken"
    taken.mkdir()
    take_pictures(taken, tmp_path, screens if screens is not EVERY else ())
    found = {path.name for path in taken.iterdir()}
    assert found == {f"{PREFIX}{name}.png" for name in screens}
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
