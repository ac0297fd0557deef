"""What clues are looked for in: one image's outputs, and how they were read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One image's outputs, and how they were read."""

    choice: Choice
    outputs: Tensors
    """Dequantised."""
    canvas: Size
    """Size of the model's input image."""
    answers: int
    """How many came out, see Sample."""


Search: TypeAlias = Callable[[Exhibit], str | None]
"""Gives what was found, the middle of a sentence; None for nothing."""
