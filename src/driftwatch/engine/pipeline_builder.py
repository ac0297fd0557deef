"""Decides how a model's input is made and its outputs are read, on a first inference over a grey image.

A few more, over scenes, show whether it is read right.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from driftwatch.concurrency import run_apart, run_in_thread
from driftwatch.engine.model_client import ModelClient
from driftwatch.errors import DriftwatchError, ModelError, TensorError
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.labels import label_doubts
from driftwatch.inference.model import EndlessInferenceError
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.pipeline import Pipeline, PipelineBuilder
from driftwatch.inference.tensors import Tensors

T = TypeVar("T")

MOST_SECONDS: Final = 0.15
"""That a start may take longer for being sure."""
_FILE_SECONDS: Final = 30.0
_PATIENCE: Final = 2.0  # seconds that a model may take over one scene


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """What the owner says of a model."""

    label_path: str
    """"" where the model's own labels are to be taken."""
    input: InputSettings
    output: OutputSettings


async def build_pipeline(
    client: ModelClient,
    settings: PipelineSettings,
    warn: Callable[[str], None],
    clock: Callable[[], float] = time.perf_counter,
) -> Pipeline:
    """Raises in plain words what does not fit. warn: takes a line for each likely mistake. clock: seconds."""
    description = await client.describe()
    builder = await run_in_thread(lambda: PipelineBuilder(description.info, settings.input))
    for warning in builder.warnings:
        warn(warning)
    labels, model_labels = _path(settings.label_path), _path(description.label_path)
    for doubt in await run_apart(
        lambda: tuple(label_doubts(labels, model_labels)), _FILE_SECONDS, f"the label file {labels or model_labels}"
    ):
        warn(doubt)

    def finish(found: PipelineBuilder, outputs: Tensors) -> Pipeline | DriftwatchError:
        try:
            return found.finish(outputs, settings.output, labels, model_labels)
        except DriftwatchError as error:  # not of the inference: another layout would not help
            return error

    start = clock()
    finished = await _run(client, builder, finish)
    if isinstance(finished, DriftwatchError):
        raise finished
    await _try_out(client, finished, clock, clock() - start)
    for doubt in finished.doubts:
        warn(doubt.text)
    return finished


async def _run(client: ModelClient, builder: PipelineBuilder, finish: Callable[[PipelineBuilder, Tensors], T]) -> T:
    """As PipelineBuilder.run. Raises the first ModelError or TensorError where no layout or size of the image works."""
    try:
        return await client.infer_and(builder.trial, partial(finish, builder))
    except EndlessInferenceError:
        raise
    except (ModelError, TensorError):
        for other in builder.others():
            with suppress(ModelError, TensorError):
                return await client.infer_and(other.trial, partial(finish, other))
        raise


async def _try_out(client: ModelClient, pipeline: Pipeline, clock: Callable[[], float], last: float) -> None:
    """Shows the model as many scenes as fit into MOST_SECONDS; what a slow one is not shown, its first frames show.

    last: seconds that the inference before took. Raises OutputError where the outputs cannot be right.
    """
    begun = clock()
    for make in pipeline.trials:
        start = clock()
        if start - begun + last > MOST_SECONDS:
            return
        try:
            await asyncio.wait_for(client.infer(make, pipeline.test), _PATIENCE)
        except asyncio.TimeoutError:
            return  # a model elsewhere that hangs: whoever asks it for frames has a deadline of its own
        except (TensorError, ModelError) as error:  # not every image that its input admits suits a model
            pipeline.trial_failed(str(error))
        last = clock() - start


def _path(text: str) -> Path | None:
    return Path(text) if text else None
