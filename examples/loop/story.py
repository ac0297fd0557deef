"""The story, chapter by chapter, on real machines: what they are given comes from the fake app alone."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from driftwatch.concurrency import cancel_and_wait
from examples.loop.commands import CommandLine
from examples.loop.machines import PACKAGE, RealFleet, line_config
from examples.loop.person import Person
from examples.loop.rows import row_of
from examples.loop.scene import Figure, LoopScene
from examples.loop.setting import CANARY, PARTS, LoopScale, environment, loop_file
from examples.loop.truth import Truth, labelled
from examples.loop.world import Shown, day, evening, write_footage, write_set
from tests.fake_app.fleet_app import serving_fleet

_UNDECIDED: Final = 4  # exit status
_AT_ONCE: Final = 40  # frames


FindServer = Callable[[], Coroutine[Any, Any, Path]]


class LoopStory:
    """find_server: the program that runs a machine; it may take minutes to build, in which the first model learns."""

    def __init__(self, folder: Path, scale: LoopScale, scene: LoopScene, find_server: FindServer) -> None:
        self._folder, self._scale, self._scene = folder, scale, scene
        self._find_server = find_server
        self._commands = CommandLine(folder, scene.say)

    async def told(self) -> bool:
        """Whether it ended as it should: a better model on every machine, and a worse one held."""
        self._scene.begin(0)
        finding = asyncio.create_task(self._find_server())
        try:
            write_set(self._folder / "day", await _drawn(day, self._scale.day, 1))
            learning = self._train("1.0.0", "--dataset", self._folder / "day" / "dataset.jsonl")
            (quiet, late), _ = await asyncio.gather(self._footage(), learning)
            server = await finding
        except BaseException:
            await cancel_and_wait(finding)
            raise
        configs = {part: line_config("1.0.0", self._folder / "idle", self._scale.fps) for part in PARTS}
        fleet = RealFleet.of(server, self._folder, configs)
        try:
            self._scene.begin(1)
            await fleet.start()
            async with serving_fleet(fleet.app) as port:
                self._commands = CommandLine(self._folder, self._scene.say, environment(port))
                return await self._with(fleet, Person(fleet, Truth([*quiet, *late])))
        finally:
            self._scene.say("ending the machines")
            await fleet.stop()

    async def _footage(self) -> tuple[list[Shown], list[Shown]]:
        """What the cameras see by day and in the evening, and a test set."""
        write_set(self._folder / "test", await _drawn(evening, self._scale.tested, 6))
        quiet, late = await _drawn(day, self._scale.shown // 2, 2), await _drawn(evening, self._scale.shown, 3)
        write_footage(self._folder / "idle", quiet[:1])
        write_footage(self._folder / "by-day", quiet)
        write_footage(self._folder / "evening", late)
        return quiet, late

    async def _with(self, fleet: RealFleet, person: Person) -> bool:
        besides = [asyncio.create_task(fleet.collect(1.0)), asyncio.create_task(self._watch(fleet))]
        try:
            await self._day(fleet, person)
            dropped = await self._evening(fleet, person)
            await self._label(fleet, person)
            await self._improve()
            spoiling = asyncio.create_task(self._learn_wrong_labels())  # while the machines bake
            besides.append(spoiling)
            is_promoted = await self._rolled_out(person, 6, "2.0.0") == 0
            has_ended = await self._is_well(fleet, person)
            self._scene.begin(9)
            await spoiling
            is_held = await self._rolled_out(person, 10, "3.0.0") == 1
            return dropped and is_promoted and has_ended and is_held
        finally:
            for task in besides:
                await cancel_and_wait(task)

    async def _day(self, fleet: RealFleet, person: Person) -> None:
        await self._shows(fleet, "by-day")
        await person.review_counted(CANARY, self._scale.reviews)
        self._scene.add(f"{self._scale.reviews} frames reviewed", await person.precision(CANARY))

    async def _evening(self, fleet: RealFleet, person: Person) -> bool:
        """Whether the module proved that the precision dropped, and raised an alarm."""
        self._scene.begin(2)
        await self._shows(fleet, "evening")
        for count in range(5, 5 * self._scale.reviews, 5):
            await person.review(CANARY, 5)
            self._scene.say(f"{count} frames reviewed")
            if (drop := await person.drop(CANARY)) is not None:
                after = Figure(drop["after"], drop["after_low"], drop["after_high"])
                points = 100 * (drop["before"] - drop["after"])
                self._scene.add(f"{count} reviews later: dropped by {points:.0f} points", after)
                return await self._alarmed(fleet, True)
        self._scene.add("no drop was proven")
        return False

    async def _shows(self, fleet: RealFleet, footage: str) -> None:
        """What the cameras see from now on, also after a new config."""
        for part in PARTS:
            fleet.app.fleet.machines[part].config["components"][0]["attributes"]["path"] = str(self._folder / footage)
            await fleet.play(part, self._folder / footage)

    async def _alarmed(self, fleet: RealFleet, wanted: bool) -> bool:
        """Waits until the sensor says so, for as long as two windows."""
        for _ in range(120):
            found = await fleet.readings(CANARY)
            if found and found["drift"] is wanted:
                if wanted:
                    self._scene.add(f"an alarm: {found['drift_cause']}")
                return True
            await asyncio.sleep(1)
        return False

    async def _label(self, fleet: RealFleet, person: Person) -> None:
        """Frames that the machine kept go out to a labelling tool, are labelled there, and come back."""
        self._scene.begin(3)
        state, frames, out = (self._folder / name for name in ("state", "frames", "frames-out"))
        kept = fleet.machines[CANARY].viam_home / "driftwatch" / "driftwatch"
        while (count := len(list((kept / "hard-frames").rglob("*.png")))) < self._scale.labelled:
            self._scene.say(f"{count} of {self._scale.labelled} frames are kept")
            await asyncio.sleep(1)
        await asyncio.to_thread(shutil.copytree, kept, state, copy_function=_copy)
        await self._commands.run("label", "collect", state, "--into", frames)
        await self._commands.run("label", "out", frames, "--out", out, "--format", "coco")
        index = out / "annotations" / "instances_default.json"
        content = json.loads(index.read_text())
        names = [image["file_name"] for image in content["images"]]
        parts = {name: person.truth.of((out / "images" / name).read_bytes()) for name in names}
        index.write_text(json.dumps(labelled(content, parts)))
        ended = await self._commands.run("label", "in", index, "--frames", frames, "--format", "coco")
        self._scene.add(ended.out.strip().splitlines()[-1])

    async def _improve(self) -> None:
        self._scene.begin(4)
        await self._train("2.0.0", "--frames", self._folder / "frames")
        self._scene.begin(5)
        options = {"default_minimum_confidence": 0.6, "iou_threshold": 0.4, "class_agnostic_nms": True}
        models = ("--model", self._model("1.0.0"), "--model", self._model("2.0.0"))
        out = ("--out", self._folder / "evaluated-2.0.0", "--worst", "0")
        asked = ("--dataset", self._folder / "test", "--attributes", json.dumps(options), "--json", *out)
        found = json.loads((await self._commands.run("evaluate", *models, *asked, may_end=(0, 3))).out)
        for row in found["difference"]:
            if row["label"] == "all" and row["figure"] == "f1":
                self._scene.add(f"F1 differs by {row['value']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})")

    async def _rolled_out(self, person: Person, chapter: int, version: str) -> int:
        """`loop run` as a schedule calls it, while a person reviews; gives its last exit status."""
        self._scene.begin(chapter)
        file = self._folder / f"loop-{version}.toml"
        file.write_text(loop_file(version))
        reviewing = asyncio.create_task(person.review_until_decided(CANARY))
        try:
            while True:
                ended = await self._commands.run("loop", "run", "--file", file, "--json", may_end=(0, 1, _UNDECIDED))
                content = json.loads(ended.out)
                self._progress(file.with_suffix(".journal"), content["words"])
                if ended.status != _UNDECIDED:
                    self._scene.add(f"loop run: {content['outcome']}: {'; '.join(content['words'])}")
                    return ended.status
                await asyncio.sleep(self._scale.asked_every)
        finally:
            await cancel_and_wait(reviewing)

    def _progress(self, journal: Path, words: list[str]) -> None:
        """What the journal has that the report has not: the verdict, and each stage."""
        entries = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
        told = {event.words for event in self._scene.events}
        for one in entries:
            line = ""
            if one["kind"] == "verdict":
                line = f"the verdict of the reviews: {'; '.join(one['words'])}"
            elif one["kind"] == "stage":
                line = f"stage {one['number'] + 1}: {one['machines']} of {len(PARTS)} machines run it well"
            if line and line not in told:
                self._scene.add(line)
                if one["kind"] == "verdict" and one["verdict"] == "promote":
                    self._scene.begin(7)
        self._scene.say("; ".join(words))

    async def _is_well(self, fleet: RealFleet, person: Person) -> bool:
        """Whether the alarm has ended, with reviews of what the new model says."""
        self._scene.begin(8)
        await person.review(CANARY, self._scale.reviews // 2)
        has_ended = await self._alarmed(fleet, False)
        self._scene.add("no alarm" if has_ended else "the alarm goes on", await person.precision(CANARY))
        return has_ended

    async def _learn_wrong_labels(self) -> None:
        lines = (self._folder / "training-2.0.0" / "dataset" / "dataset.jsonl").read_text()
        swapped = lines.replace('"disc"', '"?"').replace('"ring"', '"disc"').replace('"?"', '"ring"')
        wrong = self._folder / "training-2.0.0" / "dataset" / "wrong.jsonl"
        wrong.write_text(swapped)
        await self._train("3.0.0", "--dataset", wrong, chapter=9)

    async def _watch(self, fleet: RealFleet) -> None:
        """Keeps the rows of the machines up to date, for ever."""
        while True:
            self._scene.machines = [await row_of(fleet, part) for part in PARTS]
            self._scene.changed(self._scene)
            await asyncio.sleep(1)

    def _model(self, version: str) -> Path:
        return self._folder / "registry" / PACKAGE / version / "model.onnx"

    async def _train(self, version: str, *source: str | Path, chapter: int | None = None) -> None:
        """On this computer; then the version is published."""
        out, registry = self._folder / f"training-{version}", self._folder / "registry" / PACKAGE
        steps = (f"--argument=steps={self._scale.steps}", f"--argument=pictures={self._scale.pictures}")
        ended = await self._commands.run("retrain", "--local", "--out", out, *steps, "--argument=flips=both", *source)
        registry.mkdir(parents=True, exist_ok=True)
        (out / "model").rename(registry / version)
        files = ended.out.strip().splitlines()[-1].rpartition(": ")[2]
        self._scene.add(f"{version} is trained and published: {files}", chapter=chapter)


def _copy(source: str, target: str) -> None:
    """Of a machine that goes on: a file may be gone by now."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)


async def _drawn(draw: Callable[[int, int], list[Shown]], count: int, seed: int) -> list[Shown]:
    """A few at a time, so that Ctrl-C need not wait for all of them."""
    found: list[Shown] = []
    while len(found) < count:
        found += await asyncio.to_thread(draw, min(_AT_ONCE, count - len(found)), 1000 * seed + len(found))
    return found
