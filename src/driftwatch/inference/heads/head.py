"""What every head gives: the model's own coordinates, not yet labelled, filtered or mapped to the image."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Candidates:
    """N possible detections, as arrays with one row each."""

    boxes: NDArray[np.float64]
    """(N, 4) float64, xmin ymin xmax ymax as fractions of the model's input image, not clipped to it."""
    scores: NDArray[np.float64]
    """(N,) float64, as the model gave them: OutputStage clips them to [0, 1] after the guards have seen them."""
    classes: NDArray[np.int64]
    """(N,) int64, index into the labels."""


class DetectorHead(Protocol):
    """Reads the detections of one output convention."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        """`outputs`: every output tensor by name, batch of one. `canvas`: size of the model's input image in pixels.

        Raises OutputError where the tensors are not what the convention says.
        """
        ...


@runtime_checkable
class Settling(Protocol):
    """A head that cannot be certain of its reading before it has seen something."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed and no frame has shown yet, each with the attribute that says it; none once it is sure."""
        ...


class ClassifierHead(Protocol):
    """Reads the class probabilities of one output convention."""

    def read(self, outputs: Tensors) -> NDArray[np.float64]:
        """Gives (C,) probabilities in [0, 1], in the model's order. Raises OutputError as DetectorHead.read does."""
        ...
