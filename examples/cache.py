"""Where the demo keeps what it fetched and built: outside the checkout, so that a clean tree stays clean."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """$DRIFTWATCH_CACHE, else driftwatch/ in $XDG_CACHE_HOME, else ~/.cache/driftwatch.

    An XDG_CACHE_HOME that is not absolute is ignored, as the XDG base directory specification asks.
    """
    if own := environ.get("DRIFTWATCH_CACHE"):
        return Path(own).expanduser().absolute()
    shared = Path(environ.get("XDG_CACHE_HOME", ""))
    return (shared if shared.is_absolute() else Path.home() / ".cache") / "driftwatch"


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that is there in full or not at all, whenever the process is stopped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.chmod(0o644)  # mkstemp gives 0600, but a machine may run as another user
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
