"""One look for several callers who want the same thing at the same instant."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Shared(Generic[T]):
    begun: float
    answer: "asyncio.Future[T]"


class Sharing(Generic[T]):
    """Gives callers who ask for the same key within `seconds` of the first one's asking that one's answer.

    seconds: 0 shares nothing, and each caller gets a look of its own, begun after it asked.
    clock: monotonic seconds. A failure is shared by those who waited for it, and the next caller tries anew.
    To be used from one event loop.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._shared: dict[str, _Shared[T]] = {}

    async def get(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """Raises what `make` raises. A caller that is cancelled leaves the look to the others."""
        if self._seconds == 0:
            return await make()
        shared = self._shared.get(key)
        if shared is None or self._is_over(shared):
            shared = _Shared(self._clock(), asyncio.ensure_future(make()))
            self._shared[key] = shared
        return await asyncio.shield(shared.answer)

    def _is_over(self, shared: _Shared[T]) -> bool:
        if self._clock() - shared.begun > self._seconds:
            return True
        return shared.answer.done() and (shared.answer.cancelled() or shared.answer.exception() is not None)
