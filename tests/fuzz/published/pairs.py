"""Models that give a table of boxes and another of scores for each class."""

from random import Random

import numpy as np

from tests.fuzz.published.grids import STRIDES, cells
from tests.fuzz.published.world import Array, Reals, Saying, World, f32, logit


def _places(world: World, count: int) -> list[int]:
    return world.noise.permutation(count)[: len(world.boxes)].tolist()


def _nothing(world: World, rows: int) -> Reals:
    """(rows, 4) corners as fractions, of boxes that are sound although nothing is there."""
    noise = world.noise  # one for both: sizes have nothing to do with places
    low = noise.uniform(0, 0.8, (rows, 2))
    return np.concatenate([low, low + noise.uniform(0.02, 0.19, (rows, 2))], axis=1)


def ssd_pairs(rng: Random, world: World) -> Saying:
    """pytorch-ssd, jetson-inference, UltraFace: corners as fractions, scores after softmax, the background first."""
    rows = rng.choice((300, 3000, 4420))
    at = _places(world, rows)
    boxes, lit_boxes = _nothing(world, rows), _nothing(world, rows)
    lit_boxes[at] = world.boxes
    scores = np.full((rows, 1 + world.count), 0.001 / world.count)
    scores[:, 0] = 0.999
    lit_scores = scores.copy()
    lit_scores[at] = ((1 - world.scores) / world.count)[:, None]
    lit_scores[at, 1 + world.classes] = world.scores
    return _pair(rng, ("boxes", "scores"), (boxes, lit_boxes), (scores, lit_scores))


def nas_pairs(rng: Random, world: World) -> Saying:
    """YOLO-NAS, YOLO-World, DAMO-YOLO: corners in pixels and class probabilities, cell by cell, no background."""
    grid = cells(world, STRIDES)
    noise = world.noise
    middle = (grid[:, :2] + 0.5) * grid[:, 2:]
    half = grid[:, 2:] * np.exp(noise.normal(0.5, 0.4, (len(grid), 2)))
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    scores = noise.uniform(1e-5, 1e-3, (len(grid), world.count))
    lit_boxes, lit_scores, at = boxes.copy(), scores.copy(), _places(world, len(grid))
    lit_boxes[at] = world.boxes * world.size
    lit_scores[at, world.classes] = world.scores
    names = rng.choice((("boxes", "scores"), ("904", "913"), ("pred_bboxes", "pred_scores")))
    return _pair(rng, names, (boxes, lit_boxes), (scores, lit_scores))


def _pair(rng: Random, names: tuple[str, str], boxes: tuple[Reals, Reals], scores: tuple[Reals, Reals]) -> Saying:
    parts: list[dict[str, Array]] = []
    boxes_first = rng.random() < 0.5
    for some_boxes, some_scores in zip(boxes, scores, strict=True):
        both: dict[str, Array] = {names[0]: f32(some_boxes)[None], names[1]: f32(some_scores)[None]}
        parts.append(both if boxes_first else dict(reversed(both.items())))
    return Saying(parts[0], parts[1], (names[1], 0, None), (names[0], 0, 4), is_dense=True)


def detr(rng: Random, world: World) -> Saying:
    """DETR and YOLOS of transformers: softmax over the classes and a last one for no object; centres as fractions."""
    del rng
    queries = 100
    noise, at = world.noise, _places(world, queries)
    logits = noise.normal(-4, 0.5, (queries, world.count + 1))
    logits[:, -1] = 6
    lit = logits.copy()
    lit[at] = -12
    lit[at, world.classes] = np.log(world.scores)
    lit[at, -1] = np.log(1 - world.scores)
    return _queries(world, ("logits", "pred_boxes"), (logits, lit), at)


def detr_sigmoid(rng: Random, world: World) -> Saying:
    """Deformable DETR, RT-DETR, D-FINE of transformers: a logistic function for each class."""
    del rng
    queries = 300
    at = _places(world, queries)
    logits = world.noise.normal(-5.5, 0.3, (queries, world.count))
    lit = logits.copy()
    lit[at, world.classes] = logit(world.scores)
    return _queries(world, ("logits", "pred_boxes"), (logits, lit), at)


def rf_detr(rng: Random, world: World) -> Saying:
    """RF-DETR's own export: as above under other names, with one column to spare."""
    del rng
    queries = 300
    at = _places(world, queries)
    logits = world.noise.normal(-5.0, 0.3, (queries, world.count + 1))
    lit = logits.copy()
    lit[at, world.classes] = logit(world.scores)
    return _queries(world, ("labels", "dets"), (logits, lit), at)


def _queries(world: World, names: tuple[str, str], logits: tuple[Reals, Reals], at: list[int]) -> Saying:
    queries = len(logits[0])
    low = _nothing(world, queries)
    boxes = np.concatenate([(low[:, :2] + low[:, 2:]) / 2, low[:, 2:] - low[:, :2]], axis=1)
    lit_boxes = boxes.copy()
    lit_boxes[at] = world.centred
    score, box = names
    idle_said, lit_said = (
        {score: f32(a)[None], box: f32(b)[None]} for a, b in zip(logits, (boxes, lit_boxes), strict=True)
    )
    return Saying(idle_said, lit_said, (score, 0, None), (box, 0, 4), is_logits=True)
