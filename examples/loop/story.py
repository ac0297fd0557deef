"""The story, step by step; each step prints what happened, and leaves its files in the story's folder."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from driftwatch.capture.spool.files import file_name
from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import StepOutcome
from driftwatch.cloud.viam_fleet import ViamFleet
from driftwatch.inference.answer import Answer, Detection
from driftwatch.labelling.frame_set import FrameSet
from driftwatch.quality.verdicts.candidate import judge_candidate
from driftwatch.quality.verdicts.drop import find_drop, least_proof
from examples.loop.looking import Precision, disagreements, evidence, precision, served
from examples.loop.world import SIZE, Shown, day, evening, write_set
from tests.capture.making import kept
from tests.cloud.fleet import SimulatedFleet, settings
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import FleetApp, serving_fleet, versions_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "org/parts"
_PARTS = 3
_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything: the long form is for people, the short one for tests."""

    frames: int = 400
    seen: int = 300
    compared: int = 2400
    steps: int = 3000
    pictures: int = 1200


@dataclass(slots=True)
class Story:
    """say: takes a line. events: what happened, and the precision then, for the report."""

    folder: Path
    scale: Scale
    say: Callable[[str], None]
    events: list[tuple[str, Precision | None]] = field(default_factory=list[tuple[str, Precision | None]])

    def add(self, words: str, figure: Precision | None = None) -> None:
        """An event, with the precision that was measured then."""
        self.events.append((words, figure))
        self.say(words if figure is None else f"{words}: precision {figure}")

    @property
    def registry(self) -> Path:
        return self.folder / "registry"

    def model(self, version: str) -> Path:
        """In the package registry, which is a folder."""
        return self.registry / PACKAGE / version / "model.onnx"

    def command(self, *arguments: str | Path) -> str:
        """Runs `driftwatch`, as a person would; gives what it prints. Ends the story where it fails."""
        self.say(f"$ driftwatch {' '.join(str(one) for one in arguments)}")
        command = [sys.executable, "-m", "driftwatch.cli.main", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True)
        if done.returncode not in (0, 3):
            raise SystemExit(f"driftwatch {arguments[0]} ended with status {done.returncode}")
        return done.stdout

    def retrain(self, version: str, *source: str | Path) -> None:
        """Trains on this computer and publishes the version."""
        out = self.folder / f"training-{version}"
        steps = (f"--argument=steps={self.scale.steps}", f"--argument=pictures={self.scale.pictures}")
        self.command("retrain", "--local", "--out", out, *steps, "--argument=flips=both", *source)
        (self.registry / PACKAGE).mkdir(parents=True, exist_ok=True)
        (out / "model").rename(self.registry / PACKAGE / version)


