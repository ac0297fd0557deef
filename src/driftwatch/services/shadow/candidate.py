"""A candidate model, ready to look at frames beside the live one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer
from driftwatch.inference.heads.choice import Choice
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.pipeline import Pipeline
from driftwatch.observation import ModelIdentity
from driftwatch.services.assembling import Treatment, assemble
from driftwatch.services.machine import MACHINE
from driftwatch.services.mlmodel import LIVE_MODELS
from driftwatch.services.model_link import LocalLink, ModelLink, RemoteLink
from driftwatch.watch.shadow.settings import ShadowSettings


class Candidate(Protocol):
    """What is run beside a live model."""

    @property
    def identity(self) -> ModelIdentity: ...

    async def look(self, frame: EncodedImage) -> Answer:
        """What the candidate says of `frame`, before any filter. May raise anything, and may never return."""
        ...


@dataclass(frozen=True, slots=True)
class LinkedCandidate:
    """Makes tensors of its own from the frame's bytes, on its model's threads, or for a remote model on shared ones."""

    link: ModelLink
    pipeline: Pipeline

    @property
    def identity(self) -> ModelIdentity:
        return self.link.identity

    async def look(self, frame: EncodedImage) -> Answer:
        def prepare() -> Prepared:
            return self.pipeline.prepare(frame.data, frame.mime_type)

        return await self.link.look(prepare, self.pipeline.read)


@dataclass(frozen=True, slots=True)
class Search:
    """Where a candidate is to be had. caller: under which name it waits for its turn. live: what it must be like.

    The candidate is no dependency of the vision service: viam-server would close and rebuild the live service each time
    an optional one came, went or was changed.
    """

    settings: ShadowSettings
    caller: str
    live: Choice
    warn: Callable[[str], None]

    async def load(self) -> LinkedCandidate:
        """Raises MissingModelError where the machine has no such model yet, and in plain words what does not fit."""
        settings = self.settings
        local = LIVE_MODELS.find(settings.mlmodel_name)
        link: ModelLink
        if local is not None:
            link = LocalLink(local, self.caller)
        else:
            link = RemoteLink(await MACHINE.ml_model(settings.mlmodel_name))
        pipeline = await assemble(link, Treatment(settings.label_path, settings.input, settings.output), self.warn)
        if not _comparable(self.live, pipeline.choice):
            raise ModelError(f"it is {_role(pipeline.choice)}, and the live model is {_role(self.live)}")
        return LinkedCandidate(link, pipeline)


def _comparable(one: Choice, other: Choice) -> bool:
    both_detect = one.detector is not None and other.detector is not None
    return both_detect or (one.classifier is not None and other.classifier is not None)


def _role(choice: Choice) -> str:
    return "a detector" if choice.detector is not None else "a classifier"
