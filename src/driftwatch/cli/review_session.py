"""One reviewer at a terminal: a frame, a key for each box, the next frame."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from driftwatch.cli.review_source import Ask
from driftwatch.errors import DriftwatchError

KEYS: Final = {"r": "right", "w": "wrong_class", "n": "not_an_object", "c": "cannot_tell"}
_HELP: Final = "r right, w wrong class, n not an object, c cannot tell, s skip the frame, z undo the last, q quit"


class _Leaves(Exception):  # noqa: N818, it is no error
    """The reviewer goes on with something else than the present box. key: s, z or q."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Terminal:
    """say: a line. read: a line that the reviewer types after a prompt. show: a JPEG with the frame's boxes in it."""

    say: Callable[[str], None]
    read: Callable[[str], str]
    show: Callable[[bytes, Mapping[str, Any]], None]


def review_frames(ask: Ask, terminal: Terminal, reviewer: str, camera: str = "") -> int:
    """Goes on until nothing is left or the reviewer leaves; gives how many frames were reviewed."""
    done = 0
    terminal.say(_HELP)
    while True:
        answer = ask("review_next", {"reviewer": reviewer, "camera_name": camera})
        if not answer["frames"]:
            terminal.say("nothing is left to review this week")
            return done
        frame = answer["frames"][0]
        terminal.say(f"{frame['time']} {frame['camera_name']}: {frame['why']} ({answer['left']:g} more wait)")
        if image := frame.get("image"):
            terminal.show(base64.b64decode(image), frame)
        try:
            figure = _submit(ask, terminal, reviewer, frame)
        except _Leaves as leave:
            if leave.key == "q":
                return done
            done = max(0, done + _instead(ask, terminal, reviewer, frame, leave.key))
            continue
        done += 1
        terminal.say(figure)


def candidate_lines(ask: Ask, camera: str = "") -> list[str]:
    """What the reviews say of candidates, for the end of a session; none where none is compared."""
    found = ask("review_figures", {"camera_name": camera})["candidates"]
    return [f"{one['camera_name']}: {line}" for one in found for line in one["words"]]


def _submit(ask: Ask, terminal: Terminal, reviewer: str, frame: Mapping[str, Any]) -> str:
    """Asks again where what was typed is refused."""
    while True:
        given: dict[str, Any] = {"review": frame["review"], "reviewer": reviewer}
        given["boxes"] = [_box(terminal, number, box) for number, box in enumerate(frame["boxes"], 1)]
        if frame["asks_for_misses"]:
            given |= {"missed": _missed(terminal), "looked_for_misses": True}
        try:
            return _figure_words(ask("review_submit", given))
        except DriftwatchError as problem:
            terminal.say(str(problem))


def _box(terminal: Terminal, number: int, box: Mapping[str, Any]) -> dict[str, str]:
    near = "" if box["is_served"] else ", not served"
    prompt = f"{number}. {box['label']} {box['confidence']:.2f}{near} [r/w/n/c] "
    while True:
        key = terminal.read(prompt).strip().lower()[:1]
        if key in ("s", "z", "q"):
            raise _Leaves(key)
        if key == "w":
            return {"verdict": KEYS[key], "label": terminal.read("   what is it? (empty: not known) ").strip()}
        if key in KEYS:
            return {"verdict": KEYS[key]}
        terminal.say(_HELP)


def _missed(terminal: Terminal) -> list[dict[str, Any]]:
    """Points as fractions of the image, one a line."""
    found: list[dict[str, Any]] = []
    while True:
        line = terminal.read("an object without a box? label x y, as in: person 0.2 0.7 (empty: no more) ").strip()
        if not line:
            return found
        label, *numbers = line.rsplit(maxsplit=2)
        try:
            x, y = (float(number) for number in numbers)
        except ValueError:
            terminal.say("a label and two fractions of the image, from the left and from the top")
            continue
        found.append({"label": label, "x": x, "y": y})


def _instead(ask: Ask, terminal: Terminal, reviewer: str, frame: Mapping[str, Any], key: str) -> int:
    """Skips or undoes; how many frames more are reviewed by that."""
    try:
        if key == "s":
            ask("review_skip", {"review": frame["review"], "reviewer": reviewer})
            return 0
        ask("review_undo", {"reviewer": reviewer})
    except DriftwatchError as problem:
        terminal.say(str(problem))
        return 0
    return -1


def _figure_words(answer: Mapping[str, Any]) -> str:
    figure = answer.get("figure", {})
    if "precision" not in figure:
        return "kept"
    interval = f"{figure['precision']:.2f} ({figure['precision_low']:.2f} to {figure['precision_high']:.2f})"
    needed = f", {figure['reviews_needed']:g} more reviews settle it" if figure.get("reviews_needed") else ""
    return f"kept; precision of this week so far {interval}{needed}"
