from dataclasses import replace

import numpy as np
import pytest

from driftwatch.monitoring.usual.month_level import RECENT_DAYS, MonthLevel, evidence, learn_month_level
from driftwatch.monitoring.usual.month_rows import month_rows
from tests.monitoring.months import changed, days

KINDS = np.zeros(28, np.int64)


def level(label: str = "") -> MonthLevel:
    learned = learn_month_level(month_rows(days(28), label), KINDS)
    assert learned is not None
    return learned


def test_days_lie_off_their_profile_by_what_they_changed() -> None:
    learned = level()
    for change in (-0.05, 0.0, 0.08):
        shown = [changed(number, change) for number in range(30, 40)]
        off = learned.days_off(month_rows(shown, "", learned.often), KINDS[:10])
        assert off.lit.mean() - learned.lit.middle == pytest.approx(change, abs=0.006)
        assert off.plain == pytest.approx(off.lit, abs=0.01)
        assert not off.unseen.any()


def test_a_kind_of_day_that_the_month_did_not_have_says_nothing() -> None:
    learned = level()
    off = learned.days_off(month_rows(days(3), "", learned.often), np.full(3, 2, np.int64))
    assert not off.weights.any()


def test_the_error_of_more_days_is_less_but_never_less_than_the_months_own() -> None:
    scatter = level().lit
    errors = [scatter.error(worth) for worth in (1.0, 5.0, 10.0, 1e9)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] == pytest.approx(np.sqrt(scatter.variance / scatter.days))


def test_a_month_worth_fewer_days_knows_less_well_how_far_days_scatter() -> None:
    """The guess that it begins with is worth four days, and one is spent on the middle."""
    scatter = level().lit
    assert [replace(scatter, days=worth).freedom for worth in (0.0, 9.6, 26.0)] == [3, 12, 29]


def test_days_that_go_together_are_worth_fewer() -> None:
    alike = [changed(number, 0.02 * (number // 7 % 2)) for number in range(28)]
    learned = learn_month_level(month_rows(alike, ""), KINDS)
    assert learned is not None
    single = level()
    assert learned.lit.together > single.lit.together
    assert learned.lit.days < single.lit.days
    assert learned.lit.farthest > single.lit.farthest


def test_what_went_with_the_light_is_taken_out() -> None:
    dark = [changed(n, -0.06 * (n % 3 == 0), 0.6 if n % 3 == 0 else 1.0) for n in range(28)]
    learned = learn_month_level(month_rows(dark, ""), KINDS)
    assert learned is not None
    assert learned.is_explained
    assert learned.lit.variance < learned.plain.variance / 2
    later = [changed(number, -0.06, 0.6) for number in range(30, 30 + RECENT_DAYS)]
    off = learned.days_off(month_rows(later, "", learned.often), KINDS[:RECENT_DAYS])
    assert abs(off.lit.mean() - learned.lit.middle) < 0.015
    assert off.plain.mean() - learned.plain.middle < -0.03


def test_evidence_counts_usual_days() -> None:
    assert evidence(np.ones(10)) == pytest.approx(10)
    assert evidence(np.array([1.0, 0.0, 0.0])) == pytest.approx(1)
    assert evidence(np.full(10, 0.1)) == pytest.approx(1)
    assert evidence(np.zeros(3)) == 0.0
