import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from driftwatch.capture.samplers.disagreement import Disagreement
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.health import Notice
from driftwatch.watch.capture_thread import BACKLOG
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from driftwatch.watch.reorder_buffer import HELD
from driftwatch.watch.report_parts import kept_words

Open = Callable[..., HardFrames]


def picture(number: int) -> bytes:
    image = np.full((48, 64, 3), 40, np.uint8)
    image[:, : 4 + 10 * (number % 6)] = 220
    return cv2.imencode(".jpg", image)[1].tobytes()


def observed(number: int, confidence: float, camera: str = "cam") -> Observation:
    box = Box(0.2, 0.2, 0.6, 0.6)
    answer = Answer(Size(64, 48), (Detection(box, "cat", confidence),))
    at = Moment(1.7e9 + 60 * number, 1000.0 + 60 * number)
    return Observation(camera, at, ModelIdentity("m"), answer, f"{number:016x}")


class Told(list[Notice]):
    """What the owner's log was told."""


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def open_frames(tmp_path: Path, told: Told) -> Iterator[Open]:
    """`open_frames()`: hard frames in one folder of this test; opened again, they find what was left."""
    opened: list[HardFrames] = []

    def make(
        context: Callable[[str], Context] = lambda _: Context(),
        folder: Path | None = tmp_path,
        spool: SpoolSettings | None = None,
    ) -> HardFrames:
        settings = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence()))
        made = HardFrames(
            HardFramesSettings(settings, spool, folder),
            lambda: Moment(1.7e9, 1000.0),
            HardFramesPorts(context, told.append, "boot"),
        )
        opened.append(made)
        return made

    yield make
    for one in opened:
        one.close()


def see(frames: HardFrames, number: int, confidence: float, camera: str = "cam") -> None:
    frames.consider(observed(number, confidence, camera), EncodedImage(picture(number), "image/jpeg"))
    frames.settled().result(10)


def test_an_unsure_frame_waits_with_its_own_bytes_and_is_handed_over_once(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.9)
    assert frames.lease("cam") is None
    see(frames, 2, 0.5)
    lease = frames.lease("cam")
    assert lease is not None
    assert lease.kept.data == picture(2)
    assert lease.kept.record.charged_to == "low_confidence"
    frames.acknowledge(lease)
    assert frames.lease("cam") is None
    assert frames.status().queue.delivered == 1


def test_each_camera_gets_its_own(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.5, "left")
    assert frames.lease("right") is None
    assert frames.lease("left") is not None


def test_what_waits_and_what_was_spent_outlive_the_service(open_frames: Open) -> None:
    first = open_frames()
    see(first, 1, 0.5)
    first.close()
    second = open_frames()
    lease = second.lease("cam")
    assert lease is not None
    assert lease.kept.data == picture(1)
    assert second.status().judge.used["per_day"] == 1


def test_a_spool_gets_what_an_earlier_run_has_left(open_frames: Open, tmp_path: Path) -> None:
    first = open_frames()
    see(first, 1, 0.5)
    first.close()
    second = open_frames(spool=SpoolSettings(str(tmp_path / "spool")))
    second.written().result(10)
    assert [path.read_bytes() for path in (tmp_path / "spool").rglob("*.jpg")] == [picture(1)]
    assert second.status().queue.frames == 0


def test_without_a_folder_frames_wait_in_memory(open_frames: Open) -> None:
    frames = open_frames(folder=None)
    see(frames, 1, 0.5)
    assert frames.lease("cam") is not None
    assert frames.status().queue.in_memory == 1


def test_a_person_can_keep_the_last_frame_and_pause_the_rest(open_frames: Open) -> None:
    frames = open_frames()
    assert frames.keep_now("cam") is None
    see(frames, 1, 0.9)
    kept = frames.keep_now("cam")
    assert kept is not None
    assert kept.data == picture(1)
    frames.pause(True)
    see(frames, 2, 0.5)
    assert frames.status().queue.frames == 1
    frames.pause(False)
    see(frames, 3, 0.5)
    assert frames.status().queue.frames == 2


def test_a_fault_is_told_once_and_ends_nothing(open_frames: Open, told: Told) -> None:
    faults = 2

    def context(_: str) -> Context:
        nonlocal faults
        if faults:
            faults -= 1
            raise RuntimeError("broken")
        return Context()

    frames = open_frames(context)
    for number in (1, 2, 3):
        see(frames, number, 0.5)
    assert [notice.text for notice in told] == ["capture met a fault: RuntimeError('broken')"]
    assert frames.status().queue.frames == 1


def test_a_judge_that_falls_behind_overlooks_frames_instead_of_filling_the_memory(open_frames: Open) -> None:
    gate = threading.Event()

    def context(_: str) -> Context:
        gate.wait(10)
        return Context()

    frames = open_frames(context)
    for number in range(BACKLOG + 5):
        frames.consider(observed(number, 0.9), EncodedImage(picture(number), "image/jpeg"))
    gate.set()
    assert frames.status().overlooked == 5


def test_what_comes_after_the_end_is_overlooked_and_nothing_is_handed_over(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.5)
    frames.close()
    see(frames, 2, 0.5)
    assert frames.lease("cam") is None
    assert open_frames().status().queue.frames == 1


