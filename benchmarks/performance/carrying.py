"""What it costs to carry tensors: the Infer call of a detector, and of a model that does nothing else."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.performance import models
from benchmarks.performance.raw import RawModel
from benchmarks.performance.results import Measure, measures
from benchmarks.performance.rig import STOCK, Plan, running
from benchmarks.performance.timing import RAW, Allowance, Call, in_turns
from driftwatch import names
from driftwatch.inference.tensors import Array
from driftwatch.services.rpc.mlmodel_rpc import infer_remotely

OURS, STOCK_BOTH, STOCK_MODULE = "our module, our client", "stock module, stock client", "stock module, our client"
OUR_MODULE = "our module, stock client"
DETECTOR, CARRIER = "detector 320", "1x3x640x640 -> 1x84x8400"


async def measure_carrying(seconds: float) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        files = {
            DETECTOR: models.detector(Path(folder) / "detector.onnx", 320),
            CARRIER: models.carrier(Path(folder) / "carrier.onnx", (1, 3, 640, 640), (1, 84, models.YOLO_CELLS)),
        }
        called = {DETECTOR: "detector", CARRIER: "carrier"}

        def build(plan: Plan) -> None:
            for model, path in files.items():
                plan.model(called[model], names.ONNX_CPU, path)
                plan.model(f"stock-{called[model]}", STOCK, path)

        found: list[Measure] = []
        async with running(build) as rig:
            for model, path in files.items():
                with RawModel(path) as raw:
                    ours, stock = rig.mlmodel(called[model]), rig.mlmodel(f"stock-{called[model]}")
                    tensors = dict(raw.tensors)

                    def quick(name: str, tensors: Mapping[str, Array] = tensors) -> Call:
                        channel = rig.mlmodel(name).channel
                        return lambda: infer_remotely(channel, name, tensors, 60)

                    calls: dict[str, Call] = {
                        RAW: raw.call,
                        OURS: quick(ours.name),
                        OUR_MODULE: lambda ours=ours, tensors=tensors: ours.infer(tensors),
                        STOCK_MODULE: quick(stock.name),
                        STOCK_BOTH: lambda stock=stock, tensors=tensors: stock.infer(tensors),
                    }
                    times = await in_turns(calls, Allowance(seconds / 2), rig.meter(raw.pid))
                    found += measures("carrying", model, {}, times)
    return found
