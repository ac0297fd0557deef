"""Models that say something of every cell of a grid: the YOLO family and its relatives."""

from dataclasses import replace
from random import Random

import numpy as np

from tests.fuzz.published.world import Array, Reals, Saying, World, f32, logit

STRIDES = (8, 16, 32)


def cells(world: World, strides: tuple[int, ...] = STRIDES) -> Reals:
    """(N, 3) column, row and stride of every cell, layer by layer, row by row."""
    parts: list[Reals] = []
    for stride in strides:
        y, x = np.mgrid[: world.height // stride, : world.width // stride]
        parts.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], axis=1).astype(np.float64))
    return np.concatenate(parts)


def _background(world: World, grid: Reals) -> Reals:
    """(N, 4) boxes that a detector gives where it sees nothing: near their cells, of any size; pixels."""
    noise = world.noise
    centre = (grid[:, :2] + 0.5 + noise.normal(0, 0.3, (len(grid), 2))) * grid[:, 2:]
    return np.concatenate([centre, grid[:, 2:] * np.exp(noise.normal(1, 0.5, (len(grid), 2)))], axis=1)


def _rows(world: World, grid: Reals, stride: int = 16) -> list[int]:
    """For each object the row of the cell of this stride in which its centre lies."""
    centre = world.centred[:, :2] * [world.width, world.height] // stride
    return [int(np.flatnonzero((grid[:, 2] == stride) & (grid[:, :2] == at).all(axis=1))[0]) for at in centre]


def _table(world: World, boxes: Reals, lit_boxes: Reals, rows: list[int], more: int) -> tuple[Reals, Reals]:
    """Idle and lit (N, 4 + C + more): `more` columns before the classes stay empty."""
    scores = world.noise.uniform(1e-5, 1e-3, (len(boxes), more + world.count))
    idle = np.concatenate([boxes, scores], axis=1)
    lit = idle.copy()
    lit[rows, :4] = lit_boxes
    lit[rows, 4 + more + world.classes] = world.scores
    return idle, lit


def yolo(rng: Random, world: World) -> Saying:
    """Ultralytics v8 and later: (1, 4 + C, N) or its transpose, pixels or fractions."""
    grid = cells(world)
    idle, lit = _table(world, _background(world, grid), world.centred * world.size, _rows(world, grid), 0)
    if rng.random() < 0.3:
        idle[:, :4] /= world.size
        lit[:, :4] /= world.size
    names = str({i: f"n{i}" for i in range(world.count)})
    properties = {"task": "detect", "names": names, "stride": "32"} if rng.random() < 0.3 else {}
    name, rows = rng.choice(("output0", "output", "predictions")), rng.random() < 0.3 and not properties
    idle, lit = (f32(table if rows else table.T)[None] for table in (idle, lit))
    return Saying({name: idle}, {name: lit}, (name, 4, None), (name, 0, 4), properties=properties, is_dense=True)


def yolo_objectness(rng: Random, world: World) -> Saying:
    """The original v5 and v7: three anchors a cell, (1, 3N, 5 + C)."""
    layers = [cells(world, (stride,)) for stride in STRIDES]
    grid = np.concatenate([np.tile(layer, (3, 1)) for layer in layers])
    idle, lit = _table(world, _background(world, grid), world.centred * world.size, _rows(world, grid), 1)
    idle[:, 5:] = lit[:, 5:] = world.noise.uniform(0.01, 0.9, (len(grid), world.count))
    rows = _rows(world, grid)
    lit[rows, 4:] = 1e-3
    lit[rows, 4] = np.sqrt(world.scores)
    lit[rows, 5 + world.classes] = np.sqrt(world.scores)
    name = rng.choice(("output", "output0"))
    return Saying({name: f32(idle)[None]}, {name: f32(lit)[None]}, (name, 4, None), (name, 0, 4), is_dense=True)


def yolox(rng: Random, world: World) -> Saying:
    """YOLOX as its exporter leaves it: offsets in cells, logarithms of sizes, objectness, classes."""
    grid = cells(world)
    noise, rows = world.noise, _rows(world, grid)
    centre = world.centred * world.size
    coded = np.concatenate([noise.uniform(0, 1, (len(grid), 2)), noise.normal(1, 0.5, (len(grid), 2))], axis=1)
    at = grid[rows]
    lit_boxes = np.concatenate([centre[:, :2] / at[:, 2:] - at[:, :2], np.log(centre[:, 2:] / at[:, 2:])], axis=1)
    idle, lit = _table(world, coded, lit_boxes, rows, 1)
    lit[rows, 4] = np.sqrt(world.scores)
    lit[rows, 5 + world.classes] = np.sqrt(world.scores)
    name = rng.choice(("output", "outputs"))
    said = Saying({name: f32(idle)[None]}, {name: f32(lit)[None]}, (name, 4, None), (name, 0, 4), is_dense=True)
    return replace(said, is_in_cells=True)


