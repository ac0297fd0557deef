"""The curves of a run as one picture: how the cost grows with the image, the callers, the cameras and the answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.performance import cameras, crowd, detection, growth, waiting
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import SIZES

_TALLY = "frames a second"
_GROWTH: Sequence[tuple[str, Sequence[str], str]] = (
    ("detections", (growth.ANSWER, growth.COUNTING), "milliseconds a frame"),
    ("labels", (growth.COUNTING,), "milliseconds a frame"),
    ("streams", (growth.COUNTING,), "milliseconds a frame"),
    ("days", (growth.TREND,), "milliseconds"),
    ("streams", (growth.MEMORY,), "MB"),
    ("frames", (waiting.QUEUED, waiting.HANDED, waiting.POOLED), "milliseconds a frame"),
    ("frames", (waiting.QUEUE_MEMORY, waiting.POOL_MEMORY), "MB"),
)
_WHAT = {"frames": "frames that wait on disk"}


def draw(measured: Sequence[Measure], path: Path) -> None:
    """Writes an .svg; a part that was not measured leaves its panel empty."""
    figure = Figure(figsize=(10, 7), layout="constrained")
    panels: Any = figure.subplots(2, 2)
    for colour, side in zip(("C0", "C1"), detection.SIDES, strict=True):
        for way, line in ((detection.MACHINE, "o-"), (detection.ON_OURS, "s--")):
            found = _of(measured, "detection", way, f"detector {side}")
            name = "ours" if way == detection.MACHINE else "builtin"
            _curve(panels[0][0], [(one.at["image"], one.work) for one in found], line, f"{name}, {side}", colour)
    _dress(panels[0][0], "GetDetections of one JPEG, through a machine", "image", "processor time, in inferences alone")
    for way, line in ((crowd.OURS, "o-"), (crowd.INLINE, "s--")):
        found = _of(measured, "clients", way, "detector 320")
        _curve(panels[0][1], [(str(one.at["clients"]), one.value) for one in found], line, way)
    _dress(panels[0][1], "Clients that ask again at once", "clients", _TALLY)
    found = _of(measured, "streams", crowd.OURS, "detector 320")
    _curve(panels[1][0], [(str(one.at["streams"]), one.value) for one in found], "o-", crowd.OURS)
    _dress(panels[1][0], "Cameras that are looked at in turns", "cameras", _TALLY)
    for way, line in ((detection.MACHINE, "o-"), (detection.ON_OURS, "s--")):
        found = _of(measured, "answers", way, "detector 64")
        _curve(panels[1][1], [(str(one.at["detections"]), one.p50) for one in found], line, way)
    _dress(panels[1][1], "Detections in the answer, next to no inference", "detections", "milliseconds a call")
    _save(figure, path)
    _draw_growth(measured, path.with_name(f"{path.stem}-growth.svg"))


def _draw_growth(measured: Sequence[Measure], path: Path) -> None:
    """Many cameras, and what each of the kinds that `growth.py` lets grow costs."""
    if not any(one.part in ("growth", cameras.FRAMES) for one in measured):
        return
    figure = Figure(figsize=(10, 13), layout="constrained")
    panels: Any = figure.subplots(4, 2)
    for way in (cameras.WATCHING, cameras.ASKED, cameras.BUILTIN_ASKED, cameras.PLAIN):
        found = _of(measured, cameras.FRAMES, way, "1 model")
        _curve(panels[0][0], [(str(one.at["cameras"]), one.value) for one in found], "o-", way)
    _dress(panels[0][0], "Cameras at five frames a second on one model", "cameras", _TALLY)
    for panel, (kind, ways, up) in zip(panels.flat[1:], _GROWTH, strict=False):
        for way in ways:
            found = [one for one in _of(measured, "growth", way, "") if kind in one.at]
            _curve(panel, [(f"{one.at[kind]:,}", one.value) for one in found], "o-", way)
        _dress(panel, f"Against {_WHAT.get(kind, kind)}", kind, up)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": "driftwatch"}):
        figure.savefig(path, metadata={"Date": None})


def _of(measured: Sequence[Measure], part: str, way: str, model: str) -> list[Measure]:
    found = [one for one in measured if (one.part, one.way, one.model) == (part, way, model)]
    sizes = list(SIZES)
    return sorted(found, key=lambda one: sizes.index(one.at["image"]) if "image" in one.at else 0)


def _curve(
    panel: Any, points: Sequence[tuple[str, float | None]], line: str, label: str, colour: str | None = None
) -> None:
    known = [(x, y) for x, y in points if y is not None]
    if known:
        panel.plot([x for x, _ in known], [y for _, y in known], line, label=label, color=colour)


def _dress(panel: Any, title: str, across: str, up: str) -> None:
    panel.set_title(title, fontsize=10)
    panel.set_xlabel(across)
    panel.set_ylabel(up)
    panel.set_ylim(bottom=0)
    panel.grid(alpha=0.3)
    if panel.lines:
        panel.legend(fontsize=8)
