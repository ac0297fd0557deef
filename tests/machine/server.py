"""The program that runs a machine: the user's own viam-server, else ours, built once into a cache."""

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO

from tests.machine.toolchain import SOURCE, Go, NoServerError, Say, find_go

_SOURCES = ("main.go", "go.mod", "go.sum")


def find_server(say: Say | None = None) -> Path:
    """The server to run: VIAM_SERVER, else viam-server on PATH, else our own program, built if it is not there yet.

    A build takes two to five minutes on two cores and tells of itself through `say`, one line a call (standard
    error unless told otherwise).

    Raises NoServerError, in plain words, when VIAM_SERVER names no program or nothing can be built here.
    """
    say = say or _to_stderr
    named = os.environ.get("VIAM_SERVER")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoServerError(f'VIAM_SERVER: "{named}" is not a program that can be run')
        return Path(found)
    installed = shutil.which("viam-server")
    return Path(installed) if installed else build_server(cache_folder(), say)


def cache_folder() -> Path:
    """Where the built program is kept: $DRIFTWATCH_CACHE, else driftwatch in the user's cache folder."""
    named = os.environ.get("DRIFTWATCH_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser().resolve() / "driftwatch"


def build_server(cache: Path, say: Say) -> Path:
    """Our program, from `cache` when these sources were built before, else built now.

    Two callers at once build once: the second waits. An interrupted build leaves nothing that looks finished.
    """
    program = cache / f"machine-{_fingerprint()}"
    if program.is_file():
        return program
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _only_one(cache / "build.lock", say):
            if not program.is_file():
                _build(cache, program, say)
    except OSError as error:
        raise NoServerError(f"{cache}: cannot keep the test machine here ({error}); set DRIFTWATCH_CACHE") from error
    return program


def _build(cache: Path, program: Path, say: Say) -> None:
    go = find_go(cache, say)
    unfinished = program.with_suffix(".unfinished")
    say(f"building the test machine (once; two to five minutes) with {go.command}")
    started = time.monotonic()
    try:
        _run_go(go, unfinished, say)
        unfinished.replace(program)
    finally:
        unfinished.unlink(missing_ok=True)
    if go.folder is not None:  # gigabytes that nobody else uses; kept after a failure, to go on from there
        shutil.rmtree(go.folder, ignore_errors=True)
    say(f"built the test machine in {time.monotonic() - started:.0f} s: {program}")


def _run_go(go: Go, output: Path, say: Say) -> None:
    command = [str(go.command), "build", "-v", "-modcacherw", "-mod=readonly", "-trimpath", "-buildvcs=false"]
    command += ["-tags=no_cgo", "-ldflags=-s -w", "-o", str(output), "."]
    settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "", **go.environment}
    running = subprocess.Popen(
        command,
        cwd=SOURCE,
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert running.stderr is not None
        lines = _narrate(running.stderr, say)
        if running.wait() != 0:
            raise NoServerError("go could not build the test machine:\n" + "\n".join(lines[-12:]))
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


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for name in _SOURCES:
        digest.update((SOURCE / name).read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _only_one(lock: Path, say: Say) -> Generator[None, None, None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another process that is building the test machine")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _to_stderr(line: str) -> None:
    """A line on standard error; on a terminal, lines of progress (indented) take each other's place."""
    terminal = sys.stderr.isatty()
    end = "" if terminal and line.startswith(" ") else "\n"
    print(f"\r\x1b[K{line}" if terminal else line, end=end, file=sys.stderr, flush=True)
