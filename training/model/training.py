"""Viam's contract of a training script: `python3 -m model.training --dataset_file FILE --model_output_directory OUT`.

Writes model.onnx and labels.txt. Exit status 0: trained; 2: the data set or an argument was refused, said on standard
error. The other arguments have defaults and may be given to Viam as the job's arguments.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.dataset import Dataset, DatasetRefusedError, read_dataset
from model.detector_file import detector_file
from model.learning import train
from model.network import Network, new_network
from model.samples import Samples, draw_samples, hard_samples, joined, plain_samples
from model.windows import Canvas, canvas_for, mirrored, place, windows

REFUSED = 2
_SHIFT = 12  # pixels by which a picture is moved at most
_MINED = 10  # windows of nothing that looked like something, of each picture
_PLAIN = 120  # pictures of one colour
_FLIPS = {"none": (0.0, 0.0), "horizontal": (0.5, 0.0), "both": (0.5, 0.5)}


@dataclass(frozen=True)
class Options:
    """steps: of gradient descent. pictures: moved copies, over all, in each half of the training.

    flips: chances that a picture is mirrored left to right, and upside down.
    """

    steps: int
    pictures: int
    flips: tuple[float, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Gives the exit status."""
    given = _parser().parse_args(arguments)
    labels = [label.strip() for label in given.labels.split(",") if label.strip()]
    began = time.monotonic()
    if min(given.steps, given.pictures) < 2 or given.input_size < 32:
        print("--steps and --pictures must be at least 2, --input_size at least 32", file=sys.stderr)
        return REFUSED
    try:
        dataset = read_dataset(Path(given.dataset_file), labels)
    except DatasetRefusedError as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    counts = ", ".join(f"{label} {dataset.counts[label]}" for label in dataset.labels)
    _say(f"{len(dataset.examples)} images, boxes: {counts}")
    canvas = canvas_for(dataset.examples, given.input_size)
    options = Options(given.steps, given.pictures, _FLIPS[given.flips])
    network = learn(dataset, canvas, options, np.random.default_rng(given.seed))
    out = Path(given.model_output_directory)
    out.mkdir(parents=True, exist_ok=True)
    about = {"images": str(len(dataset.examples)), "seed": str(given.seed), "author": "driftwatch-training"}
    (out / "labels.txt").write_text("".join(f"{label}\n" for label in dataset.labels), encoding="utf-8")
    (out / "model.onnx").write_bytes(detector_file(network, dataset.labels, canvas, about))
    _say(f"trained in {time.monotonic() - began:.0f} s: {out / 'model.onnx'}, input {canvas.width} x {canvas.height}")
    return 0


def learn(dataset: Dataset, canvas: Canvas, options: Options, rng: np.random.Generator) -> Network:
    """Twice, from pictures moved in other ways; then also from what the first network took for objects by mistake."""
    half = options.steps // 2
    samples = _drawn(dataset, canvas, options, rng)
    _say(f"{len(samples.windows)} windows of {canvas.width} x {canvas.height} pictures")
    first = train(
        samples,
        half,
        rng,
        lambda step, loss: _say(f"step {step} of {options.steps}, loss {loss:.3f}"),
        new_network(len(dataset.labels), rng),
    )
    mined = [_mined(dataset, canvas, first, number) for number in range(len(dataset.examples))]
    _say(f"{sum(len(one.windows) for one in mined)} windows of nothing looked like objects")
    samples = joined([_drawn(dataset, canvas, options, rng), *mined])
    return train(
        samples,
        options.steps - half,
        rng,
        lambda step, loss: _say(f"step {half + step} of {options.steps}, loss {loss:.3f}"),
        first,
    )


def _drawn(dataset: Dataset, canvas: Canvas, options: Options, rng: np.random.Generator) -> Samples:
    copies = max(1, round(options.pictures / len(dataset.examples)))
    parts = [plain_samples(canvas, len(dataset.labels), rng) for _ in range(_PLAIN)]
    for example in dataset.examples:
        for _ in range(copies):
            dx, dy = (int(value) for value in rng.integers(-_SHIFT, _SHIFT + 1, 2))
            left_right, up_down = (bool(flip) for flip in rng.random(2) < options.flips)
            placed = place(mirrored(example, left_right, up_down), dataset.labels, canvas, (dx, dy))
            parts.append(draw_samples(placed, canvas, len(dataset.labels), rng))
    return joined(parts)


def _mined(dataset: Dataset, canvas: Canvas, network: Network, number: int) -> Samples:
    placed = place(dataset.examples[number], dataset.labels, canvas)
    return hard_samples(placed, canvas, network.probabilities(windows(placed.pixels)), _MINED)


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="model.training", description="Trains a small detector.")
    parser.add_argument("--dataset_file", required=True, help="JSON lines, as Viam hands them to a training script")
    parser.add_argument("--model_output_directory", required=True, help="folder for model.onnx and labels.txt")
    parser.add_argument("--labels", default="", help="labels to learn, with commas between; all there are if empty")
    parser.add_argument("--steps", type=int, default=4000, help="of gradient descent")
    parser.add_argument("--pictures", type=int, default=2000, help="moved copies of the images, over all")
    parser.add_argument("--flips", choices=tuple(_FLIPS), default="horizontal", help="mirrored copies to learn from")
    parser.add_argument("--input_size", type=int, default=320, help="pixels of the input's longer side, at most")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
