from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftwatch.capture.budget.budget import BURST_SECONDS, MEGABYTE, Ask, Budget
from driftwatch.capture.budget.settings import BudgetSettings, Quota
from driftwatch.capture.budget.state import read_budget_state
from driftwatch.observation import Moment

SPANS = {"per_minute": 60.0, "per_hour": 3600.0, "per_day": 86400.0}
OPEN = BudgetSettings(
    per_minute=10**6, per_hour=10**6, per_day=10**6, burst=10**4, megabytes_per_day=10**6, cooldown_seconds=0.0
)

limits = st.integers(0, 12)
budgets = st.builds(
    BudgetSettings,
    per_minute=limits,
    per_hour=limits,
    per_day=limits,
    burst=st.integers(1, 5),
    megabytes_per_day=st.floats(0, 10),
    cooldown_seconds=st.floats(0, 20),
    reserved=st.floats(0, 1),
)
quotas = st.builds(Quota, st.none() | limits, st.none() | limits, st.none() | limits, st.floats(0, 30))
reasons = st.sampled_from(["a", "b", "c"])
offers = st.lists(
    st.tuples(
        st.sampled_from([0.03, 1.0, 7.0, 59.0, 600.0, 3000.0, 30000.0]),
        reasons,
        st.floats(0, 1),
        st.integers(0, 2 * MEGABYTE),
        st.booleans(),
        st.sampled_from([None, None, None, None, -86400.0, 0.0, 3e8]),
    ),
    max_size=80,
)


@given(budgets, st.fixed_dictionaries({"a": quotas, "b": quotas, "c": quotas}), offers)
@settings(max_examples=150)
def test_no_limit_is_exceeded_in_any_window_over_restarts_and_clock_jumps(
    settings: BudgetSettings, quotas: dict[str, Quota], offers: list[tuple[float, str, float, int, bool, float | None]]
) -> None:
    budget, now, wall = Budget(settings, quotas), 0.0, 1.7e9
    kept: list[tuple[float, str, int, bool]] = []
    for pause, reason, value, size, ranked, jump in offers:
        now, wall = now + pause, wall + pause
        if jump is not None:  # the process starts again, and somebody has set the wall clock
            saved = budget.state(Moment(wall, now), "boot-1").to_json()
            wall += jump
            budget = Budget(settings, quotas)
            budget.restore(read_budget_state(saved), Moment(wall, now), "boot-1")
        ask = Ask(reason, value, size, ranked)
        budget.offer(ask)
        if budget.refusal(ask, now) is None:
            budget.spend(reason, size, now)
            kept.append((now, reason, size, ranked))
    for i, (start, *_) in enumerate(kept):
        for name, seconds in SPANS.items():
            inside = [k for k in kept[i:] if k[0] < start + seconds]
            assert len(inside) <= getattr(settings, name)
            for reason, quota in quotas.items():
                own = getattr(quota, name)
                assert own is None or sum(k[1] == reason for k in inside) <= own
        assert sum(k[2] for k in kept[i:] if k[0] < start + 86400) <= settings.megabytes_per_day * MEGABYTE
    for i, (at, reason, _, ranked) in enumerate(kept):
        if ranked:
            assert sum(at - BURST_SECONDS < k[0] for k in kept[: i + 1]) <= settings.burst
            assert not i or at - kept[i - 1][0] >= settings.cooldown_seconds
        before = [k[0] for k in kept[:i] if k[1] == reason]
        assert not before or at - before[-1] >= quotas[reason].cooldown_seconds


def test_a_chatty_reason_leaves_the_others_their_share() -> None:
    settings = BudgetSettings(
        per_minute=12, per_hour=10**6, per_day=10**6, burst=10**4, cooldown_seconds=0.0, reserved=0.5
    )
    budget = Budget(settings, {"chatty": Quota(), "rare": Quota(), "third": Quota()})
    for i in range(100):
        ask = Ask("chatty", 1.0, 10)
        if budget.refusal(ask, i * 0.1) is None:
            budget.spend("chatty", 10, i * 0.1)
    assert budget.kept()["chatty"] == 8  # 12, less the two others' shares
    assert budget.refusal(Ask("chatty", 1.0, 10), 11.0) == "share"
    assert budget.refusal(Ask("rare", 0.1, 10), 11.0) is None


def test_a_scarce_budget_goes_to_the_best_frames() -> None:
    budget = Budget(replace(OPEN, per_hour=180), {"a": Quota()})
    kept: list[float] = []
    for second in range(7200):  # 60 frames a minute, of which 3 fit
        ask = Ask("a", ((second * 7919) % 1000) / 1000, 10)
        budget.offer(ask)
        if budget.refusal(ask, float(second)) is None:
            budget.spend("a", 10, float(second))
            kept.append(ask.value)
    assert len(kept) >= 280
    assert sum(kept[-100:]) / 100 > 0.85


