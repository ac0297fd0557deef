"""Models whose outputs are maps over the image, and those that only name what they see."""

from random import Random

import numpy as np

from tests.fuzz.published.world import Array, Reals, Saying, World, f32, logit

CELL = 4


def _grid(world: World, cell: int) -> tuple[int, int]:
    return world.height // cell, world.width // cell


def centernet(rng: Random, world: World) -> Saying:
    """CenterNet: heat of each class, sizes in cells, offsets within the cell."""
    del rng
    rows, columns = _grid(world, CELL)
    heat = world.noise.uniform(1e-4, 1e-2, (world.count, rows, columns))
    size, offset = world.noise.uniform(1, 5, (2, rows, columns)), world.noise.uniform(0, 1, (2, rows, columns))
    lit_heat, lit_size, lit_offset = heat.copy(), size.copy(), offset.copy()
    box = world.centred * [columns, rows, columns, rows]
    x, y = box[:, :2].astype(int).T
    lit_heat[world.classes, y, x] = world.scores
    lit_size[:, y, x] = box[:, 2:].T
    lit_offset[:, y, x] = (box[:, :2] - [[a, b] for a, b in zip(x, y, strict=True)]).T
    idle_said, lit_said = (
        {"hm": f32(a)[None], "wh": f32(b)[None], "reg": f32(c)[None]}
        for a, b, c in ((heat, size, offset), (lit_heat, lit_size, lit_offset))
    )
    return Saying(idle_said, lit_said, ("hm", 0, None), ("wh", 0, None), is_dense=True)


def fomo(rng: Random, world: World) -> Saying:
    """Edge Impulse's FOMO: (1, h / 8, w / 8, 1 + C) probabilities of each cell, the background first."""
    del rng
    rows, columns = _grid(world, 8)
    idle = np.full((rows, columns, 1 + world.count), 0.002)
    idle[..., 0] = 1 - 0.002 * world.count
    lit = idle.copy()
    for (x, y, _, _), kind, score in zip(world.centred, world.classes, world.scores, strict=True):
        cell = lit[int(y * rows), int(x * columns)]
        cell[:] = (1 - score) / world.count
        cell[1 + kind] = score
    return Saying({"softmax": f32(idle)[None]}, {"softmax": f32(lit)[None]}, ("softmax", 0, None), ("softmax", 0, 4))


def yunet(rng: Random, world: World) -> Saying:
    """OpenCV's YuNet: class, objectness, box and key points for each of three strides; score is their mean product."""
    del rng
    idle: dict[str, Array] = {}
    lit: dict[str, Array] = {}
    for stride in (8, 16, 32):
        rows, columns = _grid(world, stride)
        parts = {name: world.noise.uniform(1e-3, 1e-2, (rows * columns, 1)) for name in ("cls", "obj")}
        parts["bbox"] = np.concatenate(
            [world.noise.uniform(0, 1, (rows * columns, 2)), world.noise.normal(1, 0.5, (rows * columns, 2))], axis=1
        )
        parts["kps"] = world.noise.uniform(0, 0.5, (rows * columns, 10))
        shown = {name: table.copy() for name, table in parts.items()}
        if stride == 16:
            for box, score in zip(world.centred * world.size / stride, world.scores, strict=True):
                column, row = int(box[0]), int(box[1])
                cell = row * columns + column
                shown["cls"][cell] = shown["obj"][cell] = score
                shown["bbox"][cell] = [box[0] - column, box[1] - row, *np.log(box[2:])]
        idle |= {f"{name}_{stride}": f32(table)[None] for name, table in parts.items()}
        lit |= {f"{name}_{stride}": f32(table)[None] for name, table in shown.items()}
    return Saying(idle, lit, ("cls_16", 0, None), ("bbox_16", 0, 4), is_dense=True, is_in_cells=True)


def classifier(rng: Random, world: World) -> Saying:
    """One number for each class: probabilities or logits; the class is that of the first object."""
    are_logits = rng.random() < 0.5
    idle, lit = np.full(world.count, 1 / world.count), np.full(world.count, 0.1 / max(1, world.count - 1))
    lit[world.classes[0]] = 0.9
    if are_logits:
        idle, lit = _centred(logit(idle * 0.99)), _centred(np.log(lit) + 3)
    name = rng.choice(("logits", "output", "probs", "dense_1"))
    return Saying({name: f32(idle)[None]}, {name: f32(lit)[None]}, (name, 0, None), (name, 0, 0), is_logits=are_logits)


def _centred(values: Reals) -> Reals:
    return values - values.mean() + 0.5
