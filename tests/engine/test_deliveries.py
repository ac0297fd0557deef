import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from driftwatch.engine.deliveries import Deliveries, Delivery
from driftwatch.watch.hard_frames import HardFrames
from tests.engine.hard_frames import see, unsure_kept_in
from tests.waiting import until_async

NEVER, AT_ONCE = 1e6, 0.0


@pytest.fixture
def frames(tmp_path: Path) -> Iterator[HardFrames]:
    """One hard frame of "cam" waits."""
    made = unsure_kept_in(tmp_path, lease_seconds=2 * NEVER)
    see(made, 1)
    yield made
    made.close()


async def nothing() -> None:
    pass


async def give(delivery: Delivery, send: Callable[[], Awaitable[None]] = nothing) -> None:
    async with delivery.sending():
        await send()


async def delivery_of(deliveries: Deliveries) -> Delivery:
    delivery = await deliveries.next("cam")
    assert delivery is not None
    return delivery


async def is_back(frames: HardFrames) -> bool:
    return frames.lease("cam") is not None


def waiting(frames: HardFrames) -> int:
    return frames.status().queue.frames


async def test_a_frame_is_gone_once_it_has_settled(frames: HardFrames) -> None:
    deliveries = Deliveries(frames, AT_ONCE, AT_ONCE)
    await give(await delivery_of(deliveries))
    assert waiting(frames) == 0
    assert frames.status().queue.delivered == 1


async def test_at_first_nothing_is_handed_over(frames: HardFrames) -> None:
    assert await Deliveries(frames, AT_ONCE, NEVER).next("cam") is None


async def test_until_then_it_is_on_disk_and_nobody_else_gets_it(frames: HardFrames, tmp_path: Path) -> None:
    deliveries = Deliveries(frames, NEVER, AT_ONCE)
    sent = asyncio.Event()

    async def send() -> None:
        sent.set()

    going = asyncio.ensure_future(give(await delivery_of(deliveries), send))
    await sent.wait()
    assert await deliveries.next("cam") is None
    after_a_crash = unsure_kept_in(tmp_path)
    assert after_a_crash.lease("cam") is not None
    after_a_crash.close()
    await deliveries.close(10)
    await asyncio.wait_for(going, 10)
    assert waiting(frames) == 0


async def test_whoever_closes_is_alive_and_has_what_was_sent(frames: HardFrames, tmp_path: Path) -> None:
    deliveries = Deliveries(frames, NEVER, AT_ONCE)
    delivery = await delivery_of(deliveries)
    allowed = asyncio.Event()

    async def send() -> None:
        await allowed.wait()

    going = asyncio.ensure_future(give(delivery, send))
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(deliveries.close(10))
    await asyncio.sleep(0)
    assert not closing.done()
    allowed.set()
    await closing
    await asyncio.wait_for(going, 10)
    await asyncio.to_thread(frames.close)  # as whoever closes does next
    rebuilt = unsure_kept_in(tmp_path)
    assert rebuilt.lease("cam") is None
    rebuilt.close()


async def test_a_caller_that_hangs_up_leaves_the_frame_to_the_next(frames: HardFrames) -> None:
    deliveries = Deliveries(frames, NEVER, AT_ONCE)
    going = asyncio.ensure_future(give(await delivery_of(deliveries)))
    await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    await until_async(lambda: is_back(frames), 10, "the frame to be there again")


async def test_two_frames_are_never_sent_at_once(frames: HardFrames) -> None:
    see(frames, 2)
    clock = asyncio.get_running_loop().time
    sent: list[float] = []

    async def send() -> None:
        sent.append(clock())

    deliveries = Deliveries(frames, AT_ONCE, AT_ONCE, gap=0.1)
    two = [await delivery_of(deliveries), await delivery_of(deliveries)]
    await asyncio.gather(*(give(delivery, send) for delivery in two))
    assert sent[1] - sent[0] > 0.09


async def test_an_answer_that_cannot_be_sent_does_not_count(frames: HardFrames) -> None:
    async def fail() -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await give(await delivery_of(Deliveries(frames, AT_ONCE, AT_ONCE)), fail)
    await until_async(lambda: is_back(frames), 10, "the frame to be there again")


async def test_it_settles_before_the_lease_ends(tmp_path: Path) -> None:
    frames = unsure_kept_in(tmp_path, lease_seconds=0.01)
    see(frames, 1)
    await asyncio.wait_for(give(await delivery_of(Deliveries(frames, NEVER, AT_ONCE))), 10)
    assert waiting(frames) == 0
    frames.close()
