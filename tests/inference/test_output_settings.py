import pytest

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.inference.output_settings import OutputSettings


def test_reads_what_the_documentation_shows() -> None:
    attributes = {
        "remap_output_names": {"boxes": "location"},
        "xmin_ymin_xmax_ymax_order": [0, 1, 2, 3],
        "decoder": "ssd",
        "iou_threshold": 0.5,
        "anchors": {"strides": [8, 16], "fixed_anchor_size": True},
    }
    settings = read(OutputSettings, attributes).value
    assert settings.anchors.strides == (8, 16)
    assert settings.xmin_ymin_xmax_ymax_order == (0, 1, 2, 3)


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 1, 2, 2], [1, 2, 3, 4]])
def test_an_order_holds_each_of_four_once(order: list[int]) -> None:
    with pytest.raises(ConfigError, match="xmin_ymin_xmax_ymax_order: must hold 0, 1, 2 and 3"):
        read(OutputSettings, {"xmin_ymin_xmax_ymax_order": order})


def test_two_outputs_cannot_have_one_name() -> None:
    with pytest.raises(ConfigError, match='more than one output is to be "score"'):
        read(OutputSettings, {"remap_output_names": {"a": "score", "b": "score"}})
