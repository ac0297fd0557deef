import threading
import time
from concurrent.futures import ThreadPoolExecutor

from driftwatch.watch.thumbnails import ThumbnailCache


def test_each_is_made_once_whoever_asks_and_however_many() -> None:
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        time.sleep(0.005)
        return key.encode()

    cache = ThumbnailCache(make)
    with ThreadPoolExecutor(8) as callers:
        found = list(callers.map(cache.get, ["a", "b"] * 20))
    assert found == [b"a", b"b"] * 20
    assert sorted(made) == ["a", "b"]


def test_what_is_gone_is_asked_for_again() -> None:
    answers = iter([None, b"now"])
    cache = ThumbnailCache(lambda _: next(answers))
    assert [cache.get("a"), cache.get("a"), cache.get("a")] == [None, b"now", b"now"]


def test_those_that_are_prepared_are_there_when_asked_for() -> None:
    ready = threading.Event()
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        if key == "last":
            ready.set()
        return b"x"

    cache = ThumbnailCache(make)
    cache.prepare(["a", "last"])
    assert ready.wait(20)
    cache.close()
    assert cache.get("a") == b"x"
    assert made == ["a", "last"]
    cache.prepare(["b"])  # closed: nobody waits for it
    assert made == ["a", "last"]


def test_the_oldest_that_nobody_asked_for_goes_first() -> None:
    made: list[str] = []
    cache = ThumbnailCache(lambda key: made.append(key) or b"x")
    for number in range(128):
        cache.get(str(number))
    cache.get("0")
    cache.get("new")
    made.clear()
    cache.get("0")
    assert made == []
    cache.get("1")
    assert made == ["1"]
