"""The thread that computes figures, and how it ends."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from driftwatch.watch.reviews.figuring import Figuring
from tests.commands.reviewing import reviewing
from tests.waiting import still_waits
from tests.watch.world import World


def test_closing_waits_for_figures_that_are_being_computed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing, goes_on = threading.Event(), threading.Event()

    def compute(*_: object) -> None:
        computing.set()
        assert goes_on.wait(20)

    monkeypatch.setattr(Figuring, "compute", compute)
    reviews = reviewing(world, tmp_path, frames=0)
    assert computing.wait(20)
    with ThreadPoolExecutor(1) as threads:
        closed = threads.submit(reviews.close)
        assert still_waits(closed)
        goes_on.set()
        closed.result(20)
    assert world.notices == []
