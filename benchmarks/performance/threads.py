"""What `num_threads` should be: inferences a second of one, two and four models, by threads and cores.

Each point is a process that is kept on that many cores; every model is asked again as soon as it has answered.
"""

import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.performance import models
from benchmarks.performance.results import Measure
from driftwatch.inference.model import Model

MODELS: Final = (1, 2, 4)
THREADS: Final = (0, 1, 2)
CALLERS: Final = (1, 2)  # of each model


async def measure_threads(seconds: float) -> list[Measure]:
    """On one core, and on each further one that there is, up to all."""
    cores = sorted(os.sched_getaffinity(0))
    allowed = [cores[: number + 1] for number in range(len(cores))]
    each = seconds / (len(allowed) * len(MODELS) * len(THREADS) * len(CALLERS))
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        path = models.detector(Path(folder) / "detector.onnx", 320)
        for on, number, callers, threads in itertools.product(allowed, MODELS, CALLERS, THREADS):
            found.append(await _point(path, on, (number, callers, threads), each))
    return found


async def _point(path: Path, cores: list[int], sizes: tuple[int, int, int], seconds: float) -> Measure:
    """sizes: models, callers of each, and num_threads."""
    number, callers, threads = sizes
    question = {"path": str(path), "cores": cores, "sizes": sizes, "seconds": seconds}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, json.dumps(question), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    answer = json.loads(printed)
    at = {"cores": len(cores), "models": number, "callers": callers}
    way = f"num_threads {threads}"
    return Measure(
        "threads", way, "detector 320", at, value=answer["rate"], unit="inferences a second", p50=answer["p50"],
        p95=answer["p95"], samples=answer["samples"],
    )  # fmt: skip


async def _ask(path: Path, sizes: tuple[int, int, int], seconds: float) -> dict[str, float]:
    number, callers, threads = sizes
    loaded = [await Model.load(path, ".onnx", threads, f"model-{one}") for one in range(number)]
    tensors = {spec.name: np.zeros(spec.shape, spec.dtype) for spec in loaded[0].info.inputs}
    taken: list[float] = []
    for model in loaded:
        await model.infer(tensors)
    begun = time.perf_counter()

    async def ask(model: Model) -> None:
        while (asked := time.perf_counter()) < begun + seconds:
            await model.infer(tensors)
            taken.append(1000 * (time.perf_counter() - asked))

    await asyncio.gather(*[ask(model) for model in loaded for _ in range(callers)])
    rate = len(taken) / (time.perf_counter() - begun)
    p50, p95 = np.percentile(taken, (50, 95)).tolist()
    for model in loaded:
        await model.close()
    return {"rate": rate, "p50": p50, "p95": p95, "samples": len(taken)}


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    os.sched_setaffinity(0, asked["cores"])
    print(json.dumps(asyncio.run(_ask(Path(asked["path"]), tuple(asked["sizes"]), asked["seconds"]))))
