from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from driftwatch.notify.changes import CALM_SECONDS, StateChanges
from driftwatch.notify.message import NotifiedState


def test_a_graver_state_is_news_at_once_and_only_once() -> None:
    changes = StateChanges()
    assert [changes.is_news(state, 0) for state in ("ok", "warning", "warning", "drift", "drift", "stale")] == [
        False, True, False, True, False, True,
    ]  # fmt: skip


def test_the_end_is_news_when_it_has_lasted() -> None:
    changes = StateChanges("drift")
    assert not changes.is_news("ok", 100)
    assert not changes.is_news("ok", 100 + CALM_SECONDS - 0.1)
    assert changes.is_news("ok", 100 + CALM_SECONDS)
    assert not changes.is_news("ok", 10_000)


def test_an_alarm_that_comes_back_soon_is_no_news_and_its_end_waits_again() -> None:
    changes = StateChanges("drift")
    assert not changes.is_news("ok", 0)
    assert not changes.is_news("drift", CALM_SECONDS - 1)
    assert not changes.is_news("ok", CALM_SECONDS)
    assert not changes.is_news("ok", 2 * CALM_SECONDS - 1)
    assert changes.is_news("ok", 2 * CALM_SECONDS)


ORDER: tuple[NotifiedState, ...] = ("ok", "warning", "drift", "stale")


@given(shown=st.lists(st.tuples(st.sampled_from(ORDER), st.floats(0, 900)), min_size=1, max_size=40))
def test_whatever_comes_and_goes_news_are_changes_and_not_many(shown: list[tuple[NotifiedState, float]]) -> None:
    changes, now = StateChanges(), 0.0
    announced: list[NotifiedState] = ["ok"]
    falls = 0
    for state, seconds in shown:
        now += seconds
        if changes.is_news(state, now):
            falls += ORDER.index(state) < ORDER.index(announced[-1])
            announced.append(state)
    assert all(one != other for one, other in pairwise(announced))
    assert falls <= now / CALM_SECONDS
    now += 1
    changes.is_news(shown[-1][0], now)
    changes.is_news(shown[-1][0], now + CALM_SECONDS)
    assert changes.announced == shown[-1][0]  # nothing that lasts stays unannounced
