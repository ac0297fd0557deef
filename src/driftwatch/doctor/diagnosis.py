"""One look at a model from end to end: what it takes and gives, how it is read and why, and what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import cv2
import numpy as np

from driftwatch.doctor.advice import doubts, filter_doubts, output_doubts, size_advice
from driftwatch.doctor.examined_model import ExaminedModel, ModelSettings, NamedImage
from driftwatch.errors import ConfigError, DriftwatchError, ModelError, TensorError
from driftwatch.inference.answer import Answer
from driftwatch.inference.filters import Filter
from driftwatch.inference.heads.selection.attempts import Attempt, attempts
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.labels import label_doubts, read_labels
from driftwatch.inference.pipeline import Pipeline, PipelineBuilder
from driftwatch.inference.tensors import ModelInfo, Tensors

T = TypeVar("T")
Clock = Callable[[], float]

MOST_RUNS: Final = 9
ENOUGH_SECONDS: Final = 2.0  # of timing: a slow model is not waited for longer than needed


def grey_picture() -> NamedImage:
    """What is shown to a model where its owner gives no image."""
    return NamedImage(
        cv2.imencode(".png", np.full((480, 640, 3), 128, np.uint8))[1].tobytes(), "image/png", "grey image"
    )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What stays None or empty could not be found out, because of one of `problems`."""

    info: ModelInfo
    labels: tuple[str, ...] | None = None
    """None where there are none."""
    label_source: str = ""
    """Where they come from."""
    preparation: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is done to an image, each choice with where it comes from."""
    choice: Choice | None = None
    tried: tuple[Attempt, ...] = ()
    """Every decoder, where none was taken."""
    milliseconds: float | None = None
    """Median of `runs` inferences, without the work on image and outputs."""
    runs: int = 0
    raw: Answer | None = None
    """What the model said of the picture."""
    answer: Answer | None = None
    """That, less what the owner filters out."""
    warnings: tuple[str, ...] = ()
    """What is likely a mistake. One line each."""
    doubts: tuple[str, ...] = ()
    """Why it is probably read wrong although it runs."""
    problems: tuple[str, ...] = ()
    """What must be fixed before the model works."""


class Problems:
    """Goes on after a mistake, so that all of them are reported at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def attempt(self, step: Callable[[], T]) -> T | None:
        """Gives what `step` does; None where that raised what an owner can fix, which is noted."""
        try:
            return step()
        except DriftwatchError as error:
            several = error.problems if isinstance(error, ConfigError) else (str(error),)
            self.found += [problem for problem in several if problem not in self.found]
            return None


def examine(model: ExaminedModel, settings: ModelSettings, picture: NamedImage, clock: Clock) -> Diagnosis:
    """Goes the whole way of `picture` through the model. What an owner can fix is not raised but put in `problems`.

    clock: seconds, to time inferences with.
    """
    problems = Problems()
    diagnosis = Diagnosis(model.info)
    labels = problems.attempt(lambda: _labels(model, settings))
    if labels is not None:
        diagnosis = replace(diagnosis, labels=labels[0], label_source=labels[1], warnings=labels[2])
    builder = problems.attempt(lambda: PipelineBuilder(model.info, settings.input))
    if builder is not None:
        warnings = (*diagnosis.warnings, *builder.warnings)
        diagnosis = replace(diagnosis, preparation=builder.describe(), warnings=warnings)
        ran = problems.attempt(lambda: builder.run(model.run))
        if ran is not None:
            reading = _Reading(model, settings, *ran)
            diagnosis = _understood(diagnosis, reading, picture, clock, problems)
    return replace(diagnosis, problems=tuple(problems.found))


