import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from driftwatch.commands.dispatch import run_service_command
from driftwatch.errors import ConfigError
from driftwatch.services.upload_routes.opening import ViamRoutes
from driftwatch.storage.health import Notice
from driftwatch.upload.journal import Journal, JournalEntry
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.uploads import UploadContext, Uploads
from tests.commands.asking import service
from tests.fake_app import app as fake_app
from tests.fake_app import machine as fake_machine
from tests.upload.making import QueueSource, filled, jpeg

PART = {"VIAM_MACHINE_PART_ID": fake_app.PART}
WITH_KEY = {**PART, "DRIFTWATCH_API_KEY": fake_app.KEY, "DRIFTWATCH_API_KEY_ID": fake_app.KEY_ID}


class Home:
    """Where a service's uploads live."""

    def __init__(self, folder: Path, frames: int = 3) -> None:
        self.folder = folder
        self.told: list[Notice] = []
        self.queue = filled(folder / "queue", [jpeg(n) for n in range(frames)])
        self.machine: fake_machine.Client | None = None

    async def open(self, environment: dict[str, str] | None = None, **changed: Any) -> Uploads:
        routes = ViamRoutes("people", environment or {}, lambda: self.machine)
        made = UploadContext(self.folder, routes, self.told.append)
        return await Uploads.open(replace(made, **changed), QueueSource(self.queue))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def ask(uploads: Uploads | None, command: dict[str, Any]) -> dict[str, Any]:
    """As a person does, by DoCommand."""
    return await run_service_command(service(uploads=uploads), command)


async def until_ended(uploads: Uploads) -> dict[str, Any]:
    await asyncio.wait_for(uploads._uploader.settled(), 10)
    return await uploads.status()


async def test_upload_answers_at_once_and_status_tells_the_end(home: Home) -> None:
    machine = fake_machine.FakeMachine()
    async with fake_machine.serving(machine) as port:
        home.machine = fake_machine.Client(port)
        uploads = await home.open()
        assert (await ask(uploads, {"command": "upload_status"}))["state"] == "idle"
        begun = await ask(uploads, {"command": "upload", "dataset_id": "d", "limit": 2.0, "camera_name": "belt"})
        assert begun == {
            "state": "uploading",
            "route": "machine",
            "uploaded": 0,
            "waiting": 3,
            "kept_back": 0,
            "problem": "",
            "next_attempt_seconds": 0.0,
            "request": {"dataset_id": "d", "tags": ["unreviewed"], "limit": 2, "camera_name": "belt"},
        }
        ended = await until_ended(uploads)
        home.machine.channel.close()
    assert (ended["state"], ended["uploaded"], ended["waiting"], ended["request"]) == ("done", 2, 1, {})
    assert machine.images == [jpeg(0), jpeg(1)]
    assert list((home.folder / "uploading").iterdir()) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "upload", "datasetid": "d"}, "datasetid"),
        ({"command": "upload", "limit": 0}, "limit: must be at least 1"),
        ({"command": "upload", "tags": [""]}, "tags"),
        ({"command": "stop_upload", "limit": 1}, "stop_upload takes no arguments"),
    ],
)
async def test_wrong_arguments_are_named(home: Home, command: dict[str, Any], words: str) -> None:
    uploads = await home.open()
    with pytest.raises(ConfigError, match=words):
        await ask(uploads, command)


async def test_with_a_spool_nothing_waits_to_be_uploaded(home: Home) -> None:
    uploads = await home.open(spool="/data/spool")
    with pytest.raises(ConfigError, match="every kept frame is laid into /data/spool at once"):
        await ask(uploads, {"command": "upload"})


async def test_without_capture_there_is_nothing_to_upload() -> None:
    for command in ("upload", "upload_status", "stop_upload"):
        with pytest.raises(ConfigError, match="capture: this service keeps no hard frames"):
            await ask(None, {"command": command})


async def test_half_a_key_is_told_and_frames_stay(home: Home) -> None:
    uploads = await home.open({"DRIFTWATCH_API_KEY": "k"})
    begun = await ask(uploads, {"command": "upload"})
    assert begun["route"] == "app"
    ended = await until_ended(uploads)
    assert "but not DRIFTWATCH_API_KEY_ID and VIAM_MACHINE_PART_ID" in ended["problem"]
    assert (ended["state"], ended["waiting"]) == ("stopped", 3)


async def test_frames_in_memory_have_no_file_that_the_machine_could_take(home: Home) -> None:
    uploads = await home.open(folder=None)
    await ask(uploads, {"command": "upload"})
    assert "frames wait in memory" in (await until_ended(uploads))["problem"]


async def test_an_app_that_swallows_everything_does_not_hold_up_the_loop(home: Home) -> None:
    app = fake_app.FakeApp(hangs=True)
    async with fake_app.serving(app) as port:
        uploads = await home.open({**WITH_KEY, "DRIFTWATCH_APP_ADDRESS": f"http://127.0.0.1:{port}"})
        await asyncio.wait_for(ask(uploads, {"command": "upload"}), 5)
        assert (await asyncio.wait_for(ask(uploads, {"command": "upload_status"}), 5))["state"] == "uploading"
        await asyncio.wait_for(uploads.close(), 5)
    assert Journal(home.folder).read().request == UploadRequest()


def stage(home: Home, frame: str) -> Path:
    folder = home.folder / "uploading"
    folder.mkdir()
    path = folder / f"{frame}.jpg"
    path.write_bytes(jpeg(0))
    return path


def first_id(home: Home) -> str:
    lease = home.queue.lease(0.0)
    assert lease is not None
    home.queue.give_back(lease.number)
    return lease.kept.record.id


@pytest.mark.parametrize("is_taken", [True, False])
async def test_who_adds_a_key_while_the_machine_uploads_gets_no_frame_twice(home: Home, is_taken: bool) -> None:
    frame = first_id(home)
    Journal(home.folder).write(JournalEntry(None, 0, frame, "machine"))
    path = stage(home, frame)
    if is_taken:
        path.unlink()
    uploads = await home.open(WITH_KEY)
    assert home.queue.count() == 3 - is_taken
    assert not path.exists()
    status = await uploads.status()
    assert (status["kept_back"], status["state"]) == (0, "idle")


async def test_who_takes_the_key_away_loses_no_frame(home: Home) -> None:
    Journal(home.folder).write(JournalEntry(None, 0, first_id(home), "app"))
    await home.open()
    assert home.queue.count() == 3
    assert sum(home.queue.lease(0.0) is not None for _ in range(3)) == 3


async def test_a_frame_in_doubt_is_kept_from_others_from_the_very_start(home: Home) -> None:
    frame = first_id(home)
    Journal(home.folder).write(JournalEntry(None, 0, frame, "machine"))
    path = stage(home, frame)
    uploads = await home.open()
    assert (await uploads.status())["kept_back"] == 1
    assert path.exists()
    handed_out = home.queue.lease(0.0)
    assert handed_out is not None
    assert handed_out.kept.record.id != frame


async def test_a_journal_that_names_a_frame_that_is_gone_is_no_matter(home: Home) -> None:
    Journal(home.folder).write(JournalEntry(None, 0, "long gone", "machine"))
    uploads = await home.open()
    assert ((await uploads.status())["kept_back"], home.queue.count()) == (0, 3)
