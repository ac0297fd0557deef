"""A model on the table: what it says of itself, a way to run it, and how it is to be used."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from driftwatch.config.inline import inline
from driftwatch.inference.filters import FilterSettings
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import ModelInfo, Tensors


@dataclass(frozen=True, slots=True)
class ExaminedModel:
    """run: the model itself, in the calling thread. label_path: the file that the ML model service names, if any."""

    info: ModelInfo
    run: Callable[[Tensors], Tensors]
    label_path: Path | None = None


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Those attributes of the vision service that concern its model."""

    label_path: str = ""
    input: InputSettings = inline(InputSettings)
    output: OutputSettings = inline(OutputSettings)
    filter: FilterSettings = inline(FilterSettings)


@dataclass(frozen=True, slots=True)
class NamedImage:
    """data: JPEG, PNG or Viam's raw RGBA. name: what to call it in front of a person."""

    data: bytes
    mime_type: str
    name: str
