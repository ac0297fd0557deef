"""SSD as it leaves the network, before any post-processing: the TensorFlow Object Detection API's raw outputs.

Two outputs: box encodings (1, N, 4) as y, x, height, width, scaled by 10, 10, 5, 5 with logarithmic sizes; and class
logits (1, N, 1 + C), of which the first is the background. Source: Liu et al., "SSD", 2016; FasterRcnnBoxCoder and
multiple_grid_anchor_generator of the TensorFlow Object Detection API with the options of its SSD MobileNet models.
"""

from typing import Final

from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.heads.common.anchors import Anchors, Coding, find_pair, fitting_grid, make_anchors
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.nms import Suppression

KNOWN: Final = (
    AnchorSettings(
        strides=(16, 32, 64, 128, 256, 512),
        aspect_ratios=(1.0, 2.0, 0.5, 3.0, 0.3333),
        reduce_boxes_in_lowest_layer=True,
    ),
)

CODING: Final = Coding(columns=(1, 0, 3, 2), divisors=(10.0, 10.0, 5.0, 5.0), exponential=True, background=1)


def recognise(subject: Subject) -> Recognition | None:
    pair = find_pair(subject)
    if pair is None or pair.coordinates != 4 or pair.classes < 2 or fitting_grid(subject, pair.rows, KNOWN) is None:
        return None
    return Recognition(
        f"{pair.rows} boxes, as many as there are anchors, and {pair.classes - 1} classes with a background"
    )


def make(subject: Subject) -> Anchors:
    return make_anchors(subject, CODING, KNOWN)


SSD: Final = Convention(
    name="ssd",
    outputs="(1, N, 4), (1, N, 1 + C)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.6),
)
