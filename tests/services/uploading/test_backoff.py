from hypothesis import given
from hypothesis import strategies as st

from driftwatch.services.uploading.backoff import Backoff


@given(failures=st.integers(1, 10**6), chance=st.floats(0, 1, exclude_max=True))
def test_waits_lie_between_half_and_all_of_what_doubles_up_to_the_cap(failures: int, chance: float) -> None:
    longest = min(600.0, 2.0 * 2.0 ** min(failures - 1, 60))
    assert longest / 2 <= Backoff().seconds(failures, lambda: chance) <= longest


def test_a_fleet_does_not_come_back_in_one_instant() -> None:
    waits = {Backoff().seconds(20, lambda n=n: n / 100) for n in range(100)}
    assert len(waits) == 100
    assert max(waits) - min(waits) > 290
