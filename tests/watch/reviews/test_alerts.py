"""What reviews prove is an alert like the others, through restarts and people's decisions."""

from dataclasses import replace

import pytest

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.figure import Drop, Figure, Period
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.storage.tables import read_events
from driftwatch.watch.decisions import OwnerDecision
from driftwatch.watch.reviews.alert_book import ReviewAlertBook
from driftwatch.watch.reviews.alerts import BELOW_TARGET, DROPPED, alerts_of
from driftwatch.watch.reviews.board import CameraFigures
from tests.watch.world import MODEL, START, World

PERIOD = Period(START - 86_400, START + 86_400, is_closed=False)
DROP = Drop(START - 3600, 0.92, Estimate(0.84, 0.8, 0.88, 140.0), 140)


def figure(label: str, below: tuple[str, ...] = ()) -> Figure:
    return Figure(label, PERIOD, DROP.after, None, 140, 200, 0, 0, None, None, below)


def group(*figures: Figure, **drops: Drop) -> CameraFigures:
    return CameraFigures("cam", MODEL.key, PERIOD, figures, 140, drops=drops)


def test_a_drop_says_which_label_since_when_how_much_and_with_how_many_reviews() -> None:
    (alert,) = alerts_of(group(figure(""), figure("face"), face=DROP), START)
    assert (alert.name, alert.level, alert.labels) == (DROPPED, "drift", ("face",))
    assert alert.since == START - 3600
    assert alert.distance == pytest.approx(-0.08)
    assert alert.cause == (
        'people found that the precision of "face" fell from 0.92 to 0.84 (0.80 to 0.88) '
        "since 2026-09-21T13:14:00Z, proven by 140 reviews"
    )
    assert '"face"' in alert.next_step


def test_a_label_below_its_target_is_an_alert() -> None:
    (alert,) = alerts_of(group(figure("face", ("precision",))), START)
    assert (alert.name, alert.labels) == (BELOW_TARGET, ("face",))
    assert alert.cause == 'below its target, with the whole interval: precision of "face" 0.84 (0.80 to 0.88)'


def test_it_is_raised_once_and_cleared_once_and_a_restart_forgets_nothing(world: World) -> None:
    store = world.watch.store
    assert store is not None
    book, alerts = ReviewAlertBook("vision", store), alerts_of(group(figure("face"), face=DROP), START)
    (raised,) = book.update("cam", MODEL, alerts, world.clock())
    world.clock.pass_by(60)
    later = (replace(alerts[0], raised=START + 60, cause="other words"),)
    again = ReviewAlertBook("vision", store)
    assert again.update("cam", MODEL, later, world.clock()) == (raised,)
    assert again.update("cam", MODEL, (), world.clock()) == ()
    (event,) = store.ask(lambda c: read_events(c, StreamKey("vision", "cam"), Span(0, int(START) * 2)))
    assert (event.cause, event.raised_ms, event.cleared_ms) == (DROPPED, START * 1000, (START + 60) * 1000)


def test_the_stream_is_in_drift_until_a_person_ends_it_and_then_after_a_restart_too(world: World) -> None:
    world.see(minutes=3)
    store = world.watch.store
    assert store is not None
    alerts = alerts_of(group(figure("face"), face=DROP), START)
    world.watch.quality.show({}, {"cam": alerts}, world.clock())
    world.wait(1)
    verdict = world.stream.snapshot.monitor
    assert (verdict.drift, verdict.condition.state, verdict.condition.score) == (True, "drift", 1.0)
    assert verdict.condition.cause == alerts[0].cause
    assert verdict.active_since is not None
    world.stream.decide(OwnerDecision("dismiss", alert=DROPPED), world.clock())
    assert not world.stream.snapshot.monitor.drift
    book = ReviewAlertBook("vision", store)
    book.note(world.watch.quality.take_decisions(), world.clock())
    assert book.update("cam", MODEL, alerts, world.clock()) == ()
    assert ReviewAlertBook("vision", store).update("cam", MODEL, alerts, world.clock()) == ()
    newer = (replace(alerts[0], since=world.clock().wall + 1),)
    assert ReviewAlertBook("vision", store).update("cam", MODEL, newer, world.clock()) == newer
