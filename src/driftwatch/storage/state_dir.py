"""Where what must survive is kept on this machine."""

import contextlib
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = "driftwatch"


@dataclass(frozen=True, slots=True)
class StateDir:
    """path: the folder to use, None for memory only. refused: one line for each better place that cannot be used."""

    path: Path | None
    refused: tuple[str, ...] = ()


def state_places(state_dir: str, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Folders to try, best first. `state_dir` is the attribute of that name, "" where it is not set.

    viam-server deletes VIAM_MODULE_DATA when the module fails at machine start, when its reconfigure fails and when
    it leaves the config even briefly, and weeks of learned reference must not go with it. So the state's own place
    is `<VIAM_HOME>/driftwatch/<module name>`, and VIAM_MODULE_DATA is used where that cannot be written.
    """
    places: list[Path] = []
    if state_dir:
        places.append(Path(state_dir).expanduser())
    home, module = environment.get("VIAM_HOME", ""), environment.get("VIAM_MODULE_NAME", "")
    if home:
        places.append(Path(home) / DIRECTORY / (as_folder(module) or "module"))
    if data := environment.get("VIAM_MODULE_DATA", ""):
        places.append(Path(data) / DIRECTORY)
    return tuple(places)


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
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return None


def as_folder(name: str) -> str:
    """A folder's name for a module or resource called `name`: different for different names, and no path."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).strip(".")
    return kept if kept == name else f"{kept}-{zlib.crc32(name.encode()):08x}"
