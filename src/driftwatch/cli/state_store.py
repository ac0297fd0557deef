"""A state folder for a command that runs next to no module: its statistics file, and the services with frames in it."""

from collections.abc import Sequence
from pathlib import Path

from driftwatch.errors import ConfigError
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.health import Notify
from driftwatch.storage.state_dir import as_folder
from driftwatch.storage.store import Store
from driftwatch.watch.clock import machine_clock

_LOCKED = "locked"


def open_store(folder: Path, notify: Notify, option: str) -> Store:
    """Close it. option: what named the folder. Raises ConfigError where a module runs, or the file cannot be read."""
    store = Store((folder,), notify)
    try:
        store.ask(lambda connection: connection.execute("SELECT 1").fetchone())
        reason = store.health.reason
        if store.health.path is not None:
            return store
    except BaseException:
        store.close(machine_clock())
        raise
    store.close(machine_clock())
    if _LOCKED in reason:
        reason = "a module that runs has it for itself; ask the machine, or use a copy of the folder"
    raise ConfigError([f"{option}: the statistics file in {folder} cannot be used: {reason}"])


def service_in(state: Path, service: str, kinds: Sequence[str], option: str) -> str:
    """The vision service that is meant: `service`, or with "" the only one that has frames of `kinds` there.

    kinds: folders of frames as storage/state_dir.py names them. option: what named the folder. Raises ConfigError.
    """
    there = sorted({path.name for kind in kinds for path in (state / kind).glob("*") if path.is_dir()})
    if not (state / FILE_NAME).is_file() or not there:
        raise ConfigError([f"{option}: {state} is no state folder of a module with frames to review or to label"])
    if service and as_folder(service) not in there:
        raise ConfigError([f'--service: "{service}" has no frames there; those that have are {", ".join(there)}'])
    if not service and len(there) > 1:
        raise ConfigError([f"--service: name one of {', '.join(there)}"])
    return service or there[0]
