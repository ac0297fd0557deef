"""What `driftwatch replay --reference A --current B` says of real footage that something happened to.

    python -m benchmarks footage [--between] [--clips carphone_pristine ...]

Videos and face models are the demo's (examples/demo/assets.py). Every corruption (corruptions.py) is done to every
frame; an oracle (oracle.py) knows whether that harmed the model. Asked twice: "same moments", the whole clip against
the corrupted whole clip, and "other moments", one half of it against the corrupted other half. What was changed in
view of these figures are the limits of compare.py and the strengths of corruptions.py; `--between` takes strengths
that nothing was tuned on.
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.drift.agreement_table import show
from benchmarks.drift.corruptions import KINDS, STRENGTHS, Corruption, Pixels, corruption, every_corruption
from benchmarks.drift.oracle import Truth, judge
from driftwatch.cli.contrast import Pace, Seen, contrast, measure
from driftwatch.cli.looker import Looker, LookerSettings
from driftwatch.cli.rehearsal import Frame
from driftwatch.footage import Still, open_footage
from driftwatch.footage.folder import jpeg_of
from driftwatch.inference.answer import Answer, Detection
from driftwatch.observation import frame_id_of
from examples.demo.assets import footage, labels, model

CLIPS: Final = ("carphone_pristine", "bikes", "bigbuckbunny")
MODELS: Final = ("face.onnx", "face.tflite")
SAME: Final = "same moments"
OTHER: Final = "other moments"
_LONGEST: Final = 640  # pixels; the largest clip is shown as a camera of this width would
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Row:
    """verdict: of the command, in words."""

    clip: str
    model: str
    corruption: str
    moments: str
    truth: Truth
    verdict: str


class _Remembering(Looker):
    """Looks at each frame once, for the command and for the oracle."""

    def __init__(self, path: Path, settings: LookerSettings) -> None:
        super().__init__(path, settings)
        self._answers: dict[str, Answer] = {}

    def look(self, still: Still) -> Answer:
        key = frame_id_of(still.data)
        if key not in self._answers:
            self._answers[key] = super().look(still)
        return self._answers[key]

    def forget(self) -> None:
        self._answers.clear()


@dataclass(frozen=True, slots=True)
class _Clip:
    """frames: decoded, BGR. fps: of the recording."""

    frames: tuple[Pixels, ...]
    fps: float


@lru_cache
def _clip(name: str) -> _Clip:
    recording = open_footage(footage(name))
    frames: list[Pixels] = []
    while (still := recording.still(len(frames))) is not None:
        pixels = np.asarray(cv2.imdecode(np.frombuffer(still.data, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        scale = min(1.0, _LONGEST / pixels.shape[1])
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        frames.append(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8))
    return _Clip(tuple(frames), recording.fps)


@lru_cache
def _looker(name: str) -> _Remembering:
    return _Remembering(model(name), LookerSettings(label_path=str(labels())))


def _stills(clip: _Clip, what: Corruption | None) -> list[Still]:
    return [
        jpeg_of(what.apply(pixels, _SEED, number) if what else pixels) for number, pixels in enumerate(clip.frames)
    ]


@lru_cache(maxsize=1)
def _clean(name: str) -> list[Still]:
    return _stills(_clip(name), None)


def _see(looker: Looker, stills: Sequence[Still], fps: float) -> Seen:
    frames = [Frame(Path("footage"), number / fps, still) for number, still in enumerate(stills)]
    return measure(looker, LookerSettings().watch.statistics, frames, Pace(len(frames), fps))


def _counted(looker: Looker, stills: Sequence[Still]) -> list[list[Detection]]:
    floor = LookerSettings().watch.statistics.floor
    return [[one for one in looker.look(still).detections or () if one.confidence >= floor] for still in stills]


def run(name: str, what: Corruption | None) -> list[Row]:
    """One corruption of one clip, through every model."""
    cv2.setNumThreads(1)
    clip, before, after = _clip(name), _clean(name), _stills(_clip(name), what)
    half = len(before) // 2
    pairs = [(SAME, slice(None), slice(None))]
    pairs += [(OTHER, slice(0, half), slice(half, None)), (OTHER, slice(half, None), slice(0, half))]
    height, width = clip.frames[0].shape[:2]
    rows: list[Row] = []
    for model_name in MODELS:
        looker = _looker(model_name)
        for moments, there, here in pairs:
            seen = contrast(_see(looker, before[there], clip.fps), _see(looker, after[here], clip.fps))
            truth = judge(_counted(looker, before[here]), _counted(looker, after[here]), what, (width, height))
            title = what.name if what else "nothing"
            rows.append(Row(name, model_name, title, moments, truth, seen.verdict.value))
        looker.forget()
    return rows


def between() -> Iterator[Corruption]:
    """Strengths that lie between those of corruptions.py (the geometric mean), so that nothing was tuned on them."""
    for kind in KINDS:
        for one, other in pairwise(STRENGTHS[kind]):
            yield corruption(kind, round(math.sqrt(one * other), 4))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks footage", description=__doc__)
    parser.add_argument("--clips", nargs="+", default=CLIPS, choices=CLIPS)
    parser.add_argument("--between", action="store_true", help="strengths that nothing was tuned on")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    names: Sequence[str] = options.clips
    chosen = [None, *(between() if options.between else every_corruption())]
    work = list(product(names, chosen))
    with ProcessPoolExecutor(options.processes) as pool:
        done = pool.map(run, *zip(*work, strict=True))
        rows = [row for some in track(done, "corrupting", len(work), console=Console(stderr=True)) for row in some]
    show(rows)


if __name__ == "__main__":
    main()
