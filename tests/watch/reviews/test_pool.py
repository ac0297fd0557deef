"""The pool is bounded, private, and the same after a restart or a kill."""

import stat
from pathlib import Path
from random import Random

import pytest

from driftwatch.capture.files import PrivateFiles
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import pooled_from_json, pooled_to_json
from driftwatch.watch.reviews.threshold import Threshold
from tests.capture.making import detection
from tests.watch.reviews.making import WHEN, QuickFiles, pooled

KILOBYTE = bytes(1000)


class Full(QuickFiles):
    """A disk that takes no image."""

    full = False

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        super().write(path, content, is_synced)


def filled(folder: Path, count: int, megabytes: float = 1.0) -> Pool:
    pool, chance = Pool(folder, megabytes, QuickFiles()), Random(1)
    for number in range(count):
        assert pool.put(pooled(number, priority=chance.random()), KILOBYTE)
    return pool


def test_a_restart_finds_the_same_frames(tmp_path: Path) -> None:
    entries = filled(tmp_path / "pool", 5).entries()
    again = Pool(tmp_path / "pool", 1.0)
    assert again.entries() == entries
    read = again.read(entries[2])
    assert read == pooled(2, priority=entries[2].draw.priority)
    assert read is not None
    assert again.image(entries[2], read) == KILOBYTE
    assert again.put(pooled(9), KILOBYTE)
    assert again.entries()[-1].number == 5


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    Pool(tmp_path / "service" / "pool", 1.0, PrivateFiles()).put(pooled(), KILOBYTE)
    folder = tmp_path / "service" / "pool"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600, 0o600]


def test_what_was_served_and_what_lay_just_below_is_shown() -> None:
    boxes = [detection(0.9), detection(0.25, "dog"), detection(0.1)]
    one = pooled(0, boxes)
    assert [box.detection.confidence for box in one.shown] == [0.9, 0.25]
    assert [box.is_served for box in one.shown] == [True, False]
    own = pooled(0, boxes, threshold=Threshold(0.3, {"part": 0.95}))
    assert [box.detection.confidence for box in own.shown] == [0.9]


def test_a_full_pool_drops_the_frames_whose_turn_comes_last(tmp_path: Path) -> None:
    pool, chance = Pool(tmp_path, 0.1, QuickFiles()), Random(1)
    priorities = [chance.random() for _ in range(300)]
    for number, priority in enumerate(priorities):
        pool.put(pooled(number, priority=priority), KILOBYTE)
    assert sorted(one.draw.priority for one in pool.entries()) == sorted(priorities)[:100]
    assert pool.status().bytes == 100_000
    assert len(list(tmp_path.glob("*.jpg"))) == 100


def test_reviewed_frames_stay_until_they_take_half(tmp_path: Path) -> None:
    pool = filled(tmp_path, 90, megabytes=0.1)
    held = [one.id for one in pool.entries()[:40]]
    pool.hold(held)
    for number in range(90, 200):
        pool.put(pooled(number), KILOBYTE)
    ids = {one.id for one in pool.entries()}
    assert set(held) <= ids
    pool.hold([one.id for one in pool.entries()])
    pool.put(pooled(300), KILOBYTE)
    for number in range(301, 312):
        pool.put(pooled(number), KILOBYTE)
    assert held[0] not in {one.id for one in pool.entries()}
    assert pool.status().bytes <= 100_000


def test_frames_of_five_weeks_ago_go_and_reviewed_ones_stay(tmp_path: Path) -> None:
    pool = filled(tmp_path, 3)
    first, second, _ = pool.entries()
    pool.hold([second.id])
    pool.put(pooled(4, captured=WHEN + 36 * 86_400), KILOBYTE)
    assert pool.entries()[0].id == second.id
    assert pool.find(first.id) is None
    assert len(pool.entries()) == 2


def test_a_kill_between_image_and_record_leaves_no_frame(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    (tmp_path / "000000000001.json").unlink()
    pool = Pool(tmp_path, 1.0)
    assert [one.number for one in pool.entries()] == [0]
    assert not (tmp_path / "000000000001.jpg").exists()


def test_a_full_disk_is_said_and_forgotten(tmp_path: Path) -> None:
    files = Full()
    pool = Pool(tmp_path, 1.0, files)
    files.full = True
    assert not pool.put(pooled(1), KILOBYTE)
    assert pool.status().problem == "No space left on device"
    files.full = False
    assert pool.put(pooled(2), KILOBYTE)
    assert pool.status().problem == ""


def test_without_a_folder_it_stays_empty_and_says_so() -> None:
    pool = Pool(None, 1.0)
    assert not pool.put(pooled(1), KILOBYTE)
    assert pool.status().problem


def test_what_is_known_of_a_frame_is_read_back_as_it_was() -> None:
    one = pooled(3, [detection(0.7), detection(0.1, "dog")], threshold=Threshold(0.4, {"part": 0.5}))
    assert pooled_from_json(pooled_to_json(one)) == one
    with pytest.raises(ValueError, match="pool"):
        pooled_from_json('{"draw": 1}')
