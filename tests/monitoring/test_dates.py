import pytest

from driftwatch.monitoring.dates import dates
from tests.monitoring.made import MONDAY


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (MONDAY, MONDAY + 20, "5 to 25 January 2026"),
        (MONDAY, MONDAY + 27, "5 January to 1 February 2026"),
        (MONDAY - 10, MONDAY, "26 December 2025 to 5 January 2026"),
        (0, 0, "1 to 1 January 1970"),
    ],
)
def test_two_days_as_a_person_writes_them(first: int, last: int, words: str) -> None:
    assert dates(first, last) == words
