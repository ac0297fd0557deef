"""What an owner may set about a candidate model: the attribute `shadow` of the vision service."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Length, Range
from driftwatch.config.inline import inline
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings


@dataclass(frozen=True, slots=True)
class ShadowSettings:
    """A candidate that looks at the frames of the live model, and whose answers nobody is served."""

    mlmodel_name: Annotated[str, Length(1)]
    """The candidate's ML model service. It need not be there when the vision service starts."""
    every: Annotated[int, Range(1, 100_000)] = 1
    """The candidate is shown each frame (1), or each n-th of a camera."""
    busy_share: Annotated[float, Range(0, 1, open_minimum=True)] = 0.1
    """Part of the time, 0 to 1, that the candidate works where the live model leaves it no pauses to work in."""
    timeout_seconds: Annotated[float, Range(0, 600, open_minimum=True)] = 10.0
    """Seconds; an answer that takes longer does not count."""
    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Confidence from which a detection is to have a partner, see MatchSettings."""
    iou: Annotated[float, Range(0, 1, open_minimum=True)] = 0.5
    """Intersection over union from which two boxes of one label are partners."""
    margin: Annotated[float, Range(0.001, 0.5)] = 0.01
    """It is promoted when it is proven not to make that many errors more, as a share of the live model's boxes."""
    label_path: str = ""
    """Label file; without it, the one that the ML model's metadata names, else the labels stored in the model file."""
    input: InputSettings = inline(InputSettings)
    """How the candidate's image is made; it takes nothing from the live model."""
    output: OutputSettings = inline(OutputSettings)
    """How the candidate's outputs are read; it takes nothing from the live model."""
