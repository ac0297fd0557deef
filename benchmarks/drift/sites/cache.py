"""Keeps simulated streams on disk, outside the checkout, because tuning replays them often."""

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from benchmarks.drift.sites.changes import Change
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.simulate import simulate
from benchmarks.drift.sites.stream import SiteStream


def directory() -> Path:
    """DRIFTWATCH_CACHE, or a folder among the temporary files."""
    folder = os.environ.get("DRIFTWATCH_CACHE")
    return Path(folder) if folder else Path(tempfile.gettempdir()) / "driftwatch-sites"


def cached(kind: Kind, days: int, seed: int, change: Change | None = None, first_day: int = 0) -> SiteStream:
    """What `simulate` gives, from disk where it was simulated before by the same code."""
    what = repr((kind, days, seed, change, first_day, _code()))
    path = directory() / f"{kind.name.replace(' ', '-')}-{seed}-{hashlib.sha256(what.encode()).hexdigest()[:20]}.npz"
    if path.exists():
        return SiteStream.load(path)
    stream = simulate(kind, days, seed, change, first_day)
    path.parent.mkdir(parents=True, exist_ok=True)
    stream.save(path)
    return stream


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of the simulator's own source: another simulator gives other streams."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.glob("*.py")):
        if path.name != "__main__.py":
            digest.update(path.read_bytes())
    return digest.hexdigest()
