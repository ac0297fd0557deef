"""What `driftwatch replay --reference A --current B` says of real footage that something happened to.

    python -m benchmarks footage [--between] [--clips carphone_pristine ...]

Videos and face models are the demo's (examples/demo/assets.py). Every corruption (corruptions.py) is done to every
frame; an oracle (oracle.py) knows whether that harmed the model. Asked twice: "same moments", the whole clip against
the corrupted whole clip, and "other moments", one half of it against the corrupted other half. What was changed in
view of these figures are the limits of compare.py and the strengths of corruptions.py; `--between` takes strengths
that nothing was tuned on.
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise, product

from rich.console import Console
from rich.progress import track

from benchmarks.drift.agreement_table import show
from benchmarks.drift.clips import CLIPS, run
from benchmarks.drift.corruptions import KINDS, STRENGTHS, Corruption, corruption, every_corruption


def between() -> Iterator[Corruption]:
    """Strengths that lie between those of corruptions.py (the geometric mean), so that nothing was tuned on them."""
    for kind in KINDS:
        for one, other in pairwise(STRENGTHS[kind]):
            yield corruption(kind, round(math.sqrt(one * other), 4))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks footage", description=__doc__)
    parser.add_argument("--clips", nargs="+", default=CLIPS, choices=CLIPS)
    parser.add_argument("--between", action="store_true", help="strengths that nothing was tuned on")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    names: Sequence[str] = options.clips
    chosen = [None, *(between() if options.between else every_corruption())]
    work = list(product(names, chosen))
    with ProcessPoolExecutor(options.processes) as pool:
        done = pool.map(run, *zip(*work, strict=True))
        rows = [row for some in track(done, "corrupting", len(work), console=Console(stderr=True)) for row in some]
    show(rows)


if __name__ == "__main__":
    main()
