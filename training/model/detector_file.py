"""The trained network as an ONNX file that says by itself what it wants and what it gives.

Its output is that of the YOLO family, (1, 4 + C, N): centre and size in pixels, and a probability of each class; its
metadata are those that Ultralytics' exporter writes: names, imgsz, stride, task. Whoever reads such models
reads this one without configuration. The picture comes as in training: from 0 to 1, whole, with grey bars of 114.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from model.network import HIDDEN, Network
from model.onnx_file import Graph, Tensor, onnx_bytes
from model.windows import CONTRAST, GREY, MARGIN, SIDE, STRIDES, Canvas, centres

_LEAST_SIZE = 0.02  # sides of a window


def detector_file(network: Network, labels: Sequence[str], canvas: Canvas, about: Mapping[str, str]) -> bytes:
    """The content of model.onnx. about: more metadata, such as when it was trained on what."""
    graph = Graph()
    cells = centres(canvas)
    places, scores = _outputs(graph, network, canvas, len(labels))
    side = graph.constant((4 * cells[:, 2]).reshape(1, 1, -1))
    middle = graph.constant(np.ascontiguousarray(cells[:, :2].T)[None])
    offset = graph.add("Slice", places, *(graph.constant([n]) for n in (0, 2, 1)))
    size = graph.add("Slice", places, *(graph.constant([n]) for n in (2, 4, 1)))
    centre = graph.add("Add", graph.add("Mul", offset, side), middle)
    extent = graph.add("Mul", graph.add("Max", size, graph.constant(np.array(_LEAST_SIZE))), side)
    known = graph.add("Slice", scores, *(graph.constant([n]) for n in (0, len(labels), 1)))
    graph.add("Concat", centre, extent, known, output="output0", axis=1)
    properties = {
        "task": "detect",
        "names": repr(dict(enumerate(labels))),
        "imgsz": str([canvas.height, canvas.width]),
        "stride": str(STRIDES[-1]),
        "end2end": "False",
        **about,
    }
    given, gives = (1, 3, canvas.height, canvas.width), (1, 4 + len(labels), len(cells))
    return onnx_bytes(graph, Tensor("images", given), Tensor("output0", gives), properties)


def _outputs(graph: Graph, network: Network, canvas: Canvas, classes: int) -> tuple[str, str]:
    """Places (1, 4, N) and probabilities (1, C + 1, N) of all cells."""
    look = graph.constant(network.hidden[:-1].T.reshape(HIDDEN, 3, SIDE, SIDE))
    say = np.concatenate([network.places, network.classes], 1)
    judge = graph.constant(say[:-1].T.reshape(-1, HIDDEN, 1, 1))
    biases = graph.constant(network.hidden[-1]), graph.constant(say[-1])
    picture = graph.add("Sub", "images", graph.constant(np.array(GREY)))
    picture = graph.add("Mul", picture, graph.constant(np.array(CONTRAST)))
    grids: list[str] = []
    for stride in STRIDES:
        step = stride // 4
        small = graph.add("AveragePool", picture, kernel_shape=[step, step], strides=[step, step])
        seen = graph.add("Conv", small, look, biases[0], strides=[4, 4], pads=[MARGIN] * 4)
        said = graph.add("Conv", graph.add("Relu", seen), judge, biases[1])
        count = (canvas.width // stride) * (canvas.height // stride)
        grids.append(graph.add("Reshape", said, graph.constant([1, 4 + classes + 1, count])))
    all_cells = graph.add("Concat", *grids, axis=2)
    places = graph.add("Slice", all_cells, *(graph.constant([n]) for n in (0, 4, 1)))
    logits = graph.add("Slice", all_cells, *(graph.constant([n]) for n in (4, 5 + classes, 1)))
    return places, graph.add("Softmax", logits, axis=1)
