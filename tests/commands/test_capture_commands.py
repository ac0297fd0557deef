import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings
from driftwatch.commands import dry_run
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import BusyError, ConfigError
from driftwatch.services.upload_routes.opening import ViamRoutes
from driftwatch.upload.uploads import UploadContext, Uploads
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from tests.commands.asking import ask, service
from tests.watch.world import World

POLICY = CaptureSettings(
    samplers=SamplerSet(low_confidence=LowConfidence()), tags=("belt",), budget=BudgetSettings(duplicate_difference=0.0)
)


class Desk:
    """A service that sees and keeps, and a person who asks it."""

    def __init__(self, world: World, folder: Path | None) -> None:
        self.world = world
        ports = HardFramesPorts(lambda _: Context(), lambda _: None)
        self.hard_frames = HardFrames(HardFramesSettings(POLICY, None, folder), world.clock, ports)
        self.keeps = True

    def see(self, seconds: float, *confidences: float, data: bytes | None = None) -> None:
        observation = self.world.observation(*confidences)
        self.world.watch.record(observation)
        picture = cv2.imencode(".jpg", np.full((240, 320, 3), self.world.frames, np.uint8))[1].tobytes()
        self.hard_frames.consider(observation, EncodedImage(picture if data is None else data, "image/jpeg"))
        self.hard_frames.settled().result(10)
        self.world.wait(seconds)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        kept = self.hard_frames if self.keeps else None
        uploads = Uploads(UploadContext(None, ViamRoutes("vision", {}, lambda: None), lambda _: None), self.hard_frames)
        given = service(watch=self.world.watch, clock=self.world.clock, hard_frames=kept, uploads=uploads)
        answer = ask(given, command, **arguments)
        return json.loads(json.dumps(answer, allow_nan=False))


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(world, tmp_path / "frames")
    yield made
    made.hard_frames.close()


def test_captured_lists_what_waits_with_its_reasons_the_newest_first(desk: Desk) -> None:
    for confidence in (0.9, 0.5, 0.55):
        desk.see(60.0, confidence)
    told = desk.ask("captured")
    assert (told["waiting"], told["pages"], told["page"]) == (2, 1, 0)
    newest, oldest = told["frames"]
    assert newest["time"] > oldest["time"]
    assert newest["reasons"] == {"low_confidence": 0.45}
    assert newest["charged_to"] == "low_confidence"
    assert newest["inclusion"] == 1.0
    assert newest["camera_name"] == "cam"
    assert (newest["labels"], newest["boxes"], newest["tags"]) == ({"face": 1}, 1, ["belt"])
    assert newest["bytes"] > 100
    assert newest["handed_over"] is False
    assert "thumbnail" not in newest
    assert told["judge"]["kept"] == {"low_confidence": 2}
    assert told["queue"]["frames"] == 2


def test_captured_gives_pages(desk: Desk) -> None:
    for _ in range(5):
        desk.see(60.0, 0.5)
    pages = [desk.ask("captured", page=page, per_page=2) for page in range(4)]
    assert [len(page["frames"]) for page in pages] == [2, 2, 1, 0]
    ids = [frame["id"] for page in pages for frame in page["frames"]]
    assert ids == sorted(ids, reverse=True)
    assert {page["pages"] for page in pages} == {3}
    with pytest.raises(ConfigError, match="per_page: must be at least 1 and at most 20, got 21"):
        desk.ask("captured", per_page=21)


def test_captured_shows_small_pictures_and_takes_nothing(desk: Desk) -> None:
    desk.see(60.0, 0.5)
    plain, drawn = (desk.ask("captured", thumbnails=True, boxes=boxes)["frames"][0] for boxes in (False, True))
    pictures = [
        cv2.imdecode(np.frombuffer(base64.b64decode(one["thumbnail"]), np.uint8), cv2.IMREAD_COLOR)
        for one in (plain, drawn)
    ]
    assert [picture.shape for picture in pictures if picture is not None] == [(120, 160, 3)] * 2
    assert plain["thumbnail"] != drawn["thumbnail"]
    lease = desk.hard_frames.lease("cam")
    assert lease is not None
    assert desk.ask("captured")["frames"][0]["handed_over"] is True


def test_a_frame_that_is_no_image_has_no_thumbnail(desk: Desk) -> None:
    desk.see(60.0, 0.5, data=b"\xff\xd8 no more")
    assert desk.ask("captured", thumbnails=True)["frames"][0].keys().isdisjoint({"thumbnail"})


def test_captured_tells_what_was_delivered_and_of_one_camera_only(desk: Desk) -> None:
    desk.see(60.0, 0.5)
    lease = desk.hard_frames.lease("cam")
    assert lease is not None
    desk.hard_frames.acknowledge(lease)
    told = desk.ask("captured")
    assert told["frames"] == []
    assert [one["id"] for one in told["delivered"]] == [lease.kept.record.id]
    assert desk.ask("captured", camera_name="other")["delivered"] == []


