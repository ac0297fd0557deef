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
    """All that is known of a model when its outputs are to be understood.

    outputs: what the model gave for a grey image, already dequantised, in the order of `info.outputs`.
    canvas: size of the model's input image. class_count: number of labels, None where there are no labels.
    labels: the labels themselves, where they are known.
    """

    info: ModelInfo
    settings: OutputSettings
    outputs: Tensors
    canvas: Size
    class_count: int | None = None
    labels: tuple[str, ...] = ()

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
    """Why a model seems to follow a convention.

    text: the end of the sentence "the model follows it because ...".
    sure: it rests on names or metadata; shapes alone are not sure, another convention may have the same.
    doubt: what was assumed because the model does not say it, and how the owner would say it; "" where nothing was.
    """

    text: str
    sure: bool = False
    doubt: str = ""


Recognise: TypeAlias = Callable[[Subject], Recognition | None]
Make: TypeAlias = Callable[[Subject], DetectorHead]
Wanted: TypeAlias = Callable[[Subject], Preset | None]


@dataclass(frozen=True, slots=True)
class Convention:
    """One way in which detectors write their outputs.

    name: value of the attribute `decoder`. outputs: what such a model gives, for messages.
    recognise: gives evidence, or None where the outputs cannot be of this convention.
    make: builds the head. Raises ModelError in plain words where the outputs are not of this convention.
    suppression: what such models need; None where they have done it themselves.
    keeps_empty: whether boxes without an area stay in the answer, as the builtin service leaves them.
    image: how such models want their image where neither owner nor metadata say, or a function that finds it for one
    of them; None: as the builtin service has it.
    """

    name: str
    outputs: str
    recognise: Recognise
    make: Make
    suppression: Suppression | None = None
    keeps_empty: bool = False
    image: Preset | Wanted | None = None

    def image_of(self, subject: Subject) -> Preset | None:
        """How this model wants its image."""
        return self.image(subject) if callable(self.image) else self.image
