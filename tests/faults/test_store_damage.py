"""Truncated and zeroed statistics files: set aside or read, never a crash, and recording goes on."""

import random
import shutil
from pathlib import Path

import pytest

from benchmarks.store.crash import minute
from driftwatch.observation import Moment
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.health import Notice
from driftwatch.storage.records import StreamKey
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, read_minutes
from driftwatch.storage.write_buffer import WriteBuffer

STREAM, EVER = StreamKey("vision", "cam"), Span(0, 1 << 32)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    buffer = WriteBuffer((folder,), RetentionSettings(), lambda _: None)
    for number in range(40):
        buffer.hold(minute(number))
        buffer.commit(Moment(0.0, 60.0 * number))
    buffer.close()
    return folder


@pytest.mark.parametrize("zeroed", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_a_file_that_lost_its_tail_never_stops_the_recording(
    sound: Path, tmp_path: Path, seed: int, zeroed: bool
) -> None:
    folder = tmp_path / "state"
    shutil.copytree(sound, folder)
    file = folder / FILE_NAME
    size = file.stat().st_size
    border = random.Random(seed).randrange(size)
    data = file.read_bytes()[:border]
    file.write_bytes(data + bytes(size - border) if zeroed else data)
    notices: list[Notice] = []
    buffer = WriteBuffer((folder,), RetentionSettings(), notices.append)
    for number in (50, 51):
        buffer.hold(minute(number))
        buffer.commit(Moment(0.0, 60.0 * number))
        buffer.commit(Moment(0.0, 60.0 * number))
    assert buffer.health.healthy
    assert len(notices) <= 2
    found = buffer.read(lambda connection: list(read_minutes(connection, STREAM, EVER)))
    written = [minute(number).minutes[0] for number in (50, 51)]
    assert found[-2:] == written
    buffer.close()
