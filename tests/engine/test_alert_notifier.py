import logging
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.engine.alert_notifier import AlertNotifier, showing
from driftwatch.monitoring.alerts import Alert
from driftwatch.notify.changes import CALM_SECONDS
from driftwatch.notify.line import DeliveryError
from driftwatch.notify.message import AlertMessage, Place, Showing
from driftwatch.notify.settings import NotifySettings
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from tests.watch.world import STRICT, World

PLACE = Place("farm", "drift", "vision", "")
NOTIFY = NotifySettings("mail", {"body": "{text}"})
SETTINGS = WatchSettings(alert=replace(STRICT, window_minutes=1, minimum_detections=3))
LOGGER = logging.getLogger("tests.notifier")


class Postbox:
    """refusals: what the next deliveries fail with."""

    name = 'resource "mail"'

    def __init__(self) -> None:
        self.taken: list[AlertMessage] = []
        self.refusals: deque[str] = deque()

    async def deliver(self, message: AlertMessage) -> None:
        if self.refusals:
            raise DeliveryError(self.refusals.popleft())
        self.taken.append(message)

    @property
    def states(self) -> list[str]:
        return [one.shown.state for one in self.taken]


def notifier(
    world: World, lines: Mapping[str, Postbox], notify: NotifySettings = NOTIFY, camera: str = ""
) -> AlertNotifier:
    settings = DriftSensorSettings("vision", camera, notify=notify)
    return AlertNotifier(PLACE, settings, world.registry.watch("vision"), lines, LOGGER, world.clock)


async def go_on(world: World, announcing: AlertNotifier, minutes: int, confidence: float) -> None:
    """A round each minute."""
    for _ in range(minutes):
        world.see(1, (confidence,), every=20)
        await announcing.round()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The alarm comes in the second bad minute, and ends in the second good one."""
    made = World(tmp_path, SETTINGS)
    yield made
    made.registry.close()


async def test_an_alarm_and_its_end_are_announced_once_in_the_words_of_the_alert(world: World) -> None:
    box = Postbox()
    announcing = notifier(world, {"resource": box})
    await go_on(world, announcing, 3, 0.9)
    assert box.taken == []
    await go_on(world, announcing, 5, 0.4)
    (alarm,) = box.taken
    condition = world.stream.snapshot.monitor.condition
    assert condition.first is not None
    assert alarm.shown.state == "drift"
    assert alarm.shown.cause == condition.first.cause
    assert alarm.shown.next_step == condition.first.next_step != ""
    assert (alarm.shown.model_name, alarm.place.camera_name, alarm.place.machine) == ("faces", "cam", "farm")
    assert abs(alarm.at - condition.first.raised) < 60
    await go_on(world, announcing, 12, 0.9)
    assert box.states == ["drift", "ok"]
    assert box.taken[1].shown.cause == alarm.shown.cause


async def test_a_restart_announces_nothing_twice(world: World) -> None:
    box = Postbox()
    await go_on(world, notifier(world, {"resource": box}), 5, 0.4)
    assert box.states == ["drift"]
    world.registry.write_all()
    world.start()
    announcing = notifier(world, {"resource": box})
    await announcing.round()
    await go_on(world, announcing, 3, 0.4)
    assert box.states == ["drift"]
    await go_on(world, announcing, 12, 0.9)
    assert box.states == ["drift", "ok"]


async def test_what_was_not_taken_before_a_kill_is_sent_after_it_with_the_same_words(world: World) -> None:
    box = Postbox()
    box.refusals.extend(["not now"] * 100)
    announcing = notifier(world, {"resource": box})
    await go_on(world, announcing, 5, 0.4)
    waiting = announcing.readings()
    assert waiting == {"notify_waiting": 1, "notify_problem": 'resource "mail": not now'}
    world.start()
    box.refusals.clear()
    announcing = notifier(world, {"resource": box})
    world.see(1, (0.9,))
    await announcing.round()
    assert box.states == ["drift"]
    assert announcing.readings() == {}


async def test_a_line_that_fails_is_logged_once_and_holds_up_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    good, bad = Postbox(), Postbox()
    bad.refusals.extend(["no such resource"] * 4)
    announcing = notifier(world, {"webhook": good, "resource": bad})
    await go_on(world, announcing, 5, 0.4)
    assert good.states == bad.states == ["drift"]
    lines = [record.getMessage() for record in caplog.records if record.name == LOGGER.name]
    assert lines == [
        'resource "mail": an alert could not be announced, and is tried again: no such resource',
        'resource "mail": alerts are taken again',
    ]


async def test_a_stale_camera_is_announced_at_once_and_its_return_when_it_lasts(world: World) -> None:
    box = Postbox()
    announcing = notifier(world, {"resource": box})
    await go_on(world, announcing, 2, 0.9)
    for _ in range(12):
        world.watch.frame_failed("cam", "gone")
        world.wait(10)
        await announcing.round()
    (announced,) = box.taken
    assert announced.shown.state == "stale"
    assert announced.shown.cause == "no new frame that could be used comes from the camera"
    assert announced.shown.next_step == "check the camera: its power, its cable, its own log lines"
    await go_on(world, announcing, round(CALM_SECONDS / 60) - 1, 0.9)
    assert box.states == ["stale"]
    await go_on(world, announcing, 2, 0.9)
    assert box.states == ["stale", "ok"]


@pytest.mark.parametrize(("warnings", "expected"), [(True, "warning"), (False, "ok")])
def test_a_warning_is_announced_where_it_is_wanted(world: World, warnings: bool, expected: str) -> None:
    world.see(1)
    alert = Alert("picture", "blurred", 0, 0, 0, 1.2, level="warning", why="scene", next_step="clean the lens")
    monitor = world.stream.snapshot.monitor
    condition = replace(monitor.condition, state="warning", cause="blurred", alerts=(alert,))
    snapshot = replace(world.stream.snapshot, monitor=replace(monitor, condition=condition, judged=True))
    notify = NotifySettings("m", {"a": "b"}, warnings=warnings)
    shown = showing(snapshot, DriftSensorSettings("vision", notify=notify))
    assert shown == Showing(expected, "blurred", "scene", "clean the lens", "faces", "1")  # type: ignore[arg-type]


async def test_nothing_is_announced_before_a_frame_was_judged_nor_of_a_service_that_is_gone(world: World) -> None:
    box = Postbox()
    announcing = notifier(world, {"resource": box})
    await announcing.round()
    await go_on(world, announcing, 5, 0.4)
    world.watch.detach()
    world.clock.pass_by(3600)
    await announcing.round()
    assert box.states == ["drift"]


async def test_a_record_of_something_else_is_no_reason_to_stay_silent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    monkeypatch.setattr("driftwatch.engine.alert_notifier.read_feeds", lambda *_: {"drift:notify": b"?"})
    await go_on(world, notifier(world, {"resource": box}), 5, 0.4)
    assert box.states == ["drift"]


async def test_without_a_disk_alerts_are_announced_all_the_same() -> None:
    world = World(None, SETTINGS)
    box = Postbox()
    await go_on(world, notifier(world, {"resource": box}), 5, 0.4)
    assert box.states == ["drift"]
    world.registry.close()
