import asyncio
from collections.abc import Sequence

from benchmarks.performance import cameras, carrying, detection
from benchmarks.performance.results import Measure, measures
from benchmarks.performance.targets import Target, targets
from benchmarks.performance.timing import RAW, Allowance, OwnTime, Times, in_turns

CALL = "GetDetections, 720p, 320"


def found(all_targets: Sequence[Target], words: str) -> Target:
    return next(one for one in all_targets if words in one.what)


def test_a_ratio_is_that_of_the_medians_to_session_run() -> None:
    times = {RAW: Times((0.010, 0.010, 0.030)), detection.MACHINE: Times((0.013, 0.014, 0.015))}
    measured = measures("detection", "detector 320", {"image": "720p"}, times)
    target = found(targets(measured), "320: times the inference")
    assert target.measured is not None
    assert abs(target.measured - 1.4) < 1e-9
    assert target.reached


def test_what_is_added_is_the_difference_to_the_inference_next_to_a_call_that_carries_nothing() -> None:
    seconds = {RAW: 0.010, detection.MACHINE: 0.0175, detection.EMPTY: 0.003}
    times = {way: Times((taken,) * 3) for way, taken in seconds.items()}
    measured = measures("detection", "detector 320", {"image": "720p"}, times)
    measured += [Measure("shares", "module", call, p50=p50) for call, p50 in (("GetStatus", 1.0), (CALL, 6.5))]
    waited = found(targets(measured), "320: added to the inference")
    used = found(targets(measured), "320: the module's processor time")
    assert (round(waited.measured or 0, 6), waited.floor, waited.verdict) == (7.5, 3.0, "reached")
    assert (used.measured, used.floor, used.verdict) == (6.5, 1.0, "missed")


def test_many_cameras_are_compared_with_what_the_cores_can_do_and_with_the_builtin_service() -> None:
    frames = {cameras.WATCHING: 34.0, cameras.ASKED: 30.0, cameras.BUILTIN_ASKED: 20.0, cameras.PLAIN: 40.0}
    measured = [Measure(cameras.FRAMES, way, "1 model", {"cameras": 8}, value=value) for way, value in frames.items()]
    looked, answered = (found(targets(measured), words) for words in ("frames looked at", "frames answered"))
    assert (looked.measured, looked.verdict) == (0.85, "reached")
    assert (answered.measured, answered.verdict) == (1.5, "missed")


def test_what_is_only_watched_has_no_verdict() -> None:
    measured = [Measure("small calls", "ours", "detector 320", ratio=0.5)]
    watched = found(targets(measured), "while the 320 infers")
    assert (watched.reached, watched.verdict, watched.measured) == (None, "watched", 0.5)


def test_what_was_not_measured_is_neither_reached_nor_missed() -> None:
    assert {one.reached for one in targets([])} == {None}


def test_a_codec_must_be_so_many_times_as_quick() -> None:
    ways = ((carrying.OURS, 100.0), (carrying.STOCK_BOTH, 699.0))
    measured = [Measure("carrying", way, carrying.CARRIER, p50=p50) for way, p50 in ways]
    assert found(targets(measured), "quicker than the stock codec").reached is False


def test_every_call_is_timed_once_a_round_and_may_bring_its_own_time() -> None:
    asked: list[str] = []

    async def own() -> OwnTime:
        asked.append("own")
        return OwnTime(2.0)

    async def other() -> None:
        asked.append("other")

    times = asyncio.run(in_turns({"own": own, "other": other}, Allowance(60, rounds=5)))
    assert times["own"].seconds == (2.0,) * 5
    assert len(times["other"].seconds) == 5
    assert asked.count("own") == asked.count("other") == 6  # the first round does not count


def test_what_cannot_be_is_no_success() -> None:
    times = {RAW: Times((0.010,)), detection.MACHINE: Times((0.008,))}
    measured = measures("detection", "detector 320", {"image": "720p"}, times)
    assert found(targets(measured), "320: times the inference").reached is None
