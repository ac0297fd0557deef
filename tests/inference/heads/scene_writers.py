"""How each convention would write a scene down, from the convention's own definition."""

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.heads import mediapipe, ssd
from driftwatch.inference.heads.common.anchor_grid import anchors
from driftwatch.inference.tensors import Array
from tests.inference.heads.scenes import CLASSES, Scene, f32, logit


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
