import asyncio

from examples.demo.director import ALARM_SECONDS, GOOD_SECONDS
from examples.demo.feed import FeedError
from examples.demo.readings import Readings
from examples.demo.rehearsal import BAD, GOOD, Rehearsal

SECONDS = 200
CALM = Readings(1.0, 9, 0.9, 0.0, False, "learning", 0.0, "", None)
ALARM = Readings(1.0, 9, 0.6, 0.5, True, "drift", 1.7, "half had low confidence", 0.0)


class FakeStage:
    """A model that is alarmed ten seconds after the footage turns bad and calm ten seconds after it turns good."""

    def __init__(self, clock: "FakeClock") -> None:
        self.clock = clock
        self.played: list[tuple[float, str]] = [(0.0, GOOD)]

    async def readings(self) -> Readings:
        since, footage = self.played[-1]
        alarmed = (footage == BAD) == (self.clock.now - since >= 10) and len(self.played) > 1
        return ALARM if alarmed else CALM

    async def play(self, footage: str) -> None:
        self.played.append((self.clock.now, footage))


class FakeClock:
    """Seconds that pass only when somebody waits for them; after the last of them the waiter waits for ever."""

    def __init__(self) -> None:
        self.now = 0.0
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now >= SECONDS:
            self.over.set()
            await asyncio.Event().wait()


async def followed(rehearsal: Rehearsal, stage: FakeStage) -> None:
    task = asyncio.create_task(rehearsal.follow(stage))
    await stage.clock.over.wait()
    task.cancel()
    await asyncio.wait([task])


async def test_the_footage_turns_bad_raises_the_alarm_and_turns_good_again() -> None:
    clock = FakeClock()
    rehearsal, stage = Rehearsal(lambda: clock.now, clock.sleep), FakeStage(clock)
    await followed(rehearsal, stage)
    repaired = GOOD_SECONDS + 10 + ALARM_SECONDS
    changes = [(event.elapsed, event.what, event.is_alarm) for event in rehearsal.events]
    assert changes[:5] == [
        (GOOD_SECONDS, f"the camera shows {BAD}", False),
        (GOOD_SECONDS + 10, "alarm: half had low confidence", True),
        (repaired, f"the camera shows {GOOD}", False),
        (repaired + 10, "the alarm ended", False),
        (repaired + 10 + GOOD_SECONDS, f"the camera shows {BAD}", False),
    ]


async def test_an_error_is_told_until_an_answer_comes_again() -> None:
    class Broken(FakeStage):
        async def readings(self) -> Readings:
            if self.clock.now < 5:
                raise FeedError("connection lost")
            assert rehearsal.error == ("connection lost" if self.clock.now == 5 else "")
            return CALM

    clock = FakeClock()
    rehearsal = Rehearsal(lambda: clock.now, clock.sleep)
    await followed(rehearsal, Broken(clock))
    assert rehearsal.error == ""
    assert rehearsal.readings is CALM
