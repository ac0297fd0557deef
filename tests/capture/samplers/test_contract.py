"""What holds for every sampler, whichever it is."""

import dataclasses
import inspect
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftwatch.capture.samplers import registry
from driftwatch.capture.samplers.count import Count
from driftwatch.capture.samplers.fleeting import Fleeting
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.random import Random
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.capture.samplers.sampler import SamplerSettings
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.capture.tracker import Tracker
from driftwatch.config.reader import read
from driftwatch.inference.answer import Answer, Size
from tests.capture.making import box, detection, followed, sampled

_REQUIRED: dict[str, dict[str, Any]] = {"contains": {"labels": ["part"]}}
NAMES = [entry.name for entry in dataclasses.fields(SamplerSet)]


class _Shares:
    def share(self, label: str) -> float | None:
        return {"part": 0.99, "screw": 0.001}.get(label, 0.0)


def made(name: str) -> SamplerSettings:
    chosen = read(SamplerSet, {name: _REQUIRED.get(name, {})}).value.chosen()
    assert len(chosen) == 1
    return chosen[0]


@pytest.mark.parametrize("name", NAMES)
def test_is_named_as_its_attribute_and_its_file(name: str) -> None:
    settings = made(name)
    assert name == settings.NAME
    assert type(settings).__module__ == f"driftwatch.capture.samplers.{name}"


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=max(8, settings().max_examples // 2))  # of each of some fifteen samplers
def test_judges_any_video_with_values_from_0_to_1(name: str, data: st.DataObject) -> None:
    sampler, tracker = made(name).begin(), Tracker()
    numbers = st.floats(0, 1)
    found = st.builds(
        detection,
        numbers,
        st.sampled_from(["part", "screw", "cable"]),
        st.builds(box, st.floats(0, 0.8), st.floats(0, 0.8)),
    )
    classes = st.one_of(st.none(), st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), numbers), max_size=4))
    for number in range(1, 6):
        detections = data.draw(st.one_of(st.none(), st.lists(found, max_size=4)))
        tracked = followed(tracker, detections or (), number, number * 0.1)
        context = Context(
            data.draw(st.one_of(st.none(), st.just(Answer(Size(9, 9), tuple(detections or ()))))),
            data.draw(st.one_of(st.none(), st.just(_Shares()))),
            data.draw(st.booleans()),
        )
        vote = sampler.vote(
            sampled(
                detections,
                classes=data.draw(classes),
                context=context,
                now=number * 0.1,
                tracked=tracked,
                number=number,
            )
        )
        if vote is not None:
            assert vote.reason == name
            assert 0 <= vote.value <= 1
            assert math.isfinite(vote.value)
            assert vote.about is None or 1 <= vote.about < number


@pytest.mark.parametrize("name", NAMES)
def test_streams_do_not_share_a_memory(name: str) -> None:
    settings = made(name)
    chance = random.Random(3)
    frames = [[detection(chance.random(), "part", box(0.1 + 0.05 * n))] * (n % 3 > 0) for n in range(9)]

    def judged() -> list[bool]:
        sampler, tracker = settings.begin(), Tracker()
        return [
            sampler.vote(sampled(f, now=n / 10, number=n, tracked=followed(tracker, f, n, n / 10))) is not None
            for n, f in enumerate(frames)
        ]

    assert judged() == judged()


def test_the_default_is_unsure_contradicted_unusual_and_by_chance() -> None:
    assert default_samplers() == SamplerSet(
        low_confidence=LowConfidence(threshold=0.6),
        vanished=Vanished(),
        fleeting=Fleeting(),
        flicker=Flicker(),
        count=Count(),
        random=Random(probability=0.001),
    )


def test_every_file_of_the_folder_is_registered() -> None:
    folder = Path(inspect.getfile(registry)).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "input", "registry", "sampler", "selection"}
    assert files == set(NAMES)


def test_attributes_that_contradict_each_other_are_refused() -> None:
    assert not Count().problems()
    assert Count(minimum=3, maximum=2).problems()
    assert not Count(minimum=2, maximum=2).problems()
