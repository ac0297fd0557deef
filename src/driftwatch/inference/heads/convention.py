"""What every output convention says of itself, so that the right one can be found for a model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.head import DetectorHead
from driftwatch.inference.nms import Suppression
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.presets import Preset
from driftwatch.inference.tensors import Array, ModelInfo, Tensors


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is known of a model when its outputs are to be understood."""

    info: ModelInfo
    settings: OutputSettings
    outputs: Tensors
    """What the model gave for a grey image, already dequantised, in the order of `info.outputs`."""
    canvas: Size
    """Size of the model's input image."""
    class_count: int | None = None
    """Number of labels, None where there are no labels."""
    labels: tuple[str, ...] = ()
    """The labels themselves, where they are known."""

    def only(self) -> tuple[str, Array] | None:
        """Name and content of the only output; None where there are several."""
        return next(iter(self.outputs.items())) if len(self.outputs) == 1 else None

    def renamed(self, role: str) -> str | None:
        """The output that the owner renamed to `role`; None where none is."""
        names = self.settings.remap_output_names.items()
        return next((name for name, to in names if to == role and name in self.outputs), None)

    def named(self, role: str) -> str | None:
        """The output that the owner renamed to `role`, else the one that is called so; None where neither is there."""
        remapped = (name for name, to in self.settings.remap_output_names.items() if to == role)
        return next(remapped, role if role in self.outputs else None)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Why a model seems to follow a convention."""

    text: str
    """The end of the sentence "the model follows it because ..."."""
    sure: bool = False
    """It rests on names or metadata; shapes alone are not sure, another convention may have the same."""
    doubt: str = ""
    """What was assumed because the model does not say it, and how the owner would say it; "" where nothing was."""


Recognise: TypeAlias = Callable[[Subject], Recognition | None]
Make: TypeAlias = Callable[[Subject], DetectorHead]
Wanted: TypeAlias = Callable[[Subject], Preset | None]


@dataclass(frozen=True, slots=True)
class Convention:
    """One way in which detectors write their outputs."""

    name: str
    """Value of the attribute `decoder`."""
    outputs: str
    """What such a model gives, for messages."""
    recognise: Recognise
    """Gives evidence, or None where the outputs cannot be of this convention."""
    make: Make
    """Builds the head. Raises ModelError in plain words where the outputs are not of this convention."""
    suppression: Suppression | None = None
    """What such models need; None where they have done it themselves."""
    keeps_empty: bool = False
    """Whether boxes without an area stay in the answer, as the builtin service leaves them."""
    image: Preset | Wanted | None = None
    """How such models want their image where neither owner nor metadata say, or a function that finds it for one of
    them; None: as the builtin service has it.
    """

    def image_of(self, subject: Subject) -> Preset | None:
        """How this model wants its image."""
        return self.image(subject) if callable(self.image) else self.image
