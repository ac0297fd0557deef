"""Asks the builtin service and ours the same, and says whether they answer alike."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grpclib import GRPCError
from viam.proto.service.vision import (
    Classification,
    Detection,
    GetClassificationsRequest,
    GetDetectionsRequest,
)
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from tests.parity.frames import Image
from tests.parity.pairs import Pair

T = TypeVar("T")

SCORE = 1e-6  # by which two scores may differ: rounding of float32
JPEG_SCORE = 3e-4  # the same where a JPEG was decoded by libjpeg and by Go; test_images.py has the pixels' difference


@dataclass(frozen=True, slots=True)
class Two:
    """The two services of a pair."""

    builtin: VisionClient
    ours: VisionClient

    async def ask(self, question: Callable[[VisionClient], Awaitable[T]]) -> tuple[T, T]:
        """The builtin service's answer, then ours. Raises where either does."""
        return await question(self.builtin), await question(self.ours)

    async def errors(self, question: Callable[[VisionClient], Awaitable[object]]) -> tuple[GRPCError, GRPCError]:
        """The errors of both. Raises AssertionError where one of them answers."""
        return await _error(self.builtin, question), await _error(self.ours, question)


def two(robot: RobotClient, pair: Pair) -> Two:
    return Two(VisionClient.from_robot(robot, pair.builtin), VisionClient.from_robot(robot, pair.ours))


def detect(image: Image) -> Callable[[VisionClient], Awaitable[Sequence[Detection]]]:
    """The question for what is in `image`; the SDK's own call would name every image a JPEG."""

    async def question(vision: VisionClient) -> Sequence[Detection]:
        request = GetDetectionsRequest(name=vision.name, image=image.data, mime_type=image.mime_type)
        return (await vision.client.GetDetections(request)).detections

    return question


def classify(image: Image, count: int = 0) -> Callable[[VisionClient], Awaitable[Sequence[Classification]]]:
    async def question(vision: VisionClient) -> Sequence[Classification]:
        request = GetClassificationsRequest(name=vision.name, image=image.data, mime_type=image.mime_type, n=count)
        return (await vision.client.GetClassifications(request)).classifications

    return question


def assert_same_detections(builtin: Sequence[Detection], ours: Sequence[Detection], score: float = SCORE) -> None:
    """Labels, their order and every pixel of the boxes are the same, scores differ by no more than `score`."""
    assert [one.class_name for one in ours] == [one.class_name for one in builtin]
    for mine, theirs in zip(ours, builtin, strict=True):
        assert abs(mine.confidence - theirs.confidence) <= score, (mine, theirs)
        for side in ("x_min", "y_min", "x_max", "y_max"):
            assert getattr(mine, side) == getattr(theirs, side), (side, mine, theirs)
            if mine.x_max and mine.y_max:  # else viam-server drops all four of a module's fractions
                fraction = f"{side}_normalized"
                assert abs(getattr(mine, fraction) - getattr(theirs, fraction)) < 1e-9, (fraction, mine, theirs)


def assert_same_classifications(
    builtin: Sequence[Classification], ours: Sequence[Classification], score: float = SCORE
) -> None:
    assert [one.class_name for one in ours] == [one.class_name for one in builtin]
    for mine, theirs in zip(ours, builtin, strict=True):
        assert abs(mine.confidence - theirs.confidence) <= score, (mine, theirs)


async def _error(vision: VisionClient, question: Callable[[VisionClient], Awaitable[object]]) -> GRPCError:
    try:
        answer = await question(vision)
    except GRPCError as error:
        return error
    raise AssertionError(f"{vision.name} answered {answer} instead of an error")
