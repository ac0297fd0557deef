"""Footage that turns bad, and what the drift sensor says of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from examples.demo.director import Director
from examples.demo.feed import FeedError, Stage
from examples.demo.readings import Readings

GOOD, BAD = "carphone_pristine", "carphone_distorted"  # names of footage; nobody here made up the distortion
INTERVAL = 1.0  # seconds; the sensor's readings are new as often


@dataclass(frozen=True, slots=True)
class Event:
    """A change. elapsed: seconds since following began. is_alarm: whether the alarm was raised."""

    elapsed: float
    what: str
    is_alarm: bool = False


class Rehearsal:
    """One run of it; what it saw stays readable after it.

    clock: gives seconds and never jumps. sleep: waits for that many of them.
    """

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.footage = GOOD
        self.readings: Readings | None = None  # the latest
        self.error = ""  # of the latest question; empty once an answer came again
        self.events: list[Event] = []
        self._clock = clock
        self._sleep = sleep
        self._director = Director()

    async def follow(self, stage: Stage) -> None:
        """Until it is cancelled."""
        began = self._clock()
        while True:
            try:
                await self._look(stage, began)
                self.error = ""
            except FeedError as problem:
                self.error = str(problem)
            await self._sleep(INTERVAL)

    async def _look(self, stage: Stage, began: float) -> None:
        readings = await stage.readings()
        now = self._clock()
        if readings.alarm != (self.readings is not None and self.readings.alarm):
            what = f"alarm: {readings.cause}" if readings.alarm else "the alarm ended"
            self.events.append(Event(now - began, what, readings.alarm))
        self.readings = readings
        footage = BAD if self._director.wants_bad(now, readings.alarm) else GOOD
        if footage != self.footage:
            await stage.play(footage)
            self.footage = footage
            self.events.append(Event(now - began, f"the camera shows {footage}"))
