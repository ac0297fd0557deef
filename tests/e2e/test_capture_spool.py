"""Hard frames as files in a folder that the data manager uploads.

Without a cloud it uploads nothing, so these tests hold the files to what its code asks of them (rdk v1.4.0,
services/datamanager/builtin/sync): sync.go walks additional_sync_paths and takes every file but .prog ones that was not
changed for ten seconds, passing over folders called "failed" and "dataset"; upload_arbitrary_file.go refuses an empty
file, takes the type from the name's ending, and finds tags and data sets in the names of the folders above.
"""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.capturing import camera, config, data_manager, model, queue_of, vision, write_footage
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.timeout(120)]

FRAMES = 30
UNSURE = range(0, FRAMES, 3)
TAGS, DATASET = ["hard", "line 3"], "66f1b2c3d4e5f60718293a4b"


async def test_every_file_is_complete_when_it_appears_and_rests_where_the_data_manager_looks(
    machine: StartMachine, tmp_path: Path
) -> None:
    hard = write_footage(tmp_path / "footage", FRAMES, UNSURE)
    spool = tmp_path / "spool"
    settings = {"directory": str(spool), "tags": TAGS, "dataset_id": DATASET, "keep_metadata": True}
    service = vision(camera_name="cam", watch_hz=30, spool=settings)
    uploader = data_manager(tmp_path / "captures", sync_disabled=False, additional_sync_paths=[str(spool)])
    running = machine(
        config([camera("cam", tmp_path / "footage")], [model(region_detector(tmp_path / "d.onnx")), service, uploader])
    )
    changed: dict[Path, int] = {}

    def look() -> bool:
        """Every file, the moment it is there, is one of the images in full; and is never touched again."""
        for path in files_to_upload(spool):
            assert path.read_bytes() in hard
            assert changed.setdefault(path, path.stat().st_mtime_ns) == path.stat().st_mtime_ns
        return len(changed) == len(hard)

    await asyncio.to_thread(running.until, look, 60, "to have all files")
    await until_async(lambda: nothing_waits(running), 10, "the queue to be empty")
    running.stop()
    assert look()
    assert Counter(path.read_bytes() for path in changed) == Counter(hard)
    assert {path.suffix for path in changed} == {".png"}
    assert {tags_and_datasets(path) for path in changed} == {(frozenset(TAGS), frozenset([DATASET]))}
    assert files_to_upload(tmp_path / ".spool.part") == []


def files_to_upload(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".prog"]
    return [path for path in found if not {"failed", "dataset"} & set(path.relative_to(folder).parts[:-1])]


def tags_and_datasets(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    names = [folder.name.strip().partition("=") for folder in path.parents]
    tags = frozenset(value.strip() for key, _, value in names if key == "tag")
    return tags, frozenset(value.strip() for key, _, value in names if key == "dataset")


async def nothing_waits(running: Machine) -> bool:
    return (await queue_of(running))["frames"] == 0
