"""The program that runs a machine: the user's own viam-server, else ours, built once into a cache."""

import os
import shutil
import sys
from pathlib import Path

from tests.machine.go_program import GoProgram, build
from tests.machine.toolchain import SOURCE, NoServerError, Say

_MACHINE = GoProgram("machine", "the test machine", SOURCE, "two to five minutes")


def find_server(say: Say | None = None) -> Path:
    """The server to run: VIAM_SERVER, else viam-server on PATH, else our own program, built if it is not there yet.

    A build takes two to five minutes on two cores and reports its progress through `say`, one line a call (standard
    error unless told otherwise).

    Raises NoServerError, in plain words, when VIAM_SERVER names no program or nothing can be built here.
    """
    say = say or to_stderr
    named = os.environ.get("VIAM_SERVER")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoServerError(f'VIAM_SERVER: "{named}" is not a program that can be run')
        return Path(found)
    installed = shutil.which("viam-server")
    return Path(installed) if installed else build_server(cache_folder(), say)


def cache_folder() -> Path:
    """Where built programs are kept: $DRIFTWATCH_CACHE, else driftwatch in the user's cache folder."""
    named = os.environ.get("DRIFTWATCH_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser().resolve() / "driftwatch"


def build_server(cache: Path, say: Say) -> Path:
    """Our own machine, from `cache` or built now. Raises NoServerError."""
    return build(_MACHINE, cache, say)


def to_stderr(line: str) -> None:
    """A line on standard error; on a terminal, lines of progress (indented) take each other's place."""
    terminal = sys.stderr.isatty()
    end = "" if terminal and line.startswith(" ") else "\n"
    print(f"\r\x1b[K{line}" if terminal else line, end=end, file=sys.stderr, flush=True)
