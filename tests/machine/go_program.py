"""Go programs that tests and the demo run: built once from sources of this project into a cache."""

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.machine.toolchain import Go, NoServerError, Say, find_go


@dataclass(frozen=True, slots=True)
class GoProgram:
    """One main package with its own go.mod.

    name: of the built file. called: in lines of progress and in errors ("the test machine"). source: its folder.
    takes: how long a first build takes, in words.
    """

    name: str
    called: str
    source: Path
    takes: str


def build(program: GoProgram, cache: Path, say: Say) -> Path:
    """The built program, from `cache` when these sources were built before, else built now.

    Two callers at once build once: the second waits. An interrupted build leaves nothing that looks finished.

    Raises NoServerError, in plain words, when it cannot be built or kept here.
    """
    built = cache / f"{program.name}-{_fingerprint(program.source)}"
    if built.is_file():
        return built
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _only_one(cache / "build.lock", say):
            if not built.is_file():
                _build(program, cache, built, say)
    except OSError as error:
        raise NoServerError(f"{cache}: cannot keep {program.called} here ({error}); set DRIFTWATCH_CACHE") from error
    return built


def _build(program: GoProgram, cache: Path, built: Path, say: Say) -> None:
    go = find_go(cache, say)
    unfinished = built.with_suffix(".unfinished")
    say(f"building {program.called} (once; {program.takes}) with {go.command}")
    started = time.monotonic()
    try:
        _run_go(go, program, unfinished, say)
        unfinished.replace(built)
    finally:
        unfinished.unlink(missing_ok=True)
    if go.folder is not None:  # gigabytes that nobody else uses; kept after a failure, to go on from there
        shutil.rmtree(go.folder, ignore_errors=True)
    say(f"built {program.called} in {time.monotonic() - started:.0f} s: {built}")


def _run_go(go: Go, program: GoProgram, output: Path, say: Say) -> None:
    command = [str(go.command), "build", "-v", "-modcacherw", "-mod=readonly", "-trimpath", "-buildvcs=false"]
    command += ["-tags=no_cgo", "-ldflags=-s -w", "-o", str(output), "."]
    settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "", **go.environment}
    running = subprocess.Popen(
        command,
        cwd=program.source,
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert running.stderr is not None
        lines = _narrate(running.stderr, say)
        if running.wait() != 0:
            raise NoServerError(f"go could not build {program.called}:\n" + "\n".join(lines[-12:]))
    finally:
        running.kill()
        running.wait()


def _narrate(stderr: IO[str], say: Say) -> list[str]:
    """Every line that go wrote, told of every few seconds while it writes; a long silence (linking) is told of too."""
    lines: list[str] = []
    done = threading.Event()
    started = time.monotonic()

    def report() -> None:
        while not done.wait(5):
            downloads = sum(line.startswith("go: downloading") for line in lines)
            doing = lines[-1].removeprefix("go: ") if lines else "starting"
            packages = len(lines) - downloads
            say(f"  {time.monotonic() - started:4.0f} s  {downloads} downloads, {packages} packages  {doing[:80]}")

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        for line in stderr:
            lines.append(line.rstrip())  # noqa: PERF401  the reporter reads the list while it grows
    finally:
        done.set()
        reporter.join()
    return lines


def _fingerprint(source: Path) -> str:
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for name in ("main.go", "go.mod", "go.sum"):
        digest.update((source / name).read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _only_one(lock: Path, say: Say) -> Generator[None, None, None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another process that is building here")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
