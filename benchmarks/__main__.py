"""Runs a benchmark by its name, performance unless another is named: `python -m benchmarks [NAME] [its options]`."""

import runpy
import sys
from collections.abc import Mapping
from typing import Final

BENCHMARKS: Final[Mapping[str, tuple[str, str]]] = {
    "performance": (
        "benchmarks.performance",
        "what the module adds to the inference, compared with the stock ways",
    ),
    "drift": ("benchmarks.drift", "what the drift detectors reach on simulated streams"),
    "footage": ("benchmarks.drift.footage", "what a comparison of two recordings says of real, corrupted footage"),
    "drift-sites": (
        "benchmarks.drift.sites",
        "the same on sites simulated object by object, and what baselines reach",
    ),
    "drift-slow": (
        "benchmarks.drift.sites.slow",
        "what a comparison with the first month finds of slow ramps on those sites",
    ),
    "drift-halves": (
        "benchmarks.drift.sites.halves",
        "how often traffic that was counted in the world halves by itself, which bounds what counts can tell",
    ),
    "scene": ("benchmarks.drift.scene", "what the picture's own detector finds, and how often it is wrong"),
    "capture": ("benchmarks.capture.usefulness", "what a model learns from the frames that are kept"),
    "capture-cost": ("benchmarks.capture.cost", "what the samplers cost"),
    "shadow": ("benchmarks.shadow", "what a candidate costs the live model"),
    "reviews": ("benchmarks.reviews", "what estimates and verdicts from reviews reach"),
    "loop": (
        "benchmarks.loop",
        "whether a worse model is held, a good one rolled out, and what kills do to the command",
    ),
    "attacks": ("benchmarks.attacks", "what other callers wait while somebody attacks the module"),
    "soak": ("benchmarks.soak", "what grows in the module under steady load that should not"),
    "store": ("benchmarks.store.day", "what a day of statistics writes and keeps"),
    "store-crash": ("benchmarks.store.crash", "what is left when the store is killed while it writes"),
}


def main() -> None:
    arguments = sys.argv[1:]
    if arguments in (["--list"], ["--help"], ["-h"]):
        print(__doc__)
        for name, (_, what) in BENCHMARKS.items():
            print(f"  {name:13} {what}")
        return
    name = arguments.pop(0) if arguments and not arguments[0].startswith("-") else "performance"
    if name not in BENCHMARKS:
        sys.exit(f'no benchmark "{name}"; there are: {", ".join(BENCHMARKS)}')
    module = BENCHMARKS[name][0]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=False)


if __name__ == "__main__":
    main()
