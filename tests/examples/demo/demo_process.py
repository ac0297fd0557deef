"""The demo as a person has it: a process that starts others."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[3]
DEMO = (sys.executable, "-u", "-m", "examples.demo")


@contextmanager
def running(
    folder: Path, command: Sequence[str] = DEMO, **environ: str
) -> Generator["subprocess.Popen[str]", None, None]:
    """The demo, or what starts it, with `folder` for temporary files; ended whatever the test does."""
    places = {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **places, "PYTHONUNBUFFERED": "1", **environ},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            for left in [*psutil.Process(process.pid).children(recursive=True), process]:
                left.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def started_by(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def is_alive(process: psutil.Process) -> bool:
    """An ended process that nobody has waited for is not alive."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_all(process: "subprocess.Popen[str]", sign: signal.Signals, least: int, folder: Path) -> None:
    """Ends it by `sign`: well, with all that it has started, at least `least` processes, and its files in `folder`."""
    started = started_by(process)
    assert len(started) >= least
    process.send_signal(sign)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert not [child for child in started if is_alive(child)]
    assert not list(folder.glob("driftwatch-demo-*"))
