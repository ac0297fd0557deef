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
    """A model as the doctor examines it."""

    info: ModelInfo
    run: Callable[[Tensors], Tensors]
    """The model itself, in the calling thread."""
    label_path: Path | None = None
    """The file that the ML model service names, if any."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Those attributes of the vision service that concern its model."""

    label_path: str = ""
    input: InputSettings = inline(InputSettings)
    output: OutputSettings = inline(OutputSettings)
    filter: FilterSettings = inline(FilterSettings)


@dataclass(frozen=True, slots=True)
class NamedImage:
    """An image with a name for people."""

    data: bytes
    """JPEG, PNG or Viam's raw RGBA."""
    mime_type: str
    name: str
    """What to call it in front of a person."""
