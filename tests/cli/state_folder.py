"""What a module leaves in its state folder."""

from pathlib import Path

from driftwatch.storage.store import Store
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.reviews.pool import Pool
from tests.capture.making import picture
from tests.watch.reviews.making import QuickFiles, pooled


def with_pool(folder: Path) -> Path:
    """A store and, of the service gate, three frames of the pool."""
    now = machine_clock()
    store = Store((folder,), lambda _: None)
    store.flush(now)
    store.close(now)
    pool = Pool(folder / "reviews" / "gate" / "pool", 10.0, QuickFiles())
    for number in range(3):
        pool.put(pooled(number, priority=number + 1.0, captured=now.wall - 1 + number / 10), picture(number).data)
    return folder
