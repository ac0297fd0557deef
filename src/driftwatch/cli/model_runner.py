"""A model file in this process, used as the vision service would use it, without an event loop."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from driftwatch.attributes import VisionAttributes
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer
from driftwatch.inference.identity import file_sha256, package_version
from driftwatch.inference.pipeline import PipelineBuilder
from driftwatch.inference.runtimes import open_model
from driftwatch.observation import ModelIdentity, Moment, Observation, frame_id_of


def read_settings(attributes: Mapping[str, Any]) -> VisionAttributes:
    """From a vision service's attributes, in which mlmodel_name may be missing.

    Raises ConfigError with every problem.
    """
    return read(VisionAttributes, {"mlmodel_name": "this model", **attributes}).value


class ModelRunner:
    """One loaded model; for one thread."""

    def __init__(self, model: Path, settings: VisionAttributes) -> None:
        """Raises ModelError or LabelError in plain words."""
        self._runtime = open_model(model, "", 0)
        builder, outputs = PipelineBuilder(self._runtime.info, settings.input).run(self._runtime.run)
        label_path = Path(settings.label_path) if settings.label_path else None
        self._pipeline = builder.finish(outputs, settings.output, label_path, None)
        self.identity = ModelIdentity(model.stem, package_version(model), file_sha256(model))
        self.warnings = builder.warnings
        self.labels = self._pipeline.labels
        self.has_boxes = self._pipeline.choice.detector is not None

    def infer(self, still: EncodedImage) -> Answer:
        """Raises ImageError or OutputError for a frame that cannot be read."""
        return self._pipeline.infer(still.data, still.mime_type, self._runtime.run)

    def observe(self, still: EncodedImage, stream: str, at: Moment) -> Observation:
        """As the vision service hands it to whoever counts and keeps. Raises as `infer` does."""
        return Observation(stream, at, self.identity, self.infer(still), frame_id_of(still.data))

    def close(self) -> None:
        self._runtime.close()
