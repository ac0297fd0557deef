"""The model file alone: what every other time is compared with."""

import asyncio
import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

import numpy as np

from benchmarks.performance.timing import OwnTime
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import Array


class RawModel:
    """Runs a model in a process of its own, as a module does, with the options that our module gives the runtime.

    A process that sleeps between two inferences is treated by the scheduler as a module is; one that has just
    prepared a call is not, and on a busy computer that alone makes the same inference half as slow again.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._end, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, path, threads), daemon=True)
        self._process.start()
        self.tensors: dict[str, Array] = self._end.recv()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    async def call(self) -> OwnTime:
        """One inference; the time is that of the inference alone."""
        self._end.send(True)
        return OwnTime(await asyncio.to_thread(self._end.recv))

    def __enter__(self) -> "RawModel":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end.send(False)
        self._process.join()


def _serve(end: Connection, path: Path, threads: int) -> None:
    os.setsid()  # some schedulers share the processor between sessions, and a machine's modules are in one of their own
    runtime = open_model(path, path.suffix, threads)
    random = np.random.default_rng(0)
    tensors = {spec.name: random.uniform(0, 1, spec.shape).astype(spec.dtype) for spec in runtime.info.inputs}
    end.send(tensors)
    while end.recv():
        started = time.perf_counter()
        runtime.run(tensors)
        end.send(time.perf_counter() - started)
