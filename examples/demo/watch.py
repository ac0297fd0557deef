"""Asks every vision service about every frame and the drift sensor about them all, and shows the answers."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

from driftwatch.concurrency import cancel_and_wait
from examples.demo.feed import Feed, FeedError, Part
from examples.demo.rehearsal import Rehearsal
from examples.demo.scene import Scene
from examples.demo.tally import Tally
from examples.views import View

Clock: TypeAlias = Callable[[], float]
FRAME = 1 / 30  # seconds; the footage has no more frames than that
AFTER_ERROR = 0.5  # seconds until the next question
REDRAW = 0.25  # seconds


class Watch:
    """One run of the demo; what it counted stays readable after it. `clock` gives seconds and never jumps."""

    def __init__(self, services: Sequence[str], clock: Clock) -> None:
        self.tallies = tuple(Tally(service) for service in services)
        self.rehearsal = Rehearsal(clock)
        self.elapsed = 0.0  # seconds of watching
        self.address: str | None = None  # of the machine
        self._clock = clock
        self._parts: tuple[Part, ...] = ()

    async def run(self, feed: Feed, view: View[Scene], seconds: float | None) -> None:
        """Ends after `seconds`; None: when it is cancelled."""
        began = self._clock()
        self.address = feed.address
        loops = [
            *(self._ask(feed, tally) for tally in self.tallies),
            self._follow_parts(feed),
            self._draw(feed, view, began),
        ]
        if feed.stage is not None:
            loops.append(self.rehearsal.follow(feed.stage))
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a loop only ends by a mistake, which must be seen
        finally:
            self.elapsed = self._clock() - began
            await asyncio.gather(*map(cancel_and_wait, tasks))

    async def _ask(self, feed: Feed, tally: Tally) -> None:
        while True:
            asked = self._clock()
            try:
                detections = await feed.look(tally.name)
            except FeedError as problem:
                tally.failed(str(problem))
                await asyncio.sleep(AFTER_ERROR)
                continue
            now = self._clock()
            tally.answered(now, now - asked, detections)
            await asyncio.sleep(max(0.0, asked + FRAME - now))

    async def _follow_parts(self, feed: Feed) -> None:
        while True:
            try:
                self._parts = await feed.parts()
            except FeedError as problem:
                self._parts = (Part("machine", "unhealthy", str(problem)),)
            await asyncio.sleep(1.0)

    async def _draw(self, feed: Feed, view: View[Scene], began: float) -> None:
        while True:
            now = self._clock()
            rehearsal = self.rehearsal if feed.stage is not None else None
            view.show(Scene(now - began, now, self.tallies, self._parts, feed.address, rehearsal))
            await asyncio.sleep(REDRAW)