def test_a_budget_that_is_not_scarce_takes_everything() -> None:
    budget = Budget(OPEN, {"a": Quota()})
    for i in range(200):
        ask = Ask("a", 1 - i / 200, 10)
        budget.offer(ask)
        assert budget.refusal(ask, float(i)) is None
        budget.spend("a", 10, float(i))


def test_refusals_name_the_limit() -> None:
    budget = Budget(BudgetSettings(cooldown_seconds=5.0, burst=2, megabytes_per_day=1.0), {"a": Quota(per_day=3)})
    ask = Ask("a", 1.0, 10)
    budget.spend("a", 10, 0.0)
    assert budget.refusal(ask, 4.9) == "cooldown_seconds"
    assert budget.refusal(ask, 5.0) is None
    budget.spend("a", 10, 5.0)
    assert budget.refusal(ask, 10.0) == "burst"
    budget.spend("a", 10, 30.0)
    assert budget.refusal(ask, 3000.0) == "per_day"
    assert budget.refusal(Ask("a", 1.0, MEGABYTE), 3000.0) == "megabytes_per_day"


def test_a_fair_sample_does_not_wait_for_cooldowns() -> None:
    budget = Budget(BudgetSettings(cooldown_seconds=5.0, burst=1), {"a": Quota()})
    budget.spend("a", 10, 0.0)
    assert budget.refusal(Ask("a", 0.5, 10, ranked=False), 0.1) is None


def test_after_a_reboot_a_clock_set_back_frees_nothing_and_a_day_frees_all() -> None:
    settings = BudgetSettings(per_day=1, cooldown_seconds=0.0)
    budget = Budget(settings, {"a": Quota()})
    budget.spend("a", 10, 100.0)
    saved = read_budget_state(budget.state(Moment(1.7e9, 100.0), "boot-1").to_json())
    causes = Counter[str | None]()
    for wall in (0.0, 1.7e9 - 1e6, 1.7e9 + 80000.0, 1.7e9 + 95000.0):
        other = Budget(settings, {"a": Quota()})
        other.restore(saved, Moment(wall, 5.0), "boot-2")
        causes[other.refusal(Ask("a", 1.0, 10), 5.0)] += 1
    assert causes == {"per_day": 3, None: 1}


def test_counts_are_restored_and_reasons_no_longer_configured_are_left_out() -> None:
    budget = Budget(OPEN, {"a": Quota(), "b": Quota()})
    for reason in ("a", "b", "a"):
        budget.offer(Ask(reason, 0.5, 10))
        budget.spend(reason, 10, 1.0)
    other = Budget(OPEN, {"a": Quota()})
    other.restore(budget.state(Moment(0.0, 2.0), ""), Moment(0.0, 0.0), "")
    assert other.kept() == {"a": 2}
    assert other.offered() == {"a": 2}
    assert other.used(0.0)["per_day"] == 3


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"saved": 3}', '{"saved":{"wall":0,"monotonic":0},"boot":"","all":{"windows":{}}}'],
)
def test_damaged_counters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_budget_state(text)


@given(budgets, st.fixed_dictionaries({"a": quotas, "b": quotas}), st.lists(reasons, max_size=20), reasons)
def test_what_is_left_is_exactly_what_can_still_be_kept(
    settings: BudgetSettings, quotas: dict[str, Quota], before: list[str], reason: str
) -> None:
    budget = Budget(replace(settings, megabytes_per_day=1e6), {**quotas, "c": Quota()})
    for one in before:
        if budget.refusal(Ask(one, 0.5, 1, ranked=False), 0.0) is None:
            budget.spend(one, 1, 0.0)
    now = 30.0  # any cooldown of the quotas is over
    told = budget.status(now)
    left = min(share.left for share in told.samplers[reason].values())
    taken = 0
    while budget.refusal(Ask(reason, 0.5, 1, ranked=False), now) is None:
        budget.spend(reason, 1, now)
        taken += 1
        now += 30.0 if quotas.get(reason, Quota()).cooldown_seconds else 0.0
        if now > 59.0:
            assert taken <= left
            return
    assert taken == left


def test_what_is_left_of_every_limit_is_told() -> None:
    settings = BudgetSettings(per_minute=10, per_hour=100, per_day=1000, burst=4, megabytes_per_day=2.0)
    budget = Budget(settings, {"a": Quota(per_hour=5, cooldown_seconds=60.0), "b": Quota()})
    budget.spend("a", MEGABYTE // 2, 100.0)
    told = budget.status(100.25)
    assert {name: (one.used, one.limit, one.left) for name, one in told.limits.items()} == {
        "per_minute": (1, 10, 9),
        "per_hour": (1, 100, 99),
        "per_day": (1, 1000, 999),
        "burst": (1, 4, 3),
        "megabytes_per_day": (0.5, 2.0, 1.5),
    }
    assert told.cooldown_seconds_left == 0.75
    assert told.cooldowns == {"a": 59.75}
    hour = told.samplers["a"]["per_hour"]
    assert (hour.used, hour.set_aside, hour.limit, hour.left) == (1, 15, 5, 4)
    assert told.samplers["b"]["per_minute"].left == 9
    assert 0 < told.saved < 0.5
