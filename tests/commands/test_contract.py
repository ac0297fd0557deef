"""What every DoCommand keeps to, run over the registry."""

import dataclasses
import importlib
import math
import pkgutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final, get_type_hints

import pytest

from driftwatch import commands
from driftwatch.commands.command import Command
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.dispatch import run_service_command, run_stream_command
from driftwatch.commands.registry import COMMANDS, STREAM_COMMANDS, AnyCommand
from driftwatch.concurrency import run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ConfigError
from driftwatch.services.upload_routes.opening import ViamRoutes
from driftwatch.upload.uploads import UploadContext, Uploads
from driftwatch.watch.shadow.comparison_store import ShadowStatus
from driftwatch.watch.unused_state import UnusedState
from tests.capture.making import detection, observed, picture
from tests.commands.asking import service
from tests.commands.reviewing import reviewed
from tests.engine.file_client import FileClient
from tests.engine.hard_frames import unsure_kept_in
from tests.inference.convention_models import convention_model
from tests.inference.frames import jpeg
from tests.inference.frames import picture as photo
from tests.watch.leaving import leave_behind
from tests.watch.world import World

EXACT: Final = 2**53
"""From here on a double, which Viam's messages hold, no longer has every whole number."""

TIME: Final = {"camera_name", "start", "end"}
DECISION: Final = {"camera_name", "by", "ended_alerts"}
UPLOAD: Final = {"state", "route", "uploaded", "waiting", "kept_back", "problem", "next_attempt_seconds", "request"}
REVIEWED: Final = {"review", "camera_name", "figure"}
KEYS: Final[dict[str, set[str]]] = {
    "statistics": {*TIME, "by", "rows"},
    "trend": {
        *(*TIME, "bucket_seconds", "times", "seconds", "frames", "empty_frames", "failed_frames", "frozen_frames"),
        *("detections", "low_confidence_detections", "mean_confidence", "low_confidence_rate", "detections_per_frame"),
        *("usual_confidence_low", "usual_confidence_high", "usual_rate_low", "usual_rate_high"),
        *("low_confidence_limit", "labels", "other_labels", "alerts", "models"),
        *("state", "cause", "learning", "learned_days", "needed_days", "model"),
    },
    "alerts": {*TIME, "state", "learning", "standing", "events", "decisions"},
    "references": {"camera_name", "learned_days", "learning", "first_month", "references"},
    "accept": {*DECISION, "accepted"},
    "dismiss": {*DECISION, "dismissed"},
    "restart_reference": {*DECISION, "restarted"},
    "export": {*TIME, "format", "rows", "text"},
    "shadow": {
        *("camera_name", "state", "problem", "since", "words", "labels", "live", "candidate", "pairs"),
        *("frames", "skipped_frames", "failed_frames", "agreeing_frames", "only_live", "only_candidate"),
    },
    "report": {"camera_name", "html"},
    "captured": {
        *("page", "pages", "waiting", "frames", "delivered", "budget", "judge", "queue"),
        *("overlooked", "spool_problem", "upload"),
    },
    "captured_image": {"id", "image", "boxes"},
    "capture_now": {"kept", "camera_name"},
    "pause_capture": {"paused"},
    "resume_capture": {"paused"},
    "dry_run": {"cameras", "start", "end", "frames", "policy", "now", "caveats", "examples"},
    "upload": UPLOAD,
    "upload_status": UPLOAD,
    "stop_upload": UPLOAD,
    "review_next": {"frames", "left", "labels"},
    "review_image": {"review", "image"},
    "review_submit": REVIEWED,
    "review_skip": REVIEWED,
    "review_undo": REVIEWED,
    "review_list": {"page", "pages", "reviews", "total"},
    "review_figures": {"rows", "reviewers", "pool", "intake", "caveats", "candidates", "without_labels", "site"},
    "review_export": {"format", "files", "frames", "total", "incomplete", "gone"},
    "unused_state": {"unused"},
    "adopt_state": {"adopted"},
    "delete_state": {"deleted"},
    "overview": {
        *("schema", "module_version", "time", "service", "camera_name", "watch_hz", "default_minimum_confidence"),
        *("counts", "captures", "reviews", "compares", "doubt", "cameras"),
    },
    "doctor": {
        *("inputs", "outputs", "metadata", "labels", "labels_from", "decoder", "how", "tried", "milliseconds"),
        *("warnings", "doubts", "problems", "picture", "image", "width", "height", "detections"),
    },
}
"""Of the answer to each command's example. Programs read these: one that goes or is renamed breaks them."""

