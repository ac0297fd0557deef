"""What every guard says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from driftwatch.inference.doubts.tally import Tally

Judge = Callable[[Tally], str | None]

PREFIX: Final = "the model is probably read wrong: "


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sign that a model is read wrong."""

    guard: str
    """Its name, or what was assumed."""
    text: str
    """What was seen or assumed and what to do about it; one line."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One sign that a model is read wrong, whatever its decoder."""

    name: str
    """One word or two, stable."""
    judge: Judge
    """What was seen and what to do about it, in plain words that go on after PREFIX; None where nothing was. It takes a
    doubt back where later images refute it.
    """
    refuses: bool = False
    """Whether what was seen cannot be right at all, so that a model that shows it at the trial is refused."""

    def doubt(self, tally: Tally) -> Doubt | None:
        text = self.judge(tally)
        return None if text is None else Doubt(self.name, PREFIX + text)


def assumed(text: str) -> Doubt:
    """Of what was assumed because nothing has shown it. text: begins with the attribute that says it, and a colon."""
    return Doubt(f"assumed {text.partition(':')[0]}", text)


def are_many(boxes: int, tally: Tally, share: float, images: int = 0) -> bool:
    """Whether `boxes` are at least `share` (0 to 1) of the candidates that count, seen on at least `images` images."""
    return boxes > 0 and tally.boxed >= images and boxes >= share * tally.boxes.sure


def name_decoder(tally: Tally) -> str:
    """What an owner can do about most doubts."""
    return f"it is read as {tally.manner.decoder}: say in the attribute decoder how its outputs are meant"
