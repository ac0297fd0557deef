"""face.tflite: BlazeFace (short range) with its anchors decoded inside the graph.

The published model gives, for each of 896 anchors, x, y, width and height in pixels from the anchor's centre
(and six landmarks, unused here), and a logit (Bazarevsky et al. 2019). The decoding is left to the operator
TFLite_Detection_PostProcess that SSD models carry, which every host of TensorFlow Lite has.
"""

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from examples.models.tflite_graph import GraphEditor

SIDE = 128  # pixels; the input is square
LAYERS = ((8, 2), (16, 6))  # stride in pixels, anchors a cell: MediaPipe's face_detection_short_range
ANCHORS = 896
FACES = 10  # rows in every answer; those without a face are zeros
SCORE_THRESHOLD = 0.1
IOU_THRESHOLD = 0.3
_SMALLEST = 1e-3  # pixels: below it a width or height has no logarithm worth the name


def wrap(published: bytes) -> bytes:
    """Wraps a published model so that it gives these tensors.

    For face_detection_short_range.tflite as it is published:

    image (1,128,128,3) float32 RGB in [-1, 1] -> location (1,10,4) float32: ymin xmin ymax xmax as fractions of
    the image; category (1,10) float32, always 0; score (1,10) float32 in [0, 1], falling; count (1,) float32:
    rows that hold a face.
    """
    editor = GraphEditor(published)
    boxes, logits = editor.outputs
    editor.rename(editor.inputs[0], "image")
    editor.describe("BlazeFace short range (Apache-2.0, by MediaPipe) with its boxes decoded in the graph")
    scores = editor.add("LOGISTIC", [logits], editor.tensor("probability", (1, ANCHORS, 1)))
    found = _detections(editor, _encodings(editor, boxes), scores)
    editor.outputs = _clear_unused_rows(editor, *found)
    return editor.content()


def anchors() -> NDArray[np.float32]:
    """(896, 4): y, x of each anchor's centre as fractions; one pixel as height and width, the unit of the raw boxes."""
    centres: list[NDArray[np.float64]] = []
    for stride, repeats in LAYERS:
        middle = (np.arange(SIDE // stride) + 0.5) * stride / SIDE
        grid = np.stack(np.meshgrid(middle, middle, indexing="ij"), axis=-1).reshape(-1, 2)
        centres.append(np.repeat(grid, repeats, axis=0))
    centre = np.concatenate(centres)
    return np.hstack([centre, np.full_like(centre, 1 / SIDE)]).astype(np.float32)


def _encodings(editor: GraphEditor, boxes: int) -> int:
    """(1, 896, 4): y x log(h) log(w). The operator takes exp() of sizes, which BlazeFace gives as they are."""
    half = (1, ANCHORS, 2)
    columns = schema.GatherOptionsT()
    columns.axis = 2
    yx_columns = editor.constant("yx_columns", np.array([1, 0], np.int32))
    hw_columns = editor.constant("hw_columns", np.array([3, 2], np.int32))
    centre = editor.add("GATHER", [boxes, yx_columns], editor.tensor("centre", half), columns)
    size = editor.add("GATHER", [boxes, hw_columns], editor.tensor("size", half), columns)
    smallest = editor.constant("smallest", np.array([_SMALLEST], np.float32))
    positive = editor.add("MAXIMUM", [size, smallest], editor.tensor("positive", half), schema.MaximumMinimumOptionsT())
    logarithm = editor.add("LOG", [positive], editor.tensor("logarithm", half))
    joined = schema.ConcatenationOptionsT()
    joined.axis = 2
    return editor.add("CONCATENATION", [centre, logarithm], editor.tensor("encodings", (1, ANCHORS, 4)), joined)


def _detections(editor: GraphEditor, encodings: int, scores: int) -> tuple[int, int, int, int]:
    """Boxes, classes, scores and count, as the operator leaves them."""
    found = (
        editor.tensor("found_boxes", (1, FACES, 4)),
        editor.tensor("found_classes", (1, FACES)),
        editor.tensor("found_scores", (1, FACES)),
        editor.tensor("count", (1,)),
    )
    options = {
        "max_detections": FACES,
        "max_classes_per_detection": 1,
        "num_classes": 1,
        "use_regular_nms": False,
        "nms_score_threshold": SCORE_THRESHOLD,
        "nms_iou_threshold": IOU_THRESHOLD,
        "y_scale": 1.0,
        "x_scale": 1.0,
        "h_scale": 1.0,
        "w_scale": 1.0,
    }
    inputs = [encodings, scores, editor.constant("anchors", anchors())]
    editor.add_custom("TFLite_Detection_PostProcess", inputs, list(found), options)
    return found


def _clear_unused_rows(editor: GraphEditor, boxes: int, classes: int, scores: int, count: int) -> list[int]:
    """location, category, score, count. The operator leaves rows past the count as the memory was: never show them."""
    rows = editor.constant("rows", np.arange(FACES, dtype=np.float32).reshape(1, FACES))
    zero, one = (editor.constant(name, np.array([value], np.float32)) for name, value in (("zero", 0), ("one", 1)))
    used = editor.add("LESS", [rows, count], editor.tensor("used", (1, FACES), "bool"), schema.LessOptionsT())
    shape = schema.ReshapeOptionsT()
    shape.newShape = [1, FACES, 1]
    new_shape = editor.constant("used_shape", np.array(shape.newShape, np.int32))
    used_column = editor.add("RESHAPE", [used, new_shape], editor.tensor("used_column", (1, FACES, 1), "bool"), shape)

    select = schema.SelectV2OptionsT()
    category = editor.add("SELECT_V2", [used, classes, zero], editor.tensor("category", (1, FACES)), select)
    score = editor.add("SELECT_V2", [used, scores, zero], editor.tensor("score", (1, FACES)), select)
    kept = editor.add("SELECT_V2", [used_column, boxes, zero], editor.tensor("kept_boxes", (1, FACES, 4)), select)
    limits = schema.MaximumMinimumOptionsT()
    inside = editor.add("MINIMUM", [kept, one], editor.tensor("boxes_below_1", (1, FACES, 4)), limits)
    location = editor.add("MAXIMUM", [inside, zero], editor.tensor("location", (1, FACES, 4)), limits)
    return [location, category, score, count]
