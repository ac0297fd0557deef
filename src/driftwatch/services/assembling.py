"""Decides how a model's input is made and its outputs are read, on a first inference over a grey image."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from driftwatch.concurrency import run_in_thread
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.pipeline import Assembly, Pipeline
from driftwatch.services.model_link import ModelLink


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the owner says of a model. label_path: "" where the model's own labels are to be taken."""

    label_path: str
    input: InputSettings
    output: OutputSettings


async def assemble(link: ModelLink, treatment: Treatment, warn: Callable[[str], None]) -> Pipeline:
    """Raises in plain words what does not fit. warn: takes a line for each likely mistake."""
    description = await link.describe()
    assembly = await run_in_thread(lambda: Assembly(description.info, treatment.input))
    for warning in assembly.warnings:
        warn(warning)
    labels, model_labels = _path(treatment.label_path), _path(description.label_path)
    return await link.infer_and(
        assembly.trial, lambda outputs: assembly.finish(outputs, treatment.output, labels, model_labels)
    )


def _path(text: str) -> Path | None:
    return Path(text) if text else None
