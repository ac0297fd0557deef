"""Judges how a model is read while it is tried, and on the first frames that differ; then it costs nothing."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from driftwatch.errors import OutputError
from driftwatch.inference.doubts.clues import clues_in
from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.doubts.guard import Doubt, Guard
from driftwatch.inference.doubts.registry import GUARDS
from driftwatch.inference.doubts.sample import SAMPLED, Kind, Sample, checksum, sample_of
from driftwatch.inference.doubts.tally import Manner, Tally
from driftwatch.inference.heads.common.notes import noting
from driftwatch.inference.heads.common.row_head import RowHead
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.output_stage import OutputStage, Reading
from driftwatch.inference.quantization import dequantized
from driftwatch.inference.tensors import Tensors

FRAMES: Final = 50
"""Frames that differ, after which a model that is in no doubt is left alone."""

AGAIN: Final = 16
"""While there is a doubt, one frame in this many is judged after that."""

ROUNDING: Final = 2e-3
"""What a float16 model may leave [0, 1] by."""


class Doubter:
    """Safe to call from several threads. guards: what is asked."""

    def __init__(self, output: OutputStage, guards: tuple[Guard, ...] = GUARDS) -> None:
        self._output = output
        self._guards = guards
        self._lock = threading.Lock()
        self._tally = Tally(_manner(output.choice))
        self._shown: set[int] = set()
        self._passed = 0
        self._doubts: tuple[Doubt, ...] = ()
        self._is_done = False

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is in doubt now; the same object while nothing was found out."""
        return self._doubts

    def read(self, outputs: Tensors, prepared: Prepared, kind: Kind = "frame") -> Reading:
        """As OutputStage.read_closely, and takes the image into account while there is something to find out.

        kind: of an image that the model is tried with. Raises OutputError as well where a trial shows what cannot be
        right at all; where a frame does, it is in doubt.
        """
        is_frame = kind == "frame"
        if (is_frame and not self._is_curious()) or not self._is_new(prepared):
            return self._output.read_closely(outputs, prepared.placement)
        with noting() as notes:
            try:
                reading = self._output.read_closely(outputs, prepared.placement)
            except OutputError as error:
                self.failed(str(error))
                raise
        tally = self._tally
        sample = sample_of(kind, prepared.tensors, outputs if tally.is_same_raw else {}, reading, notes)
        reals = dequantized(outputs, self._output.choice.scales)
        exhibit = Exhibit(self._output.choice, reals, prepared.canvas, sample.answers)
        sample = replace(sample, clues=clues_in(exhibit, tally.samples))
        if not is_frame:
            self._refuse(sample)
        self._learn(lambda tally: tally.add(sample))
        return reading

    def failed(self, error: str) -> None:
        """The model could not be run on an image, or its outputs could not be read."""
        self._learn(lambda tally: tally.failed(error))

    def _is_curious(self) -> bool:
        if not self._is_done:
            return True
        if not self._doubts:
            return False
        self._passed += 1
        return self._passed % AGAIN == 0

    def _is_new(self, prepared: Prepared) -> bool:
        """Whether the model was not shown this image lately: a frozen camera proves nothing."""
        shown = checksum(prepared.tensors, SAMPLED)
        with self._lock:
            if shown in self._shown:
                return False
            if len(self._shown) > FRAMES:
                self._shown.clear()
            self._shown.add(shown)
            return True

    def _refuse(self, sample: Sample) -> None:
        """Raises OutputError for what cannot be right. The builtin service takes everything, and so do its rules."""
        manner = self._tally.manner
        alone = Tally(manner).add(sample)
        for guard in self._guards:
            doubt = guard.doubt(alone) if guard.refuses and not manner.is_stock else None
            if doubt is not None:
                raise OutputError(doubt.text)

    def _learn(self, grown: Callable[[Tally], Tally]) -> None:
        with self._lock:
            self._tally = grown(self._tally)
            found = (guard.doubt(self._tally) for guard in self._guards)
            self._doubts = tuple(doubt for doubt in found if doubt is not None)
            self._is_done = self._tally.frames + self._tally.failures >= FRAMES


def _manner(choice: Choice) -> Manner:
    steps = (quantization.scale for quantization in choice.scales.values())
    return Manner(
        decoder=choice.decoder,
        is_dense=choice.suppression is not None and not isinstance(choice.detector, RowHead),
        is_stock=choice.keeps_empty,
        tolerance=ROUNDING + max(steps, default=0.0),
    )
