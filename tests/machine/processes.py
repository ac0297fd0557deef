"""The processes of one machine, found and ended on Linux and macOS."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import until

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One running process: its id, its parent's, its command line as words joined by blanks, its VIAM_HOME.

    Other processes' environments can be read on Linux only; elsewhere viam_home is empty.
    """

    pid: int
    parent: int
    command: str
    viam_home: str = ""


def started_by(server: int, viam_home: Path) -> list[Process]:
    """What the server process started, and what that started: the modules of its machine.

    On Linux also the modules that a server which crashed has left behind, told by their VIAM_HOME. Ended
    processes that nobody has waited for are left out.
    """
    children: dict[int, list[Process]] = {}
    found: dict[int, Process] = {}
    for process in _running():
        children.setdefault(process.parent, []).append(process)
        if process.viam_home == str(viam_home) and process.pid != server:
            found[process.pid] = process
    parents = [server, *found]
    while parents:
        for child in children.get(parents.pop(), []):
            if child.pid not in found:
                parents.append(child.pid)
            found[child.pid] = child
    return list(found.values())


def kill(pids: Iterable[int]) -> None:
    """Send SIGKILL to each, and return when they are gone; one that is gone already is fine."""
    pids = list(pids)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # On a busy host a process lives on for an instant, and one whose disk hangs for longer.
    until(lambda: not still_running(pids), 10, "what was killed to be gone")


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
            command = " ".join(_words(folder / "cmdline"))
            homes = [word.partition("=")[2] for word in _words(folder / "environ") if word.startswith("VIAM_HOME=")]
        except (OSError, ValueError):
            continue
        if state != "Z":
            found.append(Process(int(folder.name), int(parent), command, *homes[-1:]))
    return found


def _words(path: Path) -> list[str]:
    return path.read_bytes().decode(errors="replace").rstrip("\0").split("\0")


def _from_ps() -> list[Process]:
    listed = subprocess.run(["ps", "-axwwo", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True)
    found: list[Process] = []
    for line in listed.stdout.splitlines():
        pid, parent, state, *command = line.split(maxsplit=3)
        if not state.startswith("Z"):
            found.append(Process(int(pid), int(parent), "".join(command)))
    return found
