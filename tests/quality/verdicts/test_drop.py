import numpy as np
import pytest

from driftwatch.quality.verdicts.drop import Evidence, find_drop, least_proof


def stream(*parts: tuple[float, int], seed: int = 0) -> list[Evidence]:
    rng = np.random.default_rng(seed)
    right = np.concatenate([rng.random(count) < precision for precision, count in parts])
    return [Evidence(float(at), 1.0, float(one), 1.0) for at, one in enumerate(right)]


def test_a_large_drop_is_found_and_dated() -> None:
    found = find_drop(stream((0.9, 300), (0.6, 200)), 0.9, least_proof(200, 1))
    assert found is not None
    assert abs(found.first - 300) < 25
    assert found.reviews < 60


def test_without_a_drop_a_year_passes_without_a_verdict() -> None:
    proof = least_proof(100, 4)
    assert sum(find_drop(stream((0.9, 5218), seed=seed), 0.9, proof) is not None for seed in range(6)) <= 2


def test_a_better_model_is_no_drop() -> None:
    assert find_drop(stream((0.97, 4000)), 0.9, 100.0) is None


def test_more_labels_ask_for_more_proof() -> None:
    assert least_proof(200, 4) == pytest.approx(4 * 200 * 52.18)


def test_confidences_that_explain_an_error_make_it_count_less() -> None:
    """Boxes that were expected to be wrong are no news."""
    wrong = [Evidence(0.0, 1.0, 0.0, 1.0, -0.9)] * 60
    assert find_drop(wrong, 0.9, 1000.0) is None
    assert find_drop([Evidence(0.0, 1.0, 0.0, 1.0)] * 60, 0.9, 1000.0) is not None


def test_nothing_to_judge_is_no_drop() -> None:
    assert find_drop([], 0.9, 10.0) is None
    assert find_drop([Evidence(0.0, 1.0, 0.0, 0.0)], 0.9, 10.0) is None
