import numpy as np
import pytest

from driftwatch.monitoring.usual.came import real_flashes, that_came
from driftwatch.monitoring.usual.day import OF_LABEL


def hours(detections: float, begun: float, fleeting: float) -> np.ndarray:
    """(2, 24, 1, 5) OF_LABEL of one label, the same each hour."""
    row = {"detections": detections, "begun": begun, "fleeting": fleeting}
    return np.tile([row.get(name, 0.0) for name in OF_LABEL], (2, 24, 1, 1))


@pytest.mark.parametrize(
    ("detections", "begun", "fleeting", "real", "came"),
    [
        (30, 30, 30, 1.0, 30.0),  # one picture a piece: nothing is seen twice
        (2000, 100, 20, 0.01, 80.2),  # a ghost now and then, among things that stay
        (60, 40, 30, 0.5, 25.0),  # cars that pass, some of them between two pictures
        (0, 0, 0, 0.0, 0.0),
    ],
)
def test_objects_of_one_frame_count_as_far_as_most_detections_are_such(
    detections: float, begun: float, fleeting: float, real: float, came: float
) -> None:
    rows = hours(detections, begun, fleeting)
    assert real_flashes(rows) == pytest.approx([real])
    assert that_came(rows, real_flashes(rows)) == pytest.approx(np.full((2, 24, 1), came))