def oriented(rng: Random, world: World) -> Saying:
    """Ultralytics -obb without metadata: an angle after the classes; here upright."""
    said = yolo_plain(world)
    angle = world.noise.uniform(-0.7, 2.3, (len(said[0]), 1))
    lit_angle = angle.copy()
    lit_angle[_rows(world, cells(world))] = 0.0
    idle, lit = np.concatenate([said[0], angle], axis=1), np.concatenate([said[1], lit_angle], axis=1)
    name = rng.choice(("output0", "output"))
    return Saying({name: f32(idle.T)[None]}, {name: f32(lit.T)[None]}, (name, 4, -1), (name, 0, 4), is_dense=True)


def posed(rng: Random, world: World) -> Saying:
    """Ultralytics -pose of one class without metadata: five key points of x, y and visibility after the score."""
    one = World(world.boxes, world.classes * 0, world.scores, world.width, world.height, 1, world.seed)
    idle, lit = yolo_plain(one)
    points = np.tile(world.noise.uniform(0, 1, (len(idle), 3)) * [world.width, world.height, 1], (1, 5))
    name = rng.choice(("output0", "output"))
    idle, lit = (np.concatenate([table, points], axis=1).T for table in (idle, lit))
    return Saying({name: f32(idle)[None]}, {name: f32(lit)[None]}, (name, 4, 5), (name, 0, 4), is_dense=True)


def yolo_plain(world: World) -> tuple[Reals, Reals]:
    grid = cells(world)
    return _table(world, _background(world, grid), world.centred * world.size, _rows(world, grid), 0)


def heads(rng: Random, world: World) -> Saying:
    """YOLOv5 and v7 without their last layer: one map (1, 3, h, w, 5 + C) of logits a stride; v5's first anchors."""
    anchor = np.array([59, 119])  # the third one of the middle layer
    idle: dict[str, Array] = {}
    lit: dict[str, Array] = {}
    names = rng.choice((("output", "345", "346"), ("onnx::Sigmoid_1", "onnx::Sigmoid_2", "onnx::Sigmoid_3")))
    for name, stride in zip(names, STRIDES, strict=True):
        shape = (1, 3, world.height // stride, world.width // stride, 5 + world.count)
        idle[name] = world.noise.normal(-6, 0.5, shape)
        lit[name] = idle[name].copy()
        for (x, y, w, h), kind, score in zip(world.centred, world.classes, world.scores, strict=True):
            if stride != 16:
                continue
            column, row = int(x * world.width // 16), int(y * world.height // 16)
            offset = (np.array([x * world.width, y * world.height]) / 16 - [column, row] + 0.5) / 2
            sides = np.sqrt(np.array([w * world.width, h * world.height]) / anchor) / 2
            cell = lit[name][0, 2, row, column]
            cell[:4] = logit(np.concatenate([offset, sides]))
            cell[4] = cell[5 + kind] = logit(np.sqrt(score))
    first = names[1]
    idle_said, lit_said = ({name: f32(array) for name, array in some.items()} for some in (idle, lit))
    return Saying(idle_said, lit_said, (first, 4, None), (first, 0, 4), is_dense=True, is_logits=True)


def nanodet(rng: Random, world: World) -> Saying:
    """NanoDet: class scores, then four distributions over 0 to 7 strides to the sides."""
    grid = cells(world, (8, 16, 32, 64))
    noise, bins = world.noise, 8
    scores = noise.uniform(1e-4, 1e-2, (len(grid), world.count))
    sides = noise.normal(0, 1, (len(grid), 4 * bins))
    lit_scores, lit_sides = scores.copy(), sides.copy()
    rows = [_nearest(grid, box * world.size, 32) for box in world.centred]
    for row, box, kind, score in zip(rows, world.boxes * world.size, world.classes, world.scores, strict=True):
        x, y, stride = grid[row]
        centre = np.array([x, y, x, y]) * stride
        for side, length in enumerate(np.abs(centre - box) / stride):
            weights = np.maximum(1e-9, 1 - np.abs(np.arange(bins) - length))
            lit_sides[row, bins * side : bins * (side + 1)] = np.log(weights)
        lit_scores[row, kind] = score
    name = rng.choice(("output", "preds"))
    idle, lit = np.concatenate([scores, sides], axis=1), np.concatenate([lit_scores, lit_sides], axis=1)
    idle_said, lit_said = ({name: f32(table)[None]} for table in (idle, lit))
    return Saying(idle_said, lit_said, (name, 0, world.count), (name, world.count, None), is_dense=True)


def _nearest(grid: Reals, box: Reals, stride: int) -> int:
    at = np.round(box[:2] / stride)
    return int(np.flatnonzero((grid[:, 2] == stride) & (grid[:, :2] == at).all(axis=1))[0])
