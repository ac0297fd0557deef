"""The trained network as an ONNX file that says by itself what it wants and what it gives.

Its output is that of the YOLO family, (1, 4 + C, N): centre and size in pixels, and a probability of each class; its
metadata are those that Ultralytics' exporter writes: names, imgsz, stride, task. Whoever reads such models
reads this one without configuration. The picture comes as in training: from 0 to 1, whole, with grey bars of 114.

Of neighbouring cells of a grid that see an object, only the one that is surest of it gives a box (Zhou et al., "Objects
as Points", 2019); the others have probabilities of 0. So whoever reads it need not know that cells share an object.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from model.network import FILTER, FILTERS, HIDDEN, PLACE, SEEN, STEP, Network
from model.onnx_file import FLOAT, Graph, Tensor, onnx_bytes
from model.windows import CONTRAST, GREY, MARGIN, STRIDES, Canvas, centres

_LEAST_SIZE = 0.02  # sides of a window


def detector_file(network: Network, labels: Sequence[str], canvas: Canvas, about: Mapping[str, str]) -> bytes:
    """The content of model.onnx. about: more metadata, such as when it was trained on what."""
    graph = Graph()
    cells = centres(canvas)
    places, scores = _outputs(graph, network, canvas)
    side = graph.constant((4 * cells[:, 2]).reshape(1, 1, -1))
    middle = graph.constant(np.ascontiguousarray(cells[:, :2].T)[None])
    offset, size = _part(graph, places, 0, 2), _part(graph, places, 2, PLACE)
    centre = graph.add("Add", graph.add("Mul", offset, side), middle)
    extent = graph.add("Mul", graph.add("Max", size, graph.constant(np.array(_LEAST_SIZE))), side)
    graph.add("Concat", centre, extent, scores, output="output0", axis=1)
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


def _outputs(graph: Graph, network: Network, canvas: Canvas) -> tuple[str, str]:
    """Places (1, 4, N), and probabilities (1, C, N) of the classes in all cells."""
    find = graph.constant(network.filters[:-1].T.reshape(FILTERS, 3, FILTER, FILTER))
    look = graph.constant(_by_channel(network))
    judge = graph.constant(network.says[:-1].T.reshape(-1, HIDDEN, 1, 1))
    biases = [graph.constant(one[-1]) for one in (network.filters, network.hidden, network.says)]
    picture = graph.add("Sub", "images", graph.constant(np.array(GREY)))
    picture = graph.add("Mul", picture, graph.constant(np.array(CONTRAST)))
    classes = network.says.shape[1] - 1 - PLACE
    places: list[str] = []
    scores: list[str] = []
    for stride in STRIDES:
        step = stride // 4
        small = graph.add("AveragePool", picture, kernel_shape=[step, step], strides=[step, step])
        found = graph.add("Conv", small, find, biases[0], strides=[STEP] * 2, pads=[MARGIN] * 4)
        seen = graph.add("Conv", graph.add("Relu", found), look, biases[1], strides=[4 // STEP] * 2)
        said = graph.add("Conv", graph.add("Relu", seen), judge, biases[2])
        sure = graph.add("Softmax", _part(graph, said, 0, classes + 1), axis=1)
        known = graph.add("Mul", _part(graph, sure, 0, classes), _is_surest(graph, sure, classes))
        count = (canvas.width // stride) * (canvas.height // stride)
        places.append(_flat(graph, _part(graph, said, classes + 1, classes + 1 + PLACE), PLACE, count))
        scores.append(_flat(graph, known, classes, count))
    return graph.add("Concat", *places, axis=2), graph.add("Concat", *scores, axis=2)


def _by_channel(network: Network) -> NDArray[np.float32]:
    """(HIDDEN, FILTERS, SEEN, SEEN), as a convolution has its weights."""
    return network.hidden[:-1].T.reshape(HIDDEN, SEEN, SEEN, FILTERS).transpose(0, 3, 1, 2)


def _is_surest(graph: Graph, sure: str, classes: int) -> str:
    """1 where no neighbour sees nothing less surely than the cell itself, else 0."""
    something = graph.add("Neg", _part(graph, sure, classes, classes + 1))
    best = graph.add("MaxPool", something, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1])
    return graph.add("Cast", graph.add("GreaterOrEqual", something, best), to=FLOAT)


def _part(graph: Graph, values: str, first: int, end: int) -> str:
    """Of the second axis."""
    return graph.add("Slice", values, *(graph.constant([n]) for n in (first, end, 1)))


def _flat(graph: Graph, values: str, channels: int, count: int) -> str:
    return graph.add("Reshape", values, graph.constant([1, channels, count]))
