"""The cases of a fuzzing run: each follows from the run's seed and its own number alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.fuzz.graphs import TAMPER
from tests.fuzz.mutations import ON_BYTES, tamper, truncate
from tests.fuzz.seeds import Seed

SHARES = {"model": 55, "labels": 15, "image": 15, "attributes": 15}  # percent


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged file. cut: a good one whose end was cut off, so that it can be no whole file."""

    kind: str
    suffix: str
    content: bytes
    cut: bool = False


def make_case(seeds: Sequence[Seed], seed: int, number: int) -> Case:
    rng = Random(f"{seed}/{number}")
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    alike = [one for one in seeds if one.kind == kind]
    chosen = rng.choice(alike)
    if kind == "attributes" and rng.random() < 0.7:
        others = [json.loads(one.content) for one in alike]
        return Case(kind, chosen.suffix, tamper(rng, json.loads(chosen.content), others))
    if kind == "model" and rng.random() < 0.5:
        return Case(kind, chosen.suffix, TAMPER[chosen.suffix](rng, chosen.content))
    content, cut = chosen.content, False
    for _ in range(rng.choice((1, 1, 1, 2))):
        mutation = rng.choice(ON_BYTES)
        cut = mutation is truncate and content == chosen.content
        content = mutation(rng, content or b"\0")
    suffix = chosen.suffix if rng.random() < 0.95 else rng.choice(alike).suffix
    return Case(kind, suffix, content, cut)
