import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numbers

from driftwatch.inference.heads.common.distribution import means
from tests.inference.heads.scene_cells import distributed


@given(distances=numbers.arrays(np.float64, (5, 4), elements=st.floats(0, 6.9)))
def test_the_mean_of_a_distribution_is_the_distance(distances: np.ndarray) -> None:
    np.testing.assert_allclose(means(distributed(distances, 8)), distances, atol=1e-6)
