"""What is in an image, and how each convention would write it down, from the convention's own definition."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.heads import mediapipe, ssd
from driftwatch.inference.heads.anchor_grid import anchors
from driftwatch.inference.tensors import Array

CLASSES = 6


@dataclass(frozen=True)
class Scene:
    """boxes (N, 4): xmin ymin xmax ymax, fractions; they do not overlap. classes (N,), scores (N,) from .1 to .99.

    order: seed of the order in which a model lists them.
    """

    boxes: NDArray[np.float64]
    classes: NDArray[np.int64]
    scores: NDArray[np.float64]
    canvas: Size
    order: int

    @property
    def centred(self) -> NDArray[np.float64]:
        """Centre x, centre y, width, height, fractions."""
        low, high = self.boxes[:, :2], self.boxes[:, 2:]
        return np.concatenate([(low + high) / 2, high - low], axis=1)

    @property
    def pixels(self) -> NDArray[np.float64]:
        return np.array([self.canvas.width, self.canvas.height] * 2, dtype=np.float64)

    def rows(self, count: int) -> NDArray[np.int64]:
        """Where in `count` rows each object stands."""
        return np.random.default_rng(self.order).permutation(count)[: len(self.boxes)]


def scenes(canvas: Size, classes: int = CLASSES, minimum: int = 0) -> st.SearchStrategy[Scene]:
    """Each object lies within a cell of its own of a 4 x 4 grid."""
    inside = st.tuples(st.floats(0.04, 0.1), st.floats(0.04, 0.1), st.floats(0.15, 0.21), st.floats(0.15, 0.21))
    thing = st.tuples(st.integers(0, 15), inside, st.integers(0, classes - 1), st.floats(0.1, 0.99))
    things = st.lists(thing, min_size=minimum, max_size=8, unique_by=lambda t: t[0])
    return st.builds(_scene, things, st.just(canvas), st.integers(0, 2**16))


def random_scene(random: np.random.Generator, canvas: Size, classes: int = CLASSES) -> Scene:
    """One to eight objects anywhere, which may overlap."""
    count = int(random.integers(1, 9))
    size = random.uniform(0.05, 0.6, (count, 2))
    low = random.uniform(0, 1 - size)
    kinds, scores = random.integers(0, classes, count), random.uniform(0.1, 0.99, count)
    return Scene(np.concatenate([low, low + size], axis=1), kinds, scores, canvas, 0)


def _scene(things: list[tuple[int, tuple[float, ...], int, float]], canvas: Size, order: int) -> Scene:
    boxes = np.array([np.array(at) + [cell % 4 / 4, cell // 4 / 4] * 2 for cell, at, _, _ in things])
    return Scene(
        boxes.reshape(-1, 4),
        np.array([kind for _, _, kind, _ in things], dtype=np.int64),
        np.array([score for _, _, _, score in things]),
        canvas,
        order,
    )


def f32(array: Any) -> Array:
    return np.asarray(array, dtype=np.float32)


def logit(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(probability / (1 - probability))


def _grid(scene: Scene, count: int, width: int) -> NDArray[np.float64]:
    """A table of predictions that are spread over the canvas and see nothing."""
    table = np.zeros((count, width))
    table[:, :4] = np.random.default_rng(1).uniform(0, 1, (count, 4)) * scene.pixels
    return table


def cells(canvas: Size) -> int:
    return sum((canvas.width // s) * (canvas.height // s) for s in (8, 16, 32))


def yolo(scene: Scene) -> dict[str, Array]:
    table = _grid(scene, cells(scene.canvas), 4 + CLASSES)
    rows = scene.rows(len(table))
    table[rows, :4] = scene.centred * scene.pixels
    table[rows, 4 + scene.classes] = scene.scores
    return {"output0": f32(table.T[None])}


def yolo_objectness(scene: Scene) -> dict[str, Array]:
    table = _grid(scene, 3 * cells(scene.canvas), 5 + CLASSES)
    rows = scene.rows(len(table))
    table[rows, :4] = scene.centred * scene.pixels
    table[rows, 4] = np.sqrt(scene.scores)
    table[rows, 5 + scene.classes] = np.sqrt(scene.scores)
    return {"output": f32(table[None])}


def yolo_end_to_end(scene: Scene) -> dict[str, Array]:
    table = np.zeros((300, 6))
    table[: len(scene.boxes)] = np.column_stack([scene.boxes * scene.pixels, scene.scores, scene.classes])
    return {"output0": f32(table[None])}


def detr(scene: Scene) -> dict[str, Array]:
    logits = np.full((100, CLASSES + 1), -20.0)
    logits[:, -1] = 5.0
    boxes = np.full((100, 4), 0.5)
    rows = scene.rows(100)
    boxes[rows] = scene.centred
    logits[rows, scene.classes] = np.log(scene.scores)
    logits[rows, -1] = np.log(1 - scene.scores)
    return {"logits": f32(logits[None]), "pred_boxes": f32(boxes[None])}


def detr_sigmoid(scene: Scene) -> dict[str, Array]:
    logits = np.full((100, CLASSES), -9.0)
    boxes = np.full((100, 4), 0.5)
    rows = scene.rows(100)
    boxes[rows] = scene.centred
    logits[rows, scene.classes] = logit(scene.scores)
    return {"logits": f32(logits[None]), "pred_boxes": f32(boxes[None])}


def rtdetr_ultralytics(scene: Scene) -> dict[str, Array]:
    table = np.tile([0.5, 0.5, 0.2, 0.2, 0.01, 0.0], (300, 1))
    table[: len(scene.boxes)] = np.column_stack([scene.centred, scene.scores, scene.classes])
    return {"output0": f32(table[None])}


def boxes_labels_scores(scene: Scene) -> dict[str, Array]:
    return {"boxes": f32(scene.boxes * scene.pixels), "labels": scene.classes, "scores": f32(scene.scores)}


def boxes_scores(scene: Scene) -> dict[str, Array]:
    boxes = np.concatenate([_cells(scene.canvas, stride) for stride in (8, 16, 32)])
    scores = np.zeros((len(boxes), CLASSES))
    rows = scene.rows(len(boxes))
    boxes[rows] = scene.boxes * scene.pixels
    scores[rows, scene.classes] = scene.scores
    return {"904": f32(boxes[None]), "913": f32(scores[None])}


def _cells(canvas: Size, stride: int) -> NDArray[np.float64]:
    """Two corners around the middle of each cell, in pixels."""
    y, x = np.mgrid[: canvas.height // stride, : canvas.width // stride].reshape(2, -1) * stride
    return np.stack([x - 3.0, y - 2.0, x + stride + 3.0, y + stride + 2.0], axis=1)


def rows(scene: Scene) -> dict[str, Array]:
    parts = [np.zeros(len(scene.boxes)), scene.boxes * scene.pixels, scene.classes, scene.scores]
    return {"output": f32(np.column_stack(parts))}


def mmdeploy(scene: Scene) -> dict[str, Array]:
    dets, labels = np.zeros((20, 5)), np.zeros(20, np.int64)
    count = len(scene.boxes)
    dets[:count], labels[:count] = np.column_stack([scene.boxes * scene.pixels, scene.scores]), scene.classes
    return {"dets": f32(dets[None]), "labels": labels[None]}


def paddle_nms(scene: Scene) -> dict[str, Array]:
    table = np.tile([-1.0, 0, 0, 0, 0, 0], (20, 1))
    count = len(scene.boxes)
    table[:count] = np.column_stack([scene.classes, scene.scores, scene.boxes * scene.pixels])
    return {"multiclass_nms3_0.tmp_0": f32(table), "multiclass_nms3_0.tmp_2": np.array([count], np.int32)}


def detection_output(scene: Scene) -> dict[str, Array]:
    table = np.zeros((20, 7))
    count = len(scene.boxes)
    table[:count] = np.column_stack([np.zeros(count), scene.classes + 1, scene.scores, scene.boxes])
    table[count, 0] = -1
    return {"detection_out": f32(table[None, None])}


def counted_boxes(scene: Scene) -> dict[str, Array]:
    boxes, classes, scores = np.zeros((20, 4)), np.full(20, -1), np.zeros(20)
    count = len(scene.boxes)
    boxes[:count], classes[:count], scores[:count] = scene.boxes * scene.pixels, scene.classes, scene.scores
    found = {"det_boxes": f32(boxes[None]), "det_scores": f32(scores[None])}
    return {"num_dets": np.array([[count]], np.int32), **found, "det_classes": classes[None].astype(np.int32)}


def tf_detection(scene: Scene) -> dict[str, Array]:
    boxes, classes, scores = np.zeros((20, 4)), np.ones(20), np.full(20, 0.001)
    count = len(scene.boxes)
    boxes[:count], classes[:count], scores[:count] = scene.boxes[:, [1, 0, 3, 2]], scene.classes + 1, scene.scores
    parts = {"detection_boxes": boxes, "detection_classes": classes, "detection_scores": scores}
    raw = {"raw_detection_boxes": f32(np.zeros((1, 50, 4)))}
    return {f"{name}:0": f32(part[None]) for name, part in parts.items()} | {"num_detections:0": f32([20])} | raw


def rf_detr(scene: Scene) -> dict[str, Array]:
    outputs = detr_sigmoid(scene)
    spare = np.full((1, 100, 1), -9.0)
    return {"dets": outputs["pred_boxes"], "labels": f32(np.concatenate([outputs["logits"], spare], axis=2))}


def ssd_raw(scene: Scene) -> dict[str, Array]:
    grid = anchors(ssd.KNOWN[0], scene.canvas)
    coded, scores = np.zeros((len(grid), 4)), np.full((len(grid), 1 + CLASSES), -9.0)
    rows = scene.rows(len(grid))
    at, box = grid[rows], scene.centred
    offsets = (box[:, :2] - at[:, :2]) / at[:, 2:] * 10
    sizes = np.log(box[:, 2:] / at[:, 2:]) * 5
    coded[rows] = np.column_stack([offsets[:, 1], offsets[:, 0], sizes[:, 1], sizes[:, 0]])
    scores[rows, 1 + scene.classes] = logit(scene.scores)
    return {"raw_boxes": f32(coded[None]), "raw_scores": f32(scores[None])}


def mediapipe_raw(scene: Scene) -> dict[str, Array]:
    grid = anchors(mediapipe.KNOWN[0], scene.canvas)
    coded, scores = np.zeros((len(grid), 16)), np.full((len(grid), 1), -9.0)
    rows = scene.rows(len(grid))
    coded[rows, :4] = (scene.centred - np.pad(grid[rows, :2], ((0, 0), (0, 2)))) * scene.pixels
    scores[rows, 0] = logit(scene.scores)
    return {"regressors": f32(coded[None]), "classificators": f32(scores[None])}


def _maps(scene: Scene, classes: int) -> tuple[NDArray[np.float64], Array, Array, NDArray[np.float64], tuple[int, int]]:
    rows, columns = scene.canvas.height // 4, scene.canvas.width // 4
    in_cells = scene.centred * [columns, rows, columns, rows]
    return np.zeros((classes, rows, columns)), *in_cells[:, :2].astype(int).T, in_cells, (rows, columns)


def centerface(scene: Scene) -> dict[str, Array]:
    heat, x, y, box, grid = _maps(scene, 1)
    size, offset = np.zeros((2, *grid)), np.zeros((2, *grid))
    heat[0, y, x] = scene.scores
    size[:, y, x] = np.log(box[:, [3, 2]].T)
    offset[:, y, x] = np.array([box[:, 1] - y - 0.5, box[:, 0] - x - 0.5])
    parts = {"537": heat, "538": size, "539": offset, "540": np.zeros((10, *grid))}
    return {name: f32(part[None]) for name, part in parts.items()}


def centernet(scene: Scene) -> dict[str, Array]:
    heat, x, y, box, grid = _maps(scene, CLASSES)
    size, offset = np.zeros((2, *grid)), np.zeros((2, *grid))
    heat[scene.classes, y, x] = scene.scores
    size[:, y, x] = box[:, 2:].T
    offset[:, y, x] = np.array([box[:, 0] - x, box[:, 1] - y])
    return {name: f32(part[None]) for name, part in {"hm": heat, "wh": size, "reg": offset}.items()}


def viam_tensors(scene: Scene) -> dict[str, Array]:
    return {
        "location": f32(scene.boxes[None][..., [1, 0, 3, 2]]),
        "category": f32(scene.classes[None]),
        "score": f32(scene.scores[None]),
    }


def tflite_postprocess(scene: Scene) -> dict[str, Array]:
    boxes, classes, scores = np.zeros((20, 4)), np.zeros(20), np.zeros(20)
    count = len(scene.boxes)
    boxes[:count], classes[:count], scores[:count] = scene.boxes[:, [1, 0, 3, 2]], scene.classes, scene.scores
    name = "TFLite_Detection_PostProcess"
    parts = {name: boxes, f"{name}:1": classes, f"{name}:2": scores}
    return {name: f32(part[None]) for name, part in parts.items()} | {f"{name}:3": f32([count])}


def f64(*columns: Any) -> NDArray[np.float64]:
    return np.stack(columns, axis=-1).astype(np.float64)


def cell_table(canvas: Size, strides: tuple[int, ...], each: int = 1) -> NDArray[np.float64]:
    """(N, 3) column, row and stride of every prediction: grid after grid, row by row."""
    rows: list[tuple[int, int, int]] = []
    for stride in strides:
        for row in range(math.ceil(canvas.height / stride)):
            for column in range(math.ceil(canvas.width / stride)):
                rows += [(column, row, stride)] * each
    return np.array(rows, dtype=np.float64)


def seeing(scene: Scene, table: NDArray[np.float64], stride: int = 8) -> NDArray[np.int64]:
    """For each object the row of the cell of that stride in which its centre lies."""
    inside = np.floor(scene.centred[:, :2] * scene.pixels[:2] / stride)
    return np.array([np.flatnonzero((table == [*at, stride]).all(axis=1))[0] for at in inside], dtype=np.int64)


def yolox(scene: Scene) -> dict[str, Array]:
    grid = cell_table(scene.canvas, (8, 16, 32))
    table = np.random.default_rng(2).uniform(-1, 1, (len(grid), 5 + CLASSES))
    table[:, 4:] = 0
    rows = scene.rows(len(grid))
    box, stride = scene.centred * scene.pixels, grid[rows, 2:]
    table[rows, :2] = box[:, :2] / stride - grid[rows, :2]
    table[rows, 2:4] = np.log(box[:, 2:] / stride)
    table[rows, 4] = table[rows, 5 + scene.classes] = np.sqrt(scene.scores)
    return {"output": f32(table[None])}


YOLOV5 = {
    8: [(10, 13), (16, 30), (33, 23)],
    16: [(30, 61), (62, 45), (59, 119)],
    32: [(116, 90), (156, 198), (373, 326)],
}


def yolo_heads(scene: Scene) -> dict[str, Array]:
    maps = {
        stride: np.full((3, scene.canvas.height // stride, scene.canvas.width // stride, 5 + CLASSES), -9.0)
        for stride in YOLOV5
    }
    things = zip(scene.centred * scene.pixels, scene.classes, scene.scores, strict=True)
    for number, (box, kind, score) in enumerate(things):
        anchor = number % 3
        x, y = (box[:2] // 8).astype(int)
        place = (box[:2] / 8 - [x, y] + 0.5) / 2
        size = np.sqrt(box[2:] / YOLOV5[8][anchor]) / 2
        one = maps[8][anchor, y, x]
        one[:4] = logit(np.concatenate([place, size]))
        one[4] = one[5 + kind] = logit(np.sqrt(score))
    return {f"head_{stride}": f32(part[None]) for stride, part in maps.items()}


def distributed(distances: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    """(N, 4) distances as (N, 4 bins) logits: the two whole numbers around a distance share the probability."""
    low = np.floor(distances)
    chances = np.full((*distances.shape, bins), 1e-12)
    for offset, part in ((0, 1 - (distances - low)), (1, distances - low)):
        np.put_along_axis(chances, (low + offset).astype(int)[..., None], np.maximum(part, 1e-12)[..., None], axis=-1)
    return np.log(chances).reshape(len(distances), 4 * bins)


def edge_distances(scene: Scene, points: NDArray[np.float64], stride: Any) -> NDArray[np.float64]:
    """(N, 4) from points in pixels to the left, top, right and bottom edges of the objects, in cells."""
    box = scene.boxes * scene.pixels
    return np.concatenate([points - box[:, :2], box[:, 2:] - points], axis=1) / stride


def nanodet_table(scene: Scene, strides: tuple[int, ...], middle: float, bins: int = 8) -> NDArray[np.float64]:
    grid = cell_table(scene.canvas, strides)
    table = np.random.default_rng(3).normal(0, 2, (len(grid), CLASSES + 4 * bins))
    table[:, :CLASSES] = 0.001
    rows = seeing(scene, grid)
    table[rows, CLASSES:] = distributed(edge_distances(scene, (grid[rows, :2] + middle) * 8, 8), bins)
    table[rows, scene.classes] = scene.scores
    return table


def nanodet(scene: Scene) -> dict[str, Array]:
    return {"output": f32(nanodet_table(scene, (8, 16, 32), 0.5)[None])}


def nanodet_plus(scene: Scene) -> dict[str, Array]:
    return {"output": f32(nanodet_table(scene, (8, 16, 32, 64), 0.0)[None])}


def picodet(scene: Scene) -> dict[str, Array]:
    table = nanodet_table(scene, (8, 16, 32, 64), 0.5)
    return {"transpose_0.tmp_0": f32(table[None, :, :CLASSES]), "transpose_1.tmp_0": f32(table[None, :, CLASSES:])}


def kerascv_yolov8(scene: Scene) -> dict[str, Array]:
    table = nanodet_table(scene, (8, 16, 32), 0.5, bins=16)
    return {"box": f32(table[None, :, CLASSES:]), "class": f32(table[None, :, :CLASSES])}


def by_grid(canvas: Size, strides: tuple[int, ...], each: int, tables: dict[str, Any]) -> dict[str, Array]:
    """Each table cut into an output a grid, as "cls_8", "cls_16", ..."""
    ends = np.cumsum([len(cell_table(canvas, (stride,), each)) for stride in strides])
    return {
        f"{name}_{stride}": f32(part)
        for name, table in tables.items()
        for stride, part in zip(strides, np.split(table, ends[:-1]), strict=True)
    }


def yunet(scene: Scene) -> dict[str, Array]:
    grid = cell_table(scene.canvas, (8, 16, 32))
    faces, objects, boxes = (np.full((len(grid), width), 0.001) for width in (1, 1, 4))
    rows = scene.rows(len(grid))
    box, stride = scene.centred * scene.pixels, grid[rows, 2:]
    boxes[rows] = np.concatenate([box[:, :2] / stride - grid[rows, :2], np.log(box[:, 2:] / stride)], axis=1)
    faces[rows, 0], objects[rows, 0] = np.sqrt(scene.scores), scene.scores**1.5
    tables = {"cls": faces, "obj": objects, "bbox": boxes, "kps": np.zeros((len(grid), 10))}
    return {name: part[None] for name, part in by_grid(scene.canvas, (8, 16, 32), 1, tables).items()}


def scrfd_tables(scene: Scene, strides: tuple[int, ...], each: int) -> dict[str, Array]:
    grid = cell_table(scene.canvas, strides, each)
    scores, boxes = np.zeros((len(grid), 1)), np.ones((len(grid), 4))
    rows = scene.rows(len(grid))
    stride = grid[rows, 2:]
    boxes[rows], scores[rows, 0] = edge_distances(scene, grid[rows, :2] * stride, stride), scene.scores
    return by_grid(scene.canvas, strides, each, {"score": scores, "bbox": boxes, "kps": np.zeros((len(grid), 10))})


def scrfd(scene: Scene) -> dict[str, Array]:
    return scrfd_tables(scene, (8, 16, 32), 2)


REGIONS = np.array([(0.573, 0.677), (1.87, 2.06), (3.34, 5.47), (7.88, 3.53), (9.77, 9.17)])


def custom_vision(scene: Scene) -> dict[str, Array]:
    rows, columns = scene.canvas.height // 32, scene.canvas.width // 32
    grid = np.random.default_rng(4).normal(0, 2, (rows, columns, 5, 5 + CLASSES))
    grid[..., 4] = -9
    things = zip(scene.centred, scene.classes, scene.scores, strict=True)
    for number, (box, kind, score) in enumerate(things):
        place = box[:2] * [columns, rows]
        x, y = place.astype(int)
        one = grid[y, x, number % 5]
        one[:2] = logit(np.clip(place - [x, y], 1e-6, 1 - 1e-6))
        one[2:4] = np.log(box[2:] * [columns, rows] / REGIONS[number % 5])
        one[4], one[5:], one[5 + kind] = logit(score), -30, 30
    return {"model_outputs0": f32(grid.reshape(rows, columns, -1).transpose(2, 0, 1)[None])}


def fomo(scene: Scene) -> dict[str, Array]:
    grid = np.zeros((scene.canvas.height // 8, scene.canvas.width // 8, 1 + CLASSES))
    grid[..., 0] = 1
    x, y = (scene.centred[:, :2] * scene.pixels[:2] // 8).astype(int).T
    grid[y, x, 0], grid[y, x, 1 + scene.classes] = 1 - scene.scores, scene.scores
    return {"softmax": f32(grid[None])}


def centre_cells(scene: Scene) -> NDArray[np.float64]:
    """The boxes of the cells of 8 pixels in which the objects' centres lie."""
    corner = scene.centred[:, :2] * scene.pixels[:2] // 8
    return np.concatenate([corner, corner + 1], axis=1) * 8 / scene.pixels


