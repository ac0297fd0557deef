"""How conventions whose boxes are measured from cells and anchors would write a scene down."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Array
from tests.inference.heads.scenes import CLASSES, Scene, f32, logit


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
