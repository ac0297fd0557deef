"""Prints every row: `python -m benchmarks reviews [--size 1] [--tuning]`.

Nothing was set by the seed of the figures; --tuning takes the other one, on which limits may be tried. On the conveyor
and on real footage ("real") nothing is tried at all, so there is one seed.
"""

import argparse
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.reviews.commands import costs
from benchmarks.reviews.growth import growth
from benchmarks.reviews.real import real
from benchmarks.reviews.rows import (
    Row,
    TaughtForMonths,
    candidates,
    coverage,
    delays,
    false_drops,
    recall,
    running,
    widths,
)
from benchmarks.reviews.week import plain

FIGURES, TUNING = 20_261, 7
_Part = Callable[[float, np.random.Generator], list[Row]]

PARTS: Final[dict[str, _Part]] = {
    "coverage": lambda size, rng: coverage(plain, "plain", round(400 * size), rng),
    "coverage-design": lambda size, rng: coverage(TaughtForMonths(), "strata and AUC .81", round(400 * size), rng),
    "widths": lambda size, rng: widths(round(400 * size), rng),
    "running": lambda size, rng: running(round(300 * size), rng),
    "false-drops": lambda size, rng: false_drops(round(200 * size), rng),
    "delays": lambda size, rng: delays(round(200 * size), rng),
    "recall": lambda size, rng: recall(round(1000 * size), rng),
    "costs": lambda size, _: costs(max(2, round(5 * size))),
    "growth": lambda size, _: growth(max(3, round(5 * size))),
    "real": lambda size, rng: real(max(200, round(400 * size)), rng),
    "candidates": lambda size, rng: candidates(round(8000 * size), rng),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=1.0, help="of all repeats")
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=list(PARTS))
    asked = parser.parse_args()
    for name in asked.only:
        begun = time.process_time()
        for row in PARTS[name](
            asked.size, np.random.default_rng([TUNING if asked.tuning and name != "real" else FIGURES, len(name)])
        ):
            print(row, flush=True)
        print(f"  ({name}: {time.process_time() - begun:.0f} s of processor time)", flush=True)


if __name__ == "__main__":
    main()
