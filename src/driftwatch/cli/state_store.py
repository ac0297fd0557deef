"""The statistics file of a state folder, for a command that runs next to no module."""

from pathlib import Path

from driftwatch.errors import ConfigError
from driftwatch.storage.health import Notify
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
