"""Real footage, corrupted, through two real models: what the command says of it, and what an oracle knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks.drift.corruptions import Corruption, Pixels
from benchmarks.drift.oracle import Truth, judge
from driftwatch.attributes import VisionAttributes
from driftwatch.cli.footage_comparison import MeasuredFootage, Pace, compare_footage, measure
from driftwatch.cli.model_runner import ModelRunner
from driftwatch.cli.replay_engine import Frame
from driftwatch.encoded_image import EncodedImage
from driftwatch.footage import open_footage
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


class _Remembering(ModelRunner):
    """Looks at each frame once, for the command and for the oracle."""

    def __init__(self, path: Path, settings: VisionAttributes) -> None:
        super().__init__(path, settings)
        self._answers: dict[str, Answer] = {}

    def infer(self, still: EncodedImage) -> Answer:
        key = frame_id_of(still.data)
        if key not in self._answers:
            self._answers[key] = super().infer(still)
        return self._answers[key]


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
def _runner(name: str) -> _Remembering:
    return _Remembering(model(name), VisionAttributes("model", label_path=str(labels())))


def _stills(clip: _Clip, what: Corruption | None) -> list[EncodedImage]:
    return [jpeg_of(what.apply(pixels, _SEED, number) if what else pixels) for number, pixels in enumerate(clip.frames)]


@lru_cache(maxsize=1)
def _clean(name: str) -> list[EncodedImage]:
    return _stills(_clip(name), None)


@lru_cache(maxsize=3 * len(MODELS))
def _clean_seen(name: str, model_name: str, begin: int, end: int) -> MeasuredFootage:
    return _see(_runner(model_name), _clean(name)[begin:end], _clip(name).fps)


def _see(runner: ModelRunner, stills: Sequence[EncodedImage], fps: float) -> MeasuredFootage:
    frames = [Frame(Path("footage"), number / fps, still) for number, still in enumerate(stills)]
    return measure(runner, VisionAttributes("model").watch.statistics, frames, Pace(len(frames), fps))


def _counted(runner: ModelRunner, stills: Sequence[EncodedImage]) -> list[list[Detection]]:
    floor = VisionAttributes("model").watch.statistics.floor
    return [[one for one in runner.infer(still).detections or () if one.confidence >= floor] for still in stills]


def run(name: str, what: Corruption | None) -> list[Row]:
    """One corruption of one clip, through every model."""
    cv2.setNumThreads(1)
    clip, before, after = _clip(name), _clean(name), _stills(_clip(name), what)
    size = clip.frames[0].shape[1], clip.frames[0].shape[0]
    count = len(before)
    first, second, whole = (0, count // 2), (count // 2, count), (0, count)
    rows: list[Row] = []
    for model_name in MODELS:
        runner = _runner(model_name)
        for moments, there, here in ((SAME, whole, whole), (OTHER, first, second), (OTHER, second, first)):
            reference = _clean_seen(name, model_name, *there)
            current = _see(runner, after[slice(*here)], clip.fps)
            truth = judge(_counted(runner, before[slice(*here)]), _counted(runner, after[slice(*here)]), what, size)
            verdict = compare_footage(reference, current).verdict.value
            rows.append(Row(name, model_name, what.name if what else "nothing", moments, truth, verdict))
    return rows
