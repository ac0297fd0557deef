import asyncio

import pytest

from driftwatch.services.ongoing import Ongoing


async def test_closing_waits_for_what_goes_on_and_for_no_longer() -> None:
    ongoing = Ongoing()
    assert await ongoing.end(0)
    with ongoing:
        with ongoing:
            pass
        assert ongoing
        waiting = asyncio.ensure_future(ongoing.end(60))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await asyncio.wait_for(waiting, 10)
    assert not ongoing


async def test_patience_ends() -> None:
    ongoing = Ongoing()
    with ongoing:
        assert not await ongoing.end(0.01)


async def test_a_failure_ends_it_too() -> None:
    ongoing = Ongoing()
    with pytest.raises(ValueError, match="broken"), ongoing:
        raise ValueError("broken")
    assert await ongoing.end(0)
