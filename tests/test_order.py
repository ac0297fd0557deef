"""The order of the suite."""

from pathlib import Path

import pytest

from tests import order
from tests.order import AS_WRITTEN, LONG, begin_early, choose_seed, shuffled

FILES = [file for file in "abcdef" for _ in range(5)]
TESTS = list(range(30))


def test_another_seed_is_another_order_and_the_same_one_the_same() -> None:
    orders = [shuffled(TESTS, FILES, seed) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[2]) == TESTS
    assert shuffled(TESTS, FILES, AS_WRITTEN) == TESTS


def test_a_file_stays_together_and_neither_files_nor_tests_stay_as_written() -> None:
    found = shuffled(TESTS, FILES, 7)
    files = [FILES[test] for test in found]
    assert [file for n, file in enumerate(files) if n == 0 or files[n - 1] != file] == list(dict.fromkeys(files))
    assert list(dict.fromkeys(files)) != list("abcdef")
    assert [test for test in found if FILES[test] == "a"] != TESTS[:5]
    told = shuffled(TESTS, FILES, 7, frozenset("a"))
    assert [test for test in told if FILES[test] == "a"] == TESTS[:5]


def test_workers_get_the_seed_of_who_started_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(order._SEED, raising=False)
    first = choose_seed(None)
    assert choose_seed(None) == first > AS_WRITTEN
    assert choose_seed(5) == choose_seed(None) == 5


def test_long_files_begin_first_and_then_those_that_start_machines() -> None:
    assert [name for name in LONG if not (Path(__file__).parents[1] / name).is_file()] == []
    assert begin_early(LONG[0], False) < begin_early("tests/e2e/test_faces.py", True) < begin_early("a.py", False)
