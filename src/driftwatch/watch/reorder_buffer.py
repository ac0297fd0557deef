"""Lets things through in their order, though some of them wait for an answer."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")

HELD: Final = 32
HELD_BYTES: Final = 32_000_000


@dataclass(frozen=True, slots=True)
class _Held(Generic[T, A]):
    item: T
    size: int
    answer: "Future[A | None] | None"


class ReorderBuffer(Generic[T, A]):
    """What is put in comes out in the same order, each thing when its answer is known; whatever came after it waits.

    At most 32 things of together 32 MB are held: the oldest then goes on without its answer.
    release: gets a thing with its answer, None where there is none; one call at a time, from the thread that puts
    or answers. It must be quick.
    """

    def __init__(self, release: Callable[[T, A | None], object]) -> None:
        self._release = release
        self._held: deque[_Held[T, A]] = deque()
        self._lock = threading.Lock()

    def put(self, item: T, size: int, answer: "Future[A | None] | None") -> None:
        """size: bytes. answer: of somebody who never fails it; None where there is nothing to wait for."""
        with self._lock:
            self._held.append(_Held(item, size, answer))
        if answer is not None:
            answer.add_done_callback(lambda _: self._advance())
        self._advance()

    def flush(self) -> None:
        """Lets everything through as it is."""
        with self._lock:
            while self._held:
                self._pass_on()

    def _advance(self) -> None:
        with self._lock:
            while self._held and (self._is_ready(self._held[0]) or self._is_full()):
                self._pass_on()

    def _is_ready(self, held: _Held[T, A]) -> bool:
        return held.answer is None or held.answer.done()

    def _is_full(self) -> bool:
        return len(self._held) > HELD or sum(held.size for held in self._held) > HELD_BYTES

    def _pass_on(self) -> None:
        held = self._held.popleft()
        answer = held.answer.result() if held.answer is not None and held.answer.done() else None
        self._release(held.item, answer)
