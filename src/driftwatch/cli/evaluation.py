"""A model looks at labelled images, and its worst frames are drawn."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from driftwatch.attributes import VisionAttributes
from driftwatch.cli.model_runner import ModelRunner
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import DatasetError, ImageError, OutputError
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.filters import Filter
from driftwatch.quality.evaluation.evaluation import Evaluation, evaluate
from driftwatch.quality.evaluation.labelled import Judged, LabelledImage, LabelledSet, PixelBox, found_in
from driftwatch.report.drawing import draw_answer

_MIMES: Final = {".png": "image/png"}


def look_at_all(model: Path, settings: VisionAttributes, labelled: LabelledSet, step: Callable[[], None]) -> Evaluation:
    """Raises DatasetError for an image that cannot be read: leaving it out would change the figures silently."""
    runner = ModelRunner(model, settings)
    try:
        judged: list[Judged] = []
        for image in labelled.images:
            judged.append(_judged(runner, image))
            step()
    finally:
        runner.close()
    return evaluate(judged, Filter(settings.filter))


def _judged(runner: ModelRunner, image: LabelledImage) -> Judged:
    try:
        data = image.path.read_bytes()
        answer = runner.infer(EncodedImage(data, mime_of(image.path)))
    except (OSError, ImageError, OutputError) as error:
        raise DatasetError(f"{image.path}: {error}") from error
    if answer.detections is None:
        raise DatasetError(f"{runner.identity.name}: is no detector; evaluate judges boxes")
    if (answer.size.width, answer.size.height) != (image.size.width, image.size.height):
        raise DatasetError(
            f"{image.path}: is {answer.size.width} x {answer.size.height} pixels, "
            f"and its labels are of {image.size.width} x {image.size.height}"
        )
    return Judged(image, found_in(answer, image.size))


def mime_of(path: Path) -> str:
    return _MIMES.get(path.suffix.lower(), "image/jpeg")


def draw_worst(result: Evaluation, most: int) -> Iterator[tuple[str, bytes]]:
    """Name and PNG of the frames with most errors: the boxes that callers get, and the true ones as "true ..."."""
    for place, number in enumerate(result.worst(most), 1):
        one = result.served[number]
        size = one.image.size
        truths = [Detection(_box(truth.box, size), f"true {truth.label}", 1.0) for truth in one.image.boxes]
        found = [Detection(_box(box.box, size), box.label, box.confidence) for box in one.found]
        answer = Answer(size, tuple(found + truths))
        yield (
            f"worst_{place:02}_{one.image.path.stem}.png",
            draw_answer(one.image.path.read_bytes(), mime_of(one.image.path), answer),
        )


def _box(box: PixelBox, size: Size) -> Box:
    return Box(
        max(box.x / size.width, 0.0),
        max(box.y / size.height, 0.0),
        min((box.x + box.width) / size.width, 1.0),
        min((box.y + box.height) / size.height, 1.0),
    )
