"""Models that give finished detections, a row each, with the suppression done."""

from dataclasses import replace
from random import Random

import numpy as np

from tests.fuzz.published.world import Array, Reals, Saying, World, f32

ROWS = 100


def _filled(world: World, columns: Reals, rows: int, nothing: float = 0.0) -> tuple[Reals, Reals]:
    """Idle and lit tables of `rows` rows: the objects come first."""
    idle = np.full((rows, columns.shape[1]), nothing)
    lit = idle.copy()
    lit[: len(columns)] = columns
    return idle, lit


def _column(values: Reals) -> Reals:
    return np.asarray(values, np.float64).reshape(-1, 1)


def yolo_end_to_end(rng: Random, world: World) -> Saying:
    """YOLOv10, YOLO26, and Ultralytics with nms=True: (1, 300, 6) corners in pixels, score, class."""
    columns = np.column_stack([world.boxes * world.size, world.scores, world.classes])
    idle, lit = _filled(world, columns, 300)
    name = rng.choice(("output0", "output"))
    return Saying({name: f32(idle)[None]}, {name: f32(lit)[None]}, (name, 4, 5), (name, 0, 4))


def rows(rng: Random, world: World) -> Saying:
    """(n, 7) or (n, 6): YOLOv7 end2end, YOLO-NAS flat, Paddle; as many rows as there are objects."""
    kind = rng.choice(("yolov7", "yolonas", "paddle"))
    boxes, scores, classes, batch = world.boxes * world.size, world.scores, world.classes, world.scores * 0
    order = {
        "yolov7": (batch, boxes, classes, scores),
        "yolonas": (batch, boxes, scores, classes),
        "paddle": (classes, scores, boxes),
    }[kind]
    table = np.column_stack(order)
    name = {"yolov7": "output", "yolonas": "graph2_flat_predictions", "paddle": "multiclass_nms3_0.tmp_0"}[kind]
    score = {"yolov7": 6, "yolonas": 5, "paddle": 1}[kind]
    first = 2 if kind == "paddle" else 1
    parts: dict[str, Array] = {name: f32(table)}
    idle: dict[str, Array] = {name: f32(table)}
    if kind == "paddle":
        idle["multiclass_nms3_0.tmp_2"] = np.array([0], np.int32)
        parts["multiclass_nms3_0.tmp_2"] = np.array([len(table)], np.int32)
    return Saying(idle, parts, (name, score, score + 1), (name, first, first + 4), cut={name: 0})


def detection_output(rng: Random, world: World) -> Saying:
    """Caffe's and OpenVINO's DetectionOutput: (1, 1, N, 7) image, class from 1, score, corners as fractions."""
    columns = np.column_stack([world.scores * 0, world.classes + 1, world.scores, world.boxes])
    idle, lit = _filled(world, columns, ROWS)
    idle[:, 0] = -1
    lit[len(columns) :, 0] = -1
    name = rng.choice(("detection_out", "DetectionOutput"))
    idle, lit = f32(idle)[None, None], f32(lit)[None, None]
    return Saying({name: idle}, {name: lit}, (name, 2, 3), (name, 3, 7), first_class=1)


def mmdeploy(rng: Random, world: World) -> Saying:
    """mmdeploy: dets (1, N, 5) corners in pixels and score, labels (1, N)."""
    del rng
    idle, lit = _filled(world, np.column_stack([world.boxes * world.size, world.scores]), ROWS)
    none, labels = _filled(world, _column(world.classes), ROWS)
    idle_said, lit_said = (
        {"dets": f32(table)[None], "labels": kinds[:, 0].astype(np.int64)[None]}
        for table, kinds in ((idle, none), (lit, labels))
    )
    return Saying(idle_said, lit_said, ("dets", 4, 5), ("dets", 0, 4))


def torchvision(rng: Random, world: World) -> Saying:
    """torchvision's detectors: boxes, labels, scores, as many rows as there are objects; by name or by number."""
    names = rng.choice((("boxes", "labels", "scores"), ("3193", "3195", "3194")))
    lit: dict[str, Array] = {
        names[0]: f32(world.boxes * world.size),
        names[1]: world.classes,
        names[2]: f32(world.scores),
    }
    return Saying(lit, lit, (names[2], 0, None), (names[0], 0, 4), cut=dict.fromkeys(names, 0))


def four_pixels(rng: Random, world: World) -> Saying:
    """TensorRT-style and YOLO-NAS: number, boxes as corners in pixels, scores, classes."""
    names = rng.choice(
        (
            ("num_dets", "det_boxes", "det_scores", "det_classes"),
            ("num_predictions", "pred_boxes", "pred_scores", "pred_classes"),
        )
    )
    return _four(world, names, world.boxes * world.size, np.int64, -1)


def four_fractions(rng: Random, world: World) -> Saying:
    """TFLite_Detection_PostProcess: boxes as ymin xmin ymax xmax fractions, classes from 0, scores, number."""
    names = rng.choice(
        (
            ("count", "boxes", "scores", "classes"),
            tuple(f"TFLite_Detection_PostProcess{end}" for end in (":3", "", ":2", ":1")),
        )
    )
    said = _four(world, names, world.boxes[:, [1, 0, 3, 2]], np.float32, 0)
    order = [names[1], names[3], names[2], names[0]]
    return replace(said, idle={n: said.idle[n] for n in order}, lit={n: said.lit[n] for n in order})


def object_detection_api(rng: Random, world: World) -> Saying:
    """A graph of TensorFlow's Object Detection API by tf2onnx: likewise, but classes count from 1."""
    end = rng.choice(("", ":0"))
    names = tuple(name + end for name in ("num_detections", "detection_boxes", "detection_scores", "detection_classes"))
    above = replace(world, classes=world.classes + 1)
    return replace(_four(above, names, world.boxes[:, [1, 0, 3, 2]], np.float32, 1), first_class=1)


def _four(world: World, names: tuple[str, ...], boxes: Reals, kind: type, nothing: float) -> Saying:
    number, box, score, label = names
    idle: dict[str, Array] = {number: np.zeros((1, 1), kind) if kind is np.int64 else np.zeros(1, kind)}
    lit: dict[str, Array] = {number: np.full_like(idle[number], len(boxes))}
    for name, columns, empty in ((box, boxes, 0.0), (score, _column(world.scores), 0.0)):
        tables = _filled(world, columns, ROWS, empty)
        idle[name], lit[name] = (f32(table if name == box else table[:, 0])[None] for table in tables)
    idle[label], lit[label] = (
        table[:, 0].astype(kind)[None] for table in _filled(world, _column(world.classes), ROWS, nothing)
    )
    return Saying(idle, lit, (score, 0, None), (box, 0, 4))


def viam_tensors(rng: Random, world: World) -> Saying:
    """Viam's own tensors: location, category and score; boxes as ymin xmin ymax xmax fractions, ten rows."""
    del rng
    names = ("location", "category", "score")
    columns = (world.boxes[:, [1, 0, 3, 2]], _column(world.classes), _column(world.scores))
    idle: dict[str, Array] = {}
    lit: dict[str, Array] = {}
    for name, values in zip(names, columns, strict=True):
        tables = _filled(world, values, 10)
        idle[name], lit[name] = (f32(table if name == "location" else table[:, 0])[None] for table in tables)
    return Saying(idle, lit, ("score", 0, None), ("location", 0, 4))