every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@pytest.fixture
async def busy(world: World, tmp_path: Path) -> AsyncIterator[ServiceContext]:
    """A service of which every command's example can be answered: an alarm is active, hard frames wait.

    Another one, that was called "old", has left statistics.
    """
    await run_in_thread(lambda: world.see(minutes=12, confidences=(0.4, 0.4)))
    await run_in_thread(lambda: leave_behind(world, "old"))
    world.watch.shadow.status = ShadowStatus("running", "people-next")
    hard_frames = unsure_kept_in(tmp_path / "frames")
    hard_frames.consider(observed([detection(0.5)], 60.0, camera="cam"), picture(1))
    hard_frames.settled().result(10)
    routes = ViamRoutes("vision", {}, lambda: None)
    uploads = await Uploads.open(UploadContext(tmp_path / "frames", routes, lambda _: None), hard_frames)

    async def frame(_: str) -> EncodedImage:
        return EncodedImage(jpeg(photo(320, 200)), "image/jpeg")

    reviews = await run_in_thread(lambda: reviewed(world, tmp_path / "reviews"))
    yield service(
        watch=world.watch,
        model=FileClient(convention_model(tmp_path / "m.onnx", "yolo")),
        frame=frame,
        clock=world.clock,
        hard_frames=hard_frames,
        uploads=uploads,
        reviews=reviews,
        unused=UnusedState(world.registry, tuple),
    )
    await run_in_thread(reviews.close)
    await uploads.close()
    await run_in_thread(hard_frames.close)


def assert_plain(value: object, path: str) -> None:
    """JSON that goes through Viam's messages unchanged. No null: Viam's Python client reads it as 0."""
    if isinstance(value, dict):
        for name, one in value.items():
            assert isinstance(name, str), path
            assert_plain(one, f"{path}.{name}")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            assert_plain(one, f"{path}[{index}]")
    elif isinstance(value, float):
        assert math.isfinite(value), path
    elif isinstance(value, int):
        assert abs(value) < EXACT, path
    else:
        assert isinstance(value, str), f"{path}: {value!r}"


@every_command
async def test_the_example_is_answered_in_plain_json_with_the_keys_that_programs_read(
    busy: ServiceContext, command: AnyCommand
) -> None:
    answer = await run_service_command(busy, {"command": command.name, **command.example})
    assert_plain(answer, command.name)
    assert answer.keys() == KEYS[command.name]


@every_command
async def test_an_argument_that_it_has_not_is_refused_by_name(command: AnyCommand) -> None:
    with pytest.raises(ConfigError, match=f"^colour: {command.name} takes "):
        await run_service_command(service(), {"command": command.name, **command.example, "colour": 1})


@pytest.mark.parametrize(
    ("command", "field"),
    [(command, field.name) for command in COMMANDS for field in dataclasses.fields(command.arguments)],
    ids=lambda one: one if isinstance(one, str) else one.name,
)
async def test_an_argument_of_a_wrong_type_is_refused_by_name(command: AnyCommand, field: str) -> None:
    is_object = dataclasses.is_dataclass(get_type_hints(command.arguments)[field])
    wrong = [1] if is_object else {"wrong": 1}
    with pytest.raises(ConfigError, match=f"^{field}: must be "):
        await run_service_command(service(), {"command": command.name, **command.example, field: wrong})


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{commands.__name__}.{one.name}") for one in pkgutil.iter_modules(commands.__path__)
    ]


def test_every_command_is_registered_and_stands_in_a_file_of_its_name() -> None:
    defined = {
        (module.__name__.rpartition(".")[2].upper(), name): value
        for module in modules()
        if not module.__name__.endswith(".registry")
        for name, value in vars(module).items()
        if isinstance(value, Command)
    }
    assert {name for _, name in defined} == {command.name.upper() for command in COMMANDS}
    assert all(file == name == value.name.upper() for (file, name), value in defined.items())
    assert len(defined) == len(COMMANDS)
    assert KEYS.keys() == {command.name for command in COMMANDS}


@every_command
def test_it_says_in_a_sentence_what_it_answers(command: AnyCommand) -> None:
    assert command.summary[0].isupper() or command.summary[0] == "`"
    assert command.summary.endswith(".")


async def test_an_unknown_command_is_refused_with_those_there_are() -> None:
    names = ", ".join(command.name for command in COMMANDS)
    with pytest.raises(ConfigError, match=f'^command: must be one of {names}, got "statistic"$'):
        await run_service_command(service(), {"command": "statistic"})


@pytest.mark.parametrize("given", [{}, {"command": None}, {"command": ["doctor"]}, {"command": 3.0}])
async def test_what_is_no_name_of_a_command_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"^command: must be one of "):
        await run_service_command(service(), given)


def test_the_drift_sensor_answers_only_what_is_about_a_stream(world: World) -> None:
    names = ", ".join(command.name for command in STREAM_COMMANDS)
    with pytest.raises(ConfigError, match=f'^command: must be one of {names}, got "doctor"$'):
        run_stream_command(world.watch, {"command": "doctor"}, world.clock())
