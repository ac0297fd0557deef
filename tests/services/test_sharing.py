import asyncio

import pytest

from driftwatch.services.sharing import Sharing


class Looks:
    """Counts how often a look was begun; each takes until `gate` is open."""

    def __init__(self) -> None:
        self.begun = 0
        self.gate = asyncio.Event()
        self.now = 0.0

    async def look(self) -> int:
        self.begun += 1
        mine = self.begun
        await self.gate.wait()
        return mine

    def clock(self) -> float:
        return self.now


async def test_callers_of_one_instant_share_a_look() -> None:
    looks = Looks()
    sharing: Sharing[int] = Sharing(0.1, looks.clock)
    calls = [asyncio.ensure_future(sharing.get("cam", looks.look)) for _ in range(5)]
    await asyncio.sleep(0)
    looks.gate.set()
    assert await asyncio.gather(*calls) == [1] * 5
    looks.now = 0.1
    assert await sharing.get("cam", looks.look) == 1


async def test_an_answer_that_is_too_old_is_not_given_again() -> None:
    looks = Looks()
    looks.gate.set()
    sharing: Sharing[int] = Sharing(0.1, looks.clock)
    assert await sharing.get("cam", looks.look) == 1
    looks.now = 0.11
    assert await sharing.get("cam", looks.look) == 2


async def test_each_key_has_its_own() -> None:
    looks = Looks()
    looks.gate.set()
    sharing: Sharing[int] = Sharing(0.1, looks.clock)
    assert await sharing.get("left", looks.look) == 1
    assert await sharing.get("right", looks.look) == 2


async def test_with_0_seconds_every_caller_has_its_own_look() -> None:
    looks = Looks()
    looks.gate.set()
    sharing: Sharing[int] = Sharing(0, looks.clock)
    assert await asyncio.gather(*(sharing.get("cam", looks.look) for _ in range(3))) == [1, 2, 3]


async def test_a_cancelled_caller_leaves_the_look_to_the_others() -> None:
    looks = Looks()
    sharing: Sharing[int] = Sharing(0.1, looks.clock)
    first, second = (asyncio.ensure_future(sharing.get("cam", looks.look)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    looks.gate.set()
    assert await second == 1


async def test_after_a_failure_the_next_caller_tries_anew() -> None:
    sharing: Sharing[int] = Sharing(10, lambda: 0.0)
    attempts = 0

    async def look() -> int:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ValueError("no frame")
        return attempts

    with pytest.raises(ValueError, match="no frame"):
        await sharing.get("cam", look)
    assert await sharing.get("cam", look) == 2
