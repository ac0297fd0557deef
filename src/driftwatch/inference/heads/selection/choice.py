"""How a model will be read, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from driftwatch.inference.heads.head import ClassifierHead, DetectorHead, Settling
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import Preset
from driftwatch.inference.tensors import Quantization


@dataclass(frozen=True, slots=True)
class Rival:
    """Another way to read the model that its outputs fit."""

    decoder: str
    """A value of that attribute."""
    head: DetectorHead
    """Reads the model as that convention has it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """At least one of detector and classifier is there."""

    decoder: str
    """Name of the convention, "viam_tensors and classifier" where the model plays both roles."""
    reason: str
    """What the choice rests on, one line for the log."""
    detector: DetectorHead | None = None
    classifier: ClassifierHead | None = None
    suppression: Suppression | None = None
    """What the convention's models need; None where they have done it themselves."""
    keeps_empty: bool = False
    """Whether boxes without an area stay in the answer, as the builtin service leaves them."""
    image: Preset | None = None
    """How the convention's models want their image; None where it does not say."""
    scales: Mapping[str, Quantization] = field(default_factory=dict[str, Quantization])
    """How the outputs that are stored as integers become real numbers."""
    doubts: tuple[str, ...] = ()
    """What was assumed because the model does not say it; one line each, for the log and the doctor."""
    rivals: tuple[Rival, ...] = ()
    """Other ways to read the model that its outputs fit, to judge the reading with."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of the outputs and was not yet seen in them, one line each; fewer with every frame."""
        return self.detector.assumptions if isinstance(self.detector, Settling) else ()
