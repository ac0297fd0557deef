"""The bytes of a frame to the tensors of a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from driftwatch.inference.answer import Size
from driftwatch.inference.extra_inputs import feed
from driftwatch.inference.geometry import Placement, place
from driftwatch.inference.image import Decoded, DecodeOptions, decode
from driftwatch.inference.input_layout import Guess
from driftwatch.inference.input_plan import NO_GUESS, Family, plan_input
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.preprocess import TensorMaker
from driftwatch.inference.resize import draw
from driftwatch.inference.tensors import Array, ModelInfo
from driftwatch.inference.trial_scenes import plain, scene

__all__ = ["InputSettings", "InputStage", "Prepared"]

_USUAL = Size(640, 480)
_UPRIGHT = Size(480, 640)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An image made ready for the model."""

    tensors: Mapping[str, Array]
    """Every input of the model by the model's own names, batch of one."""
    placement: Placement
    """Maps boxes back to the image."""
    size: Size
    """Of the original image."""
    canvas: Size
    """Of the model's input, in pixels."""


class InputStage:
    """Decodes, resizes and normalises frames for one model. Safe to call from several threads."""

    def __init__(
        self, info: ModelInfo, settings: InputSettings, family: Family | None = None, guess: Guess = NO_GUESS
    ) -> None:
        """family: of models that this one belongs to, where that is known. guess: what is tried of what it leaves open.

        Raises ModelError where `info` has no input that takes an image, or one that nothing can be fed to.
        """
        self._settings = settings
        self._plan = plan_input(info, settings, family, guess)
        plan = self._plan
        self._maker = TensorMaker(plan.image, plan.layout, plan.normalization, plan.bgr)
        self._decoding = DecodeOptions(
            at_least=plan.at_least if settings.scaled_decode else None,
            apply_orientation=settings.apply_orientation,
            keep_ycc=plan.filter == "builtin",
        )
        feed(plan.others, Size(1, 1), settings.extra_inputs)  # says now what would fail with each frame

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """What else may be tried where the model does not run on an image of this stage, the likeliest first."""
        return self._plan.guesses(self._settings)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is likely a mistake in the settings, one line each, to be logged once."""
        return self._plan.warnings

    def describe(self) -> dict[str, str]:
        """What is done to an image, and where each choice comes from; one line each, for a log or a person."""
        return dict(self._plan.reasons)

    def prepare(self, data: bytes, mime_type: str) -> Prepared:
        """Raises ImageError where `data` is not an image that can be decoded."""
        return self._from_image(decode(data, mime_type, self._decoding))

    def blank(self) -> Prepared:
        """A grey image that came the same way, to try a model with."""
        canvas = self._plan.canvas(_USUAL)
        return self._from_image(Decoded(plain(canvas), canvas))

    def scenes(self) -> tuple[Callable[[], Prepared], ...]:
        """Made-up scenes that come the same way, each made when it is called for: to try a model with as well.

        Two of a camera's usual size, and an upright one where the model's input can show that it is one.
        """
        can_tell = self._plan.fit == "letterbox" or self._plan.at_least is None
        sizes = (_USUAL, _USUAL, *[_UPRIGHT] * can_tell)
        return tuple(partial(self._scene, size, seed) for seed, size in enumerate(sizes))

    def _scene(self, size: Size, seed: int) -> Prepared:
        return self._from_image(Decoded(scene(size, seed), size))

    def _from_image(self, image: Decoded) -> Prepared:
        canvas = self._plan.canvas(image.size)
        placement = place(image.size, canvas, self._plan.fit)
        drawn = draw(image, placement, self._plan.filter, self._plan.padding)
        tensors = feed(self._plan.others, canvas, self._settings.extra_inputs)
        tensors[self._plan.image.name] = self._maker.make(drawn)
        return Prepared(tensors, placement, image.size, canvas)
