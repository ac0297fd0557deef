"""What was measured, as it is written to the JSON file."""

import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

from benchmarks.performance.timing import RAW, Times, ratio, work

_PACKAGES = ("viam-sdk", "numpy", "onnxruntime", "ai-edge-litert", "opencv-python-headless")


@dataclass(frozen=True, slots=True)
class Measure:
    """One way of one part.

    part: of the benchmark. way: who answers, and over what. model: that was asked. at: where on a curve, for example
    {"image": "720p"} or {"clients": 4}. value, unit: the result where it is no time of a call. Times in milliseconds;
    ratio: the median over that of session.run of the same model in the same rounds. work: the same of the processor
    time that client, machine and modules used together, which other work on the computer hardly changes.
    """

    part: str
    way: str
    model: str = ""
    at: Mapping[str, Any] = field(default_factory=dict[str, Any])
    p50: float | None = None
    p95: float | None = None
    ratio: float | None = None
    work: float | None = None
    samples: int = 0
    value: float | None = None
    unit: str = ""


FIGURES: Final = ("p50", "p95", "ratio", "work", "value")
"""The fields of a Measure that are numbers and may be missing."""


def measures(part: str, model: str, at: Mapping[str, Any], times: Mapping[str, Times]) -> list[Measure]:
    """One for each way; the ratio is to the one that is called session.run, where there is one."""
    return [
        Measure(
            part,
            way,
            model,
            at,
            p50=taken.percentile(50) * 1000,
            p95=taken.percentile(95) * 1000,
            ratio=ratio(taken, times[RAW]) if RAW in times else None,
            work=work(taken, times[RAW]) if RAW in times else None,
            samples=len(taken.seconds),
        )
        for way, taken in times.items()
    ]


def host() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "packages": {name: version(name) for name in _PACKAGES},
    }
