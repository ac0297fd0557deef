"""Prints every row: `python -m benchmarks loop [--loops 200] [--kills-every 1] [--only cases verdicts ...]`.

Nothing was set by the seed of these figures.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.loop.cases import CASES
from benchmarks.loop.kills import kills
from benchmarks.loop.promotions import promotions, verdicts
from benchmarks.loop.row import LoopRow
from benchmarks.loop.world import loop_bench

SEED: Final = 20_261_129
_PARTS: Final = ("cases", "verdicts", "promotions", "kills")


async def measure(only: list[str], loops: int, every: int) -> list[LoopRow]:
    """Prints each row as it comes."""
    rows: list[LoopRow] = []

    def add(found: list[LoopRow], began: float) -> None:
        rows.extend(found)
        for row in found:
            print(row, flush=True)
        print(f"  ({time.perf_counter() - began:.0f} s)", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        async with loop_bench(Path(folder)) as bench:
            began = time.perf_counter()
            if "cases" in only:
                add([await case(bench) for case in CASES], began)
            if "promotions" in only:
                add(await promotions(bench, loops, SEED), began)
            if "verdicts" in only:
                add(verdicts(20 * loops, SEED), began)
            if "kills" in only:
                add(await kills(bench, Path(folder), every), began)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loops", type=int, default=200, help="of each kind of candidate")
    parser.add_argument("--kills-every", type=int, default=1, help="the command is ended at one call in so many")
    parser.add_argument("--only", choices=_PARTS, nargs="*", default=list(_PARTS))
    asked = parser.parse_args()
    rows = asyncio.run(measure(asked.only, asked.loops, asked.kills_every))
    sys.exit(0 if all(row.is_met for row in rows) else 1)


if __name__ == "__main__":
    main()
