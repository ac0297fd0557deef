"""Labels of a site with many of them."""

from typing import Final

_FIRST: Final = [
    "person",
    "car",
    "bicycle",
    "truck",
    "bus",
    "dog",
    "umbrella",
    "backpack",
    "handbag",
    "bench",
    "chair",
    "bottle",
    "motorcycle",
    "cart",
    "stroller",
    "cat",
    "bird",
    "table",
    "lamp",
    "sign",
]


def tailed(count: int, slope: float, turn: int) -> tuple[tuple[str, float], ...]:
    """`count` labels whose shares fall with rank to the power of `slope`; `turn` shifts which of them are common."""
    names = [_FIRST[rank] if rank < len(_FIRST) else f"thing {rank}" for rank in range(count)]
    turned = (names[0], *names[1 + turn :], *names[1 : 1 + turn])
    return tuple((name, 1 / (rank + 1) ** slope) for rank, name in enumerate(turned))
