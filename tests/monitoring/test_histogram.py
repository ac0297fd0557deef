import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.histogram import BINS, Histogram

confidences = st.lists(st.floats(0, 1), max_size=200).map(lambda values: np.array(values, np.float64))
counts = st.lists(st.integers(0, 2**50), min_size=BINS, max_size=BINS).map(lambda values: np.array(values, np.int64))


@given(confidences)
def test_equals_the_histogram_of_numpy(values: np.ndarray) -> None:
    assert Histogram.of(values).counts.tolist() == np.histogram(values, bins=BINS, range=(0, 1))[0].tolist()


@given(confidences, confidences, confidences)
def test_merges_exactly_in_any_order(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    whole = Histogram.of(np.concatenate([a, b, c]))
    assert Histogram.of(a) + (Histogram.of(b) + Histogram.of(c)) == whole
    assert (Histogram.of(c) + Histogram.of(a)) + Histogram.of(b) == whole
    assert Histogram.total([Histogram.of(b), Histogram.of(c), Histogram.of(a)]) == whole
    assert hash(Histogram.total([Histogram.of(np.concatenate([c, b, a]))])) == hash(whole)


@given(counts)
def test_survives_its_bytes(values: np.ndarray) -> None:
    assert Histogram.from_bytes(Histogram(values).to_bytes()) == Histogram(values)


@given(st.binary(max_size=80).map(lambda data: b"\x01" + data))
def test_bytes_that_are_no_histogram_are_refused_or_read_whole(data: bytes) -> None:
    try:
        histogram = Histogram.from_bytes(data)
    except ValueError:
        return
    assert histogram.counts.shape == (BINS,)
    assert (histogram.counts >= 0).all()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="known format"):
        Histogram.from_bytes(b"\x02" + Histogram().to_bytes()[1:])
    with pytest.raises(ValueError, match="known format"):
        Histogram.from_bytes(b"")


def test_an_empty_minute_takes_three_bytes() -> None:
    assert len(Histogram().to_bytes()) == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.floats(0, 1))
def test_a_quantile_is_off_by_less_than_a_bin(values: list[float], share: float) -> None:
    array = np.array(values)
    found = Histogram.of(array).quantile(share)
    low = np.quantile(array, share, method="lower")
    high = np.quantile(array, share, method="higher")
    assert found is not None
    assert low - 1 / BINS - 1e-9 <= found <= high + 1 / BINS + 1e-9


def test_a_quantile_counts_only_what_lies_above() -> None:
    histogram = Histogram.of(np.array([0.05] * 90 + [0.7] * 10))
    assert histogram.quantile(0.5, above=0.3) == pytest.approx(0.7, abs=1 / BINS)
    assert histogram.quantile(0.5, above=0.8) is None
    assert Histogram().quantile(0.5) is None


def test_takes_only_64_whole_numbers_and_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="64 int64 counts"):
        Histogram(np.zeros(63, np.int64))
    with pytest.raises(ValueError, match="read-only"):
        Histogram().counts[0] = 1
