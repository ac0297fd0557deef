import pytest
from grpclib.exceptions import StreamTerminatedError

from driftwatch.services.rpc.connection import call_again_if_cut


async def test_a_cut_connection_is_tried_once_more() -> None:
    calls = 0

    async def call() -> str:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StreamTerminatedError("Connection lost")
        return "answer"

    assert await call_again_if_cut(call) == "answer"
    assert calls == 2


@pytest.mark.parametrize("error", [StreamTerminatedError("Connection lost"), ValueError("other")])
async def test_what_stays_broken_is_raised(error: Exception) -> None:
    async def call() -> None:
        raise error

    with pytest.raises(type(error)):
        await call_again_if_cut(call)
