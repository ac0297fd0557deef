"""Whether a damaged file was met as it must be: with a clear error, or with an answer that can be right."""

import dataclasses
import itertools
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from driftwatch.attributes import VisionAttributes
from driftwatch.cli.doctor_run import DoctorOptions, Findings, examine_file
from driftwatch.config.reader import read
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.labels import read_labels
from tests.fuzz.cases import Case
from tests.fuzz.seeds import NAMES
from tests.inference.frames import jpeg, picture
from tests.onnx_models import region_detector

LONGEST = 3000  # characters of a message; lists of all decoders and all attributes are the longest


class WrongError(AssertionError):
    """Neither a clear error nor an answer that can be right."""


class Bench:
    """Good files to go with the damaged one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = region_detector(folder / "good.onnx", (24, 24))
        self.image = folder / "good.jpg"
        self.image.write_bytes(jpeg(picture(80, 60)))
        self.labels = folder / "good.txt"
        self.labels.write_text("\n".join(NAMES))

    def judge(self, case: Case) -> str:
        """Gives "error" or "answer". Raises WrongError, or whatever escaped from the code under test."""
        path = self.folder / f"case{case.suffix}"
        path.write_bytes(case.content)
        order = self._order(case, path)
        findings = examine_file(order, itertools.count().__next__)
        if findings.problems:
            for problem in findings.problems:
                check_message(problem)
            return "error"
        answer = _answer(findings)
        check_answer(answer)
        if case.cut and case.kind == "image":
            raise WrongError("an image that is cut off was taken for a whole one")
        _CHECKS[case.kind](case, path, order, answer)
        return "answer"

    def _order(self, case: Case, path: Path) -> DoctorOptions:
        model, image, labels, attributes = self.model, self.image, self.labels, "{}"
        if case.kind == "model":
            return DoctorOptions(path, image)
        if case.kind == "labels":
            labels = path
        if case.kind == "image":
            image = path
        if case.kind == "attributes":
            attributes = f"@{path}"
        return DoctorOptions(model, image, labels, attributes)


def check_message(text: str) -> None:
    if not 10 <= len(text) <= LONGEST or not text.isprintable():
        raise WrongError(f"not a clear message: {text!r}")
    if re.search(r"Traceback|object at 0x|<class |Error\(", text):
        raise WrongError(f"a message for programmers: {text!r}")


def check_answer(answer: Answer) -> None:
    for one in (*(answer.detections or ()), *(answer.classifications or ())):
        if not (math.isfinite(one.confidence) and 0 <= one.confidence <= 1):
            raise WrongError(f"a confidence of {one.confidence}")
    for one in answer.detections or ():
        box = one.box
        if not (0 <= box.xmin <= box.xmax <= 1 and 0 <= box.ymin <= box.ymax <= 1):
            raise WrongError(f"a box outside of the image: {box}")


def _answer(findings: Findings) -> Answer:
    if findings.diagnosis is None or findings.diagnosis.raw is None or findings.config is None:
        raise WrongError("neither a problem nor an answer")
    return findings.diagnosis.raw


def _same_again(_: Case, __: Path, order: DoctorOptions, answer: Answer) -> None:
    """A model that reads memory of others, or that was not filled, answers differently each time."""
    if _answer(examine_file(order, itertools.count().__next__)) != answer:
        raise WrongError("another answer to the same image")


def _all_labels(case: Case, path: Path, _: DoctorOptions, __: Answer) -> None:
    labels = read_labels(path)
    text = case.content.decode("utf-8-sig")
    if case.suffix == ".json":
        value = json.loads(text, object_pairs_hook=lambda pairs: pairs)
        expected = len(value)
    elif case.suffix == ".txt":
        lines = [line for line in re.split("\r?\n", text) if line.strip()]
        expected = len(lines) if len(lines) > 1 else len(lines[0].split("," if "," in lines[0] else " "))
    else:
        return
    if len(labels) != expected:
        raise WrongError(f"{len(labels)} labels in a file of {expected}")


def _whole_picture(case: Case, _: Path, __: DoctorOptions, answer: Answer) -> None:
    if case.content.startswith(b"RGBA"):
        return
    plain = cv2.imdecode(np.frombuffer(case.content, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if plain is None or answer.size != Size(plain.shape[1], plain.shape[0]):  # pyright: ignore[reportUnnecessaryComparison]
        raise WrongError(f"an image of {answer.size}, but OpenCV sees {None if plain is None else plain.shape}")  # pyright: ignore[reportUnnecessaryComparison]


def _nothing_ignored(case: Case, _: Path, __: DoctorOptions, ___: Answer) -> None:
    """Every attribute is in the settings as it was given, or a warning names it."""
    given: dict[str, Any] = json.loads(case.content.decode("utf-8-sig"))
    reading = read(VisionAttributes, {"mlmodel_name": "m", **given})
    taken = _flat(reading.value)
    for name, value in given.items():
        warned = any(warning.startswith(f"{name}: ") for warning in reading.warnings)
        if value is not None and not warned and not _is_like(taken.get(name), value, reading.warnings):
            raise WrongError(f"{name} was given as {value!r:.80} and became {taken.get(name)!r:.80}")


def _flat(settings: Any) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for entry in dataclasses.fields(settings):
        value = getattr(settings, entry.name)
        taken |= _flat(value) if entry.metadata.get("inline") else {entry.name: value}
    return taken


def _is_like(taken: Any, given: Any, warnings: tuple[str, ...]) -> bool:
    if dataclasses.is_dataclass(taken) and isinstance(given, Mapping):
        return all(
            given[name] is None or _is_like(getattr(taken, name), given[name], warnings)
            for name in given
            if hasattr(taken, name)
        )
    if isinstance(given, Mapping):
        return isinstance(taken, Mapping) and all(_is_like(taken.get(key), given[key], warnings) for key in given)
    if isinstance(given, list) and isinstance(taken, (tuple, frozenset)):
        pairs = (
            zip(sorted(taken, key=str), sorted(given, key=str), strict=False)
            if isinstance(taken, frozenset)
            else zip(taken, given, strict=False)
        )
        return all(_is_like(*pair, warnings) for pair in pairs)
    return bool(taken == given)


_CHECKS = {
    "model": _same_again,
    "labels": _all_labels,
    "image": _whole_picture,
    "attributes": _nothing_ignored,
}
