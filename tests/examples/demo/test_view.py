import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from driftwatch.inference.answer import Box, Detection
from examples.demo.feed import Part
from examples.demo.panels import PANELS, compact, connect
from examples.demo.readings import Readings
from examples.demo.rehearsal import Rehearsal
from examples.demo.scene import Scene
from examples.demo.tally import Tally
from examples.demo.view import LineView, LiveView


def rehearsal(alarm: bool) -> Rehearsal:
    """What a sensor said; its confidences are in the tally of its vision service."""
    what = Rehearsal(lambda: 0.0)
    cause = "50.0% of 880 [odd] detections had low confidence" if alarm else ""
    state, minutes = ("drift", 0.3) if alarm else ("ok", None)
    what.readings = Readings(30.0, 900, 0.61, 0.5, alarm, state, 1.67, cause, minutes)
    return what


def scene(elapsed: float = 2.0, address: str | None = "localhost:8080", alarm: bool = False) -> Scene:
    onnx, tflite = Tally("faces-onnx"), Tally("faces-tflite")
    for now in (1.0, 1.5, 2.0):
        onnx.answered(now, 0.0125, (Detection(Box(0.25, 0.125, 0.5, 0.75), "face", 0.91),))
    tflite.failed("[oops] no such model")
    parts = (Part("driftwatch", "ready"), Part("face-tflite", "unhealthy", "model_path: [no] such file"))
    return Scene(elapsed, 2.0, (onnx, tflite), parts, address, rehearsal(alarm) if address else None)


def drawn(what: Scene, width: int = 110, height: int = 60) -> str:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    with LiveView(console) as view:
        view.show(what)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "2.0", "12.5 ms", "100.0%", "face 0.91", "x 0.25-0.50  y 0.12-0.75", "[oops] no such model",
        "driftwatch ready", "face-tflite unhealthy", "face-tflite: model_path: [no] such file",
        'RobotClient.at_address("localhost:8080", options)',
        ".venv/bin/python examples/connect.py localhost:8080", "Ctrl-C",
    ],
)  # fmt: skip
def test_the_live_view_shows(text: str) -> None:
    assert text in drawn(scene())


@pytest.mark.parametrize("alarm", [False, True])
def test_80_columns_and_24_lines_show_all_that_matters(alarm: bool) -> None:
    parts = tuple(Part(name, "ready") for name in ("driftwatch", "carphone", "faces-drift", "face-onnx", "face-tflite"))
    what = replace(scene(alarm=alarm, address="localhost:57759"), parts=(*parts, Part("faces-onnx", "ready")))
    shown = drawn(what, 80, 24)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines()
    assert len(Console(width=80).render_lines(compact.draw(what))) < 24
    assert "╭" not in shown, "panels do not fit"
    assert max(map(len, lines)) <= 80
    for text in ("face-tflite ready", ".venv/bin/python examples/connect.py localhost:57759", "q or Ctrl-C ends"):
        assert text in shown
    assert ("ALARM" in shown) == alarm
    assert "100.0%" in shown


def test_the_program_that_is_printed_at_the_end_can_be_run_as_it_is() -> None:
    text = connect.program("localhost:8080")
    compile(text, "snippet", "exec")
    assert 'at_address("localhost:8080", options)' in text


def test_without_a_machine_it_says_so_and_offers_no_address() -> None:
    shown = drawn(scene(address=None))
    assert "no machine: the pipeline runs in this process" in shown
    assert "come from a machine's drift sensor" in shown
    assert "RobotClient" not in shown


def test_the_view_keeps_its_height_when_nothing_is_seen() -> None:
    nothing = Rehearsal(lambda: 0.0)
    empty = Scene(2.0, 2.0, (Tally("faces-onnx"), Tally("faces-tflite")), (), "localhost:8080", nothing)
    full = scene(alarm=True)
    full.tallies[1].answered(2.0, 0.1, ())
    for draw in PANELS[:3]:
        heights = [len(Console(width=110).render_lines(draw(which))) for which in (empty, full)]
        assert heights[0] == heights[1]


def test_the_plain_view_prints_a_line_a_second() -> None:
    file = io.StringIO()
    with LineView(Console(file=file)) as view:
        for quarter in range(9):
            view.show(scene(elapsed=quarter / 4))
    lines = file.getvalue().splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("the machine answers at localhost:8080; ")
    assert lines[1] == ("    0 s | faces-onnx: face 0.91 (2.0 frames/s, 12.5 ms) | faces-tflite: [oops] no such model")
    counted = "900 frames in 30 s, mean confidence 0.61, low-confidence rate 50.0%"
    assert lines[2] == f"        carphone_pristine | {counted} | ok"


def test_the_plain_view_says_the_alarm() -> None:
    file = io.StringIO()
    with LineView(Console(file=file)) as view:
        view.show(scene(alarm=True))
    assert file.getvalue().endswith("| ALARM: 50.0% of 880 [odd] detections had low confidence\n")


def test_the_drift_panel_shows_statistics_and_state() -> None:
    calm = scene()
    for now, confidence in ((10.0, 0.9), (12.0, 0.4)):
        calm.tallies[1].answered(now, 0.1, (Detection(Box(0, 0, 1, 1), "face", confidence),))
    shown = drawn(calm)
    assert "footage     carphone_pristine" in shown
    assert "counted     900 frames in 30 s, mean confidence 0.61, low-confidence rate 50.0%" in shown
    assert "confidence  ▇▂ 0.40" in shown
    assert "state       ok, score 1.67 (alarm at 1)" in shown
    assert "no alarm" in shown


def test_the_drift_panel_shows_the_alarm_and_its_cause() -> None:
    shown = drawn(scene(alarm=True))
    assert "state       drift, score 1.67 (alarm at 1), for 0.3 min" in shown
    assert "ALARM       50.0% of 880 [odd] detections had low confidence" in shown
