"""How large an archive is, and how long its module takes to serve: `python -m tooling.archive_figures module.tar.gz`.

A cold start reads every file from the disk, a warm one from memory. Processor time says more than seconds where other
programs run; of the warm starts the quickest is printed.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.performance.processor import used_by
from tests.module.conftest import SOCKET, ModuleProcess, stop
from tests.waiting import until

WARM_STARTS: Final = 7


@dataclass(frozen=True, slots=True, order=True)
class ArchiveStart:
    """Seconds from the start of run.sh to the answer to Ready, and the processor time of the module until then."""

    serving: float
    processor: float


def forget(folder: Path) -> None:
    """Takes every file below `folder` out of the system's memory. Linux."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def start(unpacked: Path) -> ArchiveStart:
    """Starts the module as viam-server does, and ends it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "VIAM_NO_MODULE_PARENT": "true", "VIAM_HOME": name, "VIAM_MODULE_NAME": "driftwatch"}
        env.pop("PYTHONPATH", None)
        began = time.perf_counter()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([unpacked / "run.sh", folder / SOCKET], env=env, stdout=log, stderr=log)
        try:
            until(lambda: (folder / SOCKET).exists() or process.poll() is not None, 60, "the module to serve")
            processor = asyncio.run(_ready(process.pid, folder / SOCKET))
            return ArchiveStart(time.perf_counter() - began, processor)
        finally:
            stop(process)


async def _ready(pid: int, socket: Path) -> float:
    """Seconds of the processor until it answered."""
    module = ModuleProcess(pid, socket)
    await module.ready()
    module.channel.close()
    return used_by(lambda: [pid])()


def figures(archive: Path) -> None:
    """Prints them."""
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        subprocess.run(["tar", "-xzf", archive, "-C", name], check=True)
        unpacking = time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file() and not path.is_symlink())
        print(f"{archive.stat().st_size / 1e6:.1f} MB, {size / 1e6:.0f} MB unpacked, in {unpacking:.1f} s")
        forget(Path(name))
        cold = start(Path(name))
        print(f"cold start: {cold.serving:.2f} s, {cold.processor:.2f} s of the processor")
        warm = min(start(Path(name)) for _ in range(WARM_STARTS))
        print(f"warm start: {warm.serving:.2f} s, {warm.processor:.2f} s of the processor")


if __name__ == "__main__":
    figures(Path(sys.argv[1]))
    print("load:", " ".join(f"{one:.1f}" for one in os.getloadavg()))
