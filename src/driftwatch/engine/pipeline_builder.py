"""Decides how a model's input is made and its outputs are read, on a first inference over a grey image."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from driftwatch.concurrency import run_in_thread
from driftwatch.engine.model_client import ModelClient
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.pipeline import Assembly, Pipeline


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """What the owner says of a model. label_path: "" where the model's own labels are to be taken."""

    label_path: str
    input: InputSettings
    output: OutputSettings


async def build_pipeline(client: ModelClient, settings: PipelineSettings, warn: Callable[[str], None]) -> Pipeline:
    """Raises in plain words what does not fit. warn: takes a line for each likely mistake."""
    description = await client.describe()
    assembly = await run_in_thread(lambda: Assembly(description.info, settings.input))
    for warning in assembly.warnings:
        warn(warning)
    labels, model_labels = _path(settings.label_path), _path(description.label_path)
    return await client.infer_and(
        assembly.trial, lambda outputs: assembly.finish(outputs, settings.output, labels, model_labels)
    )


def _path(text: str) -> Path | None:
    return Path(text) if text else None
