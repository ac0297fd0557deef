"""What an owner may set about a candidate model: the attribute `shadow` of the vision service."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Length, Range
from driftwatch.config.inline import inline
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings


@dataclass(frozen=True, slots=True)
class ShadowSettings:
    """A candidate that looks at the frames of the live model, and whose answers nobody is served.

    mlmodel_name: the candidate's ML model service. It need not be there when the vision service starts.
    every: the candidate is shown each frame (1), or each n-th of a camera.
    busy_share: part of the time that the candidate works where the live model leaves it no pauses to work in.
    timeout_seconds: an answer that takes longer does not count.
    confidence, iou: see MatchSettings. label_path and the attributes of the image and the outputs: as for the live
    model, from which the candidate takes none.
    """

    mlmodel_name: Annotated[str, Length(1)]
    every: Annotated[int, Range(1, 100_000)] = 1
    busy_share: Annotated[float, Range(0, 1, open_minimum=True)] = 0.1
    timeout_seconds: Annotated[float, Range(0, 600, open_minimum=True)] = 10.0
    confidence: Annotated[float, Range(0, 1)] = 0.5
    iou: Annotated[float, Range(0, 1, open_minimum=True)] = 0.5
    label_path: str = ""
    input: InputSettings = inline(InputSettings)
    output: OutputSettings = inline(OutputSettings)