def test_captured_tells_what_is_left_of_the_budget(desk: Desk) -> None:
    desk.see(0.5, 0.5)
    budget = desk.ask("captured")["budget"]
    assert budget["limits"]["per_minute"] == {"used": 1, "limit": 10, "left": 9}
    assert budget["limits"]["megabytes_per_day"]["left"] < 250
    assert budget["cooldown_seconds_left"] == 0.5
    assert budget["samplers"]["low_confidence"]["per_hour"] == {"used": 1, "set_aside": 36, "left": 119}


def test_dry_run_compares_another_policy_with_the_present_one_over_the_same_frames(desk: Desk) -> None:
    for n in range(40):
        desk.see(30.0, 0.5 if n % 4 == 0 else 0.7)
    strict = {"samplers": {"low_confidence": {"threshold": 0.8}}}
    told = desk.ask("dry_run", capture=strict, hours=1)
    assert told["frames"] == 40
    assert told["cameras"] == ["cam"]
    assert told["now"]["kept"] == 10
    assert told["now"]["share"] == 0.25
    assert told["policy"]["offered"] == {"low_confidence": 40}
    assert told["policy"]["kept"] > 10
    assert told["policy"]["by_reason"] == {"low_confidence": told["policy"]["kept"]}
    assert told["caveats"][0].startswith("budget.duplicate_difference: images are not stored")
    assert told["examples"][0]["reasons"].keys() == {"low_confidence"}
    assert desk.ask("captured")["waiting"] == 10


def test_dry_run_looks_back_as_far_as_it_is_asked(desk: Desk) -> None:
    for _ in range(20):
        desk.see(60.0, 0.5)
    assert desk.ask("dry_run", hours=0.1)["frames"] == 6
    assert desk.ask("dry_run", hours=24)["frames"] == 20


def test_dry_run_needs_no_capture_and_outlives_a_rebuilt_service(desk: Desk) -> None:
    desk.see(60.0, 0.5)
    desk.keeps = False
    desk.world.watch.detach()
    desk.world.build()
    told = desk.ask("dry_run")
    assert "now" not in told
    assert told["policy"]["kept"] == 1


def test_dry_run_is_answered_within_bounds_where_cameras_are_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(60):
        desk.see(60.0, 0.5)
    monkeypatch.setattr(dry_run, "MAX_FRAMES", 30)
    assert 20 <= desk.ask("dry_run")["frames"] <= 30


def test_one_dry_run_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.see(60.0, 0.5)
    monkeypatch.setattr(dry_run, "record_json", lambda _: desk.ask("dry_run"))
    with pytest.raises(BusyError, match="a dry run is going on already"):
        desk.ask("dry_run")
    monkeypatch.undo()
    assert desk.ask("dry_run")["frames"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"capture": {"samplers": {"low_confidence": {"treshold": 1}}}}, "low_confidence.treshold: unknown attribute"),
        ({"capture": {"colour": 1}}, "capture.colour: unknown attribute; known are: samplers, floor"),
        ({"capture": {"floor": 7}}, "capture.floor: must be at least 0 and at most 1, got 7"),
        ({"capture": {"floor": 0.9}}, "capture.samplers.low_confidence.threshold: 0.6 must be above floor"),
        ({"capture": []}, "capture: must be an object with samplers, floor"),
        ({"hours": 25}, "hours: must be at least 0.01 and at most 24, got 25"),
        ({"policy": {}}, "policy: dry_run takes camera_name, capture, hours"),
        ({"camera_name": "door"}, 'camera_name: "vision" has seen no frame of "door"'),
    ],
)
def test_what_is_wrong_with_a_dry_run_is_told_by_its_name(desk: Desk, arguments: dict[str, Any], words: str) -> None:
    desk.see(60.0, 0.5)
    with pytest.raises(ConfigError, match=words):
        desk.ask("dry_run", **arguments)


def test_a_dry_run_of_nothing_says_so(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="has seen no frame, or its statistics are switched off"):
        desk.ask("dry_run")
    desk.see(7200.0, 0.5)
    with pytest.raises(ConfigError, match='"vision" remembers no frame of that time; it forgets at a restart'):
        desk.ask("dry_run", hours=1)


def test_a_person_keeps_pauses_and_goes_on(desk: Desk) -> None:
    with pytest.raises(ConfigError, match='no frame of "cam" can be kept: none was seen yet'):
        desk.ask("capture_now")
    desk.see(60.0, 0.9)
    assert desk.ask("capture_now")["camera_name"] == "cam"
    assert desk.ask("pause_capture") == {"paused": True}
    desk.see(60.0, 0.5)
    assert desk.ask("resume_capture") == {"paused": False}
    told = desk.ask("captured")
    assert [one["charged_to"] for one in told["frames"]] == ["asked"]
    with pytest.raises(ConfigError, match="camera_name: pause_capture takes no arguments"):
        desk.ask("pause_capture", camera_name="cam")


def test_without_the_attribute_the_commands_say_what_to_set(desk: Desk) -> None:
    desk.keeps = False
    for command in ("captured", "capture_now", "pause_capture", "resume_capture"):
        with pytest.raises(ConfigError, match="set the attribute capture, "):
            desk.ask(command)
