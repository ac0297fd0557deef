"""The way of a frame through one model, all but running it: that is the caller's, who knows where the model lives."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from driftwatch.errors import ModelError, OutputError, TensorError
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.doubts.doubter import Doubter
from driftwatch.inference.doubts.guard import Doubt, assumed
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.heads.tflite_postprocess import TFLITE_POSTPROCESS
from driftwatch.inference.input_layout import Guess
from driftwatch.inference.input_plan import NO_GUESS, Family
from driftwatch.inference.input_stage import InputSettings, InputStage, Prepared
from driftwatch.inference.labels import choose_labels, other_order, without_background
from driftwatch.inference.output_stage import OutputSettings, OutputStage
from driftwatch.inference.tensors import ModelInfo, Tensors


class Pipeline:
    """Bytes to tensors, outputs to an answer. Safe to call from several threads."""

    def __init__(self, stage: InputStage, output: OutputStage, labels: tuple[str, ...] | None) -> None:
        """labels: of the model's classes in its own order, None where they are known by number only."""
        self.labels = labels
        self._stage = stage
        self._output = output
        self._doubter = Doubter(output)
        self._doubts: tuple[Doubt, ...] = ()

    @property
    def choice(self) -> Choice:
        """How the model's outputs are read, and why."""
        return self._output.choice

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Why the model is probably read wrong, as far as trials and the first frames show, and what is assumed of it.

        The same object while nothing changes.
        """
        doubts = (*self._doubter.doubts, *map(assumed, (*self.choice.doubts, *self.choice.assumptions)))
        if doubts != self._doubts:
            self._doubts = doubts
        return self._doubts

    @property
    def trials(self) -> tuple[Callable[[], Prepared], ...]:
        """More images to try the model with, each made when it is called for; `test` takes what the model says."""
        return self._stage.scenes()

    def test(self, outputs: Tensors, prepared: Prepared) -> None:
        """outputs: of the model for one of `trials`. Raises OutputError where they show what cannot be right.

        A model that is read by the rules of the builtin service is only doubted: there it fails no more than a frame.
        """
        try:
            self._doubter.read(outputs, prepared, "textured")
        except OutputError:
            if not self.choice.keeps_empty:
                raise

    def test_plain(self, outputs: Tensors, prepared: Prepared) -> None:
        """outputs: for a grey image, as any decoder must be able to read them."""
        self._doubter.read(outputs, prepared, "plain")

    def trial_failed(self, error: str) -> None:
        """The model could not be run on one of `trials`."""
        self._doubter.failed(error)

    def describe(self) -> dict[str, str]:
        """How an image is brought to the model and its outputs read, and where each choice comes from."""
        return {**self._stage.describe(), "decoder": self.choice.reason}

    def prepare(self, data: bytes, mime_type: str) -> Prepared:
        """Raises ImageError where `data` is not an image that can be decoded."""
        return self._stage.prepare(data, mime_type)

    def read(self, outputs: Tensors, prepared: Prepared) -> Answer:
        """Raises OutputError where the outputs cannot be read."""
        return self._doubter.read(outputs, prepared).answer

    def infer(self, data: bytes, mime_type: str, run: Callable[[Tensors], Tensors]) -> Answer:
        """All of it in the calling thread; `run` is the model."""
        prepared = self.prepare(data, mime_type)
        return self.read(run(prepared.tensors), prepared)


class PipelineBuilder:
    """Builds a pipeline in two steps, because how outputs are read is decided on real ones.

    First run the model on `trial`, then `finish` with what it gave. Where it does not run on that, one of `others` may.
    """

    def __init__(self, info: ModelInfo, settings: InputSettings, guess: Guess = NO_GUESS) -> None:
        """guess: what is tried of what the model leaves open. Raises ModelError where the model takes no image."""
        self._info = info
        self._settings = settings
        self._guess = guess
        self._stage = InputStage(info, settings, guess=guess)
        self._trial = self._stage.blank()

    def others(self) -> Iterator["PipelineBuilder"]:
        """The same with another layout or size of the image, where the model leaves these open; the likeliest first."""
        return (PipelineBuilder(self._info, self._settings, guess) for guess in self._stage.guesses)

    def run(self, run: Callable[[Tensors], Tensors]) -> tuple["PipelineBuilder", Tensors]:
        """Runs the model on `trial`, else on those of `others`. Gives the first that worked, and what it gave.

        run: the model. Raises the first ModelError or TensorError where none works.
        """
        try:
            return self, run(self.trial)
        except (ModelError, TensorError):
            for other in self.others():
                with suppress(ModelError, TensorError):
                    return other, run(other.trial)
            raise

    @property
    def trial(self) -> Tensors:
        """Inputs of a grey image."""
        return self._trial.tensors

    @property
    def canvas(self) -> Size:
        """Size of the model's input image for the trial."""
        return self._trial.canvas

    def describe(self) -> dict[str, str]:
        """How an image is made, as far as that is known before the outputs are."""
        return self._stage.describe()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is likely a mistake in the settings, one line each, to be logged once."""
        return self._stage.warnings

    def finish(
        self, outputs: Tensors, settings: OutputSettings, label_path: Path | None, model_label_path: Path | None
    ) -> Pipeline:
        """outputs: of the model for `trial`. label_path wins over model_label_path, that over the model file.

        Raises ModelError where the outputs are of no known convention or of more than one, LabelError where the labels
        cannot be read or are of another number than a classifier's classes, OutputError where what is read cannot be
        right.
        """
        labels = choose_labels(label_path, model_label_path, self._info.labels)
        choice = choose(self._info, settings, outputs, self._trial.canvas, labels)
        if doubts := other_order(labels, self._info.labels):
            choice = replace(choice, doubts=(*choice.doubts, *doubts))
        # TensorFlow's own graphs have the same outputs and count from 1; labels inside a file are its author's word.
        is_tflite = choice.decoder == TFLITE_POSTPROCESS.name and self._info.kind.startswith("tflite")
        if is_tflite and labels != self._info.labels:
            labels = without_background(labels)
        stage = self._stage
        if choice.image is not None:
            stage = InputStage(self._info, self._settings, Family(choice.decoder, choice.image), self._guess)
        pipeline = Pipeline(stage, OutputStage(choice, settings, labels), labels)
        pipeline.test_plain(outputs, self._trial)
        return pipeline
