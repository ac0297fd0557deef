"""What these cores can do at most: OpenCV decodes and resizes a frame, ONNX Runtime runs the model, and nothing else.

`python plain_loop.py MODEL CAMERAS HZ SECONDS FOLDER` prints how many frames were looked at, as a number.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort

_LOOPS = 2  # two inferences at a time fill each other's gaps


def main(model: str, cameras: int, hz: float, seconds: float, folder: str) -> int:
    """Every camera is due `hz` times a second; what is not done in time is skipped."""
    cv2.setNumThreads(1)
    session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    frames = [path.read_bytes() for path in sorted(Path(folder).iterdir())]

    def look(number: int) -> None:
        pixels: Any = cv2.imdecode(np.frombuffer(frames[number % len(frames)], np.uint8), cv2.IMREAD_COLOR)
        resized: Any = cv2.resize(pixels, (given.shape[3], given.shape[2]))
        session.run(None, {given.name: np.ascontiguousarray(resized.transpose(2, 0, 1)[None], np.float32) / 255})

    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(_LOOPS) as threads:
        shares = [range(first, cameras, _LOOPS) for first in range(min(_LOOPS, cameras))]
        return sum(threads.map(lambda own: _loop(look, len(own), 1 / hz, end), shares))


def _loop(look: Callable[[int], None], cameras: int, period: float, end: float) -> int:
    done, due = 0, [time.perf_counter() + period * camera / cameras for camera in range(cameras)]
    while (now := time.perf_counter()) < end:
        camera = due.index(min(due))
        if due[camera] > now:
            time.sleep(min(due[camera] - now, max(0.0, end - now)))
            continue
        look(done)
        done += 1
        due[camera] = max(due[camera] + period, time.perf_counter())
    return done


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]))
