import asyncio

import pytest

from driftwatch.inference.answer import Box, Detection
from examples.demo.feed import FeedError, Part
from examples.demo.readings import Readings
from examples.demo.scene import Scene
from examples.demo.watch import Watch
from examples.views import PlainView

FACE = Detection(Box(0, 0, 1, 1), "face", 0.9)
CALM = Readings(1.0, 3, 0.9, 0.0, False, "learning", None, "", None)


class FakeStage:
    """A sensor that has nothing to report."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def readings(self) -> Readings:
        self.asked.set()
        return CALM

    async def play(self, footage: str) -> None:
        raise AssertionError(footage)


class FakeFeed:
    address = None
    stage: FakeStage | None = None

    def __init__(self) -> None:
        self.asked: dict[str, int] = {}
        self.enough = asyncio.Event()

    async def look(self, service: str) -> tuple[Detection, ...]:
        self.asked[service] = self.asked.get(service, 0) + 1
        if self.asked[service] == 3:
            self.enough.set()
        if service == "broken":
            raise FeedError("no such model")
        return (FACE,)

    async def parts(self) -> tuple[Part, ...]:
        raise FeedError("connection lost")


class FakeView(PlainView):
    def __init__(self) -> None:
        self.scenes: list[Scene] = []

    def show(self, scene: Scene) -> None:
        self.scenes.append(scene)


def clock() -> float:
    return 0.0


async def test_asks_every_service_until_it_is_cancelled() -> None:
    feed, view, watch = FakeFeed(), FakeView(), Watch(["good", "broken"], clock)
    running = asyncio.create_task(watch.run(feed, view, None))
    await feed.enough.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    good, broken = watch.tallies
    assert good.frames == good.frames_with_detection >= 2
    assert broken.frames == 0
    assert broken.error == "no such model"
    assert view.scenes[0].tallies == watch.tallies
    assert view.scenes[0].rehearsal is None
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_ends_by_itself_after_the_given_time() -> None:
    watch = Watch(["good"], clock)
    await watch.run(FakeFeed(), FakeView(), 0.05)
    assert watch.tallies[0].frames > 0


async def test_follows_the_drift_sensor_where_there_is_one() -> None:
    feed, view, watch = FakeFeed(), FakeView(), Watch(["good"], clock)
    feed.stage = FakeStage()
    running = asyncio.create_task(watch.run(feed, view, None))
    await feed.stage.asked.wait()
    await feed.enough.wait()
    running.cancel()
    await asyncio.wait([running])
    assert watch.rehearsal.readings is CALM
    assert view.scenes[0].rehearsal is watch.rehearsal


async def test_a_mistake_in_drawing_is_not_swallowed() -> None:
    class BrokenView(FakeView):
        def show(self, scene: Scene) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Watch(["good"], clock).run(FakeFeed(), BrokenView(), 5)
