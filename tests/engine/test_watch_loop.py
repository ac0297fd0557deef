import asyncio

import pytest

from driftwatch.engine.watch_loop import WatchLoop, next_pause
from driftwatch.errors import BusyError, CameraError


async def test_it_looks_again_and_again_until_it_is_closed() -> None:
    looks = 0
    enough = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            enough.set()

    loop = WatchLoop(200, look, lambda: False, lambda _: None)
    await asyncio.wait_for(enough.wait(), 10)
    await loop.close()
    after = looks
    await asyncio.sleep(0.02)
    assert looks == after


async def test_closing_lets_the_look_that_goes_on_finish() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), list[bool]()

    async def look() -> None:
        begun.set()
        await may_end.wait()
        ended.append(True)

    loop = WatchLoop(500, look, lambda: False, lambda _: None)
    await asyncio.wait_for(begun.wait(), 10)
    closing = asyncio.ensure_future(loop.close())
    await asyncio.sleep(0)
    may_end.set()
    await asyncio.wait_for(closing, 10)
    assert ended == [True]


async def test_it_stands_back_while_callers_are_served() -> None:
    looks: list[int] = []
    asked = 0
    enough = asyncio.Event()

    async def look() -> None:
        looks.append(asked)

    def is_busy() -> bool:
        nonlocal asked
        asked += 1
        if asked == 6:
            enough.set()
        return asked <= 4

    loop = WatchLoop(500, look, is_busy, lambda _: None)
    await asyncio.wait_for(enough.wait(), 10)
    await loop.close()
    assert looks[0] == 5


async def test_a_frame_that_came_too_late_to_its_turn_is_missed_and_no_failure() -> None:
    said: list[str] = []
    shares: list[float] = []
    looks = 0
    enough = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 12:
            enough.set()
        raise BusyError("others came first")

    loop = WatchLoop(500, look, lambda: False, said.append, report=shares.append)
    await asyncio.wait_for(enough.wait(), 10)
    await loop.close()
    assert said == []
    assert shares[0] == 1.0


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (CameraError('camera "cam" gave no image'), 'camera "cam" gave no image'),
        (RuntimeError("a fault of ours"), "RuntimeError('a fault of ours')"),
    ],
)
async def test_a_camera_that_is_gone_is_logged_once_and_its_return_once(problem: Exception, words: str) -> None:
    said: list[str] = []
    looks = 0
    logged_twice = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks <= 4:
            raise problem

    def say(message: str) -> None:
        said.append(message)
        if len(said) == 2:
            logged_twice.set()

    loop = WatchLoop(100, look, lambda: False, say)
    await asyncio.wait_for(logged_twice.wait(), 20)
    await loop.close()
    assert said == [
        f"watching has stopped: {words}; it goes on by itself once this is fixed",
        "watching goes on",
    ]


async def test_bad_frames_between_good_ones_are_logged_when_they_begin_and_when_they_end() -> None:
    said: list[str] = []
    begun, good = 0, 0
    over = asyncio.Event()

    async def look() -> None:
        nonlocal begun, good
        begun += 1
        if begun <= 30 and begun % 3 == 0:
            raise CameraError("half of a JPEG")
        good += 1

    def say(message: str) -> None:
        said.append(message)
        if len(said) == 2:
            over.set()

    loop = WatchLoop(500, look, lambda: False, say, calm=0.2)
    await asyncio.wait_for(over.wait(), 20)
    await loop.close()
    assert said == [
        "some frames cannot be used: half of a JPEG; the others are watched",
        "every frame can be used again",
    ]
    assert begun - good == 10


def test_single_bad_frames_leave_the_rate_and_a_camera_that_is_gone_is_asked_less_and_less() -> None:
    pauses = [0.1]
    for failures in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        pauses.append(next_pause(pauses[-1], 0.1, failures))
    assert pauses == [0.1] * 5 + [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
