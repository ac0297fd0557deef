"""Where what must survive is kept on this machine."""

import contextlib
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = "driftwatch"
HARD_FRAMES = "hard-frames"
REVIEWS = "reviews"
QUEUE, POOL = "queue", "pool"
WAITING = {HARD_FRAMES: QUEUE, REVIEWS: POOL}
"""Where frames wait, below a service's own folder in each of the two."""


@dataclass(frozen=True, slots=True)
class StateDir:
    """path: the folder to use, None for memory only. refused: one line for each better place that cannot be used."""

    path: Path | None
    refused: tuple[str, ...] = ()


def state_places(state_dir: str, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The one folder in which a service's state is kept; none where the environment does not name one.

    state_dir: the attribute of that name, "" where it is not set. While the folder cannot be used, memory is used,
    and not another folder: then some of what was counted would lie here and some there.

    viam-server deletes VIAM_MODULE_DATA when the module fails at machine start, when its reconfigure fails and when
    it leaves the config even briefly, and weeks of learned reference must not go with it. So the state's own place
    is `<VIAM_HOME>/driftwatch/<module name>`, and VIAM_MODULE_DATA is for a machine without a VIAM_HOME.
    """
    if state_dir:
        return (expanded(state_dir),)
    if home := environment.get("VIAM_HOME", ""):
        return (Path(home) / DIRECTORY / (as_folder(environment.get("VIAM_MODULE_NAME", "")) or "module"),)
    if data := environment.get("VIAM_MODULE_DATA", ""):
        return (Path(data) / DIRECTORY,)
    return ()


def all_state_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Every folder on this machine in which a module may have kept its state, without a state_dir of its own."""
    found: list[Path] = []
    if home := environment.get("VIAM_HOME", ""):
        with contextlib.suppress(OSError):
            found += sorted(one for one in (Path(home) / DIRECTORY).iterdir() if one.is_dir())
    if data := environment.get("VIAM_MODULE_DATA", ""):
        found.append(Path(data) / DIRECTORY)
    return tuple(found)


def expanded(path: str) -> Path:
    """`path` with a "~" at its beginning replaced; as it is where nobody knows that home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def choose_state_dir(places: tuple[Path, ...], why_unusable: Callable[[Path], str | None]) -> StateDir:
    """Takes the first of `places` that can be used. `why_unusable` gives the reason against one, None for none."""
    refused: list[str] = []
    for place in places:
        reason = why_unusable(place)
        if reason is None:
            return StateDir(place, tuple(refused))
        refused.append(f"state folder {place} cannot be used: {reason}")
    return StateDir(None, tuple(refused))


def why_unwritable(folder: Path) -> str | None:
    """Makes `folder` if needed and writes a file in it; gives what prevents that, None where nothing does."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"driftwatch")
    except (FileExistsError, NotADirectoryError):
        return "there is a file in its place"
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return None


def hard_frames_folder(state: Path, service: str) -> Path:
    """Where the hard frames of a vision service wait, below its state folder."""
    return state / HARD_FRAMES / as_folder(service)


def reviews_folder(state: Path, service: str) -> Path:
    """Where frames wait for reviewers of a vision service, below its state folder."""
    return state / REVIEWS / as_folder(service)


def as_folder(name: str) -> str:
    """A folder's name for a module or resource called `name`: different for different names, and no path."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).strip(".")
    return kept if kept == name else f"{kept}-{zlib.crc32(name.encode()):08x}"
