"""A candidate model, ready to be shown the live model's frames."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.model_client import ModelClient
from driftwatch.engine.pipeline_builder import PipelineSettings, build_pipeline
from driftwatch.engine.ports import Models
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.pipeline import Pipeline
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.settings import ShadowSettings


class Candidate(Protocol):
    """What is run next to a live model."""

    @property
    def identity(self) -> ModelIdentity: ...

    async def infer(self, image: EncodedImage) -> Answer:
        """What the candidate says of `image`, before any filter. May raise anything, and may never return."""
        ...


@dataclass(frozen=True, slots=True)
class CandidateModel:
    """Makes tensors of its own from the frame's bytes, on its model's threads, or for a remote model on shared ones."""

    client: ModelClient
    pipeline: Pipeline

    @property
    def identity(self) -> ModelIdentity:
        return self.client.identity

    async def infer(self, image: EncodedImage) -> Answer:
        def prepare() -> Prepared:
            return self.pipeline.prepare(image.data, image.mime_type)

        return await self.client.infer(prepare, self.pipeline.read)


@dataclass(frozen=True, slots=True)
class CandidateLoader:
    """Where a candidate is found.

    The candidate is no dependency of the vision service: viam-server would close and rebuild the live service each time
    an optional one came, went or was changed.
    """

    settings: ShadowSettings
    caller: str
    """Under which name it waits for its turn."""
    live: Choice
    """What it must be like."""
    models: Models
    warn: Callable[[str], None]

    async def load(self) -> CandidateModel:
        """Raises MissingModelError where the machine has no such model yet, and in plain words what does not fit."""
        settings = self.settings
        client = await self.models.candidate(settings.mlmodel_name, self.caller)
        read_as = PipelineSettings(settings.label_path, settings.input, settings.output)
        pipeline = await build_pipeline(client, read_as, self.warn)
        if not _comparable(self.live, pipeline.choice):
            raise ModelError(f"it is {_role(pipeline.choice)}, and the live model is {_role(self.live)}")
        return CandidateModel(client, pipeline)


def _comparable(one: Choice, other: Choice) -> bool:
    both_detect = one.detector is not None and other.detector is not None
    return both_detect or (one.classifier is not None and other.classifier is not None)


def _role(choice: Choice) -> str:
    return "a detector" if choice.detector is not None else "a classifier"
