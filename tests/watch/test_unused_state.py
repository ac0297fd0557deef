from pathlib import Path

import pytest

from driftwatch.errors import ConfigError
from driftwatch.storage.ownership import Owners
from driftwatch.watch.unused import in_words
from driftwatch.watch.unused_state import SETTLED, StateChoice, Taker, UnusedState
from tests.capture.making import kept
from tests.engine.hard_frames import unsure_kept_in
from tests.storage.hard_frames import leave_frames
from tests.watch.leaving import leave_behind
from tests.watch.world import MODEL, START, FakeClock, World


def frames_of(world: World, service: str = "vision") -> int:
    """As the statistics of its stream of "cam" say."""
    world.registry.work(world.clock())
    stream = world.registry.watch(service).stream("cam")
    assert stream is not None
    rows = world.registry.stores[0].ask(
        lambda connection: connection.execute(
            "SELECT sum(frames) FROM frame_stats JOIN stream ON stream.id = stream WHERE service = ?", (service,)
        ).fetchone()
    )
    return rows[0] or 0


def test_what_a_renamed_service_learned_is_listed_and_goes_on_under_the_new_name(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    assert world.stream.snapshot.monitor.drift
    world.watch.detach()
    world.clock.pass_by(20)
    new = world.registry.attach("renamed", MODEL, world.settings, (world.folder,), world.notices.append)  # type: ignore[arg-type]
    new.record(world.observation(0.9))
    world.wait(61)
    unused = UnusedState(world.registry, tuple)
    (left,) = unused.listing(None)
    assert (left.service, list(left.cameras), left.cameras["cam"].minutes) == ("vision", ["cam"], 12)
    words = in_words([left], left.folder)
    assert words.startswith("state that no resource uses: \"vision\" (statistics of 'cam'); the DoCommand unused_state")
    unused.adopt(Taker("renamed"), StateChoice("vision"), None, "")
    assert frames_of(world, "renamed") == 72 + 1
    world.wait(1)
    stream = new.stream("cam")
    assert stream is not None
    assert stream.snapshot.monitor.drift
    assert unused.listing(None) == ()
    with pytest.raises(ConfigError, match=r'service: "vision" has left no unused state .*; there is: none$'):
        unused.adopt(Taker("renamed"), StateChoice("vision"), None, "")


def test_a_camera_that_was_renamed_goes_on_under_its_new_name(world: World) -> None:
    world.see(minutes=3)
    world.watch.frame_failed("cam2", "not there yet")
    world.clock.pass_by(SETTLED)
    unused = UnusedState(world.registry, tuple)
    assert unused.listing(None) == ()
    assert unused.listing({"cam", "cam2"}) == ()
    (left,) = unused.listing({"cam2"})
    assert (left.service, list(left.cameras)) == ("vision", ["cam"])
    unused.adopt(Taker("vision"), StateChoice("vision", camera="cam"), {"cam2"}, "cam2")
    world.wait(1)
    assert [stream.stream.camera for stream in world.watch.streams if stream.stream.camera != "cam2"] == []
    assert unused.listing({"cam2"}) == ()


def test_the_state_of_a_module_of_another_name_is_taken_with_its_frames(world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "driftwatch" / "old-module", clock=FakeClock(START - 3600))
    other.see(minutes=3)
    other.registry.close()
    leave_frames(tmp_path / "driftwatch" / "old-module", "vision", [kept(n) for n in range(3)])
    world.see(minutes=1)
    world.clock.pass_by(SETTLED)
    folder = tmp_path / "driftwatch" / "old-module"
    unused = UnusedState(world.registry, lambda: (folder,))
    (left,) = unused.listing(None)
    assert (left.folder, left.hard_frames, left.cameras["cam"].minutes) == (folder, 3, 3)
    hard_frames = unsure_kept_in(tmp_path / "mine")
    unused.adopt(Taker("vision", hard_frames), StateChoice("vision", folder), None, "")
    assert hard_frames.count() == 3
    assert frames_of(world) == 18 + 6
    assert unused.listing(None) == ()
    hard_frames.close()


def test_what_is_in_use_or_just_closed_is_refused(world: World, tmp_path: Path) -> None:
    leave_behind(world, "old")
    unused = UnusedState(world.registry, lambda: (tmp_path / "theirs",))
    with pytest.raises(ConfigError, match='"vision" has left no unused state'):
        unused.delete("vision", StateChoice("vision"), None)
    (tmp_path / "theirs").mkdir()
    leave_frames(tmp_path / "theirs", "vision", [kept(1)])
    theirs = Owners("theirs")
    assert theirs.why_unusable(tmp_path / "theirs") is None
    assert [one.service for one in unused.listing(None)] == ["old"]
    theirs.close()
    assert [one.service for one in unused.listing(None)] == ["old", "vision"]
    world.watch.detach()
    world.build()
    with pytest.raises(ConfigError, match="ask again in 30 s"):
        unused.delete("vision", StateChoice("old"), None)


def test_deleted_state_is_gone_with_its_frames_and_nothing_else(world: World, tmp_path: Path) -> None:
    world.see(minutes=2)
    leave_behind(world, "old")
    leave_frames(tmp_path, "old", [kept(1)])
    leave_frames(tmp_path, "vision", [kept(2)])
    unused = UnusedState(world.registry, tuple)
    deleted = unused.delete("vision", StateChoice("old"), None)
    assert (list(deleted.cameras), deleted.hard_frames) == (["cam"], 1)
    assert unused.listing(None) == ()
    assert [one.name for one in (tmp_path / "hard-frames").iterdir()] == ["vision"]
    assert frames_of(world) == 12