def tell_story(story: Story) -> bool:
    """Whether it ended as it should: a better model on every machine, and a worse one held."""
    scale = story.scale
    story.retrain("1.0.0", "--dataset", write_set(story.folder / "day", day(scale.frames, 1)))
    before = evidence(quiet := day(scale.seen, 2), served(story.model("1.0.0"), quiet))
    usual = precision(before)
    story.add("three machines run version 1.0.0 by day", usual)
    worse = evening(scale.seen, 3)
    late = evidence(worse, served(story.model("1.0.0"), worse))
    drop = find_drop(late, usual.low, least_proof(100, 1))
    dropped = precision(late)
    proof = f"an alert after {drop.first + drop.reviews} reviews" if drop is not None else "no alert"
    points = 100 * (dropped.value - usual.value)
    story.add(f"in the evening, under a new lamp: {proof}, {points:+.0f} points", dropped)
    frames = _labelled(story, [*day(scale.frames // 2, 4), *evening(scale.frames, 5)], "frames")
    story.retrain("2.0.0", "--frames", frames)
    _evaluated(story, "2.0.0")
    promoted = _rolled_out(story, "1.0.0", "2.0.0")
    after = precision(evidence(worse, served(story.model("2.0.0"), worse)))
    story.add("in the same evening, with 2.0.0", after)
    _train_on_wrong_labels(story, frames)
    held = _rolled_out(story, "2.0.0", "3.0.0")
    return drop is not None and promoted.is_done and not held.is_done and after.value > dropped.value


def _labelled(story: Story, shown: Sequence[Shown], name: str) -> Path:
    """Frames go out to a labelling tool, are labelled there (by the known truth), and come back."""
    folder = FrameSet(story.folder / name)
    truth: dict[str, Shown] = {}
    for number, (one, boxes) in enumerate(zip(shown, served(story.model("1.0.0"), shown), strict=True)):
        base = kept(number, data=one.data, mime_type="image/png").record
        record = replace(base, answer=Answer(SIZE, tuple(boxes)))
        file = file_name(record, ".png")
        truth[file] = one
        folder.put(record, file, one.data)
    out = story.folder / f"{name}-out"
    story.command("label", "out", folder.folder, "--out", out, "--format", "coco")
    index = out / "annotations" / "instances_default.json"
    index.write_text(json.dumps(_corrected(json.loads(index.read_text()), truth)))
    story.add(story.command("label", "in", index, "--frames", folder.folder, "--format", "coco").strip())
    return folder.folder


def _corrected(content: Any, truth: dict[str, Shown]) -> Any:
    """The COCO file as a careful person would leave it."""
    labels = sorted({part.label for one in truth.values() for part in one.truth})
    annotations: list[dict[str, Any]] = []
    for image in content["images"]:
        annotations += [_annotation(part, image["id"], labels) for part in truth[image["file_name"]].truth]
    categories = [{"id": number, "name": label} for number, label in enumerate(labels, 1)]
    numbered = [{"id": number, **one} for number, one in enumerate(annotations, 1)]
    return {**content, "categories": categories, "annotations": numbered}


def _annotation(part: Detection, image: int, labels: Sequence[str]) -> dict[str, Any]:
    corner = part.box.xmin * SIZE.width, part.box.ymin * SIZE.height
    extent = (part.box.xmax - part.box.xmin) * SIZE.width, (part.box.ymax - part.box.ymin) * SIZE.height
    return {"image_id": image, "category_id": labels.index(part.label) + 1, "bbox": [*corner, *extent]}


def _evaluated(story: Story, version: str) -> None:
    test = write_set(story.folder / f"test-{version}", evening(story.scale.seen, 6))
    options = ("--attributes", json.dumps({"default_minimum_confidence": 0.5, "iou_threshold": 0.4}), "--json")
    models = ("--model", story.model("1.0.0"), "--model", story.model(version))
    found = json.loads(story.command("evaluate", *models, "--dataset", test, *options))
    rows = [one for one in found["difference"] if one["label"] == "all" and one["figure"] == "f1"]
    for one in rows:
        story.add(
            f"on a test set, F1 of {version} differs by {one['value']:+.2f} ({one['low']:+.2f} to {one['high']:+.2f})"
        )


def _train_on_wrong_labels(story: Story, frames: Path) -> None:
    """Somebody has mixed up two labels."""
    lines = (story.folder / "training-2.0.0" / "dataset" / "dataset.jsonl").read_text()
    swapped = lines.replace('"disc"', '"?"').replace('"ring"', '"disc"').replace('"?"', '"ring"')
    wrong = story.folder / "training-2.0.0" / "dataset" / "wrong.jsonl"
    wrong.write_text(swapped)
    story.add(f"somebody mixes up disc and ring in {frames.name}, and trains 3.0.0 on that")
    story.retrain("3.0.0", "--dataset", wrong)


def _rolled_out(story: Story, base: str, candidate: str) -> StepOutcome:
    """The loop against a fake app and three simulated machines, whose reviews are of what the two models really say."""
    shown = evening(story.scale.compared, 7)
    found, compared = disagreements(shown, served(story.model(base), shown), served(story.model(candidate), shown))
    fleet = SimulatedFleet.of(_PARTS)
    for part in fleet.machines:
        fleet.pin(part, base)
    fleet.verdict = "undecided"
    reviewed = 0

    async def wait() -> bool:
        nonlocal reviewed
        fleet.pass_minutes(6)
        if fleet.verdict == "undecided":
            reviewed += 30
            result = judge_candidate(found[:reviewed], compared, _MARGIN)
            fleet.verdict = result.verdict.value if result is not None else "undecided"
        return fleet.now < 1_800_100_000

    app = FleetApp(fleet, story.registry)
    outcome = asyncio.run(_against(app, story, candidate, wait))
    differ, asked = f"{len(found)} of {len(shown)} frames differ", min(reviewed, len(found))
    story.add(f"{candidate} next to {base}: {differ}, {fleet.verdict} after {asked} reviews")
    story.add(f"loop run: {outcome.kind.value}; the machines have {', '.join(versions_of(app))}")
    return outcome


async def _against(app: FleetApp, story: Story, candidate: str, wait: Any) -> StepOutcome:
    wanted = replace(settings(_PARTS), candidate=candidate)
    async with serving_fleet(app) as port:
        connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", port, False))
        viam = ViamFleet(connection, "org")
        journal = LoopJournal(story.folder / f"{candidate}.journal")
        try:
            context = LoopContext(wanted, viam, viam, journal, lambda: app.fleet.now, story.say)
            return await run_loop(context, wait)
        finally:
            connection.close()
