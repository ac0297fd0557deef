"""The pieces of `make loop` that need no machine; the story itself is a slow test, its short form is in tests/e2e."""

import asyncio
import io
import os
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from rich.console import Console

from driftwatch.cloud.settings import read_loop
from driftwatch.inference.answer import Box, Detection
from driftwatch.quality.evaluation.readers.registry import read_dataset
from examples.loop.commands import CommandError, CommandLine
from examples.loop.machines import line_config
from examples.loop.report import html_report
from examples.loop.run import run
from examples.loop.scene import CHAPTERS, Figure, LoopScene, MachineRow
from examples.loop.screen import LineScreen, picture
from examples.loop.setting import PARTS, LoopScale, loop_file
from examples.loop.truth import Truth, judged, labelled
from examples.loop.world import SIZE, day, evening, write_footage, write_set
from tests.cloud.fleet import NEW
from tests.waiting import until_async

DISC = Detection(Box(0.1, 0.1, 0.3, 0.3), "disc", 0.9)
RING = Detection(Box(0.6, 0.6, 0.8, 0.8), "ring", 0.8)


def test_the_world_is_the_same_again_and_its_sets_are_read_by_evaluate(tmp_path: Path) -> None:
    frames = day(3, seed=1)
    assert [one.data for one in frames] == [one.data for one in day(3, seed=1)]
    read = read_dataset(write_set(tmp_path, frames))
    assert [(image.size, len(image.boxes)) for image in read.images] == [(SIZE, len(one.truth)) for one in frames]
    assert evening(1, seed=1)[0].data != frames[0].data
    assert len(list(write_footage(tmp_path / "footage", frames).iterdir())) == 3


def test_a_picture_is_known_again_as_a_jpeg_and_a_strange_one_is_not() -> None:
    frames = [*day(6, seed=1), *evening(6, seed=2)]
    truth = Truth(frames)
    for one in frames:
        pixels = cv2.imdecode(np.frombuffer(one.data, np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        assert truth.of(cv2.imencode(".jpg", pixels)[1].tobytes()) == one.truth
    with pytest.raises(LookupError):
        truth.of(cv2.imencode(".png", np.full((120, 160, 3), 255, np.uint8))[1].tobytes())


def test_reviews_by_the_truth() -> None:
    boxes = [
        {"label": "disc", "confidence": 0.9, "box": [0.1, 0.1, 0.3, 0.3]},
        {"label": "bar", "confidence": 0.9, "box": [0.6, 0.6, 0.8, 0.8]},
        {"label": "bar", "confidence": 0.9, "box": [0.0, 0.8, 0.1, 0.9]},
    ]
    said = judged({"review": "r", "boxes": boxes, "asks_for_misses": False}, [DISC, RING])
    assert said["boxes"] == [
        {"verdict": "right"},
        {"verdict": "wrong_class", "label": "ring"},
        {"verdict": "not_an_object"},
    ]
    assert "missed" not in said
    said = judged({"review": "r", "boxes": boxes[:1], "asks_for_misses": True}, [DISC, RING])
    assert said["looked_for_misses"] is True
    assert said["missed"] == [{"label": "ring", "x": pytest.approx(0.7), "y": pytest.approx(0.7)}]


def test_a_coco_file_as_a_person_leaves_it() -> None:
    content = {"images": [{"id": 7, "file_name": "a.png"}], "annotations": [], "categories": [], "info": 1}
    found = labelled(content, {"a.png": (RING, DISC)})
    assert [one["name"] for one in found["categories"]] == ["disc", "ring"]
    assert [(one["image_id"], one["category_id"]) for one in found["annotations"]] == [(7, 2), (7, 1)]
    assert found["annotations"][1]["bbox"] == pytest.approx([16, 12, 32, 24])


def test_its_loop_files_are_read_and_its_machines_pin_a_version(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").write_text(loop_file("2.0.0"))
    found = read_loop(tmp_path / "loop.toml")
    assert (found.candidate, found.rollout.sizes()) == ("2.0.0", (1, len(PARTS)))
    assert found.evaluation.endswith("evaluated-2.0.0/evaluation.json")
    assert line_config(NEW, tmp_path, 5.0)["packages"][0]["version"] == NEW


def scene() -> LoopScene:
    """At its longest: every chapter has an event, and every machine much to say."""
    now = iter(range(10_000))
    made = LoopScene(clock=lambda: float(next(now)))
    made.machines = [MachineRow(part, "1.0.0", "1.0.0", "2.0.0 undecided", "drift: " + "x" * 300) for part in PARTS]
    for number in range(len(CHAPTERS)):
        made.begin(number)
        made.add("something <happened> " + "y" * 200, Figure(0.5, 0.4, 0.6))
    made.say("$ driftwatch " + "z" * 300)
    return made


def test_the_live_view_fits_into_80_by_24() -> None:
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, color_system=None)
    lines = console.render_lines(picture(scene()), pad=False)
    text = ["".join(segment.text for segment in line) for line in lines]
    assert len(text) <= 22
    assert max(map(len, text)) <= 80
    assert any("q or Ctrl-C" in line for line in text)
    assert sum("part-" in line for line in text) == len(PARTS)


def test_lines_for_logs_hold_each_event_once() -> None:
    out = io.StringIO()
    screen, made = LineScreen(Console(file=out, width=400)), LoopScene()
    made.changed = screen.show
    made.begin(0)
    made.add("an event", Figure(0.5, 0.4, 0.6))
    made.say("$ driftwatch evaluate")
    made.say("only for the live view")
    assert out.getvalue().count("an event, precision 0.50 (0.40 to 0.60)") == 1
    assert "$ driftwatch evaluate" in out.getvalue()
    assert "only for" not in out.getvalue()


def test_the_report_stands_alone() -> None:
    page = html_report(scene(), ended_well=False, problem="a <b>")
    assert "It did not end as it should. a &lt;b&gt;" in page
    assert "something &lt;happened&gt;" in page
    assert "0.50 (0.40 to 0.60)" in page
    assert "http" not in page


async def test_a_command_that_fails_is_said_and_one_that_is_cancelled_ends(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\nprint('x', flush=True)\ntime.sleep(60)\n"
    )
    (tmp_path / "fails.py").write_text("import sys\nsys.exit('no luck')\n")
    commands = CommandLine(tmp_path, lambda _: None)
    with pytest.raises(CommandError, match="fails ended with status 1: no luck"):
        await commands.run_module("fails")
    task = asyncio.create_task(commands.run_module("waits"))

    async def runs() -> bool:
        return (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text())

    await until_async(runs, 60, "the command")
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 9
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_ctrl_c_ends_the_story_whole() -> None:
    """In its first chapter, in which it draws and a model learns."""

    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        run(LoopScale(day=5000))


@pytest.mark.slow
@pytest.mark.machine
@pytest.mark.timeout(1800)
def test_the_story_ends_as_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    out = capsys.readouterr().out
    for words in ("an alarm:", "loop run: done", "no alarm", "loop run: failed: 3.0.0 is not rolled out"):
        assert words in out