def octave_anchors(side: int, scale: float, ratios: tuple[float, ...]) -> NDArray[np.float64]:
    """Centre x, centre y, width, height in pixels, as google/automl lays them out."""
    found: list[tuple[float, ...]] = []
    cells = side
    for level in range(1, 8):
        cells = (cells - 1) // 2 + 1
        stride = side / cells
        if level < 3:
            continue
        for row in range(cells):
            for column in range(cells):
                for octave in range(3):
                    size = scale * stride * 2 ** (octave / 3)
                    for ratio in ratios:
                        wide, high = size * math.sqrt(ratio), size / math.sqrt(ratio)
                        found.append(((column + 0.5) * stride, (row + 0.5) * stride, wide, high))
    return np.array(found)


def anchored(scene: Scene, grid: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Boxes as y, x, height, width from the anchors, and probabilities."""
    boxes = np.random.default_rng(5).normal(size=(len(grid), 4))
    scores = np.full((len(grid), CLASSES), 0.001)
    rows = scene.rows(len(grid))
    box, at = scene.centred * scene.pixels, grid[rows]
    place, size = (box[:, :2] - at[:, :2]) / at[:, 2:], np.log(box[:, 2:] / at[:, 2:])
    boxes[rows] = f64(place[:, 1], place[:, 0], size[:, 1], size[:, 0])
    scores[rows, scene.classes] = scene.scores
    return boxes, scores


def efficientdet(scene: Scene) -> dict[str, Array]:
    boxes, scores = anchored(scene, octave_anchors(scene.canvas.width, 3.0, (1.0, 2.0, 0.5)))
    return {"Identity": f32(boxes[None]), "Identity_1": f32(scores[None])}


def same_boxes(scene: Scene) -> NDArray[np.float64]:
    return scene.boxes


@dataclass(frozen=True)
class Writer:
    """How a convention writes a scene. classes: how many it can tell apart. properties: metadata that it needs.

    kind: of the model, where the convention is one of a format.
    boxes: what can be read back, where that is not the boxes themselves.
    """

    write: Callable[[Scene], dict[str, Array]]
    canvas: Size = field(default_factory=lambda: Size(128, 96))
    classes: int = CLASSES
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    kind: str = "kind"
    boxes: Callable[[Scene], NDArray[np.float64]] = same_boxes


RT_DETR = {"task": "detect", "names": str({i: str(i) for i in range(CLASSES)}), "head": "RTDETRDecoder"}

WRITERS: dict[str, Writer] = {
    "viam_tensors": Writer(viam_tensors),
    "tflite_postprocess": Writer(tflite_postprocess),
    "yolo": Writer(yolo),
    "yolo_objectness": Writer(yolo_objectness),
    "yolo_end_to_end": Writer(yolo_end_to_end, Size(320, 256)),
    "detr": Writer(detr),
    "detr_sigmoid": Writer(detr_sigmoid),
    "rtdetr_ultralytics": Writer(rtdetr_ultralytics, properties=RT_DETR),
    "rf_detr": Writer(rf_detr),
    "rows": Writer(rows),
    "mmdeploy": Writer(mmdeploy),
    "paddle_nms": Writer(paddle_nms),
    "detection_output": Writer(detection_output),
    "counted_boxes": Writer(counted_boxes),
    "tf_detection": Writer(tf_detection, kind="onnx"),
    "boxes_labels_scores": Writer(boxes_labels_scores),
    "boxes_scores": Writer(boxes_scores),
    "ssd": Writer(ssd_raw, Size(300, 300)),
    "mediapipe": Writer(mediapipe_raw, Size(128, 128), classes=1),
    "centerface": Writer(centerface, classes=1),
    "centernet": Writer(centernet),
    "yolox": Writer(yolox),
    "yolo_heads": Writer(yolo_heads),
    "nanodet": Writer(nanodet, Size(320, 256)),
    "box_distributions": Writer(picodet, Size(320, 256)),
    "yunet": Writer(yunet, classes=1),
    "scrfd": Writer(scrfd, classes=1),
    "custom_vision": Writer(custom_vision, Size(416, 416)),
    "fomo": Writer(fomo, Size(96, 96), boxes=centre_cells),
    "efficientdet": Writer(efficientdet, Size(320, 320)),
}
