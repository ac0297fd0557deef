"""A watched stream, a candidate whose answers the test gives, and a shadow between them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.shadow.shadow import ComparisonTerms, Shadow
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.agreement import Agreement
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.watch.shadow.comparison_store import CameraComparison
from driftwatch.watch.shadow.settings import ShadowSettings
from tests.waiting import until_async
from tests.watch.world import World

SAYS = Answer(Size(640, 480), (Detection(Box(0.1, 0.1, 0.4, 0.4), "face", 0.8),))
CANDIDATE = ModelIdentity("next", "2", "cd" * 32)
FRAME = EncodedImage(b"", "image/jpeg")


class Gate:
    """A candidate whose answers are given by the test."""

    identity = CANDIDATE

    def __init__(self) -> None:
        self.shown = 0
        self.begun = asyncio.Event()
        self.answers: asyncio.Queue[Answer | Exception] = asyncio.Queue()

    async def infer(self, image: EncodedImage) -> Answer:
        self.shown += 1
        self.begun.set()
        answer = await self.answers.get()
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Scene:
    """What a test needs: a watched stream, a candidate, and what loading it does, one entry an attempt."""

    world: World
    candidate: Gate = field(default_factory=Gate)
    loads: list[Exception] = field(default_factory=list[Exception])
    opened: list[Shadow] = field(default_factory=list[Shadow])

    def open(self, settings: ShadowSettings) -> Shadow:
        async def load() -> Gate:
            if self.loads:
                raise self.loads.pop(0)
            return self.candidate

        shadow = Shadow(settings, ComparisonTerms(), load, self.world.watch, self.world.notices.append)
        self.opened.append(shadow)
        return shadow

    async def running(self, settings: ShadowSettings | None = None) -> Shadow:
        shadow = self.open(settings or ShadowSettings("next"))
        await self.until(lambda: self.state == "running")
        return shadow

    async def until(self, condition: Callable[[], bool]) -> None:
        async def holds() -> bool:
            return condition()

        await until_async(holds, 10)

    @property
    def state(self) -> str:
        return self.world.watch.shadow.status.state

    @property
    def counts(self) -> Agreement:
        return self.figures.counts

    @property
    def figures(self) -> CameraComparison:
        return self.world.watch.shadow.comparison("cam")

    def observe(self) -> Observation:
        return self.world.observation(0.9)

    async def compare(self, shadow: Shadow, says: Answer | Exception = SAYS) -> Answer | None:
        future = shadow.offer(self.observe(), FRAME)
        assert future is not None
        self.candidate.answers.put_nowait(says)
        return await asyncio.wait_for(asyncio.wrap_future(future), 10)