def test_a_frame_waits_for_what_a_candidate_says_of_it_and_the_order_stays(tmp_path: Path) -> None:
    samplers = SamplerSet(low_confidence=LowConfidence(), disagreement=Disagreement())
    settings = HardFramesSettings(CaptureSettings(samplers=samplers), None, tmp_path)
    ports = HardFramesPorts(lambda _: Context(), lambda _: None)
    frames = HardFrames(settings, lambda: Moment(1.7e9, 1000.0), ports)
    shadow: Future[Answer | None] = Future()
    frames.consider(observed(1, 0.9), EncodedImage(picture(1), "image/jpeg"), shadow)
    frames.consider(observed(2, 0.5), EncodedImage(picture(2), "image/jpeg"))
    frames.settled().result(10)
    assert frames.count() == 0
    shadow.set_result(Answer(Size(64, 48), ()))
    frames.settled().result(10)
    kept = [lease.kept for _ in range(2) if (lease := frames.lease("cam")) is not None]
    assert [one.data for one in kept] == [picture(1), picture(2)]
    assert [one.record.charged_to for one in kept] == ["disagreement", "low_confidence"]
    frames.close()


def test_a_candidate_that_never_answers_costs_no_frame(open_frames: Open) -> None:
    frames = open_frames()
    never: Future[Answer | None] = Future()
    frames.consider(observed(0, 0.9), EncodedImage(picture(0), "image/jpeg"), never)
    for number in range(1, HELD + BACKLOG):
        frames.consider(observed(number, 0.9), EncodedImage(picture(number), "image/jpeg"))
    frames.settled().result(10)
    assert frames.status().judge.considered == HELD + BACKLOG
    assert frames.status().overlooked == 0


def test_closing_judges_what_still_waits_for_a_candidate(open_frames: Open, tmp_path: Path) -> None:
    frames = open_frames()
    shadow: Future[Answer | None] = Future()
    frames.consider(observed(1, 0.5), EncodedImage(picture(1), "image/jpeg"), shadow)
    frames.close()
    shadow.set_result(None)
    assert open_frames().lease("cam") is not None


def test_who_asks_while_the_service_is_built_anew_is_told_to_ask_again(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.9)
    frames.close()
    for question in (frames.status, lambda: frames.keep_now("cam")):
        with pytest.raises(ModelError, match="ask again"):
            question()


def test_frames_of_two_threads_are_handed_in_one_after_the_other(
    open_frames: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = open_frames()
    inside, overlapping, may_go = threading.Event(), threading.Event(), threading.Event()

    class Slow:
        """In place of the buffer that keeps the order."""

        def put(self, *_: object) -> None:
            if inside.is_set() and not may_go.is_set():
                overlapping.set()
            inside.set()
            may_go.wait(10)

        def flush(self) -> None: ...

    monkeypatch.setattr(frames._capture, "_buffer", Slow())
    frame = EncodedImage(picture(1), "image/jpeg")
    threads = [threading.Thread(target=frames.consider, args=(observed(n, 0.5), frame)) for n in (1, 2)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    assert not overlapping.wait(0.2)
    may_go.set()
    for thread in threads:
        thread.join(10)


def test_a_frame_from_before_the_clock_was_set_is_handed_over_with_its_true_time(open_frames: Open) -> None:
    frames = open_frames()
    frame = EncodedImage(picture(1), "image/jpeg")
    frames.consider(replace(observed(1, 0.5), at=Moment(60.0, 1000.0)), frame)
    frames.settled().result(10)
    assert frames.count() == 0
    frames.consider(replace(observed(2, 0.9), at=Moment(1.7e9, 1030.0)), frame)
    frames.settled().result(10)
    lease = frames.lease("cam")
    assert lease is not None
    assert lease.kept.record.captured == pytest.approx(1.7e9 - 30)


def test_what_has_no_date_yet_outlives_the_service_with_the_date_it_has(open_frames: Open) -> None:
    first = open_frames()
    first.consider(replace(observed(1, 0.5), at=Moment(60.0, 1000.0)), EncodedImage(picture(1), "image/jpeg"))
    first.close()
    lease = open_frames().lease("cam")
    assert lease is not None
    assert lease.kept.record.captured == 60.0


def test_small_images_go_with_their_frames(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.5)
    lease = frames.lease("cam")
    assert lease is not None
    frame = lease.kept.record.id
    plain, boxed = frames.thumbnails.get(frame, boxes=False), frames.thumbnails.get(frame, boxes=True)
    assert plain is not None
    assert boxed is not None
    assert plain != boxed
    assert frames.thumbnails.get("nobody", boxes=True) is None


def test_a_report_says_how_much_of_the_budget_is_used(open_frames: Open) -> None:
    frames = open_frames()
    see(frames, 1, 0.5)
    words = kept_words(frames, "cam")
    limits = frames.status().judge.budget.limits
    assert words["Hard frames"].startswith("1 of this camera wait; ")
    assert (
        words["Budget of capture"]
        == f"1 of {limits['per_hour'].limit:,.0f} frames of this hour ({1 / limits['per_hour'].limit:.0%})"
    )
    assert "none are kept" in kept_words(None, "cam")["Hard frames"]