@dataclass(frozen=True, slots=True)
class _Reading:
    """outputs: of the model for a grey image."""

    model: ExaminedModel
    settings: ModelSettings
    builder: PipelineBuilder
    outputs: Tensors

    def finish(self, with_labels: bool) -> Pipeline:
        label_path = Path(self.settings.label_path) if with_labels and self.settings.label_path else None
        of_model = self.model.label_path if with_labels else None
        return self.builder.finish(self.outputs, self.settings.output, label_path, of_model)

    def attempts(self, labels: tuple[str, ...] | None) -> tuple[Attempt, ...]:
        count = None if labels is None else len(labels)
        return attempts(self.model.info, self.settings.output, self.outputs, self.builder.canvas, count)


def _understood(
    diagnosis: Diagnosis, reading: _Reading, picture: NamedImage, clock: Clock, problems: Problems
) -> Diagnosis:
    has_labels = not problems.found
    pipeline = problems.attempt(lambda: reading.finish(has_labels))
    if pipeline is None:
        return replace(diagnosis, tried=problems.attempt(lambda: reading.attempts(diagnosis.labels)) or ())
    labels, settings = diagnosis.labels, reading.settings.filter
    preparation = pipeline.describe()
    found = doubts(diagnosis.info, preparation, pipeline.choice, labels) if has_labels else ()
    warnings = (*diagnosis.warnings, *found, *output_doubts(reading.settings.output), *filter_doubts(settings, labels))
    diagnosis = replace(diagnosis, choice=pipeline.choice, preparation=preparation, warnings=warnings)
    prepared = problems.attempt(lambda: pipeline.prepare(picture.data, picture.mime_type))
    looked = prepared and problems.attempt(lambda: _looked(diagnosis, reading.model, pipeline, prepared, clock))
    problems.attempt(lambda: _try_out(reading.model, pipeline, clock))
    seen = tuple(doubt.text for doubt in pipeline.doubts)
    diagnosis = replace(diagnosis, doubts=seen)
    if prepared is None:
        return diagnosis
    if looked is None or looked.raw is None:
        problems.found += size_advice(preparation)
        return diagnosis
    return replace(looked, answer=_filtered(looked.raw, Filter(settings)), doubts=seen)


def _try_out(model: ExaminedModel, pipeline: Pipeline, clock: Clock) -> None:
    """On scenes besides the picture. Raises OutputError where the outputs cannot be right."""
    begun = clock()
    for make in pipeline.trials:
        if clock() - begun > ENOUGH_SECONDS:
            return
        prepared = make()
        try:
            outputs = model.run(prepared.tensors)
        except (ModelError, TensorError) as error:  # not every image that its input admits suits a model
            pipeline.trial_failed(str(error))
            continue
        pipeline.test(outputs, prepared)


def _looked(
    diagnosis: Diagnosis, model: ExaminedModel, pipeline: Pipeline, prepared: Prepared, clock: Clock
) -> Diagnosis:
    raw = pipeline.read(model.run(prepared.tensors), prepared)
    seconds: list[float] = []
    while len(seconds) < MOST_RUNS and sum(seconds) < ENOUGH_SECONDS:
        start = clock()
        model.run(prepared.tensors)
        seconds.append(clock() - start)
    return replace(diagnosis, raw=raw, milliseconds=1000 * median(seconds), runs=len(seconds))


def _filtered(answer: Answer, keep: Filter) -> Answer:
    return Answer(
        answer.size,
        None if answer.detections is None else keep.apply(answer.detections),
        None if answer.classifications is None else keep.apply(answer.classifications),
    )


def _labels(model: ExaminedModel, settings: ModelSettings) -> tuple[tuple[str, ...] | None, str, tuple[str, ...]]:
    """As choose_labels, with where they come from and what is not certain about them."""
    if settings.label_path:
        return _of_file(Path(settings.label_path), "vision")
    if model.label_path is not None:
        return _of_file(model.label_path, "ML model")
    if model.info.labels is not None:
        return model.info.labels, "the model file itself", ()
    return None, "nowhere: classes are named by their numbers", ()


def _of_file(path: Path, service: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    return read_labels(path), f"label_path of the {service} service, {path}", tuple(label_doubts(path))
