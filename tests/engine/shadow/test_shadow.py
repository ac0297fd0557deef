"""A candidate next to a live model: what it says is compared, and whatever it does, the live model goes on."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from driftwatch.engine.model_client import MissingModelError
from driftwatch.engine.shadow import shadow as shadowing
from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.watch.shadow.settings import ShadowSettings
from tests.engine.shadow.scene import CANDIDATE, FRAME, SAYS, Scene
from tests.watch.world import MODEL, World


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(shadowing, "HEAD_START", 0.0)
    monkeypatch.setattr(shadowing, "_FIRST_PAUSE", 0.0)
    monkeypatch.setattr(shadowing, "_BUILDING_SECONDS", 0.0)
    made = Scene(World(tmp_path))
    yield made
    for shadow in made.opened:
        await shadow.close()
    made.world.registry.close()


async def test_both_answers_are_compared_and_given_on(scene: Scene) -> None:
    shadow = await scene.running()
    assert await scene.compare(shadow) == SAYS
    assert (scene.counts.frames, scene.counts.pairs, scene.counts.rate) == (1, 1, 1.0)


async def test_offering_a_frame_waits_for_nothing(scene: Scene) -> None:
    shadow = await scene.running()
    answer = shadow.offer(scene.observe(), FRAME)
    assert answer is not None
    assert scene.candidate.shown == 0  # not before the live answer has had the event loop for itself
    await scene.candidate.begun.wait()
    assert not answer.done()
    assert shadow.offer(scene.observe(), FRAME) is None


async def test_one_frame_is_in_flight_and_the_others_are_skipped_and_counted(scene: Scene) -> None:
    shadow = await scene.running()
    first = shadow.offer(scene.observe(), FRAME)
    assert first is not None
    await scene.candidate.begun.wait()
    assert [shadow.offer(scene.observe(), FRAME) for _ in range(3)] == [None] * 3
    scene.candidate.answers.put_nowait(SAYS)
    assert await asyncio.wrap_future(first) == SAYS
    assert scene.candidate.shown == 1
    assert (scene.counts.frames, scene.counts.skipped) == (1, 3)


async def test_every_third_frame_of_a_camera_has_its_turn(scene: Scene) -> None:
    shadow = await scene.running(ShadowSettings("next", every=3))
    turns: list[bool] = []
    for _ in range(7):
        future = shadow.offer(scene.observe(), FRAME)
        turns.append(future is not None)
        if future is not None:
            scene.candidate.answers.put_nowait(SAYS)
            await asyncio.wrap_future(future)
    assert turns == [True, False, False, True, False, False, True]
    assert (scene.counts.frames, scene.counts.skipped) == (3, 0)


async def test_a_frame_that_is_the_one_before_again_is_not_compared_again(scene: Scene) -> None:
    shadow = await scene.running()
    observation = scene.observe()
    scene.candidate.answers.put_nowait(SAYS)
    first = shadow.offer(observation, FRAME)
    assert first is not None
    await asyncio.wrap_future(first)
    assert shadow.offer(observation, FRAME) is None
    assert scene.counts.skipped == 0


async def test_a_candidate_that_hangs_is_given_up_and_tried_again(scene: Scene) -> None:
    shadow = await scene.running(ShadowSettings("next", timeout_seconds=0.01))
    hanging = shadow.offer(scene.observe(), FRAME)
    assert hanging is not None
    assert await asyncio.wait_for(asyncio.wrap_future(hanging), 10) is None
    assert scene.counts.failed == 1
    assert [one.text for one in scene.world.notices if "0.01" in one.text] == [
        'candidate "next": it gave no answer within 0.01 s; the live model goes on, it is tried again'
    ]
    await scene.until(lambda: scene.state == "running")
    assert await scene.compare(shadow) == SAYS


@pytest.mark.parametrize("fault", [ModelError("it is not loaded"), RuntimeError("broken"), OutputError("not finite")])
async def test_a_candidate_that_raises_is_told_once_and_goes_on(scene: Scene, fault: Exception) -> None:
    shadow = await scene.running()
    for _ in range(3):
        assert await scene.compare(shadow, fault) is None
        if not isinstance(fault, OutputError):
            await scene.until(lambda: scene.state == "running")
    assert await scene.compare(shadow) == SAYS
    assert (scene.counts.failed, scene.counts.frames) == (3, 1)
    assert len([one for one in scene.world.notices if one.severity == "warning"]) == 1
    assert scene.world.watch.shadow.status.problem == ""


async def test_an_answer_that_cannot_be_read_is_told_in_the_status(scene: Scene) -> None:
    shadow = await scene.running()
    await scene.compare(shadow, OutputError("class 7 has no label"))
    assert (scene.state, scene.world.watch.shadow.status.problem) == ("failing", "class 7 has no label")


async def test_a_candidate_that_cannot_be_loaded_is_tried_again_until_it_can(scene: Scene) -> None:
    scene.loads = [MissingModelError("not there"), ModelError("damaged"), ModelError("damaged"), OSError(5, "disk")]
    shadow = scene.open(ShadowSettings("next"))
    assert shadow.offer(scene.observe(), FRAME) is None
    await scene.until(lambda: scene.state == "running")
    told = [(one.severity, one.text.split(": ")[1].split(";")[0]) for one in scene.world.notices[:-1]]
    assert told == [("warning", "not there"), ("warning", "damaged"), ("warning", "OSError(5, 'disk')")]
    assert scene.world.notices[-1].text == 'candidate "next" runs next to the live model'
    assert scene.counts.skipped == 1
    assert await scene.compare(shadow) == SAYS


async def test_pauses_grow_to_a_limit_and_begin_anew_after_a_success(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing, "_FIRST_PAUSE", 1.0)
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", note)
    scene.loads = [ModelError("damaged") for _ in range(9)]
    shadow = await scene.running()
    assert [one for one in pauses if one >= 1] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    await scene.compare(shadow)
    await scene.compare(shadow, ModelError("gone"))
    await scene.until(lambda: scene.state == "running")
    assert [one for one in pauses if one >= 1][9:] == [1.0]


async def test_a_machine_that_is_still_building_its_models_is_not_warned_of(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing, "_BUILDING_SECONDS", 60.0)
    scene.loads = [MissingModelError("not there")]
    await scene.running()
    assert [one.severity for one in scene.world.notices] == ["info"]


async def test_closing_ends_a_candidate_that_hangs_and_answers_whoever_waits(scene: Scene) -> None:
    shadow = await scene.running()
    in_flight = shadow.offer(scene.observe(), FRAME)
    await scene.candidate.begun.wait()
    assert in_flight is not None
    await asyncio.wait_for(shadow.close(), 10)
    assert in_flight.result(0) is None
    assert scene.state == "off"


async def test_a_frame_offered_just_before_closing_is_answered_too(scene: Scene) -> None:
    shadow = await scene.running()
    offered: Future[Answer | None] | None = shadow.offer(scene.observe(), FRAME)
    assert offered is not None
    await shadow.close()
    assert offered.result(0) is None


async def test_the_counts_are_those_of_this_pair_of_models(scene: Scene) -> None:
    shadow = await scene.running()
    await scene.compare(shadow)
    assert scene.figures.pairing is not None
    assert (scene.figures.pairing.live, scene.figures.pairing.candidate) == (MODEL, CANDIDATE)
    scene.world.wait(1.0)
    assert scene.world.stream.snapshot.open.shadows[CANDIDATE].frames == 1


async def test_while_the_live_model_is_asked_without_a_pause_the_candidate_rests(scene: Scene) -> None:
    shadow = await scene.running(ShadowSettings("next", busy_share=1e-9))
    with shadow.live:
        assert await scene.compare(shadow) == SAYS  # it has not worked yet, so it need not rest
        skipped = shadow.offer(scene.observe(), FRAME)
        assert skipped is not None
        assert await asyncio.wait_for(asyncio.wrap_future(skipped), 10) is None
        assert (scene.counts.frames, scene.counts.skipped) == (1, 1)
        assert scene.candidate.shown == 1


async def test_where_the_owner_wants_it_the_candidate_works_beside_a_busy_live_model(scene: Scene) -> None:
    shadow = await scene.running(ShadowSettings("next", busy_share=1.0))
    with shadow.live:
        for _ in range(3):
            assert await scene.compare(shadow) == SAYS


async def test_a_live_model_that_leaves_pauses_is_no_reason_to_rest(scene: Scene) -> None:
    shadow = await scene.running(ShadowSettings("next", busy_share=1e-9))
    for _ in range(3):
        assert await scene.compare(shadow) == SAYS
