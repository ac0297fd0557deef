"""The processes that descend from one process, on Linux and macOS, with the standard library alone."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One running process: its id, its parent's, and its command line as words joined by spaces."""

    pid: int
    parent: int
    command: str


def descendants(pid: int) -> list[Process]:
    """Children of `pid`, their children and so on; ended processes that nobody has waited for are left out."""
    children: dict[int, list[Process]] = {}
    for process in _running():
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    parents = [pid]
    while parents:
        born = children.get(parents.pop(), [])
        found.extend(born)
        parents.extend(child.pid for child in born)
    return found


def kill(pids: Iterable[int]) -> None:
    """Send SIGKILL to each; one that is gone already is fine."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def still_running(pids: Iterable[int]) -> set[int]:
    return set(pids) & {process.pid for process in _running()}


def _running() -> list[Process]:
    return _from_proc() if (_PROC / "self" / "stat").exists() else _from_ps()


def _from_proc() -> list[Process]:
    found: list[Process] = []
    for folder in _PROC.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            # "pid (name) state parent ...": the name may itself hold blanks and brackets.
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except (OSError, ValueError):
            continue
        if state != "Z":
            found.append(Process(int(folder.name), int(parent), command))
    return found


def _from_ps() -> list[Process]:
    listed = subprocess.run(["ps", "-axwwo", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True)
    found: list[Process] = []
    for line in listed.stdout.splitlines():
        pid, parent, state, *command = line.split(maxsplit=3)
        if not state.startswith("Z"):
            found.append(Process(int(pid), int(parent), "".join(command)))
    return found
