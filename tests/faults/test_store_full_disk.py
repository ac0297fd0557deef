"""A disk that takes no more bytes: statistics go on in memory, say so, and are written once there is room."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

# The kernel refuses to let files grow beyond a limit, in the middle of whatever SQLite is doing. In a process of its
# own, because the limit holds for all files of a process.
PROGRAM = """
import resource, signal, sys
from pathlib import Path
from benchmarks.store.crash import minute, _STREAM
from driftwatch.observation import Moment
from driftwatch.storage.write_buffer import WriteBuffer
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, read_minutes

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)


def fill(folder: Path, room: int) -> None:
    notices = []
    buffer = WriteBuffer((folder,), RetentionSettings(), notices.append)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
    for number in range(60):
        buffer.hold(minute(number))
        buffer.commit(Moment(0.0, 60.0 * number))
    assert not buffer.health.healthy, "there was room for everything"
    kept = buffer.read(lambda c: len(list(read_minutes(c, _STREAM, Span(0, 1 << 32)))))
    assert kept == 60, f"while the disk was full {kept} of 60 minutes could be read"
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    buffer.commit(Moment(0.0, 3600.0))
    assert buffer.health.healthy, buffer.health.reason
    buffer.close()
    again = WriteBuffer((folder,), RetentionSettings(), notices.append)
    found = again.read(lambda c: list(read_minutes(c, _STREAM, Span(0, 1 << 32))))
    again.close()
    assert found == [minute(n).minutes[0] for n in range(60)], f"{len(found)} of 60 minutes"
    # A small commit may find room where a larger one did not: each end of writing is said once, and each return.
    assert [n.severity for n in notices] in (["warning", "info"], ["warning", "info"] * 2), notices


for room in map(int, sys.argv[2:]):
    try:
        fill(Path(sys.argv[1]) / str(room), room)
    except Exception as error:
        raise AssertionError(f"with room for {room} bytes") from error
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "rooms", [(0, 4_000, 33_333), pytest.param((1, 25_000, 60_000, 100_001), marks=pytest.mark.slow)]
)
def test_wherever_the_disk_becomes_full_everything_is_there_once_it_has_room(
    tmp_path: Path, rooms: Sequence[int]
) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), *map(str, rooms)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
